// SPDX-License-Identifier: Apache-2.0
#include "exec_request.h"

#include "base/failure.h"
#include "base/logging.h"
#include "base/text.h"
#include "exec_input.h"
#include "exec_messages.h"

#include "request/request_failure.h"
#include <k8s/base/resource.h>

#include <QRegularExpression>
#include <QSslSocket>
#include <QWebSocketHandshakeOptions>

using namespace Qt::StringLiterals;

namespace assay::k8s {

//! So late a timer means sleep.
static constexpr std::chrono::seconds sleepMargin(5);
static constexpr quint64 messageCap = 16 << 20;
//! QWebSocket answers each ping, whether or not the server takes the answers.
static constexpr std::chrono::milliseconds lookAtUnsentEvery(250);
static constexpr qint64 mostUnanswered = 8 << 20;

static QString execQuery(const ExecOptions &options)
{
    QList<QPair<QString, QString>> query;
    if (!options.container.isEmpty())
        query.append({u"container"_s, options.container});
    if (!options.standardInput.isEmpty())
        query.append({u"stdin"_s, u"true"_s});
    query.append({u"stdout"_s, u"true"_s});
    query.append({u"stderr"_s, u"true"_s});
    for (const QString &argument : options.command)
        query.append({u"command"_s, argument});
    return encodeQuery(query);
}

ExecRequest::ExecRequest(std::shared_ptr<Transport> transport, const QString &nameSpace,
                         const QString &pod, const ExecOptions &options)
    : m_transport(std::move(transport))
    , m_path(Resource::pods().path(nameSpace, pod, u"exec"_s))
    , m_query(execQuery(options))
    , m_options(options)
    , m_number(nextLogNumber())
{
    K8S_LOG(execLog, m_number) << "exec " << m_path << ", container " << options.container << ", "
                               << options.command.size() << " arguments, within "
                               << options.deadline.count() << " ms";
    m_elapsed.start();
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, &ExecRequest::onDeadline);
    m_deadline.start(m_options.deadline);
    connect(&m_ping, &QTimer::timeout, this, &ExecRequest::onPing);
    connect(&m_unsent, &QTimer::timeout, this, &ExecRequest::lookAtUnsent);
    open();
}

void ExecRequest::onDeadline()
{
    // The command did not have its time, or had it while nobody listened.
    const auto passed = SleepClocks::now().always - m_began.always;
    if (passed > m_options.deadline + sleepMargin)
        return fail(makeError(Error::Kind::Connection,
                              Text::tr("This computer was asleep while the command ran; "
                                       "whether it ended is not known.")));
    const QString seconds = QString::number(double(m_options.deadline.count()) / 1000.0);
    const QString where = hostPort(m_transport->config());
    if (!m_opened)
        return fail(makeError(Error::Kind::Timeout,
                              Text::tr("The server at %1 did not start the command within %2 s.")
                                  .arg(where, seconds)));
    // Every server answers a ping: one that never said a word may not have begun the command.
    if (!m_said)
        return fail(makeError(
            Error::Kind::Connection,
            Text::tr("The server at %1 opened the command's connection and then said nothing for "
                     "%2 s, not even to a ping. Whether the command ran is not known.")
                .arg(where, seconds)));
    fail(makeError(Error::Kind::Timeout,
                   Text::tr("The command did not end within %1 s.").arg(seconds)));
}

ExecRequest::~ExecRequest()
{
    dropSocket(false);
}

void ExecRequest::open()
{
    m_transport->prepare(m_path, m_query, this, [this](Result<Prepared> &prepared) {
        if (isFinished())
            return;
        const auto fault =
            prepared ? connectSocket(*prepared) : std::optional<Error>(prepared.error());
        if (fault)
            QMetaObject::invokeMethod(
                this, [this, error = *fault] { fail(error); }, Qt::QueuedConnection);
    });
}

