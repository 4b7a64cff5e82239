// SPDX-License-Identifier: Apache-2.0
#include "escape_guard.h"

#include <QKeyEvent>
#include <QLineEdit>

namespace assay::ui {

void EscapeGuard::install(QWidget *widget, std::function<void()> action)
{
    auto *guard = new EscapeGuard(widget);
    guard->m_action = std::move(action);
    widget->installEventFilter(guard);
}

void EscapeGuard::clears(QLineEdit *edit)
{
    install(edit, [edit] { edit->clear(); });
}

bool EscapeGuard::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::ShortcutOverride && event->type() != QEvent::KeyPress)
        return QObject::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (key->key() != Qt::Key_Escape || key->modifiers() != Qt::NoModifier)
        return QObject::eventFilter(watched, event);
    event->accept();
    if (event->type() == QEvent::KeyPress)
        m_action();
    return true;
}

} // namespace assay::ui
