// SPDX-License-Identifier: Apache-2.0
// Marks on lines of a log, and what stands out in it.
#include "highlight_rules.h"

#include <ui/log/log_document.h>
#include <ui/log/log_view.h>
#include <ui/look/theme.h>

#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace assay::ui {

void LogView::setHighlights(std::shared_ptr<Highlights> highlights)
{
    m_highlights = std::move(highlights);
    viewport()->update();
}

void LogView::highlightSelection()
{
    const QString text = selectedText().trimmed();
    // A rule is about what stands in one line.
    if (!text.isEmpty() && !text.contains(u'\n'))
        Q_EMIT highlightRequested(text);
}

void LogView::setMarks(std::vector<qint64> lines)
{
    m_marks = std::move(lines);
    viewport()->update();
}

void LogView::toggleMark()
{
    const auto rows = shownRows();
    if (rows.empty())
        return;
    const bool inSight = std::any_of(rows.begin(), rows.end(), [this](const Shown &shown) {
        return shown.line == m_cursor.line;
    });
    toggleMarkOf(inSight ? m_cursor.line : rows.front().line);
}

void LogView::toggleMarkOf(qint64 line)
{
    const auto at = std::lower_bound(m_marks.begin(), m_marks.end(), line);
    if (at != m_marks.end() && *at == line)
        m_marks.erase(at);
    else
        m_marks.insert(at, line);
    viewport()->update();
    Q_EMIT marksChanged();
}

void LogView::goToMark(bool next)
{
    // A file that was cut off since may have lost lines that were marked.
    std::vector<qint64> marks;
    std::copy_if(m_marks.begin(), m_marks.end(), std::back_inserter(marks),
                 [this](qint64 line) { return line < m_document->lineCount() && isShown(line); });
    if (marks.empty())
        return;
    auto at = next ? std::upper_bound(marks.begin(), marks.end(), m_cursor.line)
                   : std::lower_bound(marks.begin(), marks.end(), m_cursor.line);
    if (next)
        at = at == marks.end() ? marks.begin() : at;
    else
        at = (at == marks.begin() ? marks.end() : at) - 1;
    setFollowing(false);
    showMatch({*at, 0}, 0);
}

void LogView::setTimes(std::vector<std::pair<qint64, QString>> times)
{
    if (times == m_times)
        return;
    m_times = std::move(times);
    refresh();
}

QString LogView::timeOf(qint64 line) const
{
    const auto after =
        std::upper_bound(m_times.begin(), m_times.end(), line,
                         [](qint64 number, const auto &time) { return number < time.first; });
    return after == m_times.begin() ? QString() : std::prev(after)->second;
}

double LogView::timesWidth() const
{
    return m_times.empty() ? 0 : charWidth() * double(m_times.front().second.size() + 1);
}

void LogView::setNothingShown(const QString &why)
{
    if (why == m_nothingShown)
        return;
    m_nothingShown = why;
    viewport()->update();
}

QString LogView::whyNothingIsShown() const
{
    return rowCount() == 0 && m_document->lineCount() > 0 ? m_nothingShown : QString();
}

void LogView::paintNothingShown(QPainter &painter) const
{
    painter.save();
    // A sentence, not a line of the log.
    painter.setFont(parentWidget() ? parentWidget()->font() : font());
    painter.setPen(themeColor(ColorRole::Muted));
    const int margin = lineHeight();
    painter.drawText(viewport()->rect().adjusted(gutterWidth() + margin, margin, -margin, -margin),
                     Qt::AlignCenter | Qt::TextWordWrap, m_nothingShown);
    painter.restore();
}

void LogView::paintNumber(QPainter &painter, const Shown &shown) const
{
    const int height = lineHeight();
    const int gutter = gutterWidth();
    const bool isMarked = std::binary_search(m_marks.begin(), m_marks.end(), shown.line);
    if (isMarked) {
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(themeColor(ColorRole::Accent));
        // A flag that points at its line.
        const double right = gutter - charWidth() / 2;
        const double tip = std::min(charWidth() / 2, height / 2.0);
        const QPointF flag[] = {{0.0, shown.y + 0.5},
                                {right - tip, shown.y + 0.5},
                                {right, shown.y + height / 2.0},
                                {right - tip, shown.y + height - 0.5},
                                {0.0, shown.y + height - 0.5}};
        painter.drawPolygon(flag, int(std::size(flag)));
        painter.restore();
    }
    painter.setPen(themeColor(isMarked ? ColorRole::OnStatus : ColorRole::Muted));
    painter.drawText(QRectF(0, shown.y, gutter - charWidth() * 1.2, height),
                     Qt::AlignRight | Qt::AlignVCenter, QString::number(shown.line + 1));
    if (!m_times.empty())
        painter.drawText(QRectF(charWidth() / 2, shown.y, timesWidth(), height),
                         Qt::AlignLeft | Qt::AlignVCenter, timeOf(shown.line));
}

} // namespace assay::ui
