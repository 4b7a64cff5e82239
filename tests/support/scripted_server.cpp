// SPDX-License-Identifier: Apache-2.0
#include "support/scripted_server.h"

#include <QSslCertificate>

#include <memory>

using namespace Qt::StringLiterals;

namespace assay::tests {

ScriptedServer::ScriptedServer(const QSslConfiguration &tls)
{
    m_server.setSslConfiguration(tls);
    m_server.listen(QHostAddress::LocalHost);
    connect(&m_server, &QTcpServer::pendingConnectionAvailable, this,
            &ScriptedServer::onConnection);
}

QUrl ScriptedServer::url() const
{
    QUrl url(u"https://127.0.0.1"_s);
    url.setPort(m_server.serverPort());
    return url;
}

void ScriptedServer::onConnection()
{
    while (auto *socket = qobject_cast<QSslSocket *>(m_server.nextPendingConnection())) {
        ++m_open;
        connect(socket, &QAbstractSocket::disconnected, this, [this, socket] {
            --m_open;
            socket->deleteLater();
        });
        const auto buffer = std::make_shared<QByteArray>();
        const auto read = [this, socket, buffer] {
            *buffer += socket->readAll();
            onBytes(socket, *buffer);
        };
        connect(socket, &QIODevice::readyRead, this, read);
        read();
    }
}

void ScriptedServer::onBytes(QSslSocket *socket, QByteArray &buffer)
{
    const qsizetype end = buffer.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    const QList<QByteArray> lines = buffer.left(end).replace("\r\n", "\n").split('\n');
    const QList<QByteArray> start = lines.first().split(' ');
    if (start.size() < 2)
        return;
    Request request;
    request.method = start[0];
    request.target = start[1];
    request.headerLines = lines.mid(1);
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const qsizetype colon = lines[i].indexOf(':');
        request.headers.insert(lines[i].left(colon).toLower(), lines[i].mid(colon + 1).trimmed());
    }
    const qsizetype length = request.headers.value("content-length").toLongLong();
    if (buffer.size() < end + 4 + length)
        return;
    request.body = buffer.mid(end + 4, length);
    buffer.remove(0, end + 4 + length);
    const QStringList names = socket->peerCertificate().subjectInfo(QSslCertificate::CommonName);
    request.clientName = names.value(0).toUtf8();
    m_requests.push_back(request);
    if (m_handler)
        m_handler(request, socket);
}

QByteArray ScriptedServer::response(int status, const QByteArray &body,
                                    const QByteArray &contentType, const QByteArray &moreHeaders)
{
    return "HTTP/1.1 " + QByteArray::number(status) + " Scripted\r\nContent-Type: " + contentType +
           "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n" + moreHeaders +
           "\r\n" + body;
}

QByteArray ScriptedServer::chunkedHead(const QByteArray &contentType)
{
    return "HTTP/1.1 200 OK\r\nContent-Type: " + contentType +
           "\r\nTransfer-Encoding: chunked\r\n\r\n";
}

QByteArray ScriptedServer::chunk(const QByteArray &bytes)
{
    return QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n";
}

QByteArray ScriptedServer::status(int code, const QByteArray &reason, const QByteArray &message)
{
    return R"({"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":")" +
           message + R"(","reason":")" + reason + R"(","code":)" + QByteArray::number(code) + "}";
}

} // namespace assay::tests
