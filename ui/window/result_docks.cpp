// SPDX-License-Identifier: Apache-2.0
#include "result_docks.h"

#include "log/find_bar.h"
#include "log/log_pane.h"
#include "run/command_pane.h"
#include "run/pod_pane.h"
#include "run/record_table.h"

#include <QMainWindow>

using namespace Qt::StringLiterals;

namespace assay::ui {

ResultDocks::ResultDocks(models::Workspace *workspace, QMainWindow *window)
    : QObject(window)
    , m_workspace(workspace)
    , m_window(window)
{
    m_logDock = addDock(u"logsDock"_s, tr("Logs"), [this] {
        m_log = new LogPane(m_workspace);
        m_log->setTest(m_testId);
        return m_log;
    });
    addDock(u"eventsDock"_s, tr("Events"), [this] { return makeEvents(); });
    m_commandDock = addDock(u"commandsDock"_s, tr("Commands"), [this] {
        m_commands = new CommandPane(m_workspace);
        m_commands->setTest(m_testId);
        return m_commands;
    });
    addDock(u"timelineDock"_s, tr("Timeline"), [this] { return makeTimeline(); });
    addDock(u"podDock"_s, tr("Pod"), [this] {
        m_pod = new PodPane(m_workspace);
        m_pod->setTest(m_testId);
        return m_pod;
    });
    addDock(u"requestsDock"_s, tr("Requests"), [this] { return makeRequests(); });
    arrange();
}

QDockWidget *ResultDocks::addDock(const QString &name, const QString &title,
                                  const std::function<QWidget *()> &make)
{
    auto *dock = new QDockWidget(title, m_window);
    dock->setObjectName(name);
    m_makers.insert(dock, make);
    connect(dock, &QDockWidget::visibilityChanged, this, [this, dock](bool visible) {
        if (visible)
            fill(dock);
    });
    m_window->addDockWidget(Qt::BottomDockWidgetArea, dock);
    m_docks << dock;
    return dock;
}

void ResultDocks::fill(QDockWidget *dock)
{
    if (const auto make = m_makers.take(dock))
        dock->setWidget(make());
}

void ResultDocks::arrange()
{
    for (QDockWidget *dock : m_docks) {
        dock->setFloating(false);
        m_window->addDockWidget(Qt::BottomDockWidgetArea, dock);
        if (dock != m_docks.first())
            m_window->tabifyDockWidget(m_docks.first(), dock);
        dock->show();
    }
    m_docks.first()->raise();
}

QWidget *ResultDocks::makeEvents()
{
    m_events = new RecordTable(new models::EventsModel(m_workspace), u"events"_s, tr("Events"));
    m_events->setColumnWidths({14, 11, 24, 34});
    m_events->setFollowing(true);
    m_events->setTest(m_testId);
    explainEmpty();
    return m_events;
}

QWidget *ResultDocks::makeTimeline()
{
    m_timeline =
        new RecordTable(new models::TimelineModel(m_workspace), u"timeline"_s, tr("Timeline"));
    m_timeline->setColumnWidths({16, 30});
    m_timeline->setFollowing(true);
    m_timeline->setTest(m_testId);
    explainEmpty();
    return m_timeline;
}

QWidget *ResultDocks::makeRequests()
{
    m_requests =
        new RecordTable(new models::RequestsModel(m_workspace), u"requests"_s, tr("Requests"));
    m_requests->setColumnWidths({16, 10, 74, 12, 12});
    m_requests->setFollowing(true);
    m_requests->setTest(m_testId);
    explainEmpty();
    return m_requests;
}

void ResultDocks::explainEmpty()
{
    const models::Workspace::Run *run = m_testId.isEmpty() ? nullptr : m_workspace->run(m_testId);
    if (m_events)
        m_events->setEmptyText(
            m_testId.isEmpty() ? tr("Choose a test to see what the cluster said during its run.")
            : !run ? tr("This test has not run yet. What the cluster says about its notebook, pod "
                        "and volume appears here.")
            : run->active ? tr("The cluster has said nothing about this notebook yet.")
                          : tr("The cluster said nothing about this notebook."));
    if (m_requests)
        m_requests->setEmptyText(
            m_testId.isEmpty() ? tr("Choose a test to see what its run asked of the API server.")
            : !run ? tr("This test has not run yet. What a run asks of the API server appears "
                        "here, with the answer's status, time and size.")
                   : tr("No request of this run has ended yet."));
    if (m_timeline)
        m_timeline->setEmptyText(
            m_testId.isEmpty() ? tr("Choose a test to see everything that happened in its run.")
            : !run             ? tr("This test has not run yet. Everything that happens in a run "
                                                "appears here, in order.")
                               : tr("The run has just begun."));
}

void ResultDocks::setTest(const QString &testId)
{
    m_testId = testId;
    if (m_log)
        m_log->setTest(testId);
    if (m_events)
        m_events->setTest(testId);
    if (m_commands)
        m_commands->setTest(testId);
    if (m_timeline)
        m_timeline->setTest(testId);
    if (m_pod)
        m_pod->setTest(testId);
    if (m_requests)
        m_requests->setTest(testId);
    explainEmpty();
}

void ResultDocks::refresh()
{
    if (m_log)
        m_log->refresh();
    if (m_commands)
        m_commands->refresh();
    if (m_pod)
        m_pod->refresh();
    explainEmpty();
}

void ResultDocks::raise(QDockWidget *dock)
{
    fill(dock);
    dock->show();
    dock->raise();
}

void ResultDocks::showImportOf(const QString &package)
{
    raise(m_commandDock);
    m_commands->showImportOf(package);
}

void ResultDocks::focusFind()
{
    raise(m_logDock);
    m_log->focusFind();
}

void ResultDocks::find(bool next)
{
    if (!m_log)
        return;
    if (next)
        m_log->findBar()->findNext();
    else
        m_log->findBar()->findPrevious();
}

} // namespace assay::ui
