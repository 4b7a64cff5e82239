// SPDX-License-Identifier: Apache-2.0
#include "ui/window_fixture.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPointer>
#include <QSignalSpy>
#include <QSpinBox>

using namespace Qt::StringLiterals;
using namespace assay;
using tests::WindowFixture;
using ui::MainWindow;

//! Stopping runs, and running what was stopped.
class TestStopping : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m.reset(); }

    void escapeStopsNothing();
    void escapeInAListOnlyClosesIt();
    void stopHasAKeyOfItsOwn();
    void theRestCanBeRun();
    void aTypedIdIsTakenOverBeforeARun();
    void toldToCloseItStopsAndAsksNobody();
    void toldAgainItClosesAtOnce();
    void whatWasAskedBeforeHoldsNothingUp();
    void toldWhileItAsksWhetherToSaveItCloses();
    void whoStaysAfterAllIsNotClosedLater();
    void aMenuOfAFieldHoldsNothingUp();

private:
    void begin(const QString &testId);
    //! "Stop and close", a change while it stops, and no answer to whether that is saved.
    void stopAndStay();
    std::unique_ptr<WindowFixture> m;
};

void TestStopping::init()
{
    m = std::make_unique<WindowFixture>();
    m->addTests();
    ui::ClusterState cluster;
    cluster.sandbox = true;
    cluster.context = u"sandbox"_s;
    cluster.connection = ui::ClusterState::Connection::Connected;
    m->window->setCluster(cluster);
    m->show();
    m->window->selectTest(u"alpha"_s);
}

void TestStopping::begin(const QString &testId)
{
    auto make = tests::beginSample(m->workspace, testId, {}, QDateTime::currentDateTimeUtc());
    m->workspace.appendFacts(testId, make.take());
}

void TestStopping::escapeStopsNothing()
{
    begin(u"alpha"_s);
    QSignalSpy stop(m->window.get(), &MainWindow::stopRequested);
    auto *filter = m->find<QLineEdit>("testsFilter");
    filter->setFocus();
    QTest::keyClicks(filter, u"al"_s);
    QTest::keyClick(filter, Qt::Key_Escape);
    QCOMPARE(filter->text(), QString());
    QTest::keyClick(filter, Qt::Key_Escape);
    auto *list = m->find<QAbstractItemView>("tests");
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Escape);
    QTest::keyClick(m->window.get(), Qt::Key_Escape);
    QVERIFY(m->action("stop")->isEnabled());
    QCOMPARE(stop.size(), 0);
}

void TestStopping::escapeInAListOnlyClosesIt()
{
    begin(u"alpha"_s);
    m->raisePane("logsPane");
    m->window->setContexts({u"dev"_s, u"prod"_s}, u"dev"_s);
    QSignalSpy stop(m->window.get(), &MainWindow::stopRequested);
    QStringList tried;
    for (QComboBox *combo : m->window->findChildren<QComboBox *>()) {
        if (!combo->isVisible() || !combo->isEnabled())
            continue;
        combo->showPopup();
        QTRY_VERIFY(combo->view()->isVisible());
        QTest::keyClick(combo->view(), Qt::Key_Escape);
        QTRY_VERIFY(!combo->view()->isVisible());
        tried << combo->objectName();
    }
    QVERIFY2(tried.size() >= 3, qPrintable(tried.join(u' ')));
    QCOMPARE(stop.size(), 0);
}

