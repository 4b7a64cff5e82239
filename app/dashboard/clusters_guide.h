// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/engine/engine.h>
#include <models/tables/grid_model.h>
#include <ui/dialogs/grid_dialog.h>
#include <ui/window/main_window.h>

namespace assay::app {

//! The same tests on several clusters at once, in a grid. The list of the window shows one cluster,
//! the one in use: what runs on the others is in the grid alone.
class ClustersGuide : public QObject
{
    Q_OBJECT
public:
    ClustersGuide(ui::MainWindow *window, models::Workspace *workspace);

    //! Asks which tests run on which clusters; `current` is the one in use, which people call
    //! `title`. `busy`: other tests run.
    void choose(const QStringList &all, const QStringList &selected, const QStringList &contexts,
                const QString &current, const QString &title, const QString &keep, bool busy);
    //! What was asked for begins. `listed` is the cluster of which the list shows the runs; empty:
    //! none of them is.
    void begin(const QStringList &testIds, const QStringList &contexts, const QString &listed);
    bool isGoingOn() const { return m_dialog.isRunning(); }
    //! Whether the list shows what runs on that cluster.
    bool isListed(const QString &context) const { return !isGoingOn() || context == m_listed; }

    void beginRun(const Cell &cell, const QString &folder);
    void appendFacts(const Cell &cell, const std::vector<models::Fact> &facts);
    //! `testId` empty: no test can run there.
    void refuse(const QString &testId, const QString &context, const QString &why);
    void end();
    //! Runs from disk, which `title` names; not while tests run on several clusters.
    void showStored(const std::vector<models::GridModel::Ended> &runs, const QString &title);

Q_SIGNALS:
    void runRequested(const QStringList &testIds, const QStringList &contexts, const QString &keep);
    void openRequested(const QString &folder); //!< the record of a run

private:
    void tellOfOthers();

    models::Workspace *m_workspace;
    models::GridModel m_model;
    ui::GridDialog m_dialog;
    QString m_listed;
    QString m_keep;
};

} // namespace assay::app
