// SPDX-License-Identifier: Apache-2.0
#include "exchange.h"

#include "base/failure.h"
#include "decode.h"
#include "engine_link.h"
#include "text.h"

#include <QLocalSocket>

#include <algorithm>

#include <sys/socket.h>

using namespace Qt::StringLiterals;

namespace assay::containers {

static constexpr qint64 readAtOnce = 256 << 10;
static constexpr qsizetype longestRefusal = 64 << 10;

static QString secondsText(std::chrono::milliseconds time)
{
    return QString::number(double(time.count()) / 1000);
}

Exchange::Exchange(std::shared_ptr<EngineLink> link, HttpCall call)
    : m_link(std::move(link))
    , m_call(std::move(call))
    , m_path(m_call.path)
{
    const auto clock = [this](QTimer &timer, const QString &what) {
        timer.setSingleShot(true);
        connect(&timer, &QTimer::timeout, this,
                [this, what] { end(makeError(Error::Kind::Timeout, what)); });
    };
    clock(m_deadline, Text::tr("%1 did not finish its answer within %2 s. If it hangs, restart it.")
                          .arg(m_link->engineText(), secondsText(m_call.within)));
    clock(m_headClock, Text::tr("%1 did not answer within %2 s. If it hangs, restart it.")
                           .arg(m_link->engineText(), secondsText(m_call.headWithin)));
    clock(m_silence, Text::tr("%1 said nothing for %2 s. If it hangs, restart it.")
                         .arg(m_link->engineText(), secondsText(m_call.silence)));
    connect(m_link.get(), &EngineLink::closing, this,
            [this] { end(makeError(Error::Kind::Cancelled, Text::tr("Cancelled."))); });
}

Exchange::~Exchange()
{
    dropSocket();
}

//! Servers take such a path for another one.
static bool leadsElsewhere(const QString &path)
{
    const QStringList names = path.mid(1).split(u'/');
    return std::any_of(names.begin(), names.end(), [](const QString &name) {
        return name.isEmpty() || name == "."_L1 || name == ".."_L1;
    });
}

void Exchange::start()
{
    const auto run = [](QTimer &timer, std::chrono::milliseconds time) {
        if (time.count() > 0)
            timer.start(time);
    };
    run(m_deadline, m_call.within);
    run(m_headClock, m_call.headWithin);
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (m_ended)
                return;
            if (m_link->isClosed())
                return end(makeError(Error::Kind::Cancelled, Text::tr("Cancelled.")));
            if (leadsElsewhere(m_call.path))
                return end(makeError(Error::Kind::Invalid,
                                     Text::tr("“%1” is not what a container engine can be asked "
                                              "for: a name in it is empty, or made of dots.")
                                         .arg(k8s::excerpt(m_call.path.toUtf8()))));
            if (!m_call.versioned)
                return connectSocket();
            m_link->whenNegotiated(this, [this](const std::optional<Error> &error) {
                if (m_ended)
                    return;
                if (error)
                    return end(error);
                m_path = u"/v"_s + m_link->version()->apiVersion + m_call.path;
                connectSocket();
            });
        },
        Qt::QueuedConnection);
}

void Exchange::release()
{
    m_ended = true;
    disconnect();
    m_deadline.stop();
    m_headClock.stop();
    m_silence.stop();
    dropSocket();
}

void Exchange::connectSocket()
{
    m_socket = new QLocalSocket;
    m_socket->setReadBufferSize(2 * readAtOnce);
    connect(m_socket, &QLocalSocket::connected, this, &Exchange::send);
    connect(m_socket, &QLocalSocket::readyRead, this, &Exchange::onBytes);
    connect(m_socket, &QLocalSocket::disconnected, this, &Exchange::onDisconnected);
    connect(m_socket, &QLocalSocket::bytesWritten, this, [this] {
        touch();
        endWriting();
    });
    connect(m_socket, &QLocalSocket::errorOccurred, this,
            [this](QLocalSocket::LocalSocketError error) {
                if (error == QLocalSocket::PeerClosedError)
                    return onDisconnected();
                // It may have answered, and then closed, before it read all that was sent.
                onBytes();
                if (!m_ended)
                    end(makeError(Error::Kind::Connection, unreachableText(error)));
            });
    touch();
    m_socket->connectToServer(m_link->address().socketPath);
}

QString Exchange::unreachableText(int socketError) const
{
    const QString where = m_link->address().text();
    switch (socketError) {
    case QLocalSocket::ServerNotFoundError:
    case QLocalSocket::ConnectionRefusedError:
        return Text::tr("No container engine answers at %1; start it (podman: systemctl --user "
                        "start podman.socket; Docker: systemctl start docker).")
            .arg(where);
    case QLocalSocket::SocketAccessError:
        return Text::tr("You may not use the container engine at %1; for Docker, have yourself "
                        "added to the group docker, or use rootless Podman.")
            .arg(where);
    default:
        return Text::tr("The connection to the container engine at %1 broke: %2.")
            .arg(where, m_socket ? m_socket->errorString() : QString());
    }
}

