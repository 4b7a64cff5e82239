// SPDX-License-Identifier: Apache-2.0
#include "test_row_delegate.h"

#include "look/icons.h"
#include "look/wording.h"

#include <models/base/duration.h>

#include <QAbstractItemView>
#include <QApplication>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace assay::ui {

using models::TestsModel;

void TestDelegate::paint(QPainter *painter, const QStyleOptionViewItem &item,
                         const QModelIndex &index) const
{
    QStyleOptionViewItem option = item;
    initStyleOption(&option, index);
    const auto state = models::TestState(index.data(TestsModel::StateRole).toInt());
    const QString name = option.text;
    const QString detail = assay::ui::displayText(index.data(TestsModel::DetailRole).toString());
    const double seconds = index.data(TestsModel::SecondsRole).toDouble();

    option.text.clear();
    option.icon = {};
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);

    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const QColor text = themeColor(selected ? ColorRole::HighlightedText : ColorRole::Text);
    const QColor muted =
        selected ? themeColor(ColorRole::HighlightedText) : themeColor(ColorRole::Muted);
    const QColor mark =
        selected ? themeColor(ColorRole::HighlightedText) : themeColor(colorRoleFor(state));

    painter->save();
    const QFontMetrics metrics(option.font);
    const int em = metrics.height();
    const QRect box = option.rect.adjusted(em / 2, em * 3 / 8, -em / 2, -em * 3 / 8);
    paintState(painter, QRectF(box.left(), box.top() + em * 0.05, em, em), state, mark);

    QRect line(box.left() + em * 3 / 2, box.top(), box.width() - em * 3 / 2, em);
    const QString time = seconds < 0 ? QString() : models::formatDuration(seconds);
    const int timeWidth = time.isEmpty() ? 0 : metrics.horizontalAdvance(time) + em / 2;
    painter->setFont(option.font);
    painter->setPen(muted);
    painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, time);
    painter->setPen(text);
    painter->drawText(line.adjusted(0, 0, -timeWidth, 0), Qt::AlignLeft | Qt::AlignVCenter,
                      metrics.elidedText(name, Qt::ElideMiddle, line.width() - timeWidth));
    line.translate(0, em + em / 6);
    painter->setPen(muted);
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                      metrics.elidedText(detail, Qt::ElideRight, line.width()));
    painter->restore();
}

QSize TestDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    const int em = QFontMetrics(option.font).height();
    return {em * 10, em * 2 + em / 6 + em * 3 / 4};
}

bool TestDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                             const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    // Plain text: what went wrong comes from the cluster.
    const QString name = assay::ui::displayText(index.data().toString());
    const QString detail = assay::ui::displayText(index.data(TestsModel::DetailRole).toString());
    QToolTip::showText(event->globalPos(),
                       u"<b>%1</b><br>%2"_s.arg(name.toHtmlEscaped(), detail.toHtmlEscaped()), view,
                       option.rect);
    return true;
}

} // namespace assay::ui
