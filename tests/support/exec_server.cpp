// SPDX-License-Identifier: Apache-2.0
#include "support/exec_server.h"

#include <QWebSocket>

using namespace Qt::StringLiterals;

namespace assay::tests {

ExecServer::ExecServer(const QSslConfiguration &tls, const QStringList &subprotocols)
    : m_server(u"exec"_s, QWebSocketServer::SecureMode)
{
    m_server.setSslConfiguration(tls);
    m_server.setSupportedSubprotocols(subprotocols);
    m_server.listen(QHostAddress::LocalHost);
    connect(&m_server, &QWebSocketServer::newConnection, this, [this] {
        QWebSocket *socket = m_server.nextPendingConnection();
        socket->setParent(this);
        ++opened;
        connect(socket, &QWebSocket::disconnected, this, [this, socket] {
            ++closed;
            socket->deleteLater();
        });
        if (onOpen)
            onOpen(socket);
    });
}

QUrl ExecServer::url() const
{
    QUrl url(u"https://127.0.0.1"_s);
    url.setPort(m_server.serverPort());
    return url;
}

void ExecServer::send(QWebSocket *socket, char channel, const QByteArray &bytes)
{
    socket->sendBinaryMessage(QByteArray(1, channel) + bytes);
}

QByteArray ExecServer::exitCode(int code)
{
    return R"({"metadata":{},"status":"Failure","message":"command terminated with non-zero exit )"
           R"(code","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode",)"
           R"("message":")" +
           QByteArray::number(code) + R"("}]}})";
}

} // namespace assay::tests
