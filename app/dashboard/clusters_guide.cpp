// SPDX-License-Identifier: Apache-2.0
#include "clusters_guide.h"

namespace assay::app {

ClustersGuide::ClustersGuide(ui::MainWindow *window, models::Workspace *workspace)
    : m_workspace(workspace)
    , m_dialog(&m_model, window)
{
    connect(&m_dialog, &ui::GridDialog::runRequested, this,
            [this](const QStringList &tests, const QStringList &contexts) {
                Q_EMIT runRequested(tests, contexts, m_keep);
            });
    connect(&m_dialog, &ui::GridDialog::stopRequested, window, &ui::MainWindow::stopRequested);
    connect(&m_dialog, &ui::GridDialog::openRequested, this, [this, window](const QString &folder) {
        // It would lie over what it opens.
        m_dialog.hide();
        Q_EMIT openRequested(folder);
        window->raise();
        window->activateWindow();
    });
}

void ClustersGuide::choose(const QStringList &all, const QStringList &selected,
                           const QStringList &contexts, const QString &current,
                           const QString &title, const QString &keep, bool busy)
{
    m_keep = keep;
    m_dialog.setBusy(busy && !isGoingOn());
    m_dialog.choose(all, selected, contexts, current, title);
}

void ClustersGuide::begin(const QStringList &testIds, const QStringList &contexts,
                          const QString &listed)
{
    m_listed = listed;
    m_model.begin(testIds, contexts);
    m_dialog.begin();
    tellOfOthers();
}

//! The window stays busy, and asks before it closes, while only others than the list shows run.
void ClustersGuide::tellOfOthers()
{
    m_workspace->setActiveElsewhere(isGoingOn() ? m_model.openCount(m_listed) : 0);
}

void ClustersGuide::beginRun(const Cell &cell, const QString &folder)
{
    // A later run of the list alone changes nothing of a grid that is whole.
    if (isGoingOn())
        m_model.beginRun(cell.testId, cell.context, folder);
}

void ClustersGuide::appendFacts(const Cell &cell, const std::vector<models::Fact> &facts)
{
    if (!isGoingOn())
        return;
    m_model.appendFacts(cell.testId, cell.context, facts);
    tellOfOthers();
}

void ClustersGuide::refuse(const QString &testId, const QString &context, const QString &why)
{
    m_model.refuse(testId, context, why);
    tellOfOthers();
}

void ClustersGuide::end()
{
    m_model.end();
    m_dialog.setBusy(false);
    m_dialog.end();
    tellOfOthers();
}

void ClustersGuide::showStored(const std::vector<models::GridModel::Ended> &runs,
                               const QString &title)
{
    m_model.show(runs);
    m_dialog.showStored(title);
}

} // namespace assay::app