std::optional<Error> ExecRequest::connectSocket(Prepared &prepared)
{
    QNetworkRequest *request = &prepared.request;
    QUrl url = request->url();
    url.setScheme(url.scheme() == u"http" ? u"ws"_s : u"wss"_s);
    request->setUrl(url);

    m_socket = new QWebSocket(QString(), QWebSocketProtocol::VersionLatest);
    m_socket->setProxy(m_transport->proxy().proxy);
    m_socket->setSslConfiguration(request->sslConfiguration());
    m_socket->setMaxAllowedIncomingFrameSize(messageCap);
    // Counted in onFrame(): Qt forgets that this was the fault when more of the message follows.
    m_socket->setMaxAllowedIncomingMessageSize(3 * messageCap);
    connect(m_socket, &QWebSocket::connected, this, &ExecRequest::onConnected);
    connect(m_socket, &QWebSocket::pong, this, [this] {
        m_answersPings = m_said = true;
        m_lastHeard.start();
    });
    connect(m_socket, &QWebSocket::binaryFrameReceived, this, &ExecRequest::onFrame);
    connect(m_socket, &QWebSocket::binaryMessageReceived, this, &ExecRequest::onMessage);
    connect(m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this,
            &ExecRequest::onSocketError);
    connect(m_socket, &QWebSocket::disconnected, this, &ExecRequest::onSocketError);
    QWebSocketHandshakeOptions handshake;
    handshake.setSubprotocols({u"v5.channel.k8s.io"_s, u"v4.channel.k8s.io"_s});
    m_socket->open(*request, handshake);
    if (checkServerName())
        return {};
    dropSocket(false);
    return configurationError(Text::tr("Commands cannot be run through cluster “%1”, because it "
                                       "sets tls-server-name. Use as the server's address a name "
                                       "that its certificate holds.")
                                  .arg(m_transport->config().clusterName));
}

bool ExecRequest::checkServerName()
{
    const QString &name = m_transport->config().tlsServerName;
    if (name.isEmpty() || m_socket->requestUrl().scheme() != u"wss")
        return true;
    // QWebSocket cannot be told which name the certificate must hold, and that the server is asked
    // for (SNI). The socket within it can, until the event loop has connected it. Where a Qt keeps
    // it elsewhere, nothing is sent.
    auto *tls = m_socket->findChild<QSslSocket *>({}, Qt::FindDirectChildrenOnly);
    if (!tls || tls->mode() != QSslSocket::UnencryptedMode)
        return false;
    tls->setPeerVerifyName(name);
    return true;
}

void ExecRequest::onConnected()
{
    const QString chosen = m_socket->subprotocol();
    if (chosen != u"v5.channel.k8s.io" && chosen != u"v4.channel.k8s.io") {
        fail(makeError(Error::Kind::Protocol,
                       Text::tr("The server opened the command's connection with the protocol "
                                "“%1”, which is not one that was offered.")
                           .arg(excerpt(chosen.toUtf8(), 60))));
        return;
    }
    m_opened = true;
    m_openedAfter = m_elapsed.elapsed();
    K8S_LOG(execLog, m_number) << "open after " << m_openedAfter << " ms, " << chosen;
    m_lastHeard.start();
    m_ping.start(m_options.pingEvery);
    m_unsent.start(lookAtUnsentEvery);
    m_lastPing.start();
    m_socket->ping();
    if (!m_options.standardInput.isEmpty())
        new ExecInput(m_socket, m_options.standardInput, chosen == u"v5.channel.k8s.io");
}

