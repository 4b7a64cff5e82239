// SPDX-License-Identifier: Apache-2.0
#include "result_docks.h"

#include "log/find_bar.h"
#include "log/log_pane.h"
#include "run/command_pane.h"
#include "run/pod_pane.h"
#include "run/record_panes.h"

#include <QMainWindow>

using namespace Qt::StringLiterals;

namespace assay::ui {

ResultDocks::ResultDocks(models::ShownRun *shown, QMainWindow *window)
    : QObject(window)
    , m_window(window)
{
    m_logDock = addDock(u"logsDock"_s, tr("Logs"), [this, shown] {
        m_log = new LogPane(shown);
        return m_log;
    });
    addDock(u"eventsDock"_s, tr("Events"), [shown] { return makeEventsPane(shown); });
    m_commandDock = addDock(u"commandsDock"_s, tr("Commands"), [this, shown] {
        m_commands = new CommandPane(shown);
        return m_commands;
    });
    addDock(u"timelineDock"_s, tr("Timeline"), [shown] { return makeTimelinePane(shown); });
    addDock(u"podDock"_s, tr("Pod"), [shown] { return new PodPane(shown); });
    addDock(u"requestsDock"_s, tr("Requests"), [shown] { return makeRequestsPane(shown); });
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
