// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QPointer>
#include <QSslConfiguration>
#include <QSslServer>
#include <QSslSocket>
#include <QUrl>

#include <functional>
#include <vector>

namespace assay::tests {

//! An HTTPS server in the test's own thread whose answers the test writes byte by byte, so that it
//! can misbehave in any way.
class ScriptedServer : public QObject
{
    Q_OBJECT
public:
    struct Request
    {
        QByteArray method;
        QByteArray target;                     //!< path and query as they came
        QHash<QByteArray, QByteArray> headers; //!< names in lower case
        QByteArrayList headerLines;            //!< as they came, in order
        QByteArray body;
        QByteArray clientName; //!< common name of the client certificate, if one was shown
    };
    //! Writes an answer to the socket, now or later; a socket left alone is silence.
    using Handler = std::function<void(const Request &, QSslSocket *)>;

    explicit ScriptedServer(const QSslConfiguration &tls);

    QUrl url() const;
    void setHandler(Handler handler) { m_handler = std::move(handler); }
    const std::vector<Request> &requests() const { return m_requests; }
    //! Connections that are open now.
    int connections() const { return m_open; }

    static QByteArray response(int status, const QByteArray &body,
                               const QByteArray &contentType = "application/json",
                               const QByteArray &moreHeaders = {});
    //! The head of an answer without an end; what follows is written with chunk().
    static QByteArray chunkedHead(const QByteArray &contentType = "application/json");
    static QByteArray chunk(const QByteArray &bytes);
    static QByteArray lastChunk() { return "0\r\n\r\n"; }
    //! A meta/v1 Status as the API server sends it.
    static QByteArray status(int code, const QByteArray &reason, const QByteArray &message);

private:
    void onConnection();
    void onBytes(QSslSocket *socket, QByteArray &buffer);

    QSslServer m_server;
    Handler m_handler;
    std::vector<Request> m_requests;
    int m_open = 0;
};

} // namespace assay::tests
