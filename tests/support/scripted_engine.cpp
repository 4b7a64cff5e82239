// SPDX-License-Identifier: Apache-2.0
#include "support/scripted_engine.h"

#include <QTimer>
#include <QtEndian>

using namespace Qt::StringLiterals;

namespace assay::tests {

QByteArray ScriptedEngine::Request::path() const
{
    const QByteArray whole =
        target.left(target.indexOf('?') < 0 ? target.size() : target.indexOf('?'));
    return whole.startsWith("/v1.") ? whole.mid(whole.indexOf('/', 1)) : whole;
}

ScriptedEngine::ScriptedEngine()
{
    m_server.listen(m_folder.filePath(u"engine.sock"_s));
    connect(&m_server, &QLocalServer::newConnection, this, &ScriptedEngine::onConnection);
}

void ScriptedEngine::answer(const QByteArray &bytes)
{
    setHandler([bytes](const Request &, QLocalSocket *socket) { socket->write(bytes); });
}

void ScriptedEngine::onConnection()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        ++m_open;
        connect(socket, &QLocalSocket::disconnected, this, [this, socket] {
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

void ScriptedEngine::onBytes(QLocalSocket *socket, QByteArray &buffer)
{
    const qsizetype end = buffer.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    Request request;
    request.head = buffer.left(end);
    const QList<QByteArray> start = request.head.left(request.head.indexOf('\r')).split(' ');
    request.method = start.value(0);
    request.target = start.value(1);
    const QByteArray lengthName = "\r\nContent-Length: ";
    const qsizetype at = request.head.indexOf(lengthName);
    const qsizetype valueAt = at + lengthName.size();
    const qsizetype valueEnd = request.head.indexOf('\r', valueAt);
    const qsizetype length =
        at < 0 ? 0 : request.head.mid(valueAt, valueEnd < 0 ? -1 : valueEnd - valueAt).toLongLong();
    if (buffer.size() < end + 4 + length)
        return;
    request.body = buffer.mid(end + 4, length);
    buffer.remove(0, end + 4 + length);
    if (request.target == "/version") {
        ++m_versionsAsked;
        socket->write(m_versionAnswer.value_or(response(200, m_version)));
        if (m_closesAfterVersion)
            socket->disconnectFromServer();
        return;
    }
    if (request.target == "/_ping") {
        const QByteArray answer =
            m_ping.isEmpty() ? response(404, R"({"message":"page not found"})")
                             : "HTTP/1.1 200 OK\r\n" + m_ping + "Content-Length: 2\r\n\r\nOK";
        socket->write(m_versionAnswer.value_or(answer));
        if (m_closesAfterVersion)
            socket->disconnectFromServer();
        return;
    }
    m_requests.push_back(request);
    if (m_handler)
        m_handler(request, socket);
}

QByteArray ScriptedEngine::podmanVersion(const QByteArray &version)
{
    return R"({"Components":[{"Name":"Podman Engine","Version":")" + version +
           R"json("},{"Name":"OCI Runtime (runc)","Version":"runc version 1.1.5\ncommit: x"}],"Version":")json" +
           version + R"(","ApiVersion":"1.41","MinAPIVersion":"1.24","Os":"linux","Arch":"amd64"})";
}

QByteArray ScriptedEngine::dockerVersion(const QByteArray &api, const QByteArray &least)
{
    return R"({"Components":[{"Name":"Engine","Version":"20.10.24"},{"Name":"runc","Version":"1.1.5"}],)"
           R"("Version":"20.10.24","ApiVersion":")" +
           api + R"(","MinAPIVersion":")" + least + R"(","Os":"linux","Arch":"amd64"})";
}

QByteArray ScriptedEngine::response(int status, const QByteArray &body,
                                    const QByteArray &contentType)
{
    return "HTTP/1.1 " + QByteArray::number(status) + " Scripted\r\nContent-Type: " + contentType +
           "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

QByteArray ScriptedEngine::chunkedHead(const QByteArray &contentType)
{
    return "HTTP/1.1 200 OK\r\nContent-Type: " + contentType +
           "\r\nTransfer-Encoding: chunked\r\n\r\n";
}

QByteArray ScriptedEngine::chunk(const QByteArray &bytes)
{
    return QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n";
}

QByteArray ScriptedEngine::hijacked(bool upgraded)
{
    const QByteArray type = "Content-Type: application/vnd.docker.raw-stream\r\n";
    return upgraded
               ? "HTTP/1.1 101 UPGRADED\r\n" + type + "Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n"
               : "HTTP/1.1 200 OK\r\n" + type + "\r\n";
}

QByteArray ScriptedEngine::frame(int stream, const QByteArray &bytes)
{
    QByteArray head(8, '\0');
    head[0] = char(stream);
    qToBigEndian(quint32(bytes.size()), head.data() + 4);
    return head + bytes;
}

void ScriptedEngine::writeSlowly(QLocalSocket *socket, const QByteArray &bytes, bool close)
{
    auto *timer = new QTimer(socket);
    connect(timer, &QTimer::timeout, socket,
            [socket, timer, bytes, close, at = qsizetype(0)]() mutable {
                if (at < bytes.size()) {
                    socket->write(bytes.mid(at++, 1));
                    socket->flush();
                    return;
                }
                timer->stop();
                if (close)
                    socket->disconnectFromServer();
            });
    timer->start(0);
}

} // namespace assay::tests
