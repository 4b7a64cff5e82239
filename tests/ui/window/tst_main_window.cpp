// SPDX-License-Identifier: Apache-2.0
#include "ui/window_fixture.h"

#include <models/tables/tests_model.h>
#include <ui/look/theme.h>

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAccessible>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStatusBar>

using namespace Qt::StringLiterals;
using namespace assay;
using tests::WindowFixture;
using ui::ClusterState;
using ui::MainWindow;

class TestMainWindow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m = std::make_unique<WindowFixture>(); }
    void cleanup() { m.reset(); }

    void emptySuiteOffersAWayToBegin();
    void runAllAsksForEveryTest();
    void runSelectedAndRunFailed();
    void runWantsACluster();
    void stopIsOfferedWhileSomethingRuns();
    void keepIsRemembered();
    void testsAtOnceAreRemembered();
    void clusterChooser();
    void connectionIsSaidInWords();
    void failedConnectionIsSaidOnce();
    void openSaveRoundTrip();
    void savingKeepsCommentsAndDefaults();
    void unreadableSuiteIsSaid();
    void problemsOfAFileAreShown();
    void whatIsNoSuiteOpensAtItsText();
    void recentSuitesAreRemembered();
    void addDuplicateRemove();
    void filters();
    void bannersStayUntilDismissed();
    void closingAsksAboutChanges();
    void closingWaitsForRuns();
    void questionsAreRealDialogs();
    void enterMeansTheDefaultChoice();
    void themeAndLayoutAreRemembered();
    void summaryCounts();
    void manyRunningTestsAreToldOnceABatch();
    void everythingInteractiveHasAName();

private:
    void choose(const char *comboName, const QString &text);
    void useSandbox();
    std::unique_ptr<WindowFixture> m;
};

void TestMainWindow::choose(const char *comboName, const QString &text)
{
    auto *combo = m->find<QComboBox>(comboName);
    const int index = combo->findText(text);
    QVERIFY2(index >= 0, qPrintable(text));
    combo->setCurrentIndex(index);
    Q_EMIT combo->activated(index);
}

void TestMainWindow::useSandbox()
{
    ClusterState cluster;
    cluster.sandbox = true;
    cluster.context = u"sandbox"_s;
    cluster.connection = ClusterState::Connection::Connected;
    m->window->setCluster(cluster);
}

void TestMainWindow::emptySuiteOffersAWayToBegin()
{
    m->show();
    QSignalSpy sandbox(m->window.get(), &MainWindow::sandboxChosen);
    m->click("emptySandbox");
    QCOMPARE(sandbox.size(), 1);
    m->click("emptyOpenSuite");
    QCOMPARE(m->dialogs->asked, QStringList{u"Open suite"_s});
    QVERIFY(!m->action("runAll")->isEnabled());
    QVERIFY(m->texts("welcome").value(0).contains(u"try the demo cluster"_s));
    m->click("emptyAddTest");
    QCOMPARE(m->workspace.suite()->tests().size(), 1u);
    QVERIFY(!m->find<QWidget>("testsEmpty")->isVisible());
    QCOMPARE(m->find<QTabBar>("pageSwitch")->currentIndex(), 1);
}

void TestMainWindow::runAllAsksForEveryTest()
{
    m->addTests();
    useSandbox();
    m->show();
    QSignalSpy run(m->window.get(), &MainWindow::runRequested);
    m->click("runAllButton");
    QCOMPARE(run.size(), 1);
    QCOMPARE(run[0][0].toStringList(), (QStringList{u"alpha"_s, u"beta"_s, u"gamma"_s}));
    QCOMPARE(run[0][1].toString(), u"never"_s);
    QTest::keyClick(m->window.get(), Qt::Key_F5);
    QCOMPARE(run.size(), 2);
    QTest::keyClick(m->window.get(), Qt::Key_R, Qt::ControlModifier);
    QCOMPARE(run.size(), 3);
}

