// SPDX-License-Identifier: Apache-2.0
#include "log_lines.h"

#include <QDateTime>
#include <QHashFunctions>

#include <algorithm>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace assay::k8s {

// containerd and dockershim write longer lines in parts of this size. A kubelet before 1.26 puts a
// timestamp before each part, in the middle of the line.
static constexpr qsizetype runtimePart = 16 << 10;
static constexpr qsizetype partsOfAPiece = 64;
//! A line of this many bytes, timestamps included, is held until it is whole.
static constexpr qsizetype longestLine = partsOfAPiece * (runtimePart + 64);
static constexpr std::size_t recentLines = 4096;
//! Lines of stdout and stderr can stand in a log so much out of the order of their times.
static constexpr std::chrono::nanoseconds outOfOrder = 1s;

static std::optional<int> digits(QByteArrayView text, qsizetype at, qsizetype count)
{
    if (at + count > text.size())
        return {};
    int value = 0;
    for (qsizetype i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9')
            return {};
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

static bool hasAt(QByteArrayView text, qsizetype at, char c)
{
    return at < text.size() && text[at] == c;
}

std::optional<LogTime> takeLogTime(QByteArrayView &text)
{
    const auto year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
    const auto hour = digits(text, 11, 2), minute = digits(text, 14, 2),
               second = digits(text, 17, 2);
    if (!year || !month || !day || !hour || !minute || !second || !hasAt(text, 4, '-') ||
        !hasAt(text, 7, '-') || !hasAt(text, 10, 'T') || !hasAt(text, 13, ':') ||
        !hasAt(text, 16, ':') || *hour > 23 || *minute > 59 || *second > 60)
        return {};
    // Beyond these, nanoseconds do not fit 64 bits.
    if (*year < 1700 || *year > 2200)
        return {};
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(unsigned(*month)),
                                           std::chrono::day(unsigned(*day))};
    if (!date.ok())
        return {};
    qsizetype at = 19;
    std::chrono::nanoseconds fraction(0);
    if (hasAt(text, at, '.')) {
        std::chrono::nanoseconds unit = 100ms;
        const qsizetype first = ++at;
        for (; digits(text, at, 1); ++at) {
            if (at - first == 9)
                return {};
            fraction += *digits(text, at, 1) * unit;
            unit /= 10;
        }
        if (at == first)
            return {};
    }
    std::chrono::minutes offset(0);
    if (hasAt(text, at, 'Z')) {
        ++at;
    } else if (hasAt(text, at, '+') || hasAt(text, at, '-')) {
        const auto hours = digits(text, at + 1, 2), minutes = digits(text, at + 4, 2);
        if (!hours || !minutes || !hasAt(text, at + 3, ':') || *hours > 23 || *minutes > 59)
            return {};
        offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
        if (text[at] == '-')
            offset = -offset;
        at += 6;
    } else {
        return {};
    }
    if (!hasAt(text, at, ' '))
        return {};
    text = text.sliced(at + 1);
    return LogTime(std::chrono::sys_days(date)) + std::chrono::hours(*hour) +
           std::chrono::minutes(*minute) + std::chrono::seconds(*second) + fraction - offset;
}

QString logTimeText(LogTime time)
{
    const auto second = std::chrono::floor<std::chrono::seconds>(time);
    const auto whole = QDateTime::fromSecsSinceEpoch(second.time_since_epoch().count(), Qt::UTC);
    return whole.toString(u"yyyy-MM-ddTHH:mm:ss"_s) +
           u".%1Z"_s.arg((time - second).count(), 9, 10, QLatin1Char('0'));
}

void LogLineSplitter::append(const QByteArray &bytes)
{
    if (m_start > 0) {
        m_bytes.remove(0, m_start);
        m_scanned -= m_start;
        m_start = 0;
    }
    m_bytes += bytes;
}

void LogLineSplitter::clear()
{
    *this = LogLineSplitter();
}

std::optional<LogLine> LogLineSplitter::next()
{
    const qsizetype end = m_bytes.indexOf('\n', m_scanned);
    const qsizetype size = (end < 0 ? m_bytes.size() : end + 1) - m_start;
    if (end < 0)
        m_scanned = m_bytes.size();
    if (end < 0 && size <= longestLine)
        return {};
    return take(size);
}

std::optional<LogLine> LogLineSplitter::rest()
{
    if (m_start == m_bytes.size())
        return {};
    return take(m_bytes.size() - m_start);
}

std::optional<LogLine> LogLineSplitter::take(qsizetype size)
{
    QByteArrayView view = QByteArrayView(m_bytes).sliced(m_start, size);
    const auto skipTime = [this, &view] {
        QByteArrayView after = view;
        const auto time = takeLogTime(after);
        if (!time || *time < m_partTime - outOfOrder)
            return;
        m_partTime = *time;
        view = after;
    };
    if (m_inLine) {
        skipTime();
    } else {
        m_time = takeLogTime(view);
        m_partTime = m_time.value_or(LogTime::max());
    }
    LogLine line;
    line.time = m_time;
    // Pieces end at the same places whenever the log is read, however its bytes arrive.
    const qsizetype most = size > longestLine ? partsOfAPiece : size;
    for (qsizetype part = 0; part < most && !view.isEmpty(); ++part) {
        if (part > 0)
            skipTime();
        const qsizetype length = std::min(view.size(), runtimePart);
        line.text += view.first(length);
        view = view.sliced(length);
    }
    m_start += size - view.size();
    m_scanned = std::max(m_scanned, m_start);
    m_inLine = !line.text.endsWith('\n');
    // The line end may stand right behind the last part of a piece, and may be in the next one.
    if (!view.isEmpty())
        m_scanned = m_start;
    return line;
}

LogPosition::Key LogPosition::keyOf(const LogLine &line)
{
    return {*line.time, qHashBits(line.text.constData(), size_t(line.text.size()))};
}

void LogPosition::delivered(const LogLine &line)
{
    if (!line.time) {
        if (m_recent.empty())
            ++m_untimed;
        return;
    }
    m_recent.push_back(keyOf(line));
    if (m_recent.size() > recentLines)
        m_recent.pop_front();
}

std::optional<LogTime> LogPosition::last() const
{
    return m_recent.empty() ? std::optional<LogTime>() : m_recent.back().time;
}

QString LogPosition::since() const
{
    if (m_recent.empty())
        return {};
    // The server cuts the fraction off.
    return logTimeText(m_recent.back().time - outOfOrder).left(19) + u'Z';
}

void LogPosition::rewind()
{
    m_seen = false;
    m_untimedToSkip = m_recent.empty() ? m_untimed : 0;
    m_caughtUp = m_recent.empty() && m_untimed == 0;
    m_copies =
        m_recent.empty() ? 0 : int(std::count(m_recent.begin(), m_recent.end(), m_recent.back()));
}

LogPosition::Age LogPosition::judge(const LogLine &line)
{
    if (m_caughtUp)
        return Age::New;
    if (m_recent.empty()) {
        if (!line.time && m_untimedToSkip > 0) {
            m_caughtUp = --m_untimedToSkip == 0;
            return Age::Old;
        }
        m_caughtUp = true;
        return Age::New;
    }
    // The end of a long line that began before the second that was asked for.
    if (!line.time)
        return Age::Old;
    const Key key = keyOf(line);
    const Key &last = m_recent.back();
    if (key == last) {
        m_seen = true;
        m_caughtUp = --m_copies == 0;
        return Age::Old;
    }
    if (key.time <= last.time || std::find(m_recent.begin(), m_recent.end(), key) != m_recent.end())
        return Age::Old;
    m_caughtUp = true;
    return m_seen ? Age::New : Age::Later;
}

} // namespace assay::k8s
