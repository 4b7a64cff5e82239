// SPDX-License-Identifier: Apache-2.0
#include "closing_guard.h"

#include "suite_files.h"

#include <QWidget>

namespace assay::ui {

ClosingGuard::ClosingGuard(models::Workspace *workspace, SuiteFiles *files, QWidget *window)
    : QObject(window)
    , m_workspace(workspace)
    , m_files(files)
    , m_window(window)
{
    const auto closeIfDone = [this] {
        if (m_stopping && m_workspace->activeCount() == 0)
            closeSoon();
    };
    connect(workspace, &models::Workspace::runEnded, this, closeIfDone);
    connect(workspace, &models::Workspace::queueChanged, this, closeIfDone);
}

void ClosingGuard::closeSoon()
{
    // Not from within closeEvent(), where it would do nothing.
    QMetaObject::invokeMethod(m_window, &QWidget::close, Qt::QueuedConnection);
}

bool ClosingGuard::mayClose()
{
    if (m_workspace->suite()->isModified() && !m_mayDiscard) {
        m_files->whenSafe(tr("Save the changes before Assay closes?"), [this] {
            m_mayDiscard = true;
            closeSoon();
        });
        return false;
    }
    if (m_workspace->activeCount() > 0 && !m_mayAbandon) {
        askToStop();
        return false;
    }
    return true;
}

void ClosingGuard::askToStop()
{
    if (m_stopping) {
        m_dialogs->ask(
            m_window, tr("Close without waiting?"),
            tr("Runs are being stopped and what they created is being deleted. What is "
               "left when Assay closes now stays on the cluster; \"assay clean\" removes "
               "it later."),
            {tr("Keep waiting"), tr("Close now"), tr("Cancel")}, [this](int choice) {
                if (choice != 1)
                    return;
                m_mayAbandon = true;
                closeSoon();
            });
        return;
    }
    m_dialogs->ask(m_window, tr("Stop the runs and close?"),
                   tr("Tests are running. They are stopped, what they created is deleted, and then "
                      "Assay closes."),
                   {tr("Stop and close"), tr("Cancel")}, [this](int choice) {
                       if (choice != 0) {
                           m_mayDiscard = false;
                           return;
                       }
                       m_stopping = true;
                       Q_EMIT stopRequested();
                       if (m_workspace->activeCount() == 0)
                           closeSoon();
                   });
}

} // namespace assay::ui
