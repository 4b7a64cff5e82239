// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "document/window_settings.h"

#include <QMainWindow>

class QDockWidget;

namespace assay::ui {

class TestPage;

//! How the window is divided: the list, what happened, what proves it. It remembers that, folds the
//! list away where there is no room for it, and gives the evidence all of the window on demand.
class WindowLayout : public QObject
{
    Q_OBJECT
public:
    WindowLayout(QMainWindow *window, QDockWidget *list, TestPage *page, WindowSettings *settings);

    void restore();
    void save();
    void reset();
    void setEvidenceAlone(bool on);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void foldList();
    void sizeList();
    QMainWindow *m_window;
    QDockWidget *m_list;
    TestPage *m_page;
    WindowSettings *m_settings;
    bool m_narrow = false;
    bool m_listWasShown = true; //!< before it was folded away
};

} // namespace assay::ui
