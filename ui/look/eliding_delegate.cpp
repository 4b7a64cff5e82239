// SPDX-License-Identifier: Apache-2.0
#include "eliding_delegate.h"

#include "wording.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QToolTip>

namespace assay::ui {

bool ElidingDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                                const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const bool isCut = QStyledItemDelegate::sizeHint(option, index).width() > option.rect.width();
    if (event->type() != QEvent::ToolTip || !isCut ||
        !index.data(Qt::ToolTipRole).toString().isEmpty())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QToolTip::showText(event->globalPos(),
                       assay::ui::displayText(index.data().toString()).toHtmlEscaped(), view,
                       option.rect);
    return true;
}

} // namespace assay::ui
