// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/run_journal.h>
#include <models/tables/workspace.h>
#include <ui/form/objects_text.h>

#include <QDateTime>
#include <QMainWindow>

#include <functional>
#include <memory>

namespace assay::ui {

class Dialogs;
class LocalImages;
class WorkbenchGestures;

//! The cluster in use, as the window shows it.
struct ClusterState
{
    enum class Connection {
        None,
        Connecting,
        Connected,
        Lost, //!< it answered before and does not now; it is asked again and again
        Failed
    };
    Connection connection = Connection::None;
    bool sandbox = false;
    bool local = false; //!< a container engine of this computer
    //! Of the kubeconfig; for the sandbox "sandbox", for an engine what it calls itself.
    QString context;
    QString server;
    QString version;   //!< the server's gitVersion, once known
    QString problem;   //!< Failed and Lost: what, where and what to do
    QDateTime heardAt; //!< when it answered last; invalid: not known

    //! What people are told that it is: "Demo cluster (inside Assay)", else the context.
    QString title() const;
};

//! The dashboard. It shows the workspace and turns gestures into the signals below; whoever
//! composes it acts on them. It edits the suite document itself (a model).
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(models::Workspace *workspace, QWidget *parent = nullptr);
    ~MainWindow() override;

    //! What can be chosen in the toolbar; `current` is one of them.
    void setContexts(const QStringList &contexts, const QString &current);
    void setCluster(const ClusterState &cluster);
    const ClusterState &cluster() const;
    //! This computer's container engine in it.
    LocalImages *images() const;

    //! What a run would create, for the page that shows it.
    void setRehearsal(const Rehearsal &rehearsal);

    //! Opens without asking; problems of the file are shown. False where it could not be read,
    //! which is said in the window.
    bool openSuite(const QString &path);
    //! A message that stays until dismissed: what, where and what to do. Of one topic there is one
    //! at most; empty: it is a topic of its own. `action`, where there is one, is offered as a
    //! button and ends the message.
    void showProblem(const QString &title, const QString &text, const QString &topic = {},
                     const QString &actionText = {}, const std::function<void()> &action = {});
    //! Its cause is gone.
    void endProblem(const QString &topic);
    //! Asks for a kubeconfig file; kubeconfigChosen() tells which.
    void chooseKubeconfig();
    //! A question; see Dialogs::ask.
    void ask(const QString &title, const QString &text, const QStringList &choices,
             const std::function<void(int choice)> &handler, int defaultChoice = 0);
    //! A passing remark in the status bar ("Report written to …").
    void showRemark(const QString &text);

    void selectTest(const QString &testId);
    //! As if its user had asked for it.
    void runTests(const QStringList &testIds);
    //! To be looked at, under its date, until it is closed, a test is chosen or one is run. It
    //! changes neither the suite nor the newest run of a test.
    void showStoredRun(models::StoredRun stored);
    QString selectedTest() const;

    //! How many tests go side by side, as someone chose it; 0: as many as is sensible.
    int jobs() const;

    //! What a person wants with the workbenches that runs left.
    WorkbenchGestures *gestures() const;

    //! Told to end from outside, as by a signal, where nobody can be asked: what is not saved is
    //! offered at the next start, and the window closes when the runs are stopped and what they
    //! created is deleted; told again, at once.
    void closeUnasked();

    //! Another way to ask the user for files and answers, for tests.
    void setDialogs(std::unique_ptr<Dialogs> dialogs);

Q_SIGNALS:
    //! Tests in the suite's order; `keep` is "never", "on-failure" or "always".
    void runRequested(const QStringList &testIds, const QString &keep);
    //! Choose among all tests or these, and among clusters; then as above.
    void runOnSeveralRequested(const QStringList &selected, const QString &keep);
    void stopRequested();
    //! Find out whether a validation can run on the cluster in use.
    void checkRequested();
    void contextChosen(const QString &context);
    //! The cluster in use failed, and someone thinks that it may not any more.
    void retryRequested();
    //! Also from "Try the demo cluster", which is offered while the suite has no test: whoever
    //! composes the window may then open an example.
    void sandboxChosen();
    //! A suite that comes with Assay: "opendatahub", "rhoai".
    void exampleChosen(const QString &name);
    void kubeconfigChosen(const QString &path);
    //! Write report.json, junit.xml, report.html and report.md into the folder.
    void exportRequested(const QString &folder);
    void openRunRequested(const QString &folder);

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace assay::ui
