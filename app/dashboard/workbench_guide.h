// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/base/worker_thread.h>
#include <k8s/identity/kubeconfig.h>
#include <models/workbench/workbench_look.h>
#include <ui/dialogs/workbenches_dialog.h>
#include <ui/window/main_window.h>

namespace assay::app {

struct FilesRead;
class WorkbenchReader;
struct WorkbenchSearch;

//! Workbenches that others made, of the cluster in use or of files, in a page of their own.
class WorkbenchGuide : public QObject
{
    Q_OBJECT
public:
    //! The cluster is read in the engine's thread.
    WorkbenchGuide(ui::MainWindow *window, k8s::WorkerThread *engineThread);

    void useCluster(const std::optional<k8s::RestConfig> &cluster);
    //! Ends what is searched or followed in the engine's thread.
    void end();

Q_SIGNALS:
    //! What was dropped on the window is the record of a run.
    void runGiven(const QString &folder);

private:
    void open();
    void search(const QString &nameSpace, bool anyPod);
    void take(const WorkbenchSearch &search);
    void choose(const models::WorkbenchDiagnosis &found);
    void openFiles(const QStringList &paths);
    void showFiles(const QStringList &paths, FilesRead &read);

    ui::MainWindow *m_window;
    ui::WorkbenchesDialog m_dialog;
    WorkbenchReader *m_reader; //!< lives in the engine's thread
    std::optional<k8s::RestConfig> m_cluster;
    bool m_anyPod = false;
    std::vector<models::WorkbenchLook> m_ofFiles; //!< what the page shows where files were given
};

} // namespace assay::app