void TestStopping::stopHasAKeyOfItsOwn()
{
    const QAction *stopAction = m->action("stop");
    QCOMPARE(stopAction->shortcuts(), QList<QKeySequence>{QKeySequence(u"Ctrl+."_s)});
    QVERIFY2(stopAction->toolTip().endsWith(u"(Ctrl+.)"_s), qPrintable(stopAction->toolTip()));
    QHash<QKeySequence, QString> keys;
    for (const QAction *action : m->window->findChildren<QAction *>()) {
        for (const QKeySequence &key : action->shortcuts()) {
            if (action->shortcutContext() != Qt::WindowShortcut)
                continue;
            QVERIFY2(!keys.contains(key), qPrintable(key.toString() + u' ' + action->objectName()));
            keys.insert(key, action->objectName());
        }
    }
    QCOMPARE(keys.value(QKeySequence(u"Ctrl+F5"_s)), u"runRest"_s);

    begin(u"alpha"_s);
    m->showConfiguration();
    QSignalSpy stop(m->window.get(), &MainWindow::stopRequested);
    const QList<QWidget *> places{m->find<QWidget>("tests"),
                                  m->find<QWidget>("testsFilter"),
                                  m->find<QWidget>("testsStateFilter"),
                                  m->find<QWidget>("keepChooser"),
                                  m->find<QWidget>("custom_image"),
                                  m->find<QWidget>("timeout_command"),
                                  m->find<QWidget>("resources"),
                                  m->find<QWidget>("packages_to_verify"),
                                  m->find<QWidget>("pageSwitch")};
    for (QWidget *place : places) {
        QVERIFY(place);
        place->setFocus();
        QTest::keyClick(place, Qt::Key_Period, Qt::ControlModifier);
    }
    QCOMPARE(stop.size(), places.size());
}

void TestStopping::theRestCanBeRun()
{
    QVERIFY(!m->action("runRest")->isEnabled());
    QSignalSpy run(m->window.get(), &MainWindow::runRequested);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    tests::passSample(m->workspace, u"beta"_s, {}, now.addSecs(-60));
    m->click("runAllButton");
    m->workspace.setQueued({u"alpha"_s, u"beta"_s, u"gamma"_s});
    QVERIFY(!m->action("runRest")->isEnabled());
    tests::passSample(m->workspace, u"alpha"_s, {}, now);
    auto make = tests::beginSample(m->workspace, u"beta"_s, {}, now);
    models::Verdict stopped;
    stopped.outcome = models::Outcome::Cancelled;
    make.add(stopped).add(models::RunFinished{1});
    m->workspace.setQueued({});
    m->workspace.appendFacts(u"beta"_s, make.take());

    QVERIFY(m->action("runRest")->isEnabled());
    QVERIFY2(m->action("runRest")->toolTip().endsWith(u"(Ctrl+F5)"_s),
             qPrintable(m->action("runRest")->toolTip()));
    run.clear();
    QTest::keyClick(m->window.get(), Qt::Key_F5, Qt::ControlModifier);
    QCOMPARE(run.takeFirst()[0].toStringList(), (QStringList{u"beta"_s, u"gamma"_s}));
    tests::passSample(m->workspace, u"beta"_s, {}, now);
    tests::pullErrorSample(m->workspace, u"gamma"_s, {}, now);
    QVERIFY(!m->action("runRest")->isEnabled());
}

void TestStopping::aTypedIdIsTakenOverBeforeARun()
{
    m->showConfiguration();
    auto *id = m->find<QLineEdit>("id");
    id->setFocus();
    id->selectAll();
    QTest::keyClicks(id, u"omega"_s);
    QSignalSpy run(m->window.get(), &MainWindow::runRequested);
    QTest::keyClick(id, Qt::Key_F5);
    QCOMPARE(run.takeFirst()[0].toStringList(), (QStringList{u"omega"_s, u"beta"_s, u"gamma"_s}));
}

void TestStopping::toldToCloseItStopsAndAsksNobody()
{
    auto make = tests::beginSample(m->workspace, u"alpha"_s, {}, QDateTime::currentDateTimeUtc());
    m->workspace.appendFacts(u"alpha"_s, make.take());
    QVERIFY(m->workspace.suite()->isModified());
    QSignalSpy stop(m->window.get(), &MainWindow::stopRequested);
    m->window->closeUnasked();
    QCOMPARE(stop.size(), 1);
    QCoreApplication::processEvents();
    QVERIFY(m->window->isVisible());
    make.add(models::RunFinished{1});
    m->workspace.appendFacts(u"alpha"_s, make.take());
    QTRY_VERIFY(!m->window->isVisible());
    QCOMPARE(m->dialogs->asked, QStringList());
}

