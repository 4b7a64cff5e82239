// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QList>
#include <QTcpServer>
#include <QTcpSocket>

#include <functional>

namespace assay::tests {

//! A server on 127.0.0.1 in the test's own thread that speaks HTTP without TLS, as registries of
//! one computer do. One answer for each connection.
class PlainServer
{
public:
    struct Request
    {
        QByteArray target;
        QByteArray head; //!< with the request line
    };
    struct Answer
    {
        int status = 200;
        QByteArray body = {};
        QByteArray headers = {}; //!< each with its line's end
    };

    PlainServer()
    {
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            while (QTcpSocket *socket = m_server.nextPendingConnection()) {
                QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
                QObject::connect(socket, &QTcpSocket::readyRead, socket,
                                 [this, socket] { serve(socket); });
            }
        });
        m_server.listen(QHostAddress::LocalHost);
    }
    QString place() const { return QStringLiteral("127.0.0.1:%1").arg(m_server.serverPort()); }
    const QList<Request> &requests() const { return m_requests; }
    //! None: it stays silent.
    std::function<std::optional<Answer>(const Request &)> answer;

private:
    void serve(QTcpSocket *socket)
    {
        const QByteArray head = socket->peek(1 << 20);
        if (!head.contains("\r\n\r\n"))
            return;
        socket->readAll();
        const Request request{head.split(' ').value(1), head};
        m_requests << request;
        const auto made = answer(request);
        if (!made)
            return;
        socket->write("HTTP/1.1 " + QByteArray::number(made->status) +
                      " X\r\nContent-Length: " + QByteArray::number(made->body.size()) +
                      "\r\nConnection: close\r\n" + made->headers + "\r\n" + made->body);
        socket->disconnectFromHost();
    }

    QTcpServer m_server;
    QList<Request> m_requests;
};

} // namespace assay::tests
