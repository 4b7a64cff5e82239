// SPDX-License-Identifier: Apache-2.0
#include "closing_guard.h"

#include "suite_files.h"
#include "unsaved_work.h"

#include <QDialog>
#include <QWidget>

#include <utility>

namespace assay::ui {

ClosingGuard::ClosingGuard(models::Workspace *workspace, SuiteFiles *files, UnsavedWork *unsaved,
                           QWidget *window)
    : QObject(window)
    , m_workspace(workspace)
    , m_files(files)
    , m_unsaved(unsaved)
    , m_window(window)
{
    connect(workspace, &models::Workspace::runEnded, this, &ClosingGuard::closeIfDone);
    connect(workspace, &models::Workspace::queueChanged, this, &ClosingGuard::closeIfDone);
}

void ClosingGuard::closeIfDone()
{
    if (!m_stopping || m_workspace->activeCount() > 0)
        return;
    // Once: who is asked meanwhile about what is not saved may stay, and run more.
    m_stopping = false;
    closeSoon();
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
        if (m_told)
            stopAndClose();
        else
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
                       stopAndClose();
                   });
}

void ClosingGuard::stopAndClose()
{
    m_stopping = true;
    Q_EMIT remark(tr("Stopping the runs and cleaning up…"));
    Q_EMIT stopRequested();
    closeIfDone();
}

void ClosingGuard::closeUnasked()
{
    // Who is asked something is not there to answer.
    for (QDialog *dialog : m_window->findChildren<QDialog *>()) {
        if (dialog->isVisible() && dialog->isModal())
            dialog->reject();
    }
    m_unsaved->leave();
    m_mayDiscard = true;
    m_mayAbandon = std::exchange(m_told, true);
    if (m_mayAbandon)
        closeSoon();
    else
        stopAndClose();
}

} // namespace assay::ui
