// SPDX-License-Identifier: Apache-2.0
#include <ui/window/main_window.h>

#include "banner.h"
#include "central_area.h"
#include "cluster_bar.h"
#include "document/closing_guard.h"
#include "document/outside_changes.h"
#include "document/suite_files.h"
#include "document/suite_words.h"
#include "document/unsaved_work.h"
#include "evidence_pane.h"
#include "jobs_choice.h"
#include "look/wording.h"
#include "main_tool_bar.h"
#include "navigator.h"
#include "page_of_test.h"
#include "run/run_page.h"
#include "run/what_happened_card.h"
#include "suite_editing.h"
#include "tests_panel.h"
#include "theme_choice.h"
#include "window_actions.h"
#include "window_layout.h"

#include <models/tables/awaited_verdicts.h>
#include <models/tables/tests_model.h>
#include <ui/look/dialogs.h>
#include <ui/window/local_images.h>
#include <ui/window/workbench_gestures.h>

#include <QAction>
#include <QCloseEvent>
#include <QCoreApplication>
#include <QDir>
#include <QDockWidget>
#include <QFileInfo>
#include <QLabel>
#include <QMenuBar>
#include <QStatusBar>

using namespace Qt::StringLiterals;

namespace assay::ui {

using models::TestState;

//! Messages on why nothing could be run: the next run, or another cluster, ends them.
static constexpr QLatin1String runTopic("run");

class MainWindow::Private
{
public:
    Private(models::Workspace *what, MainWindow *window)
        : q(window)
        , workspace(what)
        , tests(what)
        , awaited(what)
        , shown(what)
    {
    }

    void build();
    void connectActions();
    void connectParts();
    void connectGoing();
    void connectWorkspace();
    void restore();

    void showTest(const QString &testId);
    void leaveStoredRun();
    void refreshActions();
    void refreshTitle();
    void refreshRecent();
    void run(const std::function<QStringList()> &which);
    QStringList testsThatFailed() const;

    MainWindow *q;
    models::Workspace *workspace;
    models::TestsModel tests;
    models::AwaitedVerdicts awaited;
    models::ShownRun shown;
    WindowSettings settings;
    std::unique_ptr<Dialogs> dialogs = std::make_unique<Dialogs>();
    ClusterState cluster;

