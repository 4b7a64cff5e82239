// SPDX-License-Identifier: Apache-2.0
#include "ui/window_fixture.h"

#include <models/tables/tests_model.h>

#include <QAbstractItemView>
#include <QDir>
#include <QSignalSpy>
#include <QTableView>

using namespace Qt::StringLiterals;
using namespace assay;
using tests::WindowFixture;

//! A stored run is looked at; what is the user's stays as it was.
class TestStoredRun : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m = std::make_unique<WindowFixture>();
        m->addTests();
        tests::passSample(m->workspace, u"alpha"_s, {}, m_start.addDays(1));
        m->show();
        m->window->selectTest(u"alpha"_s);
    }
    void cleanup() { m.reset(); }

    void itStandsUnderItsDateAndChangesNothing();
    void aTestThatTheSuiteLacksIsNotAddedToIt();
    void itCannotBeEdited();
    void choosingATestClosesIt();
    void runningClosesIt();
    void itIsLookedForWhereRunsAreStored();
    void theNewestRunGoesOnBehindIt();

private:
    //! Read back, as if another had made it: the last package of the test cannot be imported.
    models::StoredRun stored(const QString &testId) const
    {
        models::Workspace other;
        other.suite()->addTest(
            tests::sampleTest(testId, u"quay.io/x/y:0"_s, {u"numpy"_s, u"scipy"_s}));
        tests::missPackageSample(other, testId, {}, m_start);
        return {{}, other.run(testId)->record, {}};
    }
    QString text(const char *label) const { return m->texts(label).value(0); }
    QStringList packages() const
    {
        m->raisePane("packagesPane");
        const auto *model = m->find<QTableView>("packages")->model();
        QStringList names;
        for (int row = 0; row < model->rowCount(); ++row)
            names << model->index(row, 0).data().toString();
        return names;
    }

    const QDateTime m_start{QDate(2025, 10, 30), QTime(14, 3), Qt::LocalTime};
    std::unique_ptr<WindowFixture> m;
};

void TestStoredRun::itStandsUnderItsDateAndChangesNothing()
{
    const models::SuiteDocument *suite = m->workspace.suite();
    const auto before = suite->tests();
    const auto newest = m->workspace.run(u"alpha"_s);
    const QString summary = m->find<QLabel>("summary")->text();
    QCOMPARE(summary, u"1 passed, 2 not run"_s);
    QVERIFY(!m->find<QWidget>("storedStrip")->isVisible());

    m->window->showStoredRun(stored(u"alpha"_s));
    QCOMPARE(text("storedStripText"),
             u"Stored run of 2025-10-30 14:03. Nothing here changes your suite."_s);
    QCOMPARE(text("testName"), u"alpha"_s);
    QCOMPARE(text("outcomeBadge"), u"Failed after 9.8 s"_s);
    QCOMPARE(text("whatHappenedHeadline"), u"scipy is not installed."_s);
    QCOMPARE(packages(), (QStringList{u"numpy"_s, u"scipy"_s}));
    QCOMPARE(suite->tests(), before);
    QCOMPARE(m->workspace.run(u"alpha"_s), newest);
    QCOMPARE(m->find<QLabel>("summary")->text(), summary);

    m->click("closeStoredRun");
    QVERIFY(!m->find<QWidget>("storedStrip")->isVisible());
    QCOMPARE(text("outcomeBadge"), u"Passed after 9.8 s"_s);
    QCOMPARE(packages(), (QStringList{u"numpy"_s, u"pandas"_s}));
}

