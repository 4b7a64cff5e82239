// SPDX-License-Identifier: Apache-2.0
#include <ui/log/log_view.h>

#include "highlight_rules.h"
#include "log_levels.h"
#include "log_text.h"

#include <ui/log/log_document.h>
#include <ui/look/theme.h>

#include <QAccessibleWidget>
#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

//! A screen reader gets what is on the screen: a log has no end that it could be read to.
class AccessibleLog : public QAccessibleWidget
{
public:
    explicit AccessibleLog(LogView *view) : QAccessibleWidget(view, QAccessible::StaticText) {}
    QString text(QAccessible::Text kind) const override
    {
        if (kind == QAccessible::Value)
            return text();
        return QAccessibleWidget::text(kind);
    }

private:
    QString text() const
    {
        const auto *view = static_cast<LogView *>(widget());
        const QString why = view->whyNothingIsShown();
        return why.isEmpty() ? view->visibleLines().join(u'\n') : why;
    }
};

QAccessibleInterface *makeAccessible(const QString &, QObject *object)
{
    auto *view = qobject_cast<LogView *>(object);
    return view ? new AccessibleLog(view) : nullptr;
}

} // namespace

LogView::LogView(LogDocument *document, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_document(document)
{
    static const bool installed = [] {
        QAccessible::installFactory(makeAccessible);
        return true;
    }();
    Q_UNUSED(installed);
    setObjectName(u"logView"_s);
    setAccessibleName(tr("Log"));
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setBackgroundRole(QPalette::Base);
    viewport()->setAutoFillBackground(true);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    connect(document, &LogDocument::reset, this, &LogView::startOver);
    connect(document, &LogDocument::grew, this, &LogView::refresh);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        viewport()->update();
        if (!m_adjusting)
            setFollowing(value == verticalScrollBar()->maximum());
    });
    connect(horizontalScrollBar(), &QScrollBar::valueChanged, viewport(),
            qOverload<>(&QWidget::update));
}

int LogView::lineHeight() const
{
    return fontMetrics().height() + 1;
}

double LogView::charWidth() const
{
    return std::max(1.0, QFontMetricsF(font()).horizontalAdvance(u'0'));
}

int LogView::gutterWidth() const
{
    const auto digits = QString::number(std::max<qint64>(m_document->lineCount(), 100)).size();
    return int(charWidth() * double(digits + 2) + timesWidth());
}

int LogView::columnCount() const
{
    return std::max(8, int((viewport()->width() - gutterWidth()) / charWidth()));
}

int LogView::visibleLineCount() const
{
    return std::max(1, viewport()->height() / lineHeight());
}

qint64 LogView::rowCount() const
{
    return m_filter ? qint64(m_filter->size()) : m_document->lineCount();
}

qint64 LogView::lineAt(qint64 row) const
{
    if (!m_filter)
        return row;
    return row >= 0 && row < rowCount() ? (*m_filter)[size_t(row)] : -1;
}

qint64 LogView::rowOf(qint64 line) const
{
    if (!m_filter)
        return line;
    return std::lower_bound(m_filter->begin(), m_filter->end(), line) - m_filter->begin();
}

bool LogView::isShown(qint64 line) const
{
    return !m_filter || lineAt(rowOf(line)) == line;
}

int LogView::partsOf(qint64 line) const
{
    if (!m_wrapping)
        return 1;
    const int columns = columnCount();
    return std::max(1, int((m_document->line(line).size() + columns - 1) / columns));
}

std::vector<LogView::Shown> LogView::shownRows() const
{
    std::vector<Shown> rows;
    const int height = lineHeight();
    int y = 0;
    for (qint64 row = verticalScrollBar()->value(); row < rowCount() && y < viewport()->height();
         ++row) {
        const qint64 line = lineAt(row);
        rows.push_back({line, y, partsOf(line)});
        y += rows.back().parts * height;
    }
    return rows;
}

qint64 LogView::lastFirstRow() const
{
    const int room = visibleLineCount();
    if (!m_wrapping)
        return std::max<qint64>(0, rowCount() - room);
    int used = 0;
    qint64 row = rowCount();
    while (row > 0) {
        used += partsOf(lineAt(row - 1));
        if (used > room)
            break;
        --row;
    }
    return std::min(row, std::max<qint64>(0, rowCount() - 1));
}

qint64 LogView::firstVisibleLine() const
{
    return std::max<qint64>(0, lineAt(verticalScrollBar()->value()));
}

QStringList LogView::visibleLines() const
{
    QStringList lines;
    for (const Shown &shown : shownRows())
        if (shown.y + shown.parts * lineHeight() <= viewport()->height() || lines.isEmpty())
            lines << m_document->line(shown.line);
    return lines;
}

