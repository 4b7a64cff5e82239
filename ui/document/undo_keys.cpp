// SPDX-License-Identifier: Apache-2.0
#include "undo_keys.h"

#include <QAbstractItemView>
#include <QCoreApplication>
#include <QKeyEvent>

using namespace Qt::StringLiterals;

namespace assay::ui {

UndoKeys::UndoKeys(QWidget *page) : QObject(page), m_page(page)
{
    QCoreApplication::instance()->installEventFilter(this);
}

//! What is typed into the cell of a table is no change before it is taken over.
static bool isCellEditor(const QWidget *widget)
{
    const QWidget *viewport = widget->parentWidget();
    return viewport && qobject_cast<QAbstractItemView *>(viewport->parentWidget());
}

bool UndoKeys::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::ShortcutOverride)
        return false;
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool undoes = key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo) ||
                        QKeySequence(key->keyCombination()) == QKeySequence(u"Ctrl+Shift+Z"_s);
    auto *widget = qobject_cast<QWidget *>(watched);
    if (!undoes || !widget || !m_page->isAncestorOf(widget) || isCellEditor(widget))
        return false;
    event->ignore();
    return true;
}

} // namespace assay::ui
