// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <functional>

class QLineEdit;

namespace assay::ui {

//! Keeps Escape, which stops runs elsewhere in the window, inside the widget that it is put on.
class EscapeGuard : public QObject
{
    Q_OBJECT
public:
    //! Escape in `widget` calls `action`, which may be empty.
    static void install(QWidget *widget, std::function<void()> action = {});
    static void clears(QLineEdit *edit);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    using QObject::QObject;
    std::function<void()> m_action;
};

} // namespace assay::ui