void LogView::startOver()
{
    m_anchor = m_cursor = {};
    m_filter.reset();
    m_marks.clear();
    m_times.clear();
    m_marked = -1;
    refresh();
}

void LogView::refresh()
{
    m_adjusting = true;
    verticalScrollBar()->setRange(
        0, int(std::min<qint64>(lastFirstRow(), std::numeric_limits<int>::max())));
    verticalScrollBar()->setPageStep(visibleLineCount());
    const int columns = columnCount();
    const qint64 longest =
        std::min<qint64>(m_document->longestLine(), LogDocument::maxLineLength) + 1;
    horizontalScrollBar()->setRange(0, m_wrapping ? 0 : std::max(0, int(longest) - columns));
    horizontalScrollBar()->setPageStep(std::max(1, columns));
    if (m_following)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    m_adjusting = false;
    viewport()->update();
}

void LogView::setFollowing(bool on)
{
    if (on == m_following)
        return;
    m_following = on;
    if (on)
        refresh();
    Q_EMIT followingChanged(on);
}

void LogView::setFilter(std::optional<std::vector<qint64>> lines)
{
    const qint64 first = firstVisibleLine();
    m_filter = std::move(lines);
    refresh();
    if (!m_following) {
        m_adjusting = true;
        verticalScrollBar()->setValue(int(rowOf(first)));
        m_adjusting = false;
    }
}

void LogView::setWrapping(bool on)
{
    m_wrapping = on;
    refresh();
}

void LogView::setMarkedLine(qint64 line)
{
    m_marked = line;
    viewport()->update();
}

void LogView::showLine(qint64 line)
{
    const qint64 row = rowOf(line);
    const qint64 first = verticalScrollBar()->value();
    const auto shown = shownRows();
    const bool inSight = std::any_of(shown.begin(), shown.end(), [&](const Shown &s) {
        return s.line == line && s.y + s.parts * lineHeight() <= viewport()->height();
    });
    if (row < first || !inSight)
        verticalScrollBar()->setValue(int(std::max<qint64>(0, row - visibleLineCount() / 2)));
}

void LogView::setHighlight(std::shared_ptr<const LogMatcher> matcher)
{
    m_highlight = std::move(matcher);
    viewport()->update();
}

std::vector<std::pair<int, int>> LogView::matchesIn(qint64 line, const LogMatcher &matcher) const
{
    return charactersOf(matcher, m_document->line(line));
}

void LogView::showMatch(const Position &at, int length)
{
    m_anchor = at;
    m_cursor = {at.line, at.column + length};
    showLine(at.line);
    QScrollBar *bar = horizontalScrollBar();
    const int columns = bar->pageStep();
    // What fits is shown from its line's beginning.
    if (m_cursor.column <= columns)
        bar->setValue(0);
    else if (at.column < bar->value() || m_cursor.column > bar->value() + columns)
        bar->setValue(std::max(0, at.column - columns / 3));
    viewport()->update();
}

QString LogView::selectedText() const
{
    const auto [from, to] = std::minmax(m_anchor, m_cursor);
    if (from == to)
        return {};
    if (from.line == to.line)
        return m_document->line(from.line).mid(from.column, to.column - from.column);
    QStringList parts{m_document->line(from.line).mid(from.column)};
    const qint64 end = rowOf(to.line);
    qint64 row = rowOf(from.line + 1);
    for (; row < end && parts.size() < maxCopiedLines; ++row)
        parts << m_document->line(lineAt(row));
    if (row == end)
        parts << m_document->line(to.line).left(to.column);
    else
        parts << tr("… %1 more lines are in %2").arg(end - row + 1).arg(m_document->path());
    return parts.join(u'\n');
}

void LogView::selectAll()
{
    const qint64 last = std::max<qint64>(0, lineAt(rowCount() - 1));
    m_anchor = {std::max<qint64>(0, lineAt(0)), 0};
    m_cursor = {last, int(m_document->line(last).size())};
    viewport()->update();
}

void LogView::copy() const
{
    if (hasSelection())
        QGuiApplication::clipboard()->setText(selectedText());
}

void LogView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.fillRect(QRect(0, 0, gutterWidth() - int(charWidth() / 2), viewport()->height()),
                     themeColor(ColorRole::Window));
    for (const Shown &shown : shownRows())
        paintLine(painter, shown);
    if (!whyNothingIsShown().isEmpty())
        paintNothingShown(painter);
}