    WindowActions *actions = nullptr;
    SuiteFiles *files = nullptr;
    SuiteEditing *editing = nullptr;
    LocalImages *images = nullptr;
    OutsideChanges *outside = nullptr;
    UnsavedWork *unsaved = nullptr;
    ClosingGuard *closing = nullptr;
    WorkbenchGestures *gestures = nullptr;
    MainToolBar *toolBar = nullptr;
    ClusterBar *clusterBar = nullptr; //!< of the toolbar
    CentralArea *centre = nullptr;
    TestPage *page = nullptr; //!< of the centre
    QDockWidget *testsDock = nullptr;
    TestsPanel *panel = nullptr;
    Navigator *navigator = nullptr;
    WindowLayout *layout = nullptr;
    QLabel *summary = nullptr;
};

void MainWindow::Private::build()
{
    actions = new WindowActions(q);
    files = new SuiteFiles(workspace->suite(), q, [this] { page->commitEdits(); });
    files->setDialogs(dialogs.get());
    centre = new CentralArea(&shown, &tests, workspace->suite());
    page = centre->page();
    q->setCentralWidget(centre);

    panel = new TestsPanel(workspace, &tests);
    testsDock = new QDockWidget(tr("Tests"), q);
    testsDock->setObjectName(u"testsDock"_s);
    testsDock->setWidget(panel);
    q->addDockWidget(Qt::LeftDockWidgetArea, testsDock);
    navigator = new Navigator(&shown, &tests, panel, page, q);
    layout = new WindowLayout(q, testsDock, page, &settings);

    toolBar = new MainToolBar(*actions, settings.keep(), q);
    clusterBar = toolBar->clusterBar();
    q->addToolBar(toolBar);
    QStringList panes;
    for (int i = 0; i < page->evidence()->count(); ++i)
        panes << page->evidence()->titleOf(EvidencePane::Page(i));
    actions->buildMenus(testsDock, panes);
    summary = new QLabel;
    summary->setObjectName(u"summary"_s);
    summary->setTextFormat(Qt::PlainText);
    q->statusBar()->addPermanentWidget(summary);

    connectActions();
    outside = new OutsideChanges(workspace->suite(), centre->outsideStrip(), q,
                                 [this] { page->commitEdits(); });
    unsaved = new UnsavedWork(workspace->suite(), centre->unsavedStrip(), q);
    unsaved->offer();
    closing = new ClosingGuard(workspace, files, unsaved, q);
    closing->setDialogs(dialogs.get());
    gestures = new WorkbenchGestures(*actions, centre->keptStrip(), files, q);
    editing = new SuiteEditing(*actions, workspace->suite(), panel, centre, q);
    images = new LocalImages(*actions, clusterBar, centre, panel, q);
    connectParts();
    connectGoing();
    connectWorkspace();
    restore();
    refreshTitle();
    refreshRecent();
    refreshActions();
    showTest({});
}

void MainWindow::Private::connectActions()
{
    const auto on = [this](QAction *action, auto &&slot) {
        QObject::connect(action, &QAction::triggered, q, slot);
    };
    on(actions->newSuite, [this] { files->createNew(); });
    on(actions->open, [this] { files->chooseAndOpen(); });
    on(actions->save, [this] { files->save(); });
    on(actions->saveAs, [this] { files->saveAs(); });
    on(actions->importFile, [this] { files->chooseAndImport(panel->current()); });
    on(actions->quit, [this] { q->close(); });
    on(actions->exportReports, [this] {
        dialogs->chooseFolder(q, tr("Export reports to"), settings.folder(),
                              [this](const QString &folder) { Q_EMIT q->exportRequested(folder); });
    });
    on(actions->openRun, [this] {
        dialogs->chooseFolder(
            q, tr("Open stored run"), settings.folderOfRuns(),
            [this](const QString &folder) { Q_EMIT q->openRunRequested(folder); });
    });
    on(actions->runAll, [this] { run([this] { return workspace->suite()->ids(); }); });
    on(actions->runSelected, [this] { run([this] { return panel->selected(); }); });
    on(actions->runFailed, [this] { run([this] { return testsThatFailed(); }); });
    on(actions->runRest, [this] { run([this] { return awaited.tests(); }); });
    on(actions->runOnSeveral, [this] {
        page->commitEdits();
        Q_EMIT q->runOnSeveralRequested(panel->selected(), toolBar->keep());
    });
    on(actions->stop, [this] { Q_EMIT q->stopRequested(); });
    on(actions->checkCluster, [this] { Q_EMIT q->checkRequested(); });
    on(actions->filterTests, [this] {
        testsDock->show();
        panel->focusFilter();
    });
    on(actions->resetLayout, [this] { layout->reset(); });
    on(actions->about,
       [this] { dialogs->ask(q, tr("About Assay"), aboutText(), {tr("Close")}, [](int) {}); });
}

void MainWindow::Private::connectParts()
{
    connect(clusterBar, &ClusterBar::contextChosen, q, &MainWindow::contextChosen);
    connect(clusterBar, &ClusterBar::sandboxChosen, q, &MainWindow::sandboxChosen);
    connect(images, &LocalImages::remark, q, &MainWindow::showRemark);
    connect(clusterBar, &ClusterBar::kubeconfigRequested, q, &MainWindow::chooseKubeconfig);
    connect(toolBar, &MainToolBar::keepChosen, q,
            [this](const QString &keep) { settings.setKeep(keep); });
    connect(closing, &ClosingGuard::remark, q, &MainWindow::showRemark);
    connect(closing, &ClosingGuard::stopRequested, q, &MainWindow::stopRequested);

    connect(files, &SuiteFiles::failed, q,
            [this](const QString &title, const QString &text) { q->showProblem(title, text); });
    connect(files, &SuiteFiles::remark, q, &MainWindow::showRemark);
    connect(files, &SuiteFiles::recentChanged, q, [this] { refreshRecent(); });
    connect(outside, &OutsideChanges::followed, q, [this] { centre->showSuiteProblems(); });
    connect(unsaved, &UnsavedWork::restored, q, [this] { centre->showSuiteProblems(); });
    connect(files, &SuiteFiles::reloaded, q, [this] { centre->showSuiteProblems(); });
    connect(files, &SuiteFiles::imported, q,
            [this](const QStringList &ids) { panel->setCurrent(ids.first()); });
    connect(files, &SuiteFiles::opened, q, [this] {
        centre->showSuiteProblems();
        if (!workspace->suite()->ids().isEmpty())
            panel->setCurrent(workspace->suite()->ids().first());
    });

    connect(panel, &TestsPanel::currentChanged, q, [this](const QString &id) { showTest(id); });
    connect(panel, &TestsPanel::selectionChanged, q, [this] { refreshActions(); });
    connect(panel, &TestsPanel::openRequested, actions->open, &QAction::trigger);
    connect(panel, &TestsPanel::sandboxRequested, q, &MainWindow::sandboxChosen);
    connect(panel, &TestsPanel::exampleRequested, q, &MainWindow::exampleChosen);
    connect(panel, &TestsPanel::editRequested, q, [this] {
        leaveStoredRun();
        page->showPage(TestPage::Page::Configuration);
    });
    connect(centre, &CentralArea::storedRunClosed, q, [this] { leaveStoredRun(); });
    connect(page, &TestPage::testRequested, panel, &TestsPanel::setCurrent);
    connect(page, &TestPage::notebookFileRequested, q,
            [this](const QString &folder, const Dialogs::PathHandler &take) {
                dialogs->openFile(q, tr("Choose a notebook file"), folder,
                                  tr("Notebooks (*.ipynb);;All files (*)"), take);
            });
}

void MainWindow::Private::connectWorkspace()
{
    const models::SuiteDocument *suite = workspace->suite();
    connect(suite, &models::SuiteDocument::modifiedChanged, q, [this] { refreshTitle(); });
    connect(suite, &models::SuiteDocument::pathChanged, q, [this] { refreshTitle(); });
    const auto showCurrent = [this, suite] {
        if (!shown.isStored()) {
            // Rows that were made anew have no current one.
            if (panel->current().isEmpty() && suite->test(shown.testId()))
                panel->setCurrent(shown.testId());
            showTest(panel->current());
        }
        refreshActions();
    };
    connect(suite, &models::SuiteDocument::reset, q, showCurrent);
    connect(suite, &models::SuiteDocument::testAdded, q, showCurrent);
    connect(suite, &models::SuiteDocument::testsRemoved, q, showCurrent);
    connect(suite, &models::SuiteDocument::testChanged, q, [this](const QString &id) {
        // The test that is shown was renamed: it stays the one that is shown.
        if (!shown.isStored() && id == shown.testId() && id != panel->current())
            panel->setCurrent(id);
        refreshActions();
    });
    connect(workspace, &models::Workspace::runBegan, q, [this] { refreshActions(); });
    connect(&shown, &models::ShownRun::changed, q, [this] { refreshActions(); });
    connect(workspace, &models::Workspace::runEnded, q, [this] { refreshActions(); });
    connect(workspace, &models::Workspace::queueChanged, q, [this] { refreshActions(); });
}

void MainWindow::Private::restore()
{
    offerThemes(*actions, &settings);
    offerJobs(*actions, &settings);
    layout->restore();
}

void MainWindow::Private::connectGoing()
{
    navigator->listenTo(*actions, *q->menuBar());
    connect(actions->focusTests, &QAction::triggered, q, [this] {
        testsDock->show();
        panel->focusList();
    });
    connect(actions->evidenceAlone, &QAction::triggered, q,
            [this](bool alone) { layout->setEvidenceAlone(alone); });
    connect(page->run()->card(), &WhatHappenedCard::runAgainRequested, q,
            [this] { run([this] { return QStringList{shown.testId()}; }); });
    connect(page->evidence(), &EvidencePane::saveLogRequested, files, &SuiteFiles::saveLog);
}

void MainWindow::Private::showTest(const QString &testId)
{
    const QString known = workspace->suite()->test(testId) ? testId : QString();
    if (shown.isStored() || shown.testId() != known)
        shown.showTest(known);
}

void MainWindow::Private::leaveStoredRun()
{
    if (shown.isStored())
        showTest(panel->current());
}

QStringList MainWindow::Private::testsThatFailed() const
{
    QStringList ids;
    for (const QString &id : workspace->suite()->ids()) {
        const TestState state = tests.stateOf(id);
        if (state == TestState::Failed || state == TestState::Inconclusive)
            ids << id;
    }
    return ids;
}

void MainWindow::Private::run(const std::function<QStringList()> &which)
{
    // What is typed comes first: it may rename a test.
    page->commitEdits();
    const QStringList testIds = which();
    if (testIds.isEmpty() || workspace->isBusy())
        return;
    if (!clusterBar->hasChoice() && !cluster.sandbox) {
        q->showProblem(cluster.problem.isEmpty() ? tr("Choose a cluster first")
                                                 : tr("There is no cluster to run on"),
                       cluster.problem.isEmpty()
                           ? tr("Choose a context in the toolbar, open a kubeconfig, or take this "
                                "computer or the demo cluster.")
                           : cluster.problem,
                       runTopic, tr("Choose…"), [this] { clusterBar->openChooser(); });
        return;
    }
    q->endProblem(runTopic);
    leaveStoredRun();
    centre->showImages(false);
    page->showPage(TestPage::Page::Run);
    awaited.await(testIds);
    Q_EMIT q->runRequested(testIds, toolBar->keep());
}

void MainWindow::Private::refreshActions()
{
    const bool busy = workspace->isBusy();
    const QStringList &all = workspace->suite()->ids();
    editing->refresh();
    actions->runAll->setEnabled(!all.isEmpty() && !busy);
    actions->runSelected->setEnabled(!panel->selected().isEmpty() && !busy);
    actions->runFailed->setEnabled(!busy && !testsThatFailed().isEmpty());
    actions->runRest->setEnabled(!busy && !awaited.tests().isEmpty());
    actions->stop->setEnabled(busy);
    actions->exportReports->setEnabled(
        std::any_of(all.begin(), all.end(), [this](const QString &id) {
            const auto run = workspace->run(id);
            return run && run->record.verdict();
        }));
    page->run()->card()->setActionsEnabled(!busy, !shown.isStored());
    summary->setText(suiteSummary(*workspace, tests));
}

void MainWindow::Private::refreshTitle()
{
    const QString path = workspace->suite()->path();
    q->setWindowTitle(
        tr("%1[*] – Assay").arg(path.isEmpty() ? tr("New suite") : QFileInfo(path).fileName()));
    q->setWindowModified(workspace->suite()->isModified());
}

void MainWindow::Private::refreshRecent()
{
    actions->listRecent(
        settings.recentSuites(), [this](const QString &path) { files->openAfterAsking(path); },
        [this] {
            settings.clearRecentSuites();
            refreshRecent();
        });
}

MainWindow::MainWindow(models::Workspace *workspace, QWidget *parent) : QMainWindow(parent)
{
    // The palette comes before the first widget, so that none is polished twice.
    Theme::instance();
    setObjectName(u"mainWindow"_s);
    d = std::make_unique<Private>(workspace, this);
    d->build();
}

MainWindow::~MainWindow() = default;

void MainWindow::setContexts(const QStringList &contexts, const QString &current)
{
    d->clusterBar->setContexts(contexts, current);
}

void MainWindow::setCluster(const ClusterState &cluster)
{
    if (cluster.context != d->cluster.context)
        endProblem(runTopic);
    d->centre->tellOfCluster(d->cluster, cluster, [this] { Q_EMIT retryRequested(); });
    d->cluster = cluster;
    d->clusterBar->setCluster(cluster);
    d->page->run()->card()->setClusterVersion(cluster.version);
}

const ClusterState &MainWindow::cluster() const
{
    return d->cluster;
}

int MainWindow::jobs() const
{
    return d->settings.jobs();
}

WorkbenchGestures *MainWindow::gestures() const
{
    return d->gestures;
}

void MainWindow::setRehearsal(const Rehearsal &rehearsal)
{
    d->page->setRehearsal(rehearsal);
}

bool MainWindow::openSuite(const QString &path)
{
    return d->files->open(path);
}

void MainWindow::showProblem(const QString &title, const QString &text, const QString &topic,
                             const QString &actionText, const std::function<void()> &action)
{
    d->centre->banners()->add(title, text, topic, actionText, action);
}

void MainWindow::chooseKubeconfig()
{
    d->dialogs->openFile(this, tr("Open kubeconfig"), QDir::homePath() + "/.kube"_L1,
                         tr("All files (*)"),
                         [this](const QString &path) { Q_EMIT kubeconfigChosen(path); });
}

void MainWindow::endProblem(const QString &topic)
{
    d->centre->banners()->dismiss(topic);
}

void MainWindow::showRemark(const QString &text)
{
    statusBar()->showMessage(displayText(text), 10'000);
}

void MainWindow::selectTest(const QString &testId)
{
    d->panel->setCurrent(testId);
}

void MainWindow::runTests(const QStringList &testIds)
{
    d->run([testIds] { return testIds; });
}

LocalImages *MainWindow::images() const
{
    return d->images;
}

void MainWindow::showStoredRun(models::StoredRun stored)
{
    d->shown.showStored(std::move(stored));
}

QString MainWindow::selectedTest() const
{
    return d->panel->current();
}

void MainWindow::ask(const QString &title, const QString &text, const QStringList &choices,
                     const std::function<void(int choice)> &handler, int defaultChoice)
{
    d->dialogs->ask(this, title, text, choices, handler, defaultChoice);
}

void MainWindow::setDialogs(std::unique_ptr<Dialogs> dialogs)
{
    d->dialogs = std::move(dialogs);
    d->files->setDialogs(d->dialogs.get());
    d->closing->setDialogs(d->dialogs.get());
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    d->page->commitEdits();
    event->setAccepted(d->closing->mayClose());
    if (event->isAccepted())
        d->layout->save();
}

void MainWindow::closeUnasked()
{
    d->page->commitEdits();
    d->closing->closeUnasked();
}

} // namespace assay::ui