void TestStopping::toldAgainItClosesAtOnce()
{
    begin(u"alpha"_s);
    QSignalSpy stop(m->window.get(), &MainWindow::stopRequested);
    m->window->closeUnasked();
    m->window->closeUnasked();
    QTRY_VERIFY(!m->window->isVisible());
    QCOMPARE(stop.size(), 1);
    QCOMPARE(m->workspace.activeCount(), 1);
    QCOMPARE(m->dialogs->asked, QStringList());
}

void TestStopping::whatWasAskedBeforeHoldsNothingUp()
{
    m->window->setDialogs(std::make_unique<ui::Dialogs>());
    QVERIFY(!m->window->close());
    const QPointer<QMessageBox> question = m->window->findChild<QMessageBox *>();
    QVERIFY(question && question->isVisible());
    m->window->closeUnasked();
    QTRY_VERIFY(!m->window->isVisible());
    QVERIFY(!question || !question->isVisible());
}

void TestStopping::stopAndStay()
{
    m->dialogs->nextPath = m->folder.filePath(u"saved.yaml"_s);
    m->action("saveSuite")->trigger();
    QVERIFY(!m->workspace.suite()->isModified());
    auto make = tests::beginSample(m->workspace, u"alpha"_s, {}, QDateTime::currentDateTimeUtc());
    m->workspace.appendFacts(u"alpha"_s, make.take());
    m->dialogs->nextChoice = 0;
    QVERIFY(!m->window->close());
    m->dialogs->nextChoice = -1;
    auto changed = *m->workspace.suite()->test(u"beta"_s);
    changed.notebookName = u"changed"_s;
    QVERIFY(m->workspace.suite()->setTest(u"beta"_s, changed));
    m->dialogs->asked.clear();
    make.add(models::RunFinished{1});
    m->workspace.appendFacts(u"alpha"_s, make.take());
    QTRY_COMPARE(m->dialogs->asked, QStringList{u"Save the changes before Assay closes?"_s});
    QVERIFY(m->window->isVisible());
}

void TestStopping::toldWhileItAsksWhetherToSaveItCloses()
{
    stopAndStay();
    m->window->closeUnasked();
    QTRY_VERIFY(!m->window->isVisible());
    QCOMPARE(m->dialogs->asked.size(), 1);
}

void TestStopping::whoStaysAfterAllIsNotClosedLater()
{
    stopAndStay();
    auto make = tests::beginSample(m->workspace, u"alpha"_s, {}, QDateTime::currentDateTimeUtc());
    m->workspace.appendFacts(u"alpha"_s, make.take());
    make.add(models::RunFinished{1});
    m->workspace.appendFacts(u"alpha"_s, make.take());
    QCoreApplication::processEvents();
    QCOMPARE(m->dialogs->asked.size(), 1);
    QVERIFY(m->window->isVisible());
}

void TestStopping::aMenuOfAFieldHoldsNothingUp()
{
    m->showConfiguration();
    auto *field = m->find<QLineEdit>("notebook_name");
    QVERIFY(field);
    field->setFocus();
    QTRY_VERIFY(field->hasFocus());
    QContextMenuEvent asks(QContextMenuEvent::Keyboard, {1, 1}, field->mapToGlobal(QPoint(1, 1)));
    QCoreApplication::sendEvent(field, &asks);
    QTRY_VERIFY(QApplication::activePopupWidget());
    m->window->closeUnasked();
    QTRY_VERIFY(!m->window->isVisible());
    m->window.reset();
    QVERIFY(!QApplication::activePopupWidget());
}

QTEST_MAIN(TestStopping)
#include "tst_stopping.moc"
