// SPDX-License-Identifier: Apache-2.0
#include "window_inspection.h"

#include "inspected_widgets.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QHeaderView>
#include <QHelpEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QStyleOptionComboBox>
#include <QTabBar>
#include <QTextDocumentFragment>
#include <QTextEdit>
#include <QToolBar>
#include <QToolButton>
#include <QToolTip>

#include <set>

using namespace Qt::StringLiterals;

namespace assay::tests {

namespace {

//! As it is read: tips are markup, and long words are sewn.
QString plain(const QString &text)
{
    return QTextDocumentFragment::fromHtml(text).toPlainText().remove(QChar(0x200B));
}

//! Whatever a hovering mouse is told.
QString tipOf(QWidget *widget, const QPoint &at)
{
    // A tip stays for a moment after it was hidden.
    const QString before = u"before"_s;
    QToolTip::showText({}, before);
    QHelpEvent help(QEvent::ToolTip, at, widget->mapToGlobal(at));
    QApplication::sendEvent(widget, &help);
    const QString tip = QToolTip::text();
    return tip == before ? QString() : plain(tip);
}

class LayoutInspector
{
public:
    LayoutInspector(const QWidget &window, QStringList mayScroll)
        : m_window(window)
        , m_mayScroll(std::move(mayScroll))
    {
    }

    QStringList faults()
    {
        for (QWidget *widget : shownIn(m_window)) {
            inspectText(widget);
            // Whatever holds it has been told of.
            if (m_outside.contains(widget->parentWidget()))
                m_outside.insert(widget);
            else
                inspectPlace(widget);
            inspectSiblings(widget);
            if (auto *area = qobject_cast<QAbstractScrollArea *>(widget))
                inspectScrolling(area);
            if (auto *bar = qobject_cast<QToolBar *>(widget))
                for (QAction *action : bar->actions())
                    if (const QWidget *part = bar->widgetForAction(action);
                        action->isVisible() && part && !part->isVisible())
                        tell(bar, "has no room for "_L1 + nameOf(part));
        }
        return m_faults;
    }

private:
    void tell(const QWidget *widget, const QString &what)
    {
        m_faults << nameOf(widget) + ": "_L1 + what;
    }
    void needs(QWidget *widget, int wide, int room, const QString &all)
    {
        if (wide > room + 1 && !tipOf(widget, {2, 2}).contains(QString(all).remove(QChar(0x200B))))
            tell(widget, u"needs %1 px and has %2"_s.arg(wide).arg(room));
    }
    void inspectText(QWidget *widget);
    void inspectTabs(QTabBar *tabs);
    void inspectColumns(QHeaderView *header);
    void inspectCells(QAbstractItemView *view);
    void inspectPlace(QWidget *widget);
    void inspectSiblings(QWidget *widget);
    void inspectScrolling(QAbstractScrollArea *area);

