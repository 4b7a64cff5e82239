// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/workspace.h>

#include <QDockWidget>

#include <functional>

class QMainWindow;

namespace assay::ui {

class CommandPane;
class LogPane;
class PodPane;
class RecordTable;

//! The panes below the test: logs, events, commands, timeline, pod, requests. Each is made when it
//! is first looked at.
class ResultDocks : public QObject
{
    Q_OBJECT
public:
    ResultDocks(models::Workspace *workspace, QMainWindow *window);

    const QList<QDockWidget *> &docks() const { return m_docks; }
    void arrange(); //!< side by side as tabs, logs in front
    void setTest(const QString &testId);
    void refresh();
    void showImportOf(const QString &package);
    void focusFind();
    void find(bool next);

private:
    QDockWidget *addDock(const QString &name, const QString &title,
                         const std::function<QWidget *()> &make);
    void fill(QDockWidget *dock);
    QWidget *makeEvents();
    QWidget *makeTimeline();
    QWidget *makeRequests();
    void explainEmpty();
    void raise(QDockWidget *dock);

    models::Workspace *m_workspace;
    QMainWindow *m_window;
    QString m_testId;
    QList<QDockWidget *> m_docks;
    QHash<QDockWidget *, std::function<QWidget *()>> m_makers; //!< of panes not made yet
    QDockWidget *m_logDock;
    QDockWidget *m_commandDock;
    LogPane *m_log = nullptr;
    RecordTable *m_events = nullptr;
    CommandPane *m_commands = nullptr;
    RecordTable *m_timeline = nullptr;
    RecordTable *m_requests = nullptr;
    PodPane *m_pod = nullptr;
};

} // namespace assay::ui
