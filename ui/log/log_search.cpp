// SPDX-License-Identifier: Apache-2.0
#include "log_search.h"

#include <ui/log/log_document.h>

#include <QElapsedTimer>
#include <QTimerEvent>

namespace assay::ui {

namespace {
constexpr qint64 searchSliceMs = 6;
}

LogSearch::LogSearch(LogDocument *document, QObject *parent) : QObject(parent), m_document(document)
{
    connect(document, &LogDocument::reset, this, &LogSearch::cancel);
}

void LogSearch::start(const QString &text, const LogView::Position &from, bool backwards)
{
    m_text = text;
    m_from = from;
    m_backwards = backwards;
    m_line = from.line;
    m_visited = 0;
    m_wrapped = false;
    m_timer.start(0, this);
}

void LogSearch::cancel()
{
    m_timer.stop();
}

qsizetype LogSearch::matchIn(const QString &line) const
{
    // The line of the start is visited twice: at first only what lies ahead of the cursor counts.
    if (!m_backwards)
        return line.indexOf(m_text, m_visited == 0 ? m_from.column : 0, Qt::CaseInsensitive);
    if (m_visited > 0)
        return line.lastIndexOf(m_text, -1, Qt::CaseInsensitive);
    const qsizetype before = m_from.column - m_text.size();
    return before < 0 ? -1 : line.lastIndexOf(m_text, before, Qt::CaseInsensitive);
}

void LogSearch::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId())
        return QObject::timerEvent(event);
    QElapsedTimer slice;
    slice.start();
    const qint64 count = m_document->lineCount();
    while (slice.elapsed() < searchSliceMs) {
        if (m_visited > count || count == 0) {
            m_timer.stop();
            Q_EMIT notFound();
            return;
        }
        const qsizetype column = matchIn(m_document->line(m_line));
        if (column >= 0) {
            m_timer.stop();
            Q_EMIT found({m_line, int(column)}, int(m_text.size()), m_wrapped);
            return;
        }
        ++m_visited;
        m_line += m_backwards ? -1 : 1;
        if (m_line < 0 || m_line >= count) {
            m_line = m_backwards ? count - 1 : 0;
            m_wrapped = true;
        }
    }
}

} // namespace assay::ui
