// SPDX-License-Identifier: Apache-2.0
#include "fault_server.h"

#include <QTimer>
#include <QWebSocket>

#include <sys/socket.h>

using namespace Qt::StringLiterals;

namespace assay::tests {

static constexpr qsizetype tooLong = (64 << 20) + 1;
static constexpr int pieces = 10;

//! Ends the connection with a TCP reset, once what was written is on its way.
static void reset(QSslSocket *socket)
{
    socket->flush();
    const linger none{1, 0};
    ::setsockopt(int(socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &none, sizeof none);
    socket->abort();
}

//! Calls `send` with each piece of `bytes`, a little later than the one before.
static void drip(QObject *context, const QByteArray &bytes,
                 const std::function<void(const QByteArray &piece, bool last)> &send)
{
    auto *timer = new QTimer(context);
    auto rest = std::make_shared<QByteArray>(bytes);
    const qsizetype size = bytes.size() / pieces + 1;
    QObject::connect(timer, &QTimer::timeout, context, [timer, rest, size, send] {
        const QByteArray piece = rest->left(size);
        rest->remove(0, piece.size());
        if (rest->isEmpty())
            timer->stop();
        send(piece, rest->isEmpty());
    });
    timer->start(15);
}

FaultServer::FaultServer(const TlsMaterial &tls, const QByteArray &fault, const QByteArray &verb)
    : m_fault(fault)
    , m_verb(verb)
    , m_payload(makePayload())
{
    static const QByteArrayList insideACommand{"reset mid-body", "slow bytes", "truncated JSON",
                                               "64 MiB line", "invalid UTF-8"};
    if (verb == "exec" && insideACommand.contains(fault)) {
        m_exec = std::make_unique<ExecServer>(tls.server(u"server"_s),
                                              QStringList{u"v5.channel.k8s.io"_s});
        m_exec->onOpen = [this](QWebSocket *socket) { play(socket); };
        m_url = m_exec->url();
        return;
    }
    const QString certificate = is("expired certificate") ? u"expired"_s
                                : is("wrong host name")   ? u"elsewhere"_s
                                                          : u"server"_s;
    m_http = std::make_unique<ScriptedServer>(tls.server(certificate));
    m_http->setHandler([this](const auto &request, QSslSocket *socket) { serve(request, socket); });
    m_url = m_http->url();
    if (is("connection refused"))
        m_http.reset();
}

QString FaultServer::authority() const
{
    return is("wrong authority") ? u"other-ca.crt"_s : u"ca.crt"_s;
}

int FaultServer::requests() const
{
    if (m_exec)
        return m_exec->opened;
    return m_http ? int(m_http->requests().size()) : 0;
}

QByteArray FaultServer::makePayload() const
{
    QByteArray pad = "some text";
    if (is("64 MiB line"))
        pad = QByteArray(tooLong, 'x');
    else if (is("invalid UTF-8"))
        pad = "some \xff\xfe text";
    if (m_verb == "exec")
        return pad;
    if (m_verb == "log")
        return pad + '\n';
    if (m_verb == "list")
        return "{\"metadata\":{\"resourceVersion\":\"10\"},\"items\":[],\"pad\":\"" + pad + "\"}";
    const QByteArray pod = "{\"kind\":\"Pod\",\"metadata\":{\"namespace\":\"n\",\"name\":\"p\","
                           "\"resourceVersion\":\"11\"},\"pad\":\"" +
                           pad + "\"}";
    return m_verb == "watch" ? "{\"type\":\"ADDED\",\"object\":" + pod + "}\n" : pod;
}

QByteArray FaultServer::contentType() const
{
    return m_verb == "log" ? "text/plain" : "application/json";
}

void FaultServer::serve(const ScriptedServer::Request &request, QSslSocket *socket)
{
    if (m_verb == "watch" && !request.target.contains("watch=1")) {
        socket->write(ScriptedServer::response(
            200, "{\"metadata\":{\"resourceVersion\":\"10\"},\"items\":[]}"));
        return;
    }
    // A reflector goes on after a fault, and is to find that all is well.
    if (m_verb == "watch" && m_wasBad) {
        socket->write(ScriptedServer::chunkedHead());
        return;
    }
    m_wasBad = true;
    answerBadly(socket);
}

void FaultServer::answerBadly(QSslSocket *socket)
{
    bool isCode = false;
    const int code = m_fault.toInt(&isCode);
    if (isCode) {
        const QByteArray reason = code == 409 && m_verb == "create" ? "AlreadyExists" : "Reason";
        socket->write(
            ScriptedServer::response(code, ScriptedServer::status(code, reason, "the words")));
        return;
    }
    if (is("silence"))
        return;
    if (is("wrong content type")) {
        socket->write(ScriptedServer::response(200, "<html>Sign in</html>", "text/html"));
        return;
    }
    const QByteArray head = ScriptedServer::chunkedHead(contentType());
    const QByteArray half = m_payload.left(m_payload.size() / 2);
    // A watch goes on after its first event.
    const QByteArray end = m_verb == "watch" ? QByteArray() : ScriptedServer::lastChunk();
    if (is("reset mid-body")) {
        socket->write(head + ScriptedServer::chunk(half));
        reset(socket);
    } else if (is("slow bytes")) {
        drip(socket, head + ScriptedServer::chunk(m_payload) + end,
             [socket](const QByteArray &piece, bool) { socket->write(piece); });
    } else if (is("truncated JSON")) {
        socket->write(head + ScriptedServer::chunk(half) + ScriptedServer::lastChunk());
    } else {
        socket->write(head + ScriptedServer::chunk(m_payload) + end);
    }
}

void FaultServer::play(QWebSocket *socket)
{
    if (is("slow bytes")) {
        drip(socket, m_payload, [socket](const QByteArray &piece, bool last) {
            ExecServer::send(socket, 1, piece);
            if (last)
                ExecServer::send(socket, 3, ExecServer::success());
        });
        return;
    }
    ExecServer::send(socket, 1, m_payload);
    if (is("reset mid-body")) {
        socket->flush();
        socket->abort();
    } else if (is("truncated JSON")) {
        ExecServer::send(socket, 3, ExecServer::success().chopped(5));
    } else {
        ExecServer::send(socket, 3, ExecServer::success());
    }
}

} // namespace assay::tests