void ExecRequest::onPing()
{
    // Who had no turn for long has not read what came meanwhile: that is nobody's silence.
    if (m_lastPing.restart() > (m_options.pingEvery + m_options.deadAfter / 2).count())
        m_lastHeard.start();
    // A server that never answered a ping is not to be judged by it.
    if (m_answersPings && m_lastHeard.hasExpired(m_options.deadAfter.count())) {
        const QString seconds = QString::number(double(m_lastHeard.elapsed()) / 1000, 'f', 1);
        fail(makeError(Error::Kind::Connection,
                       Text::tr("The connection was lost while the command ran: the server at %1 "
                                "has been silent for %2 s. Whether the command succeeded is not "
                                "known.")
                           .arg(hostPort(m_transport->config()), seconds)));
        return;
    }
    m_socket->ping();
}

void ExecRequest::lookAtUnsent()
{
    const auto *tls = m_socket->findChild<QSslSocket *>({}, Qt::FindDirectChildrenOnly);
    const qint64 unsent = m_socket->bytesToWrite() + (tls ? tls->encryptedBytesToWrite() : 0);
    if (unsent > mostUnanswered + m_options.standardInput.size())
        fail(makeError(Error::Kind::Protocol,
                       Text::tr("The server at %1 asks without end and takes none of the answers. "
                                "Whether the command succeeded is not known.")
                           .arg(hostPort(m_transport->config()))));
}

void ExecRequest::onFrame(const QByteArray &frame, bool isLast)
{
    m_messageSize += frame.size();
    if (m_messageSize > qint64(messageCap))
        failTooLong();
    else if (isLast)
        m_messageSize = 0;
}

void ExecRequest::failTooLong()
{
    fail(makeError(Error::Kind::Protocol,
                   Text::tr("The server sent more than 16 MiB in one message, which no output of a "
                            "command is. Whether the command succeeded is not known.")));
}

void ExecRequest::onMessage(const QByteArray &message)
{
    if (message.isEmpty() || isFinished())
        return;
    m_lastHeard.start();
    m_bytes += message.size();
    const auto [channel, bytes] = readExecMessage(message);
    // Servers open each channel with an empty message.
    if (bytes.isEmpty())
        return;
    m_said |= channel != ExecMessage::Channel::Other;
    switch (channel) {
    case ExecMessage::Channel::Output:
        K8S_LOG(execLog, m_number) << "stdout, " << bytes.size() << " bytes";
        keepBeginning(m_partial.standardOutput, bytes, m_options.outputCap, m_partial.truncated);
        Q_EMIT standardOutput(bytes);
        break;
    case ExecMessage::Channel::ErrorOutput:
        K8S_LOG(execLog, m_number) << "stderr, " << bytes.size() << " bytes";
        keepBeginning(m_partial.standardError, bytes, m_options.outputCap, m_partial.truncated);
        Q_EMIT standardError(bytes);
        break;
    case ExecMessage::Channel::Status:
        onStatus(bytes);
        break;
    case ExecMessage::Channel::Other:
        break;
    }
}

void ExecRequest::onStatus(const QByteArray &json)
{
    auto error = readExecStatus(json, m_partial);
    if (!error)
        return succeed();
    error->request = u"GET "_s + m_path;
    fail(std::move(*error));
}

void ExecRequest::onSocketError()
{
    if (isFinished() || m_probe)
        return;
    if (m_opened && m_socket->closeCode() == QWebSocketProtocol::CloseCodeTooMuchData)
        return failTooLong();
    if (m_opened)
        return fail(makeError(Error::Kind::Connection,
                              Text::tr("The connection ended before the command's result "
                                       "arrived, so whether it succeeded is not known.")));
    // What the server said is lost inside QWebSocket. The same request without the upgrade is
    // refused for the same reason, or, where all is well, only for the missing upgrade; it cannot
    // start the command.
    m_socketFault = m_socket->errorString();
    K8S_LOG(execLog, m_number) << "not opened; asking why";
    dropSocket(false);
    HttpRequest probe;
    probe.path = m_path;
    probe.query = m_query;
    m_probe.reset(new Exchange(m_transport, std::move(probe)));
    connect(m_probe.get(), &Exchange::ended, this, &ExecRequest::onProbed);
    m_probe->start();
}

