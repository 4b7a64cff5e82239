// SPDX-License-Identifier: Apache-2.0
#include "inspected_widgets.h"
#include "window_inspection.h"

#include <ui/look/theme.h>

#include <QAbstractItemView>
#include <QAction>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QTabBar>
#include <QTextBlock>

#include <map>

using namespace Qt::StringLiterals;

namespace assay::tests {

namespace {

QRect rectIn(const QWidget &window, const QWidget *widget)
{
    return {widget->mapTo(&window, QPoint()), widget->size()};
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
