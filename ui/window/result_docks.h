// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/shown_run.h>

#include <QDockWidget>

#include <functional>

class QMainWindow;

namespace assay::ui {

class CommandPane;
class LogPane;

//! The panes below the test: logs, events, commands, timeline, pod, requests. Each is made when it
//! is first looked at, and then listens to the run that is shown for itself.
class ResultDocks : public QObject
{
    Q_OBJECT
public:
    ResultDocks(models::ShownRun *shown, QMainWindow *window);

    const QList<QDockWidget *> &docks() const { return m_docks; }
    void arrange(); //!< side by side as tabs, logs in front
    void showImportOf(const QString &package);
    void focusFind();
    void find(bool next);

private:
    QDockWidget *addDock(const QString &name, const QString &title,
                         const std::function<QWidget *()> &make);
    void fill(QDockWidget *dock);
    void raise(QDockWidget *dock);

    QMainWindow *m_window;
    QList<QDockWidget *> m_docks;
    QHash<QDockWidget *, std::function<QWidget *()>> m_makers; //!< of panes not made yet
    QDockWidget *m_logDock;
    QDockWidget *m_commandDock;
    LogPane *m_log = nullptr;
    CommandPane *m_commands = nullptr;
};

} // namespace assay::ui
