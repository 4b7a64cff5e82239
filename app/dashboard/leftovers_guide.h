// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/base/worker_thread.h>
#include <k8s/identity/kubeconfig.h>
#include <models/record/left_run.h>
#include <models/tables/workspace.h>
#include <ui/dialogs/leftovers_dialog.h>
#include <ui/window/main_window.h>

#include <functional>
#include <optional>

namespace assay::app {

class Leftovers;

//! What earlier runs left on the cluster in use: said, shown with the run that it comes from, and
//! deleted where someone wants it; workbenches that were kept can be reached meanwhile.
class LeftoversGuide : public QObject
{
    Q_OBJECT
public:
    //! The cluster is asked in the engine's thread.
    LeftoversGuide(ui::MainWindow *window, models::Workspace *workspace,
                   k8s::WorkerThread *engineThread);

    //! Another cluster, or none, is in use: what was found before counts no more.
    void useCluster(const std::optional<k8s::RestConfig> &cluster);
    //! The address of the container engine that is in use; empty: a cluster is.
    //! `clean` is what lists what runs left on it, as it is typed.
    void useEngine(const QString &address, const QString &clean)
    {
        m_engine = address;
        m_cleanCommand = clean;
    }
    //! The cluster answers, or runs on it have ended: it is asked anew.
    void look();
    //! Calls `run` once it is known that nothing of earlier runs stands in the way of these tests,
    //! or what is to become of it: with false where someone would rather not run.
    void clearTheWay(const QStringList &testIds, const std::function<void(bool go)> &run);
    //! Who waited to run does so no more, and is not called.
    void forgetRun();
    //! Ends what is looked at or deleted. Calls `then` in the engine's thread, once nothing is.
    void end(const std::function<void()> &then);

Q_SIGNALS:
    void openRequested(const QString &folder); //!< the record of a run

private:
    void take(const QString &context, const std::vector<models::LeftRun> &left,
              const QString &problem);
    void tell();
    QString place() const;
    void beginLooking();
    void openDialog();
    void askBeforeCleaning(const QStringList &folders);
    void clean(const QStringList &folders);
    void endCleaning(const QStringList &told);
    void addToWorkspace(const QString &folder, const std::vector<models::Fact> &facts);
    void openPage(const QString &folder);
    std::vector<models::LeftRun> inTheWayOf(const QStringList &testIds) const;

    ui::MainWindow *m_window;
    models::Workspace *m_workspace;
    ui::LeftoversDialog m_dialog;
    Leftovers *m_leftovers; //!< lives in the engine's thread
    std::optional<k8s::RestConfig> m_cluster;
    std::vector<models::LeftRun> m_left;
    bool m_looking = false;
    bool m_cleaning = false;
    QStringList m_told; //!< folders of the runs that were spoken of
    //! Folders: of all that is being deleted, of what comes after; and what went wrong so far.
    QStringList m_deleting, m_toClean, m_problems;
    QString m_engine;
    QString m_cleanCommand;
    //! Waits until it is known what is left, or until that is deleted.
    std::function<void()> m_afterLooking, m_afterCleaning;
};

} // namespace assay::app
