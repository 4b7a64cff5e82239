// SPDX-License-Identifier: Apache-2.0
#include "exchange.h"

#include "http_connection.h"
#include "store/logging.h"

#include <charconv>

namespace assay::sandbox {

static const char *phraseOf(int code)
{
    switch (code) {
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 406:
        return "Not Acceptable";
    case 409:
        return "Conflict";
    case 410:
        return "Gone";
    case 413:
        return "Request Entity Too Large";
    case 415:
        return "Unsupported Media Type";
    case 422:
        return "Unprocessable Entity";
    case 429:
        return "Too Many Requests";
    case 500:
        return "Internal Server Error";
    case 503:
        return "Service Unavailable";
    case 504:
        return "Gateway Timeout";
    default:
        return "Status";
    }
}

Exchange::Exchange(HttpRequest request, bool upgrade, HttpConnection *connection)
    : QObject(connection)
    , m_request(std::move(request))
    , m_connection(connection)
    , m_upgrade(upgrade)
{
}

Exchange::~Exchange() = default;

void Exchange::sendHead(int code, const std::string &contentType, const Headers &headers)
{
    m_answered = true;
    qCDebug(apiLog).nospace() << m_request.method.c_str() << ' ' << m_request.path.c_str() << ": "
                              << code;
    std::string head = "HTTP/1.1 " + std::to_string(code) + " " + phraseOf(code) + "\r\n";
    head += "Content-Type: " + contentType + "\r\nCache-Control: no-cache, private\r\n";
    for (const auto &[name, value] : headers)
        head += name + ": " + value + "\r\n";
    if (!m_connection->keepsAlive() || m_upgrade)
        head += "Connection: close\r\n";
    m_connection->send(head + "\r\n");
}

bool Exchange::sendBody(std::string_view bytes)
{
    if (m_cutAfter < 0 || bytes.size() <= static_cast<std::size_t>(m_cutAfter)) {
        m_connection->send(bytes);
        if (m_cutAfter >= 0)
            m_cutAfter -= static_cast<qint64>(bytes.size());
        return true;
    }
    m_connection->send(bytes.substr(0, static_cast<std::size_t>(m_cutAfter)));
    m_finished = true;
    m_connection->closeAfterSending();
    return false;
}

void Exchange::respond(int code, const std::string &contentType, const std::string &body,
                       const Headers &headers)
{
    if (!m_connection || m_answered)
        return;
    Headers all = headers;
    all.emplace_back("Content-Length", std::to_string(body.size()));
    sendHead(code, contentType, all);
    if (m_request.method == "HEAD" || sendBody(body))
        finish();
}

void Exchange::beginStream(int code, const std::string &contentType)
{
    if (m_connection && !m_answered)
        sendHead(code, contentType, {{"Transfer-Encoding", "chunked"}});
}

void Exchange::write(std::string_view bytes)
{
    if (!m_connection || m_finished || bytes.empty())
        return;
    char size[20];
    const auto end = std::to_chars(size, size + sizeof size, bytes.size(), 16).ptr;
    m_connection->send(std::string(size, end) + "\r\n");
    if (sendBody(bytes))
        m_connection->send("\r\n");
}

void Exchange::end()
{
    if (!m_connection || m_finished)
        return;
    m_connection->send("0\r\n\r\n");
    finish();
}

void Exchange::finish()
{
    m_finished = true;
    m_connection->exchangeFinished(this);
}

void Exchange::reset()
{
    m_answered = true;
    m_finished = true;
    if (m_connection)
        m_connection->abort();
}

qint64 Exchange::bytesToWrite() const
{
    return m_connection ? m_connection->bytesToWrite() : 0;
}

QTcpSocket *Exchange::takeSocket()
{
    m_answered = true;
    m_finished = true;
    return m_connection ? m_connection->takeSocket() : nullptr;
}

void Exchange::slowDown(int milliseconds)
{
    if (m_connection)
        m_connection->slowDown(milliseconds);
}

} // namespace assay::sandbox
