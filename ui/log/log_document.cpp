// SPDX-License-Identifier: Apache-2.0
#include <ui/log/log_document.h>

#include <QElapsedTimer>
#include <QTimerEvent>

#include <cstring>

namespace assay::ui {

namespace {

constexpr qint64 chunkSize = 256 * 1024;
constexpr qint64 sliceMs = 4;
constexpr int cachedBlocks = 64;
constexpr int tabWidth = 8;

//! Skips an escape sequence; `i` is at ESC (or a C1 introducer) and ends on its last character.
void skipEscape(const QString &text, qsizetype &i)
{
    const auto at = [&](qsizetype n) { return n < text.size() ? text[n].unicode() : u'\0'; };
    char16_t kind = at(i);
    if (kind == 0x1B)
        kind = at(++i);
    if (kind == u'[' || kind == 0x9B) {
        while (i + 1 < text.size() && !(at(i + 1) >= 0x40 && at(i + 1) <= 0x7E))
            ++i;
        ++i;
    } else if (kind == u']' || kind == u'P' || kind == u'^' || kind == u'_' || kind == 0x9D) {
        while (i + 1 < text.size() && at(i + 1) != 0x07 && at(i + 1) != 0x9C &&
               !(at(i + 1) == 0x1B && at(i + 2) == u'\\'))
            ++i;
        i += at(i + 1) == 0x1B ? 2 : 1;
    }
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

QStringList LogDocument::block(qint64 number) const
{
    if (const auto cached = m_cache.constFind(number); cached != m_cache.constEnd())
        return *cached;
    QStringList lines;
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
            if (pending.size() < keep)
                pending.append(chunk.constData() + from,
                               std::min(to - from, keep - pending.size()));
            if (newline < 0)
                break;
            lines << clean(pending);
            pending.clear();
            from = newline + 1;
        }
    }
    if (!pending.isEmpty())
        lines << clean(pending);
    if (m_cache.size() >= cachedBlocks)
        m_cache.clear();
    m_cache.insert(number, lines);
    return lines;
}

QString LogDocument::line(qint64 number) const
{
    return number < 0 ? QString() : block(number / linesPerBlock).value(number % linesPerBlock);
}

QStringList LogDocument::lines(qint64 first, qint64 last) const
{
    QStringList out;
    for (qint64 i = std::max<qint64>(0, first); i < std::min(last, lineCount()); ++i)
        out << line(i);
    return out;
}

QString LogDocument::clean(const QByteArray &bytes)
{
    const QString text = QString::fromUtf8(bytes);
    QString out;
    out.reserve(std::min<qsizetype>(text.size(), maxLineLength));
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (out.size() >= maxLineLength) {
            out.truncate(maxLineLength - 1);
            out += QChar(0x2026);
            break;
        }
        const char16_t u = text[i].unicode();
        if (u == u'\t')
            out.append(QString(tabWidth - out.size() % tabWidth, QLatin1Char(' ')));
        else if (u == 0x1B || u == 0x9B || u == 0x9D)
            skipEscape(text, i);
        else if (u >= 0x20 && !(u >= 0x7F && u < 0xA0) && !(u >= 0x202A && u <= 0x202E) &&
                 !(u >= 0x2066 && u <= 0x2069))
            out += text[i];
    }
    return out;
}

} // namespace assay::ui
