// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSpinBox>
#include <QWheelEvent>

namespace assay::ui {

//! A spin box in a page that scrolls: the wheel changes it only while it is being edited.
class SecondsBox : public QSpinBox
{
public:
    SecondsBox() { setFocusPolicy(Qt::StrongFocus); }

protected:
    void wheelEvent(QWheelEvent *event) override
    {
        if (hasFocus())
            QSpinBox::wheelEvent(event);
        else
            event->ignore();
    }
};

} // namespace assay::ui
