// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QApplication>
#include <QEvent>
#include <QTimer>
#include <QWidget>

#include <unistd.h>

//! Ends the program once a window has been painted and the paint has been flushed.
class FirstPaint : public QObject
{
protected:
    bool eventFilter(QObject *object, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && object->isWidgetType() && !m_seen &&
            static_cast<QWidget *>(object)->isWindow()) {
            m_seen = true;
            // Behind the flush of the backing store, which follows the paint at once.
            QTimer::singleShot(0, QCoreApplication::instance(), [] { ::_exit(0); });
        }
        return false;
    }

private:
    bool m_seen = false;
};
