// SPDX-License-Identifier: Apache-2.0
// What keys and the mouse do in a log.
#include <ui/log/log_document.h>
#include <ui/log/log_view.h>

#include <QContextMenuEvent>
#include <QMenu>
#include <QScrollBar>

#include <algorithm>

namespace assay::ui {

void LogView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_cursor = positionAt(event->pos());
    // A line's number is where its mark stands.
    if (event->pos().x() < gutterWidth() - int(charWidth() / 2) &&
        event->modifiers() == Qt::NoModifier) {
        m_anchor = m_cursor = {m_cursor.line, 0};
        if (rowCount() > 0)
            toggleMarkOf(m_cursor.line);
        return;
    }
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
    const qint64 last = std::max<qint64>(0, rowCount() - 1);
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    const auto length = [this](qint64 line) { return int(m_document->line(line).size()); };
    const auto moveTo = [&](qint64 row) {
        m_cursor.line = std::max<qint64>(0, lineAt(std::clamp<qint64>(row, 0, last)));
    };
    const qint64 row = rowOf(m_cursor.line);
    switch (event->key()) {
    case Qt::Key_Up:
        moveTo(row - 1);
        break;
    case Qt::Key_Down:
        moveTo(row + 1);
        break;
    case Qt::Key_PageUp:
        moveTo(row - visibleLineCount());
        break;
    case Qt::Key_PageDown:
        moveTo(row + visibleLineCount());
        break;
    case Qt::Key_Left:
        m_cursor.column = std::max(0, m_cursor.column - 1);
        break;
    case Qt::Key_Right:
        m_cursor.column = m_cursor.column + 1;
        break;
    case Qt::Key_Home:
        if (control)
            moveTo(0);
        m_cursor.column = 0;
        break;
    case Qt::Key_End:
        if (control)
            moveTo(last);
        m_cursor.column = length(m_cursor.line);
        break;
    }
    m_cursor.column = std::min(m_cursor.column, length(m_cursor.line));
    showLine(m_cursor.line);
    viewport()->update();
}

bool LogView::scroll(int key)
{
    QScrollBar *vertical = verticalScrollBar();
    QScrollBar *horizontal = horizontalScrollBar();
    switch (key) {
    case Qt::Key_Up:
        vertical->triggerAction(QScrollBar::SliderSingleStepSub);
        return true;
    case Qt::Key_Down:
        vertical->triggerAction(QScrollBar::SliderSingleStepAdd);
        return true;
    case Qt::Key_PageUp:
        vertical->triggerAction(QScrollBar::SliderPageStepSub);
        return true;
    case Qt::Key_PageDown:
        vertical->triggerAction(QScrollBar::SliderPageStepAdd);
        return true;
    case Qt::Key_Left:
        horizontal->triggerAction(QScrollBar::SliderSingleStepSub);
        return true;
    case Qt::Key_Right:
        horizontal->triggerAction(QScrollBar::SliderSingleStepAdd);
        return true;
    case Qt::Key_Home:
        horizontal->setValue(0);
        vertical->triggerAction(QScrollBar::SliderToMinimum);
        return true;
    case Qt::Key_End:
        vertical->triggerAction(QScrollBar::SliderToMaximum);
        setFollowing(true);
        return true;
    default:
        return false;
    }
}

bool LogView::lineKey(int key, bool shift)
{
    switch (key) {
    case Qt::Key_E:
        Q_EMIT errorRequested(!shift);
        return true;
    case Qt::Key_M:
        toggleMark();
        return true;
    case Qt::Key_U:
        goToMark(!shift);
        return true;
    case Qt::Key_H:
        highlightSelection();
        return true;
    default:
        return false;
    }
}

void LogView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        return copy();
    if (event->matches(QKeySequence::SelectAll))
        return selectAll();
    const int key = event->key();
    const bool moves = key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp ||
                       key == Qt::Key_PageDown || key == Qt::Key_Left || key == Qt::Key_Right ||
                       key == Qt::Key_Home || key == Qt::Key_End;
    if (moves && event->modifiers().testFlag(Qt::ShiftModifier))
        return moveCursor(event);
    if (!(event->modifiers() & ~Qt::KeyboardModifiers(Qt::ShiftModifier)) &&
        lineKey(key, event->modifiers().testFlag(Qt::ShiftModifier)))
        return;
    if (!scroll(key))
        QAbstractScrollArea::keyPressEvent(event);
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
    menu->addSeparator();
    menu->addAction(tr("Mark or unmark the line\tm"), this, &LogView::toggleMark);
    menu->addAction(tr("Highlight what is selected, or no longer\th"), this,
                    &LogView::highlightSelection)
        ->setEnabled(hasSelection());
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
