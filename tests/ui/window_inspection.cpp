// SPDX-License-Identifier: Apache-2.0
#include "window_inspection.h"

#include <ui/look/theme.h>

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
#include <QSizeGrip>
#include <QSplitter>
#include <QStyleOptionComboBox>
#include <QTabBar>
#include <QTextBlock>
#include <QTextDocumentFragment>
#include <QTextEdit>
#include <QToolBar>
#include <QToolButton>
#include <QToolTip>

#include <map>
#include <set>

using namespace Qt::StringLiterals;

namespace assay::tests {

namespace {

QString wordsOf(const QWidget *widget)
{
    if (const auto *label = qobject_cast<const QLabel *>(widget))
        return label->text();
    if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
        return button->text();
    if (const auto *combo = qobject_cast<const QComboBox *>(widget))
        return combo->currentText();
    return {};
}

QString nameOf(const QWidget *widget)
{
    QString name = QLatin1String(widget->metaObject()->className());
    name.remove(u"assay::ui::"_s);
    if (!widget->objectName().isEmpty())
        name += u' ' + widget->objectName();
    else if (widget->parentWidget())
        name += " in "_L1 + widget->parentWidget()->objectName();
    if (const QString words = wordsOf(widget); !words.isEmpty())
        name += u" “%1”"_s.arg(words.left(40).replace(u'\n', u' '));
    return name;
}

//! Parts of Qt's own widgets, which stand and fall with them.
bool isInner(const QWidget *widget)
{
    const QWidget *parent = widget->parentWidget();
    return widget->objectName().startsWith("qt_"_L1) ||
           widget->objectName().startsWith("ScrollLeft"_L1) ||
           widget->objectName().startsWith("ScrollRight"_L1) ||
           qobject_cast<const QComboBox *>(parent) || qobject_cast<const QLineEdit *>(parent) ||
           qobject_cast<const QAbstractSpinBox *>(parent) ||
           qobject_cast<const QTabBar *>(parent) || qobject_cast<const QScrollBar *>(widget) ||
           qobject_cast<const QSizeGrip *>(widget) ||
           qobject_cast<const QSplitterHandle *>(widget) ||
           widget->inherits("QDockWidgetTitleButton") || widget->inherits("QToolBarSeparator") ||
           widget->inherits("QRubberBand") || widget->inherits("QFocusFrame");
}

//! Those that are seen, but for what belongs to other windows.
std::vector<QWidget *> shownIn(const QWidget &window)
{
    std::vector<QWidget *> shown;
    for (QWidget *widget : window.findChildren<QWidget *>())
        if (widget->window() == &window && widget->isVisible() && !isInner(widget))
            shown.push_back(widget);
    return shown;
}

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

QRect rectIn(const QWidget &window, const QWidget *widget)
{
    return {widget->mapTo(&window, QPoint()), widget->size()};
}

//! The part of a widget that what holds it shows.
QRect seenPart(const QWidget &window, const QWidget *widget)
{
    QRect seen = widget->rect();
    QPoint offset;
    for (const QWidget *at = widget; at != &window; at = at->parentWidget()) {
        offset += at->pos();
        seen &= at->parentWidget()->rect().translated(-offset);
    }
    return seen;
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

struct Area
{
    QRect rect;
    QString words;
};

std::vector<Area> linesOf(const QPlainTextEdit *text)
{
    std::vector<Area> lines;
    const QRect room = text->viewport()->rect();
    for (int y = 1; y < room.bottom();) {
        const QTextCursor at = text->cursorForPosition({1, y});
        const QRect line(0, text->cursorRect(at).top(), room.width(),
                         text->cursorRect(at).height());
        if (room.contains(line))
            lines.push_back({line.adjusted(2, 2, -2, -2).translated(text->viewport()->pos()),
                             at.block().text()});
        if (line.bottom() < y || at.atEnd())
            break;
        y = line.bottom() + 2;
    }
    return lines;
}

//! Where a widget paints a text.
std::vector<Area> textsOf(QWidget *widget)
{
    std::vector<Area> areas;
    if (auto *tabs = qobject_cast<QTabBar *>(widget)) {
        for (int i = 0; i < tabs->count(); ++i)
            if (tabs->isTabEnabled(i))
                areas.push_back({tabs->tabRect(i).adjusted(3, 3, -3, -3), tabs->tabText(i)});
    } else if (auto *bar = qobject_cast<QMenuBar *>(widget)) {
        for (QAction *action : bar->actions())
            areas.push_back({bar->actionGeometry(action), action->text()});
    } else if (auto *header = qobject_cast<QHeaderView *>(widget)) {
        for (int i = 0; i < header->count() && header->orientation() == Qt::Horizontal; ++i)
            areas.push_back({QRect(header->sectionViewportPosition(i), 0, header->sectionSize(i),
                                   header->height())
                                 .adjusted(3, 3, -3, -3),
                             header->model()->headerData(i, Qt::Horizontal).toString()});
    } else if (auto *view = qobject_cast<QAbstractItemView *>(widget)) {
        const QAbstractItemModel *model = view->model();
        for (int row = 0; model && row < model->rowCount(view->rootIndex()); ++row)
            for (int column = 0; column < model->columnCount(view->rootIndex()); ++column) {
                const QModelIndex index = model->index(row, column, view->rootIndex());
                const QRect cell = view->visualRect(index);
                if (index.flags() & Qt::ItemIsEnabled && view->viewport()->rect().contains(cell))
                    areas.push_back({cell.translated(view->viewport()->pos()),
                                     index.data().toString().left(40)});
            }
    } else if (auto *text = qobject_cast<QPlainTextEdit *>(widget)) {
        areas = linesOf(text);
    } else if (auto *edit = qobject_cast<QLineEdit *>(widget)) {
        areas.push_back({edit->rect().adjusted(3, 3, -3, -3),
                         edit->text().isEmpty() ? edit->placeholderText() : edit->text()});
    } else if (const QString words = wordsOf(widget); !words.isEmpty()) {
        areas.push_back({widget->rect().adjusted(3, 2, -3, -2), words});
    }
    std::erase_if(areas, [](const Area &area) {
        return area.words.trimmed().isEmpty() || area.rect.width() < 4 || area.rect.height() < 4;
    });
    return areas;
}

//! Of the colour that fills most of it, and what stands out from that: a twentieth of the ink
//! does so much. The rims of letters are paler than their strokes, and a frame that is in the
//! picture may stand out more.
double contrastIn(const QImage &image, const QRect &rect, double leastOfInk)
{
    QHash<QRgb, int> counts;
    for (int y = rect.top(); y <= rect.bottom(); ++y)
        for (int x = rect.left(); x <= rect.right(); ++x)
            ++counts[image.pixel(x, y)];
    QRgb ground = 0;
    for (auto at = counts.cbegin(); at != counts.cend(); ++at)
        if (at.value() > counts.value(ground))
            ground = at.key();
    std::map<double, int, std::greater<>> ink;
    int all = 0;
    for (auto at = counts.cbegin(); at != counts.cend(); ++at)
        if (const double contrast = ui::contrastRatio(QColor(at.key()), QColor(ground));
            contrast > leastOfInk) {
            ink[contrast] += at.value();
            all += at.value();
        }
    int seen = 0;
    for (const auto &[contrast, count] : ink)
        if ((seen += count) * 20 >= all)
            return contrast;
    return 1;
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

QStringList faultsOfContrast(QWidget &window)
{
    const QImage image = window.grab().toImage();
    const double scale = image.devicePixelRatio();
    QStringList faults;
    for (QWidget *widget : shownIn(window)) {
        if (!widget->isEnabled())
            continue;
        const QRect shown = seenPart(window, widget);
        // Buttons, tabs and headings are shaded.
        const bool isFlat =
            qobject_cast<QLabel *>(widget) || qobject_cast<QPlainTextEdit *>(widget);
        const double leastOfInk = isFlat ? 1.05 : 1.5;
        for (const Area &area : textsOf(widget)) {
            const QRect seen = area.rect & shown;
            if (seen.height() < area.rect.height() / 2 || seen.width() < 4)
                continue;
            const QRect rect = rectIn(window, widget);
            const QRect pixels = QRectF(QPointF(seen.topLeft() + rect.topLeft()) * scale,
                                        QSizeF(seen.size()) * scale)
                                     .toAlignedRect() &
                                 image.rect();
            // What lies over it is looked at by itself.
            const QWidget *top = window.childAt(rect.topLeft() + seen.center());
            if (top != widget && !widget->isAncestorOf(top))
                continue;
            if (const double contrast = contrastIn(image, pixels, leastOfInk); contrast < 4.5)
                faults << nameOf(widget) + u": “%1” is painted in %2:1"_s.arg(area.words.left(40))
                                               .arg(contrast, 0, 'f', 2);
        }
    }
    return faults;
}

} // namespace assay::tests