void Exchange::send()
{
    QByteArray target = QUrl::toPercentEncoding(m_path, "/:@");
    if (!m_call.query.isEmpty())
        target += '?' + m_call.query.toString(QUrl::FullyEncoded).toUtf8();
    QByteArray head = m_call.method + ' ' + target +
                      " HTTP/1.1\r\nHost: localhost\r\n"
                      "User-Agent: assay\r\nAccept: */*\r\n";
    head += m_call.hijacks ? "Connection: Upgrade\r\nUpgrade: tcp\r\n" : "Connection: close\r\n";
    for (const auto &[name, value] : m_call.headers)
        head += name + ": " + value + "\r\n";
    if (!m_call.contentType.isEmpty())
        head += "Content-Type: " + m_call.contentType + "\r\n";
    if (!m_call.contentType.isEmpty() || m_call.method != "GET")
        head += "Content-Length: " + QByteArray::number(m_call.body.size()) + "\r\n";
    m_socket->write(head + "\r\n");
    if (!m_call.body.isEmpty())
        m_socket->write(m_call.body);
    Q_EMIT sent();
}

void Exchange::sendRest(const QByteArray &bytes)
{
    if (!m_socket)
        return;
    m_socket->write(bytes);
    m_endsWriting = true;
    endWriting();
}

void Exchange::endWriting()
{
    if (!m_endsWriting || !m_socket || m_socket->bytesToWrite() > 0)
        return;
    m_endsWriting = false;
    // What Qt has no word for: the program in the container sees the end of its input.
    ::shutdown(int(m_socket->socketDescriptor()), SHUT_WR);
}

void Exchange::touch()
{
    if (m_call.silence.count() > 0 && !m_ended)
        m_silence.start(m_call.silence);
}

void Exchange::onBytes()
{
    while (!m_onHold && readSome())
        ;
}

bool Exchange::readSome()
{
    if (!m_socket || m_ended || m_socket->bytesAvailable() == 0)
        return false;
    const QByteArray bytes = m_socket->read(readAtOnce);
    if (bytes.isEmpty())
        return false;
    touch();
    take(bytes);
    return true;
}

void Exchange::setOnHold(bool onHold)
{
    if (!std::exchange(m_onHold, onHold) || onHold)
        return;
    // Whoever lets go of it may be inside of what it received.
    QMetaObject::invokeMethod(this, &Exchange::onBytes, Qt::QueuedConnection);
}

void Exchange::take(const QByteArray &bytes)
{
    QByteArray body;
    if (!m_response.feed(bytes, body))
        return end(
            makeError(Error::Kind::Protocol,
                      Text::tr("What answers at %1 is no container engine: it does not speak HTTP. "
                               "Say --engine podman, docker or unix:///PATH.")
                          .arg(m_link->address().text())));
    if (!m_response.hasHead())
        return;
    m_headClock.stop();
    if (m_response.status() == 101 && !m_call.hijacks)
        return end(makeError(Error::Kind::Protocol,
                             Text::tr("%1 answered with HTTP status 101, which nobody asked for. "
                                      "If that goes on, restart it.")
                                 .arg(m_link->engineText())));
    if (isRefusal()) {
        m_refusal += body.left(longestRefusal - m_refusal.size());
        if (m_response.isComplete() || m_refusal.size() == longestRefusal)
            finishWithRefusal();
        return;
    }
    if (!m_headTold) {
        m_headTold = true;
        Q_EMIT headRead();
    }
    if (!m_ended && !body.isEmpty())
        Q_EMIT received(body);
    if (!m_ended && m_response.isComplete())
        end({});
}

//! What is so already is 304 where it was to be made so.
bool Exchange::isRefusal() const
{
    const bool isDoneAlready = m_response.status() == 304 && m_call.method != "GET";
    return m_response.status() >= 300 && !isDoneAlready;
}

void Exchange::onDisconnected()
{
    while (readSome())
        ;
    if (m_ended)
        return;
    const bool isWhole = m_response.feedEnd();
    if (isWhole && isRefusal())
        return finishWithRefusal();
    if (isWhole)
        return end({});
    end(makeError(Error::Kind::Connection,
                  Text::tr("%1 closed the connection in the middle of its answer. See that it is "
                           "running, and try again.")
                      .arg(m_link->engineText())));
}

void Exchange::finishWithRefusal()
{
    Error error = refusalError(m_response.status(), m_refusal, m_link->engineText());
    error.request = makeError(error.kind, {}).request;
    end(error);
}

void Exchange::end(std::optional<Error> error)
{
    if (m_ended)
        return;
    m_ended = true;
    m_error = std::move(error);
    m_deadline.stop();
    m_headClock.stop();
    m_silence.stop();
    dropSocket();
    Q_EMIT ended();
}

void Exchange::dropSocket()
{
    if (!m_socket)
        return;
    m_socket->disconnect(this);
    m_socket->abort();
    m_socket->deleteLater();
    m_socket = nullptr;
}

Error Exchange::makeError(Error::Kind kind, const QString &message) const
{
    Error error;
    error.kind = kind;
    error.message = message;
    error.request = QString::fromLatin1(m_call.method) + u' ' + m_path;
    error.httpStatus = m_response.status();
    return error;
}

} // namespace assay::containers
