// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStyledItemDelegate>

namespace assay::ui {

//! Says all of a text for which its cell has no room, where the model has no more to say of it.
class ElidingDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;
};

//! For a list of one column: an entry takes the width that there is, so that the list is never
//! wider than what it lies in.
class ElidingEntryDelegate : public ElidingDelegate
{
    Q_OBJECT
public:
    using ElidingDelegate::ElidingDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        return {1, ElidingDelegate::sizeHint(option, index).height()};
    }
};

} // namespace assay::ui
