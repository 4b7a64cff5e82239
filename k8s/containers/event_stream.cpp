// SPDX-License-Identifier: Apache-2.0
#include "event_stream.h"

#include "base/backoff.h"
#include "base/json_decode.h"
#include "decode.h"
#include "filters.h"
#include "text.h"

#include <QCryptographicHash>

#include <algorithm>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace assay::containers {

static constexpr std::size_t heardAtMost = 4096;
static constexpr qint64 overlapSeconds = 1;
static constexpr qint64 mostAheadSeconds = 3600; //!< of an engine in a machine of its own
static constexpr std::chrono::milliseconds firstPause = 100ms;
static constexpr std::chrono::milliseconds longestPause = 5s;
// Podman before 5.3 sends the head of its answer with the first event. What happens meanwhile is
// not lost: it is in the past that the request asks for.
static constexpr std::chrono::milliseconds headless = 1s;

EventStream::EventStream(std::shared_ptr<EngineLink> link, const QStringList &labels)
    : m_link(std::move(link))
    , m_labels(labels)
    , m_last(QDateTime::currentDateTimeUtc())
{
    m_pause.setSingleShot(true);
    m_headless.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &EventStream::open);
    connect(&m_headless, &QTimer::timeout, this, &EventStream::onOpened);
    connect(m_link.get(), &EngineLink::closing, this, &Job::abort);
    open();
}

void EventStream::open()
{
    m_lines = {};
    HttpCall call;
    call.method = "GET";
    call.path = u"/events"_s;
    call.query = labelFilter(m_labels, true);
    call.query.addQueryItem(u"since"_s,
                            QString::number(m_last.toSecsSinceEpoch() - overlapSeconds));
    m_exchange.reset(new Exchange(m_link, std::move(call)));
    connect(m_exchange.get(), &Exchange::headRead, this, &EventStream::onOpened);
    connect(m_exchange.get(), &Exchange::received, this, &EventStream::onBytes);
    connect(m_exchange.get(), &Exchange::ended, this, [this] {
        lose(m_exchange->error().value_or(m_exchange->makeError(
            Error::Kind::Connection, Text::tr("%1 ended the stream of its events; was it ended or "
                                              "restarted?")
                                         .arg(m_link->engineText()))));
    });
    connect(m_exchange.get(), &Exchange::sent, this, [this] { m_headless.start(headless); });
    m_exchange->start();
}

void EventStream::onOpened()
{
    m_headless.stop();
    if (m_open || isFinished())
        return;
    m_open = true;
    if (std::exchange(m_wasOpen, true))
        Q_EMIT resumed();
    else
        Q_EMIT opened();
}

void EventStream::onBytes(const QByteArray &bytes)
{
    takePieces(
        m_lines, bytes, [this] { return !isFinished() && m_exchange; },
        [this](const QByteArray &line) { onLine(line); });
    if (!isFinished() && m_exchange && m_lines.isTooLong())
        lose(m_exchange->makeError(
            Error::Kind::Protocol,
            Text::tr("%1 sent an event of more than 1 MiB.").arg(m_link->engineText())));
}

void EventStream::onLine(const QByteArray &line)
{
    const k8s::Decoded decoded = k8s::decodeJson(line);
    if (!decoded)
        return lose(m_exchange->makeError(Error::Kind::Protocol,
                                          Text::tr("%1 sent an event that is no JSON: %2")
                                              .arg(m_link->engineText(), decoded.error())));
    const auto event = decodeEvent(*decoded);
    // Not the line itself, which may be as long as a megabyte.
    const QByteArray print = QCryptographicHash::hash(line, QCryptographicHash::Sha1);
    if (!event || std::find(m_heard.begin(), m_heard.end(), print) != m_heard.end())
        return;
    m_heard.push_back(print);
    if (m_heard.size() > heardAtMost)
        m_heard.pop_front();
    // Of a time to come, nothing that is now would be asked for.
    if (event->time < QDateTime::currentDateTimeUtc().addSecs(mostAheadSeconds))
        m_last = std::max(m_last, event->time);
    m_failures = 0;
    Q_EMIT happened(*event);
}

void EventStream::lose(const Error &error)
{
    m_headless.stop();
    m_open = false;
    m_exchange.reset();
    m_lastError = error;
    m_pause.start(
        k8s::pauseFor(k8s::backoff(firstPause, longestPause, m_failures++), std::nullopt));
    Q_EMIT interrupted(error);
}

void EventStream::doAbort()
{
    m_pause.stop();
    m_headless.stop();
    m_open = false;
    m_exchange.reset();
}

} // namespace assay::containers
