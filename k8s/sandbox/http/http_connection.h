// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exchange.h"

#include <QPointer>
#include <QTcpSocket>
#include <QTimer>

namespace assay::sandbox {

//! One client's connection: requests one after the other, each becoming an Exchange. Deletes
//! itself when the connection ends.
class HttpConnection : public QObject
{
    Q_OBJECT
public:
    HttpConnection(QTcpSocket *socket, QObject *parent);
    ~HttpConnection() override;

    void abort();

Q_SIGNALS:
    void requested(assay::sandbox::Exchange *exchange);

private:
    friend class Exchange;
    void readMore();
    bool peekUpgrade();
    void readRequest();
    void refuse(int code, const char *reason, const char *message);
    void start(HttpRequest request, bool upgrade);

    // What an exchange needs of its connection.
    void send(std::string_view bytes);
    void sendSlowly();
    void exchangeFinished(Exchange *exchange);
    void nextRequest();
    void closeAfterSending();
    void slowDown(int milliseconds);
    bool keepsAlive() const { return m_keepsAlive; }
    qint64 bytesToWrite() const;
    QTcpSocket *takeSocket();

    QPointer<QTcpSocket> m_socket;
    HttpRequestParser m_parser;
    QByteArray m_unparsed;
    QPointer<Exchange> m_exchange;
    bool m_betweenRequests = true;
    bool m_keepsAlive = true;
    bool m_closing = false;
    bool m_continued = false;
    QTimer m_slowTimer;
    QByteArray m_slowBytes; //!< waiting for their turn
    bool m_nextAfterSlow = false;
};

} // namespace assay::sandbox
