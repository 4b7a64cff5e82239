// SPDX-License-Identifier: Apache-2.0
#include "http_connection.h"

#include "store/api_error.h"

namespace assay::sandbox {

static constexpr qint64 LongestHead = 64 * 1024;
static constexpr qint64 Drained = 256 * 1024;

HttpConnection::HttpConnection(QTcpSocket *socket, QObject *parent)
    : QObject(parent)
    , m_socket(socket)
{
    socket->setParent(this);
    // Bounds what a client can make us hold while its last request is still being answered.
    socket->setReadBufferSize(4 * 1024 * 1024);
    connect(socket, &QTcpSocket::readyRead, this, &HttpConnection::readMore);
    connect(socket, &QTcpSocket::disconnected, this, &QObject::deleteLater);
    connect(socket, &QTcpSocket::bytesWritten, this, [this] {
        if (m_exchange && bytesToWrite() < Drained)
            Q_EMIT m_exchange->drained();
    });
    connect(&m_slowTimer, &QTimer::timeout, this, &HttpConnection::sendSlowly);
    // The handshake may have brought the first request along.
    QMetaObject::invokeMethod(this, &HttpConnection::readMore, Qt::QueuedConnection);
}

HttpConnection::~HttpConnection()
{
    if (m_exchange) {
        m_exchange->m_connection = nullptr;
        delete m_exchange;
    }
}

void HttpConnection::abort()
{
    if (!m_socket)
        return;
    m_socket->abort();
    deleteLater();
}

void HttpConnection::readMore()
{
    if (!m_socket || m_exchange || m_closing)
        return;
    if (m_betweenRequests && m_unparsed.isEmpty() && peekUpgrade())
        return;
    readRequest();
}

bool HttpConnection::peekUpgrade()
{
    const QByteArray peeked = m_socket->peek(LongestHead);
    const qsizetype end = peeked.indexOf("\r\n\r\n");
    if (end < 0) // then the rest is waited for, unless it is too long to be a head
        return peeked.size() < LongestHead;
    const QByteArray head = peeked.left(end + 4);
    if (!head.toLower().contains("\r\nupgrade: websocket\r\n"))
        return false;
    HttpRequestParser parser;
    parser.feed({head.constData(), static_cast<std::size_t>(head.size())});
    if (parser.state() != HttpRequestParser::State::Complete)
        return false;
    start(parser.take(), true);
    return true;
}

void HttpConnection::readRequest()
{
    m_unparsed += m_socket->readAll();
    if (m_unparsed.isEmpty())
        return;
    m_betweenRequests = false;
    const auto used =
        m_parser.feed({m_unparsed.constData(), static_cast<std::size_t>(m_unparsed.size())});
    m_unparsed.remove(0, static_cast<qsizetype>(used));
    switch (m_parser.state()) {
    case HttpRequestParser::State::Incomplete:
        if (m_parser.expectsContinue() && !m_continued) {
            m_continued = true;
            send("HTTP/1.1 100 Continue\r\n\r\n");
        }
        return;
    case HttpRequestParser::State::Malformed:
        refuse(400, "BadRequest", "the request is not well-formed HTTP/1.1");
        return;
    case HttpRequestParser::State::TooLarge:
        refuse(413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728");
        return;
    case HttpRequestParser::State::Complete:
        m_keepsAlive = m_parser.keepsAlive();
        m_continued = false;
        start(m_parser.take(), false);
    }
}

void HttpConnection::refuse(int code, const char *reason, const char *message)
{
    m_keepsAlive = false;
    auto *exchange = new Exchange({}, false, this);
    m_exchange = exchange;
    exchange->respond(code, "application/json", ApiError(code, reason, message).status().dump());
}

void HttpConnection::start(HttpRequest request, bool upgrade)
{
    m_exchange = new Exchange(std::move(request), upgrade, this);
    Q_EMIT requested(m_exchange);
}

void HttpConnection::send(std::string_view bytes)
{
    if (!m_socket || m_closing)
        return;
    const auto size = static_cast<qsizetype>(bytes.size());
    if (m_slowTimer.isActive() || !m_slowBytes.isEmpty())
        m_slowBytes.append(bytes.data(), size);
    else
        m_socket->write(bytes.data(), size);
}

void HttpConnection::slowDown(int milliseconds)
{
    m_slowTimer.start(std::max(milliseconds, 0));
}

void HttpConnection::sendSlowly()
{
    if (!m_slowBytes.isEmpty()) {
        m_socket->write(m_slowBytes.constData(), 1);
        m_slowBytes.remove(0, 1);
    }
    if (!m_slowBytes.isEmpty())
        return;
    if (m_closing)
        m_socket->disconnectFromHost();
    else if (m_nextAfterSlow)
        nextRequest();
}

void HttpConnection::exchangeFinished(Exchange *exchange)
{
    exchange->m_connection = nullptr;
    exchange->deleteLater();
    if (m_slowBytes.isEmpty())
        QMetaObject::invokeMethod(this, &HttpConnection::nextRequest, Qt::QueuedConnection);
    else
        m_nextAfterSlow = true;
    if (!m_keepsAlive || exchange->isUpgrade())
        closeAfterSending();
}

void HttpConnection::nextRequest()
{
    m_slowTimer.stop();
    m_nextAfterSlow = false;
    m_exchange = nullptr;
    m_betweenRequests = true;
    readMore();
}

void HttpConnection::closeAfterSending()
{
    m_closing = true;
    if (m_slowBytes.isEmpty() && m_socket)
        m_socket->disconnectFromHost();
}

qint64 HttpConnection::bytesToWrite() const
{
    return m_socket ? m_socket->bytesToWrite() + m_slowBytes.size() : 0;
}

QTcpSocket *HttpConnection::takeSocket()
{
    QTcpSocket *socket = m_socket;
    socket->disconnect(this);
    socket->setParent(nullptr);
    socket->setReadBufferSize(0);
    m_socket = nullptr;
    deleteLater();
    return socket;
}

} // namespace assay::sandbox
