// SPDX-License-Identifier: Apache-2.0
#include <ui/log/log_view.h>

#include <ui/log/log_document.h>
#include <ui/look/theme.h>

#include <QAccessibleWidget>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QMenu>
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
            return static_cast<LogView *>(widget())->visibleLines().join(u'\n');
        return QAccessibleWidget::text(kind);
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
    return int(charWidth() * double(digits + 2));
}

int LogView::visibleLineCount() const
{
    return std::max(1, viewport()->height() / lineHeight());
}

qint64 LogView::firstVisibleLine() const
{
    return verticalScrollBar()->value();
}

QStringList LogView::visibleLines() const
{
    return m_document->lines(firstVisibleLine(), firstVisibleLine() + visibleLineCount());
}

void LogView::startOver()
{
    m_anchor = m_cursor = {};
    refresh();
}

void LogView::refresh()
{
    m_adjusting = true;
    const qint64 last = std::max<qint64>(0, m_document->lineCount() - visibleLineCount());
    verticalScrollBar()->setRange(0, int(std::min<qint64>(last, std::numeric_limits<int>::max())));
    verticalScrollBar()->setPageStep(visibleLineCount());
    const int columns = int((viewport()->width() - gutterWidth()) / charWidth());
    const qint64 longest =
        std::min<qint64>(m_document->longestLine(), LogDocument::maxLineLength) + 1;
    horizontalScrollBar()->setRange(0, std::max(0, int(longest) - columns));
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

void LogView::showLine(qint64 line)
{
    const qint64 first = firstVisibleLine();
    if (line < first || line >= first + visibleLineCount())
        verticalScrollBar()->setValue(int(std::max<qint64>(0, line - visibleLineCount() / 2)));
}

void LogView::setHighlight(const QString &text)
{
    m_highlight = text;
    viewport()->update();
}

void LogView::showMatch(const Position &at, int length)
{
    m_anchor = at;
    m_cursor = {at.line, at.column + length};
    showLine(at.line);
    QScrollBar *bar = horizontalScrollBar();
    const int columns = bar->pageStep();
    if (at.column < bar->value() || m_cursor.column > bar->value() + columns)
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
    const qint64 stop = std::min(to.line, from.line + maxCopiedLines);
    QStringList parts{m_document->line(from.line).mid(from.column)};
    parts << m_document->lines(from.line + 1, stop);
    if (stop == to.line)
        parts << m_document->line(to.line).left(to.column);
    else
        parts << tr("… %1 more lines are in %2").arg(to.line - stop + 1).arg(m_document->path());
    return parts.join(u'\n');
}

void LogView::selectAll()
{
    const qint64 last = std::max<qint64>(0, m_document->lineCount() - 1);
    m_anchor = {};
    m_cursor = {last, int(m_document->line(last).size())};
    viewport()->update();
}

void LogView::copy() const
{
    if (hasSelection())
        QGuiApplication::clipboard()->setText(selectedText());
}

void LogView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    const int height = lineHeight();
    const QRect dirty = event->rect();
    const qint64 first = firstVisibleLine();
    const qint64 from = first + std::max(0, dirty.top() / height);
    const qint64 to = std::min(m_document->lineCount(), first + dirty.bottom() / height + 1);
    painter.fillRect(QRect(0, 0, gutterWidth() - int(charWidth() / 2), viewport()->height()),
                     themeColor(ColorRole::Window));
    for (qint64 line = from; line < to; ++line)
        paintLine(painter, line, int(line - first) * height);
}

void LogView::paintLine(QPainter &painter, qint64 number, int y) const
{
    const QFontMetricsF metrics(font());
    const int height = lineHeight();
    const double baseline = y + metrics.ascent();
    const int gutter = gutterWidth();
    painter.setPen(themeColor(ColorRole::Muted));
    painter.drawText(QRectF(0, y, gutter - charWidth() * 1.2, height),
                     Qt::AlignRight | Qt::AlignVCenter, QString::number(number + 1));

    const QString whole = m_document->line(number);
    const int firstColumn = horizontalScrollBar()->value();
    const QString text =
        whole.mid(firstColumn, int((viewport()->width() - gutter) / charWidth()) + 2);
    painter.save();
    painter.setClipRect(QRect(gutter, y, viewport()->width() - gutter, height));
    const auto x = [&](qsizetype column) {
        const qsizetype shown = std::clamp<qsizetype>(column - firstColumn, 0, text.size());
        return gutter + metrics.horizontalAdvance(text.left(shown));
    };
    const auto paintRange = [&](qsizetype a, qsizetype b, const QColor &back, const QColor &fore) {
        const QRectF box(x(a), y, std::max(x(b) - x(a), 1.0), height);
        painter.save();
        painter.setClipRect(box.toAlignedRect(), Qt::IntersectClip);
        painter.fillRect(box, back);
        painter.setPen(fore);
        painter.drawText(QPointF(gutter, baseline), text);
        painter.restore();
    };

    painter.setPen(themeColor(ColorRole::Text));
    painter.drawText(QPointF(gutter, baseline), text);
    const auto [start, end] = std::minmax(m_anchor, m_cursor);
    if (start != end && number >= start.line && number <= end.line) {
        const qsizetype a = number == start.line ? start.column : 0;
        // A selected line break shows as one selected cell.
        const qsizetype b = number == end.line ? end.column : whole.size();
        paintRange(a, b, themeColor(ColorRole::Highlight), themeColor(ColorRole::HighlightedText));
        if (number != end.line)
            painter.fillRect(QRectF(x(b), y, charWidth(), height),
                             themeColor(ColorRole::Highlight));
    }
    if (!m_highlight.isEmpty()) {
        qsizetype at = -1;
        while ((at = whole.indexOf(m_highlight, at + 1, Qt::CaseInsensitive)) >= 0) {
            const bool current = start == Position{number, int(at)} && start != end;
            paintRange(at, at + m_highlight.size(),
                       themeColor(current ? ColorRole::CurrentMatch : ColorRole::Match),
                       themeColor(ColorRole::MatchText));
        }
    }
    painter.restore();
}

