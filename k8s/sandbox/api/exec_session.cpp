// SPDX-License-Identifier: Apache-2.0
#include "exec_session.h"

#include "http/http_message.h"
#include "store/api_error.h"

#include <QTcpSocket>
#include <QTimer>
#include <QWebSocket>
#include <QWebSocketServer>

namespace assay::sandbox {

using namespace Qt::StringLiterals;

//! How long a command goes on whose client has gone.
static constexpr int OrphanMilliseconds = 5000;
static constexpr int HandshakeMilliseconds = 10'000;
//! Of what a client has not read yet: then the command waits for it.
static constexpr qint64 MostUnread = 8 << 20;

static const QStringList &protocols()
{
    static const QStringList list{u"v5.channel.k8s.io"_s, u"v4.channel.k8s.io"_s};
    return list;
}

bool ExecSession::canNegotiate(const HttpRequest &request)
{
    const QString offered = QString::fromStdString(request.header("sec-websocket-protocol"));
    if (offered.isEmpty())
        return true;
    for (const QString &one : offered.split(u',')) {
        if (protocols().contains(one.trimmed()))
            return true;
    }
    return false;
}

ExecSession::ExecSession(QTcpSocket *socket, std::unique_ptr<ExecProcess> process, Options options,
                         QObject *parent)
    : QObject(parent)
    , m_process(std::move(process))
    , m_options(options)
{
    socket->setParent(this);
    connect(socket, &QTcpSocket::disconnected, this, [this] {
        if (!m_socket)
            deleteLater();
    });
    QTimer::singleShot(HandshakeMilliseconds, this, [this] {
        if (!m_socket)
            deleteLater();
    });
    auto *server = new QWebSocketServer(QString(), QWebSocketServer::NonSecureMode, this);
    server->setSupportedSubprotocols(protocols());
    connect(server, &QWebSocketServer::newConnection, this,
            [this, server] { opened(server->nextPendingConnection()); });
    server->handleConnection(socket);
}

ExecSession::~ExecSession()
{
    if (m_socket)
        m_socket->disconnect(this);
}

void ExecSession::opened(QWebSocket *socket)
{
    m_socket = socket;
    socket->setParent(this);
    connect(socket, &QWebSocket::binaryMessageReceived, this, &ExecSession::received);
    connect(socket, &QWebSocket::textMessageReceived, this,
            [this](const QString &frame) { received(frame.toUtf8()); });
    connect(socket, &QWebSocket::disconnected, this, &ExecSession::abandon);
    connect(socket, &QWebSocket::bytesWritten, this, &ExecSession::drained);

    ExecProcess *process = m_process.get();
    connect(process, &ExecProcess::standardOutput, this, [this](const QByteArray &bytes) {
        if (m_options.output)
            send(1, bytes);
    });
    connect(process, &ExecProcess::standardError, this, [this](const QByteArray &bytes) {
        if (m_options.errors)
            send(m_options.terminal ? 1 : 2, bytes);
    });
    connect(process, &ExecProcess::exited, this, [this](int code) {
        Json status = {{"metadata", Json::object()}, {"status", "Success"}};
        if (code != 0) {
            const std::string text = std::to_string(code);
            status = {
                {"metadata", Json::object()},
                {"status", "Failure"},
                {"message", "command terminated with non-zero exit code: exit status " + text},
                {"reason", "NonZeroExitCode"},
                {"details", {{"causes", {{{"reason", "ExitCode"}, {"message", text}}}}}}};
        }
        finish(QByteArray::fromStdString(status.dump()));
    });
    connect(process, &ExecProcess::failedToStart, this, [this](const QString &message) {
        const ApiError error = ApiError::internal(
            "error executing command in container: failed to exec in container: failed to start "
            "exec: " +
            message.toStdString());
        finish(QByteArray::fromStdString(error.status().dump()));
    });
    // A client takes a closed socket without a status for what it is: nobody knows.
    connect(process, &ExecProcess::lost, this,
            [this] { m_socket->close(QWebSocketProtocol::CloseCodeAbnormalDisconnection); });
    send(1, {});
    send(2, {});
    process->start(m_options.input);
}

void ExecSession::received(const QByteArray &frame)
{
    if (frame.isEmpty() || !m_options.input)
        return;
    if (frame.front() == 0)
        m_process->writeInput(frame.mid(1));
    else if (static_cast<unsigned char>(frame.front()) == 255 && frame.size() > 1 && frame[1] == 0)
        m_process->closeInput();
}

void ExecSession::send(char channel, const QByteArray &bytes)
{
    m_socket->sendBinaryMessage(channel + bytes);
    if (!m_onHold && m_socket->bytesToWrite() > MostUnread) {
        m_onHold = true;
        m_process->setOnHold(true);
    }
}

void ExecSession::drained()
{
    if (m_onHold && m_socket->bytesToWrite() < MostUnread / 2) {
        m_onHold = false;
        m_process->setOnHold(false);
    }
}

void ExecSession::finish(const QByteArray &status)
{
    if (!m_options.withoutStatus)
        send(3, status);
    m_socket->close(QWebSocketProtocol::CloseCodeNormal);
}

void ExecSession::abandon()
{
    connect(m_process.get(), &ExecProcess::exited, this, &QObject::deleteLater);
    connect(m_process.get(), &ExecProcess::failedToStart, this, &QObject::deleteLater);
    connect(m_process.get(), &ExecProcess::lost, this, &QObject::deleteLater);
    if (m_process->isRunning())
        QTimer::singleShot(OrphanMilliseconds, m_process.get(), &ExecProcess::kill);
    else
        deleteLater();
}

} // namespace assay::sandbox
