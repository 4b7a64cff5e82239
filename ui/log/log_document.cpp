// SPDX-License-Identifier: Apache-2.0
#include <ui/log/log_document.h>

#include "log_text.h"

#include <QElapsedTimer>
#include <QTimerEvent>

#include <cstring>

namespace assay::ui {

namespace {

constexpr qint64 chunkSize = 256 * 1024;
constexpr qint64 sliceMs = 4;
constexpr int cachedBlocks = 64;

//! Adds bytes of a line to what is kept of it. Of a line that was written over and over, as by a
//! progress bar, its last state is kept.
void keepBytes(QByteArray &pending, const char *bytes, qsizetype size, qsizetype most)
{
    if (pending.size() + size > most) {
        const QByteArrayView added(bytes, size);
        qsizetype written = added.lastIndexOf('\r');
        // The one at the end belongs to the line's end.
        if (written == size - 1)
            written = added.first(std::max<qsizetype>(0, written)).lastIndexOf('\r');
        if (written >= 0) {
            pending.clear();
            bytes += written + 1;
            size -= written + 1;
        }
    }
    if (pending.size() < most)
        pending.append(bytes, std::min(size, most - pending.size()));
}

} // namespace

LogDocument::LogDocument(QObject *parent) : QObject(parent) {}

void LogDocument::setPath(const QString &path)
{
    m_file = path;
    m_timer.stop();
    m_reader.close();
    m_blocks.clear();
    m_cache.clear();
    m_newlines = m_indexedTo = m_lineStart = m_longest = 0;
    Q_EMIT reset();
    poll();
}

void LogDocument::poll()
{
    if (m_file.isEmpty())
        return;
    if (!m_reader.isOpen()) {
        m_reader.setFileName(m_file);
        if (!m_reader.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
            return;
    }
    if (m_reader.size() < m_indexedTo) {
        setPath(m_file);
        return;
    }
    if (m_reader.size() > m_indexedTo && !m_timer.isActive())
        m_timer.start(0, this);
}

void LogDocument::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId())
        return QObject::timerEvent(event);
    QElapsedTimer slice;
    slice.start();
    bool more = true;
    while (more && slice.elapsed() < sliceMs)
        more = indexSome();
    if (!more)
        m_timer.stop();
    Q_EMIT grew();
    if (!more)
        Q_EMIT indexed();
}

bool LogDocument::indexSome()
{
    if (!m_reader.seek(m_indexedTo))
        return false;
    const QByteArray chunk = m_reader.read(chunkSize);
    if (chunk.isEmpty())
        return false;
    // A last line without its newline may have been cached shorter than it is now.
    m_cache.remove(m_newlines / linesPerBlock);
    if (m_blocks.empty())
        m_blocks.push_back(0);
    const char *const begin = chunk.constData();
    const char *const end = begin + chunk.size();
    const char *from = begin;
    while (const void *found = std::memchr(from, '\n', size_t(end - from))) {
        from = static_cast<const char *>(found) + 1;
        const qint64 next = m_indexedTo + (from - begin);
        m_longest = std::max(m_longest, next - 1 - m_lineStart);
        m_lineStart = next;
        if (++m_newlines % linesPerBlock == 0)
            m_blocks.push_back(next);
    }
    m_indexedTo += chunk.size();
    m_longest = std::max(m_longest, m_indexedTo - m_lineStart);
    return chunk.size() == chunkSize;
}

qint64 LogDocument::lineCount() const
{
    return m_newlines + (m_indexedTo > m_lineStart ? 1 : 0);
}

LogDocument::Block LogDocument::block(qint64 number) const
{
    if (const auto cached = m_cache.constFind(number); cached != m_cache.constEnd())
        return *cached;
    const auto lines = std::make_shared<std::vector<LogText>>();
    if (number < 0 || number >= qint64(m_blocks.size()) || !m_reader.seek(m_blocks[size_t(number)]))
        return lines;
    const qint64 stop =
        number + 1 < qint64(m_blocks.size()) ? m_blocks[size_t(number) + 1] : m_indexedTo;
    // Bytes beyond what is shown of a line are read past, not kept.
    constexpr qsizetype keep = qsizetype(maxLineLength) * 4;
    QByteArray pending;
    qint64 position = m_blocks[size_t(number)];
    while (position < stop) {
        const QByteArray chunk = m_reader.read(std::min(chunkSize, stop - position));
        if (chunk.isEmpty())
            break;
        position += chunk.size();
        qsizetype from = 0;
        while (from < chunk.size()) {
            const qsizetype newline = chunk.indexOf('\n', from);
            const qsizetype to = newline < 0 ? chunk.size() : newline;
            keepBytes(pending, chunk.constData() + from, to - from, keep);
            if (newline < 0)
                break;
            lines->push_back(textOf(pending, maxLineLength));
            pending.clear();
            from = newline + 1;
        }
    }
    if (!pending.isEmpty())
        lines->push_back(textOf(pending, maxLineLength));
    if (m_cache.size() >= cachedBlocks)
        m_cache.clear();
    m_cache.insert(number, lines);
    return lines;
}

QString LogDocument::line(qint64 number) const
{
    return styled(number).text;
}

LogText LogDocument::styled(qint64 number) const
{
    if (number < 0)
        return {};
    const Block lines = block(number / linesPerBlock);
    const auto place = size_t(number % linesPerBlock);
    return place < lines->size() ? (*lines)[place] : LogText();
}

QStringList LogDocument::lines(qint64 first, qint64 last) const
{
    QStringList out;
    for (qint64 i = std::max<qint64>(0, first); i < std::min(last, lineCount()); ++i)
        out << line(i);
    return out;
}

qint64 LogDocument::lineAt(qint64 offset) const
{
    if (offset >= m_indexedTo)
        return lineCount();
    const auto after = std::upper_bound(m_blocks.begin(), m_blocks.end(), offset);
    const qint64 number = after - m_blocks.begin() - 1;
    if (number < 0 || !m_reader.seek(m_blocks[size_t(number)]))
        return 0;
    qint64 line = number * linesPerBlock;
    qint64 left = offset - m_blocks[size_t(number)];
    while (left > 0) {
        const QByteArray chunk = m_reader.read(std::min(chunkSize, left));
        if (chunk.isEmpty())
            break;
        line += chunk.count('\n');
        left -= chunk.size();
    }
    return line;
}

QString LogDocument::clean(const QByteArray &bytes)
{
    return textOf(bytes, maxLineLength).text;
}

} // namespace assay::ui
