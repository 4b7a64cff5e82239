// SPDX-License-Identifier: Apache-2.0
#include "hostile_server.h"

#include <QLocalSocket>
#include <QTcpSocket>

#include <zlib.h>

namespace assay::tests {

HostileServer::HostileServer(Answer answer) : m_answer(std::move(answer))
{
    listen(QHostAddress::LocalHost);
    connect(this, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *socket = nextPendingConnection()) {
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            const auto asked = std::make_shared<QByteArray>();
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket, asked] {
                *asked += socket->readAll();
                const qsizetype head = asked->indexOf("\r\n\r\n");
                if (head < 0)
                    return;
                const QByteArray lower = asked->left(head).toLower();
                const qsizetype length = lower.indexOf("content-length: ");
                const qsizetype size =
                    length < 0 ? 0 : lower.mid(length + 16).split('\r').first().toLongLong();
                if (asked->size() < head + 4 + size)
                    return;
                const QByteArrayList words = asked->left(asked->indexOf('\r')).split(' ');
                asked->clear();
                socket->write(m_answer(words.value(0), words.value(1)));
                socket->disconnectFromHost();
            });
        }
    });
}

QByteArray HostileServer::kubeconfig() const
{
    return "apiVersion: v1\nkind: Config\nclusters: [{name: m, cluster: {server: "
           "\"http://127.0.0.1:" +
           QByteArray::number(serverPort()) +
           "\"}}]\ncontexts: [{name: m, context: {cluster: m, user: m}}]\n"
           "current-context: m\nusers: [{name: m, user: {token: t}}]\n";
}

QByteArray HostileServer::response(int status, const QByteArray &body, const QByteArray &headers)
{
    return "HTTP/1.1 " + QByteArray::number(status) +
           " X\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " +
           QByteArray::number(body.size()) + "\r\n" + headers + "\r\n" + body;
}

QByteArray HostileServer::bomb(int mebibytes)
{
    // A block that ends at a byte, and leaves nothing for the next one to refer to, can be
    // repeated.
    z_stream stream = {};
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    QByteArray spaces(1 << 20, ' ');
    const auto deflated = [&] {
        QByteArray out(1 << 16, Qt::Uninitialized);
        stream.next_in = reinterpret_cast<Bytef *>(spaces.data());
        stream.avail_in = uInt(spaces.size());
        stream.next_out = reinterpret_cast<Bytef *>(out.data());
        stream.avail_out = uInt(out.size());
        deflate(&stream, Z_FULL_FLUSH);
        out.chop(qsizetype(stream.avail_out));
        return out;
    };
    const QByteArray first = deflated();
    const QByteArray next = deflated();
    deflateEnd(&stream);
    return first + next.repeated(mebibytes - 1);
}

HostileEngine::HostileEngine(const QString &socket, const QByteArray &answer, bool saysWhoItIs)
{
    listen(socket);
    connect(this, &QLocalServer::newConnection, this, [this, answer, saysWhoItIs] {
        while (QLocalSocket *peer = nextPendingConnection()) {
            connect(peer, &QLocalSocket::disconnected, peer, &QObject::deleteLater);
            const auto asked = std::make_shared<QByteArray>();
            connect(peer, &QLocalSocket::readyRead, peer, [peer, asked, answer, saysWhoItIs] {
                *asked += peer->readAll();
                if (!asked->contains("\r\n\r\n"))
                    return;
                const bool isPing = asked->startsWith("GET /_ping");
                asked->clear();
                peer->write(saysWhoItIs && isPing
                                ? "HTTP/1.1 200 OK\r\nServer: Docker/24.0.5 (linux)\r\n"
                                  "Api-Version: 1.43\r\nContent-Length: 2\r\n\r\nOK"
                                : answer);
                peer->disconnectFromServer();
            });
        }
    });
}

} // namespace assay::tests