void TestMainWindow::runSelectedAndRunFailed()
{
    m->addTests();
    useSandbox();
    m->show();
    QSignalSpy run(m->window.get(), &MainWindow::runRequested);
    QVERIFY(!m->action("runFailed")->isEnabled());
    m->window->selectTest(u"beta"_s);
    QCOMPARE(m->window->selectedTest(), u"beta"_s);
    QTest::keyClick(m->window.get(), Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(run.takeFirst()[0].toStringList(), QStringList{u"beta"_s});

    const QDateTime now = QDateTime::currentDateTimeUtc();
    tests::passSample(m->workspace, u"alpha"_s, {}, now);
    tests::pullErrorSample(m->workspace, u"gamma"_s, {}, now);
    QVERIFY(m->action("runFailed")->isEnabled());
    m->click("runFailedButton");
    QCOMPARE(run.takeFirst()[0].toStringList(), QStringList{u"gamma"_s});
}

void TestMainWindow::runWantsACluster()
{
    m->addTests();
    m->show();
    QSignalSpy run(m->window.get(), &MainWindow::runRequested);
    m->click("runAllButton");
    QCOMPARE(run.size(), 0);
    QCOMPARE(m->texts("bannerTitle"), QStringList{u"Choose a cluster first"_s});
    m->window->setContexts({u"dev"_s}, u"dev"_s);
    m->click("runAllButton");
    QCOMPARE(run.size(), 1);
}

void TestMainWindow::stopIsOfferedWhileSomethingRuns()
{
    m->addTests();
    useSandbox();
    m->show();
    QVERIFY(!m->action("stop")->isEnabled());
    m->workspace.setQueued({u"beta"_s});
    auto make = tests::beginSample(m->workspace, u"alpha"_s, {}, QDateTime::currentDateTimeUtc());
    m->workspace.appendFacts(u"alpha"_s, make.take());
    QVERIFY(m->action("stop")->isEnabled());
    QVERIFY(!m->action("runAll")->isEnabled());
    QSignalSpy stop(m->window.get(), &MainWindow::stopRequested);
    m->click("stopButton");
    QTest::keyClick(m->window.get(), Qt::Key_Period, Qt::ControlModifier);
    QCOMPARE(stop.size(), 2);
    m->workspace.setQueued({});
    make.add(models::RunFinished{1});
    m->workspace.appendFacts(u"alpha"_s, make.take());
    QVERIFY(!m->action("stop")->isEnabled());
    QVERIFY(m->action("runAll")->isEnabled());
}

void TestMainWindow::testsAtOnceAreRemembered()
{
    QCOMPARE(m->window->jobs(), 0);
    QVERIFY(m->action("jobs0")->isChecked());
    m->action("jobs4")->trigger();
    QCOMPARE(m->window->jobs(), 4);
    QVERIFY(!m->action("jobs0")->isChecked());
    MainWindow another(&m->workspace);
    QCOMPARE(another.jobs(), 4);
    QVERIFY(another.findChild<QAction *>(u"jobs4"_s)->isChecked());
}

void TestMainWindow::keepIsRemembered()
{
    m->addTests();
    useSandbox();
    m->show();
    choose("keepChooser", u"Keep failed ones"_s);
    QSignalSpy run(m->window.get(), &MainWindow::runRequested);
    m->click("runAllButton");
    QCOMPARE(run[0][1].toString(), u"on-failure"_s);
    MainWindow second(&m->workspace);
    QCOMPARE(second.findChild<QComboBox *>(u"keepChooser"_s)->currentData().toString(),
             u"on-failure"_s);
}

void TestMainWindow::clusterChooser()
{
    m->show();
    QSignalSpy context(m->window.get(), &MainWindow::contextChosen);
    QSignalSpy sandbox(m->window.get(), &MainWindow::sandboxChosen);
    QSignalSpy kubeconfig(m->window.get(), &MainWindow::kubeconfigChosen);
    m->window->setContexts({u"dev"_s, u"prod"_s}, u"dev"_s);
    auto *chooser = m->find<QComboBox>("clusterChooser");
    QCOMPARE(chooser->currentText(), u"dev"_s);
    choose("clusterChooser", u"prod"_s);
    QCOMPARE(context.takeFirst()[0].toString(), u"prod"_s);
    choose("clusterChooser", u"Demo cluster (inside Assay)"_s);
    QCOMPARE(sandbox.size(), 1);
    m->dialogs->nextPath = u"/tmp/kubeconfig"_s;
    choose("clusterChooser", u"Open kubeconfig…"_s);
    QCOMPARE(kubeconfig.takeFirst()[0].toString(), u"/tmp/kubeconfig"_s);
    // It is no cluster: what was chosen before stays chosen.
    QCOMPARE(chooser->currentText(), u"Demo cluster (inside Assay)"_s);
}

void TestMainWindow::connectionIsSaidInWords()
{
    m->show();
    auto *words = m->find<QLabel>("connectionWords");
    QCOMPARE(words->text(), u"Not connected"_s);
    QVERIFY(!m->find<QWidget>("sandboxBadge")->isVisible());
    ClusterState cluster;
    cluster.context = u"sandbox"_s;
    cluster.sandbox = true;
    cluster.connection = ClusterState::Connection::Connecting;
    m->window->setCluster(cluster);
    QCOMPARE(words->text(), u"Connecting…"_s);
    QVERIFY(m->find<QWidget>("sandboxBadge")->isVisible());
    QCOMPARE(m->find<QLabel>("sandboxBadge")->text(), u"SANDBOX"_s);
    cluster.connection = ClusterState::Connection::Connected;
    cluster.version = u"v1.31.0"_s;
    m->window->setCluster(cluster);
    QCOMPARE(words->text(), u"Connected, v1.31.0"_s);
    cluster.sandbox = false;
    m->window->setCluster(cluster);
    QVERIFY(!m->find<QWidget>("sandboxBadge")->isVisible());
}

void TestMainWindow::failedConnectionIsSaidOnce()
{
    m->show();
    ClusterState cluster;
    cluster.context = u"dev"_s;
    cluster.connection = ClusterState::Connection::Failed;
    cluster.problem = u"https://1.2.3.4: connection refused. Start the cluster."_s;
    m->window->setCluster(cluster);
    m->window->setCluster(cluster);
    QCOMPARE(m->texts("bannerText"), QStringList{cluster.problem});
    cluster.connection = ClusterState::Connection::Connected;
    m->window->setCluster(cluster);
    QCOMPARE(m->texts("bannerText"), QStringList());
}

void TestMainWindow::openSaveRoundTrip()
{
    m->addTests();
    m->show();
    QVERIFY(m->window->isWindowModified());
    const QString path = m->folder.filePath(u"suite.yaml"_s);
    m->dialogs->nextPath = path;
    m->action("saveSuite")->trigger();
    QVERIFY(!m->window->isWindowModified());
    QCOMPARE(m->window->windowTitle(), u"suite.yaml[*] – Assay"_s);
    const auto saved = m->workspace.suite()->tests();

    m->action("newSuite")->trigger();
    QVERIFY(m->workspace.suite()->tests().empty());
    QCOMPARE(m->window->selectedTest(), QString());
    QVERIFY(m->window->openSuite(path));
    QCOMPARE(m->workspace.suite()->tests(), saved);
    QCOMPARE(m->window->selectedTest(), u"alpha"_s);
    QVERIFY(!m->window->isWindowModified());
    QVERIFY(m->texts("bannerTitle").isEmpty());
}

void TestMainWindow::savingKeepsCommentsAndDefaults()
{
    const QByteArray yaml = "version: 1\ndefaults:\n  timeout_command: 30\ntests:\n"
                            "- id: a # the first\n  namespace: test-a\n  notebook_name: n\n"
                            "  custom_image: quay.io/x/y:1\n  packages_to_verify: [numpy]\n";
    const QString path = m->folder.filePath(u"mine.yaml"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(yaml);
    file.close();
    m->show();
    QVERIFY(m->window->openSuite(path));
    models::CustomImageTestConfiguration c = *m->workspace.suite()->test(u"a"_s);
    c.packagesToVerify << u"pandas"_s;
    QVERIFY(m->workspace.suite()->setTest(u"a"_s, c));
    m->action("saveSuite")->trigger();
    QCOMPARE(m->dialogs->asked, QStringList());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray(yaml).replace("[numpy]", "[numpy, pandas]"));
    QVERIFY(!m->window->isWindowModified());
}

void TestMainWindow::unreadableSuiteIsSaid()
{
    m->show();
    QVERIFY(!m->window->openSuite(m->folder.filePath(u"none.yaml"_s)));
    QCOMPARE(m->texts("bannerTitle"), QStringList{u"The suite could not be opened"_s});
}

void TestMainWindow::problemsOfAFileAreShown()
{
    QFile file(m->folder.filePath(u"broken.yaml"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("version: 1\ntests:\n- id: a\n  namespace: prod\n  notebook_name: n\n"
               "  custom_image: quay.io/x/y:1\n  packages_to_verify: [numpy]\n");
    file.close();
    m->show();
    QVERIFY(m->window->openSuite(file.fileName()));
    QCOMPARE(m->texts("bannerTitle"), QStringList{u"broken.yaml has problems"_s});
    QVERIFY2(m->texts("bannerText").value(0).startsWith(u"broken.yaml:4:14: "_s),
             qPrintable(m->texts("bannerText").value(0)));
}

void TestMainWindow::whatIsNoSuiteOpensAtItsText()
{
    const auto write = [this](const QByteArray &yaml) {
        QFile file(m->folder.filePath(u"broken.yaml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(yaml);
    };
    const QByteArray good = "version: 1\ntests:\n- id: a\n  namespace: test-a\n"
                            "  notebook_name: n\n  custom_image: quay.io/x/y:1\n"
                            "  packages_to_verify: [numpy]\n";
    write(QByteArray(good).replace("numpy]", "numpy"));
    m->show();
    QVERIFY(m->window->openSuite(m->folder.filePath(u"broken.yaml"_s)));
    auto *pages = m->find<QTabBar>("pageSwitch");
    QVERIFY(m->find<QWidget>("suiteYaml")->isVisible());
    QCOMPARE(pages->currentIndex(), 2);
    QCOMPARE(m->texts("outcomeBadge"), QStringList());
    QVERIFY(m->texts("yamlProblem").value(0).contains(u"not YAML"_s));
    QCOMPARE(m->texts("testsEmptyText"),
             QStringList{u"The file cannot be read as a suite.\n\nThe YAML page shows what is "
                         "wrong."_s});
    m->action("showRun")->trigger();
    QCOMPARE(m->texts("welcome"),
             QStringList{u"broken.yaml cannot be read, so that it has no tests. The YAML page "
                         "(Alt+3) shows its text, and what is wrong in it."_s});
    m->action("showYaml")->trigger();
    write(good);
    QVERIFY(m->window->openSuite(m->folder.filePath(u"broken.yaml"_s)));
    QCOMPARE(pages->currentIndex(), 0);
    QCOMPARE(m->texts("testName"), QStringList{u"a"_s});
    QCOMPARE(m->texts("testsEmptyText"), QStringList());
}

void TestMainWindow::recentSuitesAreRemembered()
{
    m->addTests();
    m->dialogs->nextPath = m->folder.filePath(u"one.yaml"_s);
    m->action("saveSuite")->trigger();
    m->dialogs->nextPath = m->folder.filePath(u"two.yaml"_s);
    m->action("saveSuiteAs")->trigger();
    MainWindow second(&m->workspace);
    const QList<QAction *> actions = second.findChild<QMenu *>(u"recentSuites"_s)->actions();
    QCOMPARE(actions.value(0)->text(), m->folder.filePath(u"two.yaml"_s));
    QCOMPARE(actions.value(1)->text(), m->folder.filePath(u"one.yaml"_s));
    actions.value(1)->trigger();
    QCOMPARE(m->workspace.suite()->path(), m->folder.filePath(u"one.yaml"_s));
}

void TestMainWindow::addDuplicateRemove()
{
    m->addTests();
    m->show();
    m->window->selectTest(u"beta"_s);
    m->click("duplicateTest");
    QCOMPARE(m->window->selectedTest(), u"beta_copy"_s);
    // Below its original.
    QCOMPARE(m->workspace.suite()->ids().indexOf(u"beta_copy"_s), 2);
    QCOMPARE(m->workspace.suite()->test(u"beta_copy"_s)->customImage, u"quay.io/x/beta:1"_s);
    QVERIFY(m->workspace.suite()->problemsOf(u"beta_copy"_s).empty());
    m->click("removeTest");
    QCOMPARE(m->dialogs->asked, QStringList());
    QCOMPARE(m->workspace.suite()->tests().size(), 3u);
    QVERIFY(!m->workspace.suite()->test(u"beta_copy"_s));
    QCOMPARE(m->texts("undoStripText"), QStringList{u"Removed beta_copy from the suite."_s});
    m->click("undoRemoval");
    QVERIFY(m->workspace.suite()->test(u"beta_copy"_s));
    QCOMPARE(m->texts("undoStripText"), QStringList());
    m->action("undo")->trigger();
    QVERIFY(!m->workspace.suite()->test(u"beta_copy"_s));
    m->click("addTest");
    QCOMPARE(m->workspace.suite()->tests().size(), 4u);
    QCOMPARE(m->window->selectedTest(), m->workspace.suite()->tests().back().id);
}

void TestMainWindow::filters()
{
    m->addTests();
    m->show();
    auto *list = m->find<QAbstractItemView>("tests");
    QCOMPARE(list->model()->rowCount(), 3);
    QTest::keyClicks(m->find<QLineEdit>("testsFilter"), u"MMA"_s);
    QCOMPARE(list->model()->rowCount(), 1);
    QCOMPARE(list->model()->index(0, 0).data().toString(), u"gamma"_s);
    m->find<QLineEdit>("testsFilter")->clear();
    tests::pullErrorSample(m->workspace, u"beta"_s, {}, QDateTime::currentDateTimeUtc());
    choose("testsStateFilter", models::toString(models::TestState::Failed));
    QCOMPARE(list->model()->rowCount(), 1);
    QCOMPARE(list->model()->index(0, 0).data().toString(), u"beta"_s);
    choose("testsStateFilter", models::toString(models::TestState::Passed));
    QCOMPARE(list->model()->rowCount(), 0);
    QVERIFY(m->find<QLabel>("testsNothingFound")->isVisible());
}

void TestMainWindow::bannersStayUntilDismissed()
{
    m->show();
    m->window->showProblem(u"One"_s, u"<b>what</b> to do"_s);
    m->window->showProblem(u"Two"_s, {});
    QCOMPARE(m->texts("bannerTitle").size(), 2);
    QCOMPARE(m->texts("bannerText"), QStringList{u"<b>what</b> to do"_s});
    QCOMPARE(m->find<QLabel>("bannerText")->textFormat(), Qt::PlainText);
    m->click("bannerClose");
    QCOMPARE(m->texts("bannerTitle").size(), 1);
    m->window->showRemark(u"Report written"_s);
    QCOMPARE(m->window->statusBar()->currentMessage(), u"Report written"_s);
}

void TestMainWindow::closingAsksAboutChanges()
{
    m->addTests();
    m->show();
    QVERIFY(!m->window->close());
    QCOMPARE(m->dialogs->asked, QStringList{u"Save the changes before Assay closes?"_s});
    QVERIFY(m->window->isVisible());

    m->dialogs->nextChoice = 0; // Save, but no file is chosen
    QVERIFY(!m->window->close());
    QVERIFY(m->window->isVisible());

    m->dialogs->nextPath = m->folder.filePath(u"saved.yaml"_s);
    m->window->close();
    QTRY_VERIFY(!m->window->isVisible());
    QVERIFY(QFile::exists(m->dialogs->nextPath));
}

void TestMainWindow::closingWaitsForRuns()
{
    m->addTests();
    m->dialogs->nextPath = m->folder.filePath(u"saved.yaml"_s);
    m->action("saveSuite")->trigger();
    m->dialogs->asked.clear();
    m->show();
    auto make = tests::beginSample(m->workspace, u"alpha"_s, {}, QDateTime::currentDateTimeUtc());
    m->workspace.appendFacts(u"alpha"_s, make.take());
    QSignalSpy stop(m->window.get(), &MainWindow::stopRequested);

    QVERIFY(!m->window->close()); // cancelled
    QCOMPARE(m->dialogs->asked, QStringList{u"Stop the runs and close?"_s});
    QCOMPARE(stop.size(), 0);

    m->dialogs->nextChoice = 0;
    QVERIFY(!m->window->close());
    QCOMPARE(stop.size(), 1);
    QVERIFY(m->window->isVisible());

    QVERIFY(!m->window->close()); // again, while it is cleaning up: keeps waiting
    QCOMPARE(m->dialogs->asked.last(), u"Close without waiting?"_s);
    QCOMPARE(stop.size(), 1);

    make.add(models::RunFinished{1});
    m->workspace.appendFacts(u"alpha"_s, make.take());
    QTRY_VERIFY(!m->window->isVisible());
}

void TestMainWindow::questionsAreRealDialogs()
{
    m->window->setDialogs(std::make_unique<ui::Dialogs>());
    m->addTests();
    m->show();
    QVERIFY(!m->window->close());
    QTRY_VERIFY(m->find<QMessageBox>("question"));
    auto *box = m->find<QMessageBox>("question");
    QTRY_VERIFY(box->isVisible());
    QCOMPARE(box->textFormat(), Qt::PlainText);
    // A title bar would cut the question, and says it no second time.
    QCOMPARE(box->windowTitle(), u"Assay"_s);
    QVERIFY(box->text() != box->windowTitle());
    QTest::keyClick(box, Qt::Key_Escape);
    QTRY_VERIFY(!m->find<QMessageBox>("question"));
    QVERIFY(m->window->isVisible());

    QVERIFY(!m->window->close());
    for (QAbstractButton *button : m->find<QMessageBox>("question")->buttons())
        if (button->text() == u"Discard"_s)
            QTest::mouseClick(button, Qt::LeftButton);
    QTRY_VERIFY(!m->window->isVisible());
}

void TestMainWindow::enterMeansTheDefaultChoice()
{
    m->window->setDialogs(std::make_unique<ui::Dialogs>());
    m->show();
    for (const int safe : {0, 1}) {
        int chosen = -1;
        m->window->ask(
            u"Run it?"_s, {}, {u"Allow"_s, u"Do not allow"_s}, [&](int choice) { chosen = choice; },
            safe);
        QTRY_VERIFY(m->find<QMessageBox>("question"));
        QTest::keyClick(m->find<QMessageBox>("question"), Qt::Key_Return);
        QTRY_COMPARE(chosen, safe);
        QTRY_VERIFY(!m->find<QMessageBox>("question"));
    }
}

void TestMainWindow::themeAndLayoutAreRemembered()
{
    QTest::failOnWarning(QRegularExpression(u"Negative sizes"_s));
    m->show();
    m->action("darkTheme")->trigger();
    QVERIFY(ui::Theme::instance().isDark());
    m->find<QDockWidget>("testsDock")->hide();
    m->window->close();
    ui::Theme::instance().setMode(ui::ThemeMode::Light);
    MainWindow second(&m->workspace);
    second.show();
    QVERIFY(ui::Theme::instance().isDark());
    QVERIFY(!second.findChild<QDockWidget *>(u"testsDock"_s)->isVisible());
    second.findChild<QAction *>(u"resetLayout"_s)->trigger();
    QVERIFY(second.findChild<QDockWidget *>(u"testsDock"_s)->isVisible());
    second.findChild<QAction *>(u"lightTheme"_s)->trigger();
    QVERIFY(!ui::Theme::instance().isDark());
}

void TestMainWindow::summaryCounts()
{
    m->addTests();
    m->show();
    auto *summary = m->find<QLabel>("summary");
    QCOMPARE(summary->text(), u"3 not run"_s);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    tests::passSample(m->workspace, u"alpha"_s, {}, now);
    tests::missPackageSample(m->workspace, u"beta"_s, {}, now);
    QCOMPARE(summary->text(), u"1 failed, 1 passed, 1 not run"_s);
}

void TestMainWindow::manyRunningTestsAreToldOnceABatch()
{
    constexpr int count = 200;
    std::vector<tests::FactMaker> runs;
    for (int i = 0; i < count; ++i) {
        const QString id = u"test%1"_s.arg(i);
        m->workspace.suite()->addTest(tests::sampleTest(id, u"quay.io/x/y:1"_s, {u"numpy"_s}));
        runs.push_back(tests::beginSample(m->workspace, id, {}, QDateTime::currentDateTimeUtc()));
        m->workspace.appendFacts(id, runs.back().take());
    }
    m->show();
    m->window->selectTest(u"test7"_s);
    QSignalSpy told(m->find<QAbstractItemView>("tests")->model(), &QAbstractItemModel::dataChanged);
    QElapsedTimer clock;
    const auto whichRow = [](int batch) { return (batch + 7) % count; };
    for (int batch = 0; batch < count; ++batch) {
        if (batch == 1)
            clock.start();
        const int row = whichRow(batch);
        runs[size_t(row)].add(models::Note{u"still here"_s});
        m->workspace.appendFacts(u"test%1"_s.arg(row), runs[size_t(row)].take());
    }
    qInfo("A batch for each of %d tests that are not shown: %.3f ms", count - 1,
          double(clock.nsecsElapsed()) / 1e6);
    QCOMPARE(told.size(), count);
    for (int batch = 0; batch < count; ++batch) {
        QCOMPARE(told[batch][0].toModelIndex().row(), whichRow(batch));
        QCOMPARE(told[batch][1].toModelIndex().row(), whichRow(batch));
    }
}

void TestMainWindow::everythingInteractiveHasAName()
{
    m->addTests();
    const QDateTime now = QDateTime::currentDateTimeUtc();
    tests::missPackageSample(m->workspace, u"alpha"_s, {}, now);
    m->window->showProblem(u"One"_s, u"two"_s);
    m->show();
    m->window->selectTest(u"alpha"_s);
    for (const char *dock :
         {"logsPane", "eventsPane", "commandsPane", "timelinePane", "podPane", "requestsPane"})
        m->raisePane(dock);
    m->showConfiguration();

    int checked = 0;
    QStringList unnamed;
    for (QWidget *widget : m->window->findChildren<QWidget *>()) {
        const bool interactive =
            qobject_cast<QAbstractButton *>(widget) || qobject_cast<QComboBox *>(widget) ||
            qobject_cast<QLineEdit *>(widget) || qobject_cast<QPlainTextEdit *>(widget) ||
            qobject_cast<QAbstractItemView *>(widget) || qobject_cast<QTabBar *>(widget);
        // What Qt puts inside its own widgets (the line edit of a spin box, a list's corner) is
        // named by the widget around it.
        const bool inner =
            widget->objectName().startsWith(u"qt_"_s) ||
            qobject_cast<QComboBox *>(widget->parentWidget()) ||
            qobject_cast<QLineEdit *>(widget->parentWidget()) ||
            qobject_cast<QAbstractItemView *>(widget->parentWidget()) ||
            widget->parentWidget()->inherits("QAbstractSpinBox") ||
            widget->parentWidget()->inherits("QDockWidget") ||
            widget->parentWidget()->inherits("QTabBar") || widget->inherits("QComboBoxListView") ||
            (widget->inherits("QTabBar") && widget->parentWidget() == m->window.get());
        if (!interactive || inner)
            continue;
        ++checked;
        const QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(widget);
        if (!interface || interface->text(QAccessible::Name).isEmpty())
            unnamed << QLatin1String(widget->metaObject()->className()) + u' ' +
                           widget->objectName();
    }
    QVERIFY2(checked > 40, qPrintable(QString::number(checked)));
    QCOMPARE(unnamed, QStringList());
}

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