void TestStoredRun::aTestThatTheSuiteLacksIsNotAddedToIt()
{
    models::SuiteDocument *suite = m->workspace.suite();
    suite->clear();
    QVERIFY(!m->window->isWindowModified());
    QSignalSpy reset(suite, &models::SuiteDocument::reset);
    m->window->showStoredRun(stored(u"elsewhere"_s));
    QCOMPARE(text("testName"), u"elsewhere"_s);
    QCOMPARE(text("testPlace"), u"quay.io/x/y:0"_s);
    QVERIFY(!m->find<QWidget>("welcome")->isVisible());
    QCOMPARE(reset.size(), 0);
    QVERIFY(suite->tests().empty());
    QVERIFY(!m->window->isWindowModified());
    QVERIFY(!m->action("runAll")->isEnabled());
    QVERIFY(!m->action("exportReports")->isEnabled());
    m->click("closeStoredRun");
    QVERIFY(m->find<QWidget>("welcome")->isVisible());
}

void TestStoredRun::itCannotBeEdited()
{
    m->showConfiguration();
    m->window->showStoredRun(stored(u"alpha"_s));
    auto *pages = m->find<QTabBar>("pageSwitch");
    QCOMPARE(pages->currentIndex(), 0);
    QVERIFY(!pages->isTabEnabled(1));
    // Nothing is offered that would lead to another than what is looked at.
    QVERIFY(!m->find<QWidget>("whatHappenedEdit")->isVisible());
    QVERIFY(!m->find<QWidget>("whatHappenedRun")->isVisible());
    m->action("showConfiguration")->trigger();
    QCOMPARE(pages->currentIndex(), 0);
    QVERIFY(m->find<QWidget>("runPage")->isVisible());
    m->click("closeStoredRun");
    QVERIFY(m->find<QWidget>("whatHappenedEdit")->isVisible());
    QVERIFY(m->find<QWidget>("whatHappenedRun")->isVisible());
    QVERIFY(pages->isTabEnabled(1));
    m->action("showConfiguration")->trigger();
    QCOMPARE(pages->currentIndex(), 1);
}

void TestStoredRun::choosingATestClosesIt()
{
    m->window->showStoredRun(stored(u"alpha"_s));
    m->window->selectTest(u"beta"_s);
    QVERIFY(!m->find<QWidget>("storedStrip")->isVisible());
    QCOMPARE(text("testName"), u"beta"_s);
}

void TestStoredRun::runningClosesIt()
{
    m->window->setContexts({u"dev"_s}, u"dev"_s);
    m->window->showStoredRun(stored(u"elsewhere"_s));
    QSignalSpy run(m->window.get(), &ui::MainWindow::runRequested);
    m->action("runAll")->trigger();
    QCOMPARE(run.size(), 1);
    QCOMPARE(run[0][0].toStringList(), (QStringList{u"alpha"_s, u"beta"_s, u"gamma"_s}));
    QVERIFY(!m->find<QWidget>("storedStrip")->isVisible());
    QCOMPARE(text("testName"), u"alpha"_s);
}

void TestStoredRun::itIsLookedForWhereRunsAreStored()
{
    qputenv("XDG_STATE_HOME", m->folder.filePath(u"state"_s).toUtf8());
    const QString root = m->folder.filePath(u"state/assay/runs"_s);
    m->action("openRun")->trigger();
    QCOMPARE(m->dialogs->asked, QStringList{u"Open stored run"_s});
    QVERIFY(m->dialogs->folders.last() != root); // it is not there
    QVERIFY(QDir().mkpath(root));
    m->action("openRun")->trigger();
    QCOMPARE(m->dialogs->folders.last(), root);
    qunsetenv("XDG_STATE_HOME");
}

void TestStoredRun::theNewestRunGoesOnBehindIt()
{
    m->window->showStoredRun(stored(u"alpha"_s));
    tests::pullErrorSample(m->workspace, u"alpha"_s, {}, m_start.addDays(2));
    QCOMPARE(text("outcomeBadge"), u"Failed after 9.8 s"_s);
    QCOMPARE(m->find<QLabel>("summary")->text(), u"1 failed, 2 not run"_s);
    m->click("closeStoredRun");
    QCOMPARE(text("outcomeBadge"), u"Failed after 14 s"_s);
}

QTEST_MAIN(TestStoredRun)
#include "tst_stored_run.moc"
