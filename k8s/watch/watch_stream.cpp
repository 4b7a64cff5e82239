// SPDX-License-Identifier: Apache-2.0
#include "watch_stream.h"

#include "base/failure.h"
#include "base/text.h"
#include "request/api_request.h"

#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace assay::k8s {

static constexpr qsizetype lineCap = 64 << 20;
static constexpr qint64 watchChunk = 256 << 10;
static constexpr int linesPerTurn = 64;

void LineBuffer::append(const QByteArray &bytes)
{
    if (m_start > 0) {
        m_bytes.remove(0, m_start);
        m_scanned -= m_start;
        m_start = 0;
    }
    m_bytes += bytes;
}

std::optional<QByteArray> LineBuffer::takeLine()
{
    const qsizetype end = m_bytes.indexOf('\n', m_scanned);
    if (end < 0) {
        m_scanned = m_bytes.size();
        return {};
    }
    const QByteArray line = m_bytes.mid(m_start, end - m_start);
    m_start = m_scanned = end + 1;
    return line;
}

QByteArray LineBuffer::takeRest()
{
    const QByteArray rest = m_bytes.mid(m_start);
    m_bytes.clear();
    m_start = m_scanned = 0;
    return rest;
}

std::optional<WatchEvent> decodeWatchEvent(const QByteArray &line)
{
    Decoded decoded = decodeJson(line);
    if (!decoded)
        return {};
    nlohmann::json &json = *decoded;
    if (!json.is_object() || !json.contains("type") || !json["type"].is_string() ||
        !json.contains("object") || !json["object"].is_object())
        return {};
    return WatchEvent{QString::fromStdString(json["type"].get_ref<const std::string &>()),
                      std::move(json["object"])};
}

static std::chrono::seconds between(std::chrono::seconds least, std::chrono::seconds most)
{
    const int spread = int((most - least).count());
    return least +
           std::chrono::seconds(spread > 0 ? QRandomGenerator::global()->bounded(spread + 1) : 0);
}

WatchStream::WatchStream(std::shared_ptr<Transport> transport, const QString &path,
                         const ListOptions &options, const QString &resourceVersion)
{
    const WatchTimings &timings = transport->watchTimings;
    // Random, so that many watches begun at once do not all come back at once.
    const auto timeout = between(timings.shortestWatch, timings.longestWatch);
    auto query = queryOf(options);
    query.append({u"watch"_s, u"1"_s});
    query.append({u"resourceVersion"_s, resourceVersion});
    query.append({u"allowWatchBookmarks"_s, u"true"_s});
    query.append({u"timeoutSeconds"_s, QString::number(timeout.count())});
    HttpRequest request;
    request.path = path;
    request.query = encodeQuery(query);
    request.stream = true;
    request.connectWithin = transport->requestTimeout;
    request.silence = timeout + timings.grace;
    m_exchange.reset(new Exchange(std::move(transport), std::move(request)));
    connect(m_exchange.get(), &Exchange::opened, this, [this] {
        m_isJson = isJsonType(m_exchange->contentType());
        if (m_isJson)
            Q_EMIT opened();
    });
    connect(m_exchange.get(), &Exchange::received, this, &WatchStream::pump);
    connect(m_exchange.get(), &Exchange::ended, this, [this] {
        m_closed = true;
        pump();
    });
}

void WatchStream::release()
{
    m_over = true;
    m_exchange.reset();
}

void WatchStream::pump()
{
    if (m_pumpQueued)
        return;
    int lines = 0;
    while (!m_over) {
        if (const auto line = m_lines.takeLine()) {
            handle(*line);
            // A burst of events must not keep the thread from everything else.
            if (++lines == linesPerTurn && !m_over) {
                m_pumpQueued = true;
                QMetaObject::invokeMethod(
                    this,
                    [this] {
                        m_pumpQueued = false;
                        pump();
                    },
                    Qt::QueuedConnection);
                return;
            }
            continue;
        }
        const QByteArray bytes = m_exchange->read(watchChunk);
        if (!m_isJson && (m_closed || !bytes.isEmpty()))
            return end(m_exchange->makeError(Error::Kind::Protocol,
                                             notJsonText(m_exchange->contentType(), bytes)));
        if (bytes.isEmpty())
            break;
        m_lines.append(bytes);
        if (m_lines.size() > lineCap)
            return end(m_exchange->makeError(
                Error::Kind::Protocol,
                Text::tr("The watch sent a line of more than 64 MiB, which no object is.")));
    }
    if (m_over || !m_closed)
        return;
    if (m_exchange->error())
        return end(m_exchange->error());
    const QByteArray rest = m_lines.takeRest().trimmed();
    if (!rest.isEmpty() && !nlohmann::json::accept(rest.begin(), rest.end()))
        return end(m_exchange->makeError(
            Error::Kind::Connection, Text::tr("The watch was cut off in the middle of an event.")));
    if (!rest.isEmpty())
        handle(rest);
    if (!m_over)
        end({});
}

void WatchStream::handle(const QByteArray &line)
{
    if (line.trimmed().isEmpty())
        return;
    auto event = decodeWatchEvent(line);
    if (!event)
        return end(m_exchange->makeError(
            Error::Kind::Protocol,
            Text::tr("The watch sent something that is not an event: %1").arg(excerpt(line))));
    Q_EMIT told(event->type, event->object);
}

void WatchStream::end(std::optional<Error> error)
{
    if (m_over)
        return;
    m_over = true;
    m_error = std::move(error);
    Q_EMIT ended();
}

} // namespace assay::k8s