void LogView::paintLine(QPainter &painter, const Shown &shown) const
{
    const int height = lineHeight();
    if (shown.line == m_marked)
        painter.fillRect(QRect(0, shown.y, viewport()->width(), height * shown.parts),
                         blended(themeColor(ColorRole::Card), themeColor(ColorRole::Failed), 0.15));
    paintNumber(painter, shown);
    for (int part = 0; part < shown.parts; ++part)
        paintPart(painter, shown.line, part, shown.y + part * height);
}

static QColor usualColor(const QString &line)
{
    const LogLevel level = levelOf(line);
    return themeColor(level == LogLevel::Error     ? ColorRole::Failed
                      : level == LogLevel::Warning ? ColorRole::Warning
                                                   : ColorRole::Text);
}

static QColor groundColor(bool isMarked)
{
    const QColor card = themeColor(ColorRole::Card);
    return isMarked ? blended(card, themeColor(ColorRole::Failed), 0.15) : card;
}

void LogView::paintPart(QPainter &painter, qint64 number, int part, int y) const
{
    const QFontMetricsF metrics(font());
    const int height = lineHeight();
    const double baseline = y + metrics.ascent();
    const int gutter = gutterWidth();
    const LogText line = m_document->styled(number);
    const QString &whole = line.text;
    const int firstColumn = m_wrapping ? part * columnCount() : horizontalScrollBar()->value();
    const QString text = whole.mid(firstColumn, columnCount() + (m_wrapping ? 0 : 2));
    painter.save();
    painter.setClipRect(QRect(gutter, y, viewport()->width() - gutter, height));
    const auto x = [&](qsizetype column) {
        const qsizetype shown = std::clamp<qsizetype>(column - firstColumn, 0, text.size());
        return gutter + metrics.horizontalAdvance(text.left(shown));
    };
    const auto paintRange = [&](qsizetype a, qsizetype b, const QColor &back, const QColor &fore) {
        if (b <= firstColumn || a > firstColumn + text.size())
            return;
        const QRectF box(x(a), y, std::max(x(b) - x(a), 1.0), height);
        painter.save();
        painter.setClipRect(box.toAlignedRect(), Qt::IntersectClip);
        painter.fillRect(box, back);
        painter.setPen(fore);
        painter.drawText(QPointF(gutter, baseline), text);
        painter.restore();
    };

    painter.setPen(usualColor(whole));
    painter.drawText(QPointF(gutter, baseline), text);
    for (const LogSpan &span : line.spans)
        if (span.color >= 0)
            paintRange(span.start, span.start + span.length, groundColor(number == m_marked),
                       terminalColor(span.color));
    if (m_highlights) {
        for (const Highlights::Range &range : m_highlights->in(number, whole)) {
            const HighlightColors colors = highlightColors(range.color);
            paintRange(range.start, range.start + range.length, colors.ground, colors.ink);
        }
    }
    const auto [start, end] = std::minmax(m_anchor, m_cursor);
    if (start != end && number >= start.line && number <= end.line) {
        const qsizetype a = number == start.line ? start.column : 0;
        // A selected line break shows as one selected cell.
        const qsizetype b = number == end.line ? end.column : whole.size();
        paintRange(a, b, themeColor(ColorRole::Highlight), themeColor(ColorRole::HighlightedText));
        if (number != end.line && b <= firstColumn + text.size())
            painter.fillRect(QRectF(x(b), y, charWidth(), height),
                             themeColor(ColorRole::Highlight));
    }
    if (m_highlight) {
        for (const auto &[at, length] : matchesIn(number, *m_highlight)) {
            const bool current = start == Position{number, at} && start != end;
            paintRange(at, at + length,
                       themeColor(current ? ColorRole::CurrentMatch : ColorRole::Match),
                       themeColor(ColorRole::MatchText));
        }
    }
    painter.restore();
}

LogView::Position LogView::positionAt(const QPoint &point) const
{
    const auto rows = shownRows();
    if (rows.empty())
        return {};
    Shown at = rows.front();
    for (const Shown &shown : rows)
        if (shown.y <= point.y())
            at = shown;
    const int part = std::clamp((point.y() - at.y) / lineHeight(), 0, at.parts - 1);
    const int firstColumn = m_wrapping ? part * columnCount() : horizontalScrollBar()->value();
    const QString text = m_document->line(at.line).mid(firstColumn);
    const QFontMetricsF metrics(font());
    const double x = point.x() - gutterWidth();
    int column = std::clamp(int(std::lround(x / charWidth())), 0, int(text.size()));
    // Wide characters take two cells: walk to the boundary that is nearest.
    while (column > 0 && metrics.horizontalAdvance(text.left(column)) - charWidth() / 2 > x)
        --column;
    return {at.line, firstColumn + column};
}

} // namespace assay::ui