    const QWidget &m_window;
    QStringList m_mayScroll;
    QStringList m_faults;
    std::set<const QWidget *> m_outside;
};

void LayoutInspector::inspectText(QWidget *widget)
{
    const QFontMetrics metrics = widget->fontMetrics();
    if (auto *label = qobject_cast<QLabel *>(widget); label && !label->text().isEmpty()) {
        if (label->wordWrap()) {
            needs(label, label->minimumSizeHint().width(), label->width(), label->text());
            if (const int high = label->heightForWidth(label->width()); high > label->height() + 1)
                tell(label, u"needs %1 px of height and has %2"_s.arg(high).arg(label->height()));
        } else {
            needs(label, label->sizeHint().width(), label->width(), label->text());
            if (label->sizeHint().height() > label->height() + 1)
                tell(label, u"is cut off below"_s);
        }
    } else if (auto *combo = qobject_cast<QComboBox *>(widget)) {
        QStyleOptionComboBox option;
        option.initFrom(combo);
        option.editable = combo->isEditable();
        const QRect field = combo->style()->subControlRect(QStyle::CC_ComboBox, &option,
                                                           QStyle::SC_ComboBoxEditField, combo);
        const int mark =
            combo->itemIcon(combo->currentIndex()).isNull() ? 0 : combo->iconSize().width() + 4;
        needs(combo, metrics.horizontalAdvance(combo->currentText()) + mark, field.width(),
              combo->currentText());
    } else if (auto *button = qobject_cast<QAbstractButton *>(widget)) {
        const auto *tool = qobject_cast<QToolButton *>(button);
        if (button->text().isEmpty() ||
            (tool && tool->toolButtonStyle() == Qt::ToolButtonIconOnly && !tool->icon().isNull()))
            return;
        const QSize text = metrics.size(Qt::TextShowMnemonic, button->text());
        const int mark = button->icon().isNull() ? 0 : button->iconSize().width() + 4;
        needs(button, text.width() + mark, button->width(), button->text());
        if (text.height() > button->height())
            tell(button, u"is cut off below"_s);
    } else if (auto *edit = qobject_cast<QLineEdit *>(widget)) {
        if (edit->text().isEmpty())
            needs(edit, metrics.horizontalAdvance(edit->placeholderText()) + 4, edit->width(),
                  edit->placeholderText());
    } else if (auto *tabs = qobject_cast<QTabBar *>(widget)) {
        inspectTabs(tabs);
    } else if (auto *header = qobject_cast<QHeaderView *>(widget)) {
        inspectColumns(header);
    } else if (auto *view = qobject_cast<QAbstractItemView *>(widget)) {
        inspectCells(view);
    }
}

void LayoutInspector::inspectTabs(QTabBar *tabs)
{
    for (int i = 0; i < tabs->count(); ++i)
        if (tabs->isTabVisible(i) &&
            (tabs->fontMetrics().size(Qt::TextShowMnemonic, tabs->tabText(i)).width() >
                 tabs->tabRect(i).width() ||
             (!m_mayScroll.contains(tabs->objectName()) &&
              !tabs->rect().contains(tabs->tabRect(i)))))
            tell(tabs, u"tab “%1” is cut off"_s.arg(tabs->tabText(i)));
}

void LayoutInspector::inspectColumns(QHeaderView *header)
{
    if (header->orientation() != Qt::Horizontal || !header->model())
        return;
    for (int i = 0; i < header->count(); ++i) {
        const auto at = [&](int role) {
            return header->model()->headerData(i, Qt::Horizontal, role).toString();
        };
        const int room = header->sectionSize(i);
        if (!header->isSectionHidden(i) && at(Qt::ToolTipRole).isEmpty() &&
            header->fontMetrics().horizontalAdvance(at(Qt::DisplayRole)) + 4 > room)
            tell(header, u"heading “%1” has %2 px"_s.arg(at(Qt::DisplayRole)).arg(room));
    }
}

void LayoutInspector::inspectCells(QAbstractItemView *view)
{
    const QAbstractItemModel *model = view->model();
    const int columns = model ? model->columnCount(view->rootIndex()) : 0;
    for (int row = 0; model && row < model->rowCount(view->rootIndex()); ++row)
        for (int column = 0; column < columns; ++column) {
            const QModelIndex index = model->index(row, column, view->rootIndex());
            const QRect cell = view->visualRect(index);
            if (!cell.intersects(view->viewport()->rect()))
                continue;
            const QStringList lines = index.data().toString().split(u'\n');
            // Delegates that paint by themselves ask for less than they have to say.
            const int wide = std::max(view->sizeHintForIndex(index).width(),
                                      view->fontMetrics().horizontalAdvance(lines.first()));
            if (wide > cell.width() + 1 &&
                !tipOf(view->viewport(), cell.center()).contains(lines.first()))
                tell(view, u"cell “%1” has %2 px"_s.arg(lines.first().left(40)).arg(cell.width()));
        }
}

//! What it lies in shows all of it; along a scroll bar it may lie further down.
void LayoutInspector::inspectPlace(QWidget *widget)
{
    QRect rect = widget->rect();
    const QWidget *at = widget;
    while (at != &m_window) {
        rect.translate(at->pos());
        const QWidget *parent = at->parentWidget();
        const auto *area = qobject_cast<const QAbstractScrollArea *>(parent->parentWidget());
        QRect room = parent->rect();
        if (area && area->viewport() == parent) {
            if (m_mayScroll.contains(area->objectName()))
                return;
            if (!rect.intersects({rect.left(), room.top(), rect.width(), room.height()}))
                return;
            // Of what goes on below only this is there.
            rect.setTop(std::max(rect.top(), room.top()));
            rect.setBottom(std::min(rect.bottom(), room.bottom()));
        }
        if (!room.contains(rect)) {
            m_outside.insert(widget);
            tell(widget, u"lies at %1,%2 %3x%4, outside of %5 (%6x%7)"_s.arg(rect.left())
                             .arg(rect.top())
                             .arg(rect.width())
                             .arg(rect.height())
                             .arg(nameOf(parent))
                             .arg(parent->width())
                             .arg(parent->height()));
            return;
        }
        at = parent;
    }
}

void LayoutInspector::inspectSiblings(QWidget *widget)
{
    const QWidget *parent = widget->parentWidget();
    if (qobject_cast<const QAbstractScrollArea *>(parent) || widget->inherits("QMenu") ||
        widget->inherits("assay::ui::CommandPalette"))
        return;
    for (QObject *child : parent->children()) {
        const auto *other = qobject_cast<QWidget *>(child);
        if (other == widget)
            break;
        if (!other || other->isWindow() || !other->isVisible() || isInner(other) ||
            other->inherits("assay::ui::CommandPalette"))
            continue;
        if (widget->geometry().intersects(other->geometry()))
            tell(widget, "lies over "_L1 + nameOf(other));
    }
}

void LayoutInspector::inspectScrolling(QAbstractScrollArea *area)
{
    if (m_mayScroll.contains(area->objectName()))
        return;
    if (area->horizontalScrollBarPolicy() != Qt::ScrollBarAlwaysOff &&
        area->horizontalScrollBar()->maximum() > area->horizontalScrollBar()->minimum())
        tell(area, u"has a horizontal scroll bar, %1 px too long"_s.arg(
                       area->horizontalScrollBar()->maximum()));
}

bool isOperated(const QWidget *widget)
{
    if (widget->focusProxy() || qobject_cast<const QLabel *>(widget) ||
        qobject_cast<const QHeaderView *>(widget) || qobject_cast<const QMenuBar *>(widget))
        return false;
    return widget->focusPolicy() != Qt::NoFocus || qobject_cast<const QAbstractButton *>(widget) ||
           qobject_cast<const QComboBox *>(widget) || qobject_cast<const QLineEdit *>(widget) ||
           qobject_cast<const QAbstractSpinBox *>(widget) ||
           qobject_cast<const QTabBar *>(widget) ||
           qobject_cast<const QAbstractItemView *>(widget) ||
           qobject_cast<const QPlainTextEdit *>(widget) || qobject_cast<const QTextEdit *>(widget);
}

//! A button of a toolbar does what an action of the menus does, which has a key.
bool isInMenus(const QWidget *widget)
{
    const auto *button = qobject_cast<const QToolButton *>(widget);
    return button && button->defaultAction() && !button->defaultAction()->shortcuts().isEmpty();
}

} // namespace

QStringList faultsOfLayout(const QWidget &window, const QStringList &mayScroll)
{
    return LayoutInspector(window, mayScroll).faults();
}

QStringList faultsOfReach(const QWidget &window, const QStringList &operatedElsewhere)
{
    std::set<const QWidget *> reached;
    for (const QWidget *at = window.nextInFocusChain(); at != &window; at = at->nextInFocusChain())
        if (at->focusPolicy() & Qt::TabFocus)
            reached.insert(at->focusProxy() ? at->focusProxy() : at);
    QStringList faults;
    for (const QWidget *widget : shownIn(window)) {
        if (!widget->isEnabled() || !isOperated(widget))
            continue;
        if (!reached.contains(widget) && !isInMenus(widget) &&
            !operatedElsewhere.contains(widget->objectName()))
            faults << nameOf(widget) + ": no key leads to it"_L1;
        const auto *read = QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
        if (!read || read->text(QAccessible::Name).trimmed().isEmpty())
            faults << nameOf(widget) + ": has no name for a screen reader"_L1;
    }
    return faults;
}

} // namespace assay::tests
