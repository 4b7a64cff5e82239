// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <functional>

class QLineEdit;

namespace assay::ui {

//! Gives Escape a meaning inside one widget, and keeps it from whatever is around that.
class EscapeGuard : public QObject
{
    Q_OBJECT
public:
    //! Escape in `widget` calls `action`.
    static void install(QWidget *widget, std::function<void()> action);
    static void clears(QLineEdit *edit);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    using QObject::QObject;
    std::function<void()> m_action;
};

} // namespace assay::ui
