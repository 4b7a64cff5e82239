// SPDX-License-Identifier: Apache-2.0
#include "log_search.h"

#include "log_text.h"
#include "look/beside.h"

#include <ui/log/log_document.h>

#include <QFile>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <mutex>

namespace assay::ui {

using namespace std::chrono_literals;

namespace {
constexpr qint64 blockSize = 1 << 20;
constexpr auto pollInterval = 15ms;
constexpr qint64 longestLine = 64 << 20; //!< bytes of a line that are searched at once
} // namespace

//! What the thread that searches and the one that asked for it share.
struct LogSearch::State
{
    // Set before the search and not changed after.
    QString path;
    std::shared_ptr<const LogMatcher> matcher;
    size_t room = 0; //!< for hits

    std::atomic<bool> cancelled = false;
    std::mutex mutex;
    // Under the mutex.
    std::vector<Hit> fresh;
    qint64 offset = 0; //!< whole lines before it are searched
    qint64 line = 0;
    bool full = false;
    bool done = false;
};

LogSearch::LogSearch(LogDocument *document, QObject *parent) : QObject(parent), m_document(document)
{
    m_poll.setInterval(pollInterval);
    connect(&m_poll, &QTimer::timeout, this, &LogSearch::take);
    connect(document, &LogDocument::reset, this, &LogSearch::startOver);
    connect(document, &LogDocument::grew, this, &LogSearch::goOn);
}

LogSearch::~LogSearch()
{
    cancel();
}

void LogSearch::start(std::shared_ptr<const LogMatcher> matcher)
{
    m_matcher = std::move(matcher);
    startOver();
}

void LogSearch::startOver()
{
    cancel();
    m_hits.clear();
    m_offset = m_line = 0;
    m_full = false;
    goOn();
}

void LogSearch::cancel()
{
    if (m_state)
        m_state->cancelled = true;
    m_state.reset();
    m_poll.stop();
}

void LogSearch::goOn()
{
    if (!m_matcher || m_state || m_full || m_document->path().isEmpty())
        return;
    // What was found in a last line without an end is found anew with the rest of that line.
    while (!m_hits.empty() && m_hits.back().line >= m_line)
        m_hits.pop_back();
    m_state = std::make_shared<State>();
    m_state->path = m_document->path();
    m_state->matcher = m_matcher;
    m_state->room = mostHits - m_hits.size();
    m_state->offset = m_offset;
    m_state->line = m_line;
    m_poll.start();
    beside([state = m_state] { search(state); });
}

void LogSearch::take()
{
    if (!m_state)
        return;
    bool done = false;
    {
        const std::lock_guard lock(m_state->mutex);
        m_hits.insert(m_hits.end(), m_state->fresh.begin(), m_state->fresh.end());
        m_state->fresh.clear();
        m_offset = m_state->offset;
        m_line = m_state->line;
        m_full = m_state->full;
        done = m_state->done;
    }
    if (done)
        cancel();
    Q_EMIT progressed();
    if (done)
        Q_EMIT finished();
}

void LogSearch::search(const std::shared_ptr<State> &state)
{
    QFile file(state->path);
    qint64 offset = state->offset, line = state->line;
    size_t room = state->room;
    bool full = false;
    QByteArray pending;
    std::vector<Hit> hits;
    const auto searchLines = [&](std::string_view lines) {
        // Matches are counted in what is shown, so without what colours it.
        std::string plain;
        if (std::memchr(lines.data(), 0x1B, lines.size())) {
            plain = withoutEscapes(lines);
            lines = plain;
        }
        size_t counted = 0;
        qint64 at = line, last = -1;
        int nth = 0;
        state->matcher->each(lines, [&](size_t found, size_t) {
            at += std::count(lines.begin() + std::ptrdiff_t(counted),
                             lines.begin() + std::ptrdiff_t(found), '\n');
            counted = found;
            nth = at == last ? nth + 1 : 0;
            last = at;
            hits.push_back({at, nth});
            full = --room == 0;
            return !full && !state->cancelled;
        });
    };
    const auto tell = [&](bool done) {
        const std::lock_guard lock(state->mutex);
        state->fresh.insert(state->fresh.end(), hits.begin(), hits.end());
        state->offset = offset;
        state->line = line;
        state->full = full;
        state->done = done;
        hits.clear();
    };
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered) || !file.seek(offset))
        return tell(true);
    while (!state->cancelled && !full) {
        const QByteArray read = file.read(blockSize);
        if (read.isEmpty())
            break;
        pending += read;
        const qsizetype end = pending.lastIndexOf('\n') + 1;
        if (end == 0 && pending.size() < longestLine)
            continue;
        const qsizetype whole = end == 0 ? pending.size() : end;
        searchLines({pending.constData(), size_t(whole)});
        line += std::count(pending.cbegin(), pending.cbegin() + whole, '\n');
        offset += whole;
        pending.remove(0, whole);
        tell(false);
    }
    if (!state->cancelled && !full && !pending.isEmpty())
        searchLines({pending.constData(), size_t(pending.size())});
    tell(true);
}

} // namespace assay::ui