void ExecRequest::onProbed()
{
    const auto &error = m_probe->error();
    const bool upgradeMissing =
        error && error->httpStatus == 400 && error->message.contains(u"pgrade");
    if (error && !upgradeMissing)
        return fail(*error);
    static const QRegularExpression statusCode(u"status code: (\\d{3})"_s);
    const int code = statusCode.match(m_socketFault).captured(1).toInt();
    // The probe was refused with 401 too, and has renewed the credentials.
    if (code == 401 && !m_openedAgain) {
        m_openedAgain = true;
        m_probe.reset();
        open();
        return;
    }
    if (code >= 400) {
        Error refusal = makeError(
            kindOf(code, {}), Text::tr("The server refused to run the command (HTTP status %1). "
                                       "Is the container running?")
                                  .arg(code));
        refusal.httpStatus = code;
        return fail(std::move(refusal));
    }
    if (code > 0)
        return fail(makeError(Error::Kind::Protocol,
                              Text::tr("The server at %1 does not open WebSocket connections, "
                                       "which running a command needs (HTTP status %2). Is there "
                                       "a proxy in between?")
                                  .arg(hostPort(m_transport->config()))
                                  .arg(code)));
    fail(makeError(Error::Kind::Connection,
                   Text::tr("The connection for the command could not be opened: %1")
                       .arg(excerpt(m_socketFault.toUtf8()))));
}

Error ExecRequest::makeError(Error::Kind kind, const QString &message) const
{
    Error error;
    error.kind = kind;
    error.message = message;
    error.request = u"GET "_s + m_path;
    error.httpStatus = m_opened ? 101 : 0;
    return error;
}

void ExecRequest::succeed()
{
    m_partial.elapsedMilliseconds = m_elapsed.elapsed();
    K8S_LOG(execLog, m_number) << "ended with " << m_partial.exitCode << " after "
                               << m_partial.elapsedMilliseconds << " ms";
    m_result = m_partial;
    dropSocket(true);
    finish();
}

void ExecRequest::fail(Error error)
{
    if (isFinished())
        return;
    m_partial.elapsedMilliseconds = m_elapsed.elapsed();
    K8S_LOG(execLog, m_number) << toString(error.kind) << " after " << m_partial.elapsedMilliseconds
                               << " ms";
    m_result = tl::unexpected(std::move(error));
    m_probe.reset();
    dropSocket(false);
    finish();
}

void ExecRequest::doAbort()
{
    m_partial.elapsedMilliseconds = m_elapsed.elapsed();
    K8S_LOG(execLog, m_number) << "aborted after " << m_partial.elapsedMilliseconds << " ms";
    m_result = tl::unexpected(makeError(Error::Kind::Cancelled, Text::tr("Cancelled.")));
    m_probe.reset();
    dropSocket(false);
}

void ExecRequest::dropSocket(bool politely)
{
    m_ping.stop();
    m_unsent.stop();
    // The probe of a refused upgrade has the same deadline.
    if (m_opened || isFinished() || !m_socket)
        m_deadline.stop();
    if (!m_socket)
        return;
    QWebSocket *socket = m_socket;
    m_socket = nullptr;
    socket->disconnect(this);
    if (m_transport->trace) {
        RequestTrace trace;
        trace.startedAt = m_startedOn;
        trace.method = u"GET"_s;
        trace.path = m_path + u'?' + m_query;
        trace.httpStatus = m_opened ? 101 : 0;
        trace.milliseconds = m_elapsed.elapsed();
        trace.millisecondsToHead = m_opened ? m_openedAfter : trace.milliseconds;
        trace.bytes = m_bytes;
        trace.error = m_opened ? QString() : socket->errorString();
        m_transport->trace(trace);
    }
    if (politely)
        socket->close();
    else
        socket->abort();
    socket->deleteLater();
}

} // namespace assay::k8s
