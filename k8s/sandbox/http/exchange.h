// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http_message.h"

#include <QByteArray>
#include <QObject>

class QTcpSocket;

namespace assay::sandbox {

class HttpConnection;

//! One request and its answer: whole (`respond`) or in pieces (`beginStream`, `write`, `end`).
//! What answers later lives as a child of it and so ends with it.
class Exchange : public QObject
{
    Q_OBJECT
public:
    Exchange(HttpRequest request, bool upgrade, HttpConnection *connection);
    ~Exchange() override;

    const HttpRequest &request() const { return m_request; }
    //! The request asks for a WebSocket; nothing of it has been taken from the socket yet.
    bool isUpgrade() const { return m_upgrade; }
    bool isAnswered() const { return m_answered; }

    using Headers = std::vector<std::pair<std::string, std::string>>;
    void respond(int code, const std::string &contentType, const std::string &body,
                 const Headers &headers = {});
    void beginStream(int code, const std::string &contentType);
    void write(std::string_view bytes);
    void end();
    //! Closes the connection without more.
    void reset();
    qint64 bytesToWrite() const;
    //! For an upgrade: the socket, which the connection then forgets. Call once, instead of
    //! answering.
    QTcpSocket *takeSocket();

    //! Faults: close after so many bytes of the body, one byte each so many milliseconds.
    void cutBodyAfter(qint64 bytes) { m_cutAfter = bytes; }
    void slowDown(int milliseconds);

Q_SIGNALS:
    //! More can be written without it piling up.
    void drained();

private:
    void sendHead(int code, const std::string &contentType, const Headers &headers);
    //! False where the body was cut, and the connection with it.
    bool sendBody(std::string_view bytes);
    void finish();

    HttpRequest m_request;
    HttpConnection *m_connection; //!< null once it is gone
    bool m_upgrade;
    bool m_answered = false;
    bool m_finished = false;
    qint64 m_cutAfter = -1;
    friend class HttpConnection;
};

} // namespace assay::sandbox
