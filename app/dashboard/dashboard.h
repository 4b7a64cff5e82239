// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clusters_guide.h"
#include "commands/sandbox_host.h"
#include "leftovers_guide.h"
#include "local/engine_ladder.h"
#include "local_place.h"
#include "plugin_questions.h"
#include "workbench_guide.h"

#include <app/engine/engine.h>
#include <app/line/command_line.h>
#include <k8s/base/worker_thread.h>
#include <k8s/identity/kubeconfig_watcher.h>
#include <ui/dialogs/ladder_dialog.h>
#include <ui/window/main_window.h>

namespace assay::app {

class Pulse;
struct StoredRuns;

//! The dashboard: the window, the workspace that it shows, and the engine in its own thread.
class Dashboard : public QObject
{
    Q_OBJECT
public:
    //! `wrongDiagnoses` is what useOwnDiagnoses() found wrong.
    explicit Dashboard(DashboardCommand command, QStringList wrongDiagnoses = {});
    ~Dashboard() override;

    void show();
    ui::MainWindow *window() { return &m_window; }
    models::Workspace *workspace() { return &m_workspace; }

private:
    //! What tests run on.
    enum class Place { Context, Local, Sandbox };
    void endEngineThread();
    //! Without the user's own diagnoses a verdict may be another: says which are left out, and why.
    void tellOfWrongDiagnoses();
    void connectWindow();
    void connectEngine();
    void connectRuns();
    void connectPulse();
    void connectLocal();
    //! The cluster in use is tried anew, as the kubeconfig says it now.
    void retry();
    //! Another kubeconfig, or the usual ones where `path` is empty.
    void openKubeconfig(const QString &path);
    void listContexts(QString current); //!< empty: as the kubeconfig says
    //! A kubeconfig file changed: what it says now is used for the next run.
    void reloadKubeconfig();
    void useContext(const QString &context);
    //! The sandbox, with an example suite where none is open.
    void tryOnSandbox();
    void useSandbox();
    //! A suite of the program's own, by its place in its resources, as a copy that can be changed
    //! and saved; the copy that is there already stays.
    void openCopy(const QString &resource, const QString &fileName);
    //! This computer's container engine.
    void useLocal();
    void lookForEngine();
    void tryImage(const QString &typed);
    void runImage(const ChosenImage &image);
    void takePlace(Place place);
    //! On a container engine in words of containers, once nothing runs that began in others.
    void speakOfPlace();
    void useCluster(const k8s::RestConfig &cluster, Place place);
    //! m_cluster is another.
    void tellOfCluster()
    {
        m_workbenches.useCluster(m_cluster);
        const bool isLocal = m_place == Place::Local && m_localEngine;
        m_leftovers.useEngine(isLocal ? m_localEngine->address : QString(),
                              isLocal ? m_localEngine->cleanCommand() : QString());
        m_leftovers.useCluster(m_cluster);
    }
    void showUnusable(const QString &context, const QString &problem);
    void run(const QStringList &testIds, const QString &keep);
    void begin(const QStringList &testIds, const QString &keep);
    void setJobs(Plan &plan) const;
    void showRun(const QString &testId, const QString &folder); //!< that it began, in the list
    void chooseClusters(const QStringList &selected, const QString &keep);
    void beginOn(const QStringList &testIds, const QStringList &contexts, const QString &keep);
    void checkCluster();
    void checkEngine();
    void exportTo(const QString &folder);
    //! The folder of a run, or one with several: those stand in a grid, each to be opened.
    void openRun(const QString &folder);
    void openRuns(const QString &folder);
    void showRuns(const QString &folder, const StoredRuns &stored);
    void openPath(const QString &path);

    DashboardCommand m_command;
    QStringList m_wrongDiagnoses;
    models::Workspace m_workspace;
    ui::MainWindow m_window;
    ui::LadderDialog m_ladder{&m_window};
    PluginQuestions m_questions;
    k8s::WorkerThread m_engineThread;
    Engine *m_engine; //!< lives in m_engineThread
    Pulse *m_pulse;   //!< like it
    WorkbenchGuide m_workbenches{&m_window, &m_engineThread};
    LeftoversGuide m_leftovers{&m_window, &m_workspace, &m_engineThread};
    ClustersGuide m_clusters{&m_window, &m_workspace};
    std::unique_ptr<SandboxHost> m_sandbox;
    QString m_kubeconfig; //!< path in use; empty: the usual ones
    k8s::KubeconfigWatcher m_watcher;
    QStringList m_contexts;     //!< as shown
    bool m_reloadWaits = false; //!< until the run is over
    std::optional<k8s::RestConfig> m_cluster;
    Place m_place = Place::Context;
    LocalPlace m_local;
    std::optional<LocalEngine> m_localEngine; //!< once it was open
    std::unique_ptr<EngineLadder> m_engineLadder;
    bool m_running = false;
    //! Asked for while the cluster was still starting.
    std::optional<std::pair<QStringList, QString>> m_waitingRun;
};

} // namespace assay::app