LogView::Position LogView::positionAt(const QPoint &point) const
{
    const qint64 last = std::max<qint64>(0, m_document->lineCount() - 1);
    const int above = point.y() < 0 ? -1 : point.y() / lineHeight();
    const qint64 line = std::clamp<qint64>(firstVisibleLine() + above, 0, last);
    const int firstColumn = horizontalScrollBar()->value();
    const QString text = m_document->line(line).mid(firstColumn);
    const QFontMetricsF metrics(font());
    const double x = point.x() - gutterWidth();
    int column = std::clamp(int(std::lround(x / charWidth())), 0, int(text.size()));
    // Wide characters take two cells: walk to the boundary that is nearest.
    while (column > 0 && metrics.horizontalAdvance(text.left(column)) - charWidth() / 2 > x)
        --column;
    return {line, firstColumn + column};
}

void LogView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_cursor = positionAt(event->pos());
    if (!event->modifiers().testFlag(Qt::ShiftModifier))
        m_anchor = m_cursor;
    viewport()->update();
}

void LogView::mouseMoveEvent(QMouseEvent *event)
{
    if (!event->buttons().testFlag(Qt::LeftButton))
        return;
    if (event->pos().y() < 0)
        verticalScrollBar()->setValue(verticalScrollBar()->value() - 1);
    else if (event->pos().y() > viewport()->height())
        verticalScrollBar()->setValue(verticalScrollBar()->value() + 1);
    m_cursor = positionAt(event->pos());
    viewport()->update();
}

void LogView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const Position at = positionAt(event->pos());
    const QString text = m_document->line(at.line);
    const auto isWord = [&](int i) {
        return i >= 0 && i < text.size() && (text[i].isLetterOrNumber() || text[i] == u'_');
    };
    int from = at.column, to = at.column;
    while (isWord(from - 1))
        --from;
    while (isWord(to))
        ++to;
    m_anchor = {at.line, from};
    m_cursor = {at.line, to};
    viewport()->update();
}

void LogView::moveCursor(QKeyEvent *event)
{
    const qint64 last = std::max<qint64>(0, m_document->lineCount() - 1);
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    const auto length = [this](qint64 line) { return int(m_document->line(line).size()); };
    switch (event->key()) {
    case Qt::Key_Up:
        m_cursor.line = std::max<qint64>(0, m_cursor.line - 1);
        break;
    case Qt::Key_Down:
        m_cursor.line = std::min(last, m_cursor.line + 1);
        break;
    case Qt::Key_PageUp:
        m_cursor.line = std::max<qint64>(0, m_cursor.line - visibleLineCount());
        break;
    case Qt::Key_PageDown:
        m_cursor.line = std::min(last, m_cursor.line + visibleLineCount());
        break;
    case Qt::Key_Left:
        m_cursor.column = std::max(0, m_cursor.column - 1);
        break;
    case Qt::Key_Right:
        m_cursor.column = m_cursor.column + 1;
        break;
    case Qt::Key_Home:
        m_cursor = {control ? 0 : m_cursor.line, 0};
        break;
    case Qt::Key_End:
        m_cursor.line = control ? last : m_cursor.line;
        m_cursor.column = length(m_cursor.line);
        break;
    }
    m_cursor.column = std::min(m_cursor.column, length(m_cursor.line));
    showLine(m_cursor.line);
    viewport()->update();
}

void LogView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        return copy();
    if (event->matches(QKeySequence::SelectAll))
        return selectAll();
    QScrollBar *vertical = verticalScrollBar();
    QScrollBar *horizontal = horizontalScrollBar();
    const int key = event->key();
    const bool moves = key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp ||
                       key == Qt::Key_PageDown || key == Qt::Key_Left || key == Qt::Key_Right ||
                       key == Qt::Key_Home || key == Qt::Key_End;
    if (moves && event->modifiers().testFlag(Qt::ShiftModifier))
        return moveCursor(event);
    switch (key) {
    case Qt::Key_Up:
        return vertical->triggerAction(QScrollBar::SliderSingleStepSub);
    case Qt::Key_Down:
        return vertical->triggerAction(QScrollBar::SliderSingleStepAdd);
    case Qt::Key_PageUp:
        return vertical->triggerAction(QScrollBar::SliderPageStepSub);
    case Qt::Key_PageDown:
        return vertical->triggerAction(QScrollBar::SliderPageStepAdd);
    case Qt::Key_Left:
        return horizontal->triggerAction(QScrollBar::SliderSingleStepSub);
    case Qt::Key_Right:
        return horizontal->triggerAction(QScrollBar::SliderSingleStepAdd);
    case Qt::Key_Home:
        horizontal->setValue(0);
        return vertical->triggerAction(QScrollBar::SliderToMinimum);
    case Qt::Key_End:
        vertical->triggerAction(QScrollBar::SliderToMaximum);
        return setFollowing(true);
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void LogView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *copyAction = menu->addAction(tr("Copy"), this, &LogView::copy);
    copyAction->setShortcut(QKeySequence::Copy);
    copyAction->setEnabled(hasSelection());
    menu->addAction(tr("Select all"), this, &LogView::selectAll)
        ->setShortcut(QKeySequence::SelectAll);
    menu->popup(event->globalPos());
}

void LogView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    refresh();
}

void LogView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        refresh();
}

} // namespace assay::ui
