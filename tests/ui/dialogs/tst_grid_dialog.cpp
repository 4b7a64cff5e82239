// SPDX-License-Identifier: Apache-2.0
#include "ui/sample_runs.h"

#include <models/tables/grid_model.h>
#include <ui/dialogs/grid_dialog.h>
#include <ui/look/theme.h>

#include <QApplication>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay;

class TestGridDialog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { ui::Theme::instance(); }
    void init();
    void cleanup() { m.reset(); }

    void testsAndClustersAreChosen();
    void whatCannotBeChosenSaysWhy();
    void namesOfTestsHaveRoom();
    void cellsFollowTheirRuns();
    void aRunIsOpenedByItsCell();
    void whatWasStoppedEnds();
    void theClusterInUseIsCalledAsPeopleCallIt();
    void runsFromDiskStandInAGrid();

private:
    template<class W>
    W *find(const char *name) const
    {
        return m->findChild<W *>(QLatin1String(name));
    }
    QString text(const char *label) const { return find<QLabel>(label)->text(); }
    QStringList row(int number) const;
    //! Facts of a whole run of alpha that passes, or lacks a package; the last is its end.
    static std::vector<models::Fact> run(bool passes);

    models::GridModel m_model;
    std::unique_ptr<ui::GridDialog> m;
};

void TestGridDialog::init()
{
    m_model.begin({}, {});
    m = std::make_unique<ui::GridDialog>(&m_model, nullptr);
    m->choose({u"alpha"_s, u"beta"_s, u"gamma"_s}, {u"beta"_s}, {u"east"_s, u"west"_s, u"dead"_s},
              u"west"_s);
    QVERIFY(QTest::qWaitForWindowActive(m.get()));
}

QStringList TestGridDialog::row(int number) const
{
    QStringList texts;
    for (int column = 0; column < m_model.columnCount(); ++column)
        texts << m_model.index(number, column).data().toString();
    return texts;
}

std::vector<models::Fact> TestGridDialog::run(bool passes)
{
    models::Workspace workspace;
    workspace.suite()->addTest(tests::sampleTest(u"alpha"_s, u"quay.io/x/y:1"_s, {u"json"_s}));
    const QDateTime start(QDate(2025, 10, 30), QTime(10, 15), Qt::UTC);
    if (passes)
        tests::passSample(workspace, u"alpha"_s, {}, start);
    else
        tests::missPackageSample(workspace, u"alpha"_s, {}, start);
    return workspace.run(u"alpha"_s)->record.facts();
}

void TestGridDialog::testsAndClustersAreChosen()
{
    QSignalSpy asked(m.get(), &ui::GridDialog::runRequested);
    QCOMPARE(text("gridTitle"), u"To run: 3 (tests × clusters: 3 × 1)"_s);
    auto *list = find<QListWidget>("gridContexts");
    QCOMPARE(list->item(1)->text(), u"west (in use)"_s);
    QCOMPARE(list->item(1)->checkState(), Qt::Checked);
    // Found by some letters, ticked by key.
    auto *filter = find<QLineEdit>("gridFilter");
    filter->setFocus();
    QTest::keyClicks(filter, u"EA"_s);
    QVERIFY(list->item(1)->isHidden());
    QVERIFY(!list->item(2)->isHidden());
    QTest::keyClick(filter, Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), list);
    QTest::keyClick(list, Qt::Key_Home);
    QTest::keyClick(list, Qt::Key_Space);
    QCOMPARE(list->item(0)->checkState(), Qt::Checked);
    QCOMPARE(text("gridTitle"), u"To run: 6 (tests × clusters: 3 × 2)"_s);
    auto *tests = find<QComboBox>("gridTests");
    tests->setFocus();
    QTest::keyClick(tests, Qt::Key_Down);
    QCOMPARE(tests->currentText(), u"The selected one: beta"_s);
    QCOMPARE(text("gridTitle"), u"To run: 2 (tests × clusters: 1 × 2)"_s);
    QTest::mouseClick(find<QPushButton>("gridRun"), Qt::LeftButton);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked[0][0].toStringList(), QStringList{u"beta"_s});
    QCOMPARE(asked[0][1].toStringList(), (QStringList{u"east"_s, u"west"_s}));
    // What was ticked stays so.
    m->choose({u"alpha"_s}, {}, {u"dead"_s, u"east"_s}, {});
    QCOMPARE(text("gridTitle"), u"To run: 1 (tests × clusters: 1 × 1)"_s);
    QCOMPARE(list->item(1)->checkState(), Qt::Checked);
}

void TestGridDialog::whatCannotBeChosenSaysWhy()
{
    const auto *run = find<QPushButton>("gridRun");
    m->setBusy(true);
    QCOMPARE(text("gridTitle"), u"Other tests run. Wait for them, or stop them."_s);
    QVERIFY(!run->isEnabled());
    m->setBusy(false);
    find<QListWidget>("gridContexts")->item(1)->setCheckState(Qt::Unchecked);
    QCOMPARE(text("gridTitle"), u"Tick the clusters that the tests run on"_s);
    QVERIFY(!run->isEnabled());
    QTest::keyClicks(find<QLineEdit>("gridFilter"), u"nowhere"_s);
    QCOMPARE(text("gridNoContext"), u"No cluster has these letters in its name."_s);
    m->choose({u"alpha"_s}, {}, {}, {});
    QCOMPARE(text("gridNoContext"),
             u"There is no cluster: open a kubeconfig in the toolbar, or choose the demo cluster "
             "there."_s);
    m->choose({}, {}, {u"east"_s}, u"east"_s);
    QCOMPARE(text("gridTitle"), u"The suite has no test yet"_s);
    QVERIFY(!run->isEnabled());
}

void TestGridDialog::namesOfTestsHaveRoom()
{
    const auto width = [this] {
        return find<QTableView>("grid")->horizontalHeader()->sectionSize(0);
    };
    const int em = m->fontMetrics().height();
    m_model.begin({u"alpha"_s}, {u"east"_s});
    m->begin();
    QCOMPARE(width(), em * 14);
    m_model.begin({QString(99, u'x')}, {u"east"_s});
    m->begin();
    QCOMPARE(width(), em * 26);
}

void TestGridDialog::cellsFollowTheirRuns()
{
    m_model.begin({u"alpha"_s, u"beta"_s}, {u"east"_s, u"west"_s});
    m->begin();
    QCOMPARE(text("gridTitle"), u"Runs: 4 without a verdict yet"_s);
    QCOMPARE(row(0), (QStringList{u"alpha"_s, u"Queued"_s, u"Queued"_s}));
    m_model.beginRun(u"alpha"_s, u"east"_s, u"/runs/1"_s);
    m_model.beginRun(u"alpha"_s, u"west"_s, u"/runs/2"_s);
    QCOMPARE(row(0), (QStringList{u"alpha"_s, u"Running"_s, u"Running"_s}));
    QCOMPARE(m_model.openCount(), 4);
    QCOMPARE(m_model.openCount(u"west"_s), 2);

    // A verdict is no end: what the run made is still to be deleted.
    std::vector<models::Fact> facts = run(true);
    const models::Fact last = facts.back();
    facts.pop_back();
    m_model.appendFacts(u"alpha"_s, u"east"_s, facts);
    QCOMPARE(row(0)[1], u"Running"_s);
    m_model.appendFacts(u"alpha"_s, u"east"_s, {last});
    m_model.appendFacts(u"alpha"_s, u"west"_s, run(false));
    m_model.refuse({}, u"west"_s, u"Nobody answers at https://west:6443."_s);
    QVERIFY2(row(0)[1].startsWith(u"Passed "_s), qPrintable(row(0)[1]));
    QVERIFY2(row(0)[2].startsWith(u"Failed "_s), qPrintable(row(0)[2]));
    QCOMPARE(row(1), (QStringList{u"beta"_s, u"Queued"_s, u"Inconclusive"_s}));
    QCOMPARE(text("gridTitle"),
             u"Runs: 1 passed, 1 failed, 1 inconclusive, 1 without a verdict yet"_s);

    auto *grid = find<QTableView>("grid");
    grid->setFocus();
    QTest::keyClick(grid, Qt::Key_Right);
    QVERIFY2(text("gridSentence").contains(u"alpha on west: Failed"_s),
             qPrintable(text("gridSentence")));
    QTest::keyClick(grid, Qt::Key_Down);
    QCOMPARE(text("gridSentence"),
             u"beta on west: Inconclusive. Nobody answers at https://west:6443."_s);
    QTest::keyClick(grid, Qt::Key_Home);
    QCOMPARE(text("gridSentence"),
             u"beta: passed on 0 of 2; Queued on east, Inconclusive on west"_s);
}

void TestGridDialog::aRunIsOpenedByItsCell()
{
    QSignalSpy opened(m.get(), &ui::GridDialog::openRequested);
    m_model.begin({u"alpha"_s}, {u"east"_s, u"west"_s});
    m->begin();
    auto *grid = find<QTableView>("grid");
    const auto *open = find<QPushButton>("gridOpen");
    QTRY_COMPARE(QApplication::focusWidget(), grid);
    m_model.beginRun(u"alpha"_s, u"west"_s, u"/runs/2"_s);
    QTest::keyClick(grid, Qt::Key_Right);
    // One that goes on would be seen as it is now, and never change.
    QVERIFY(!open->isEnabled());
    QTest::keyClick(grid, Qt::Key_Return);
    QCOMPARE(opened.size(), 0);
    m_model.appendFacts(u"alpha"_s, u"west"_s, run(false));
    QVERIFY(open->isEnabled());
    QTest::keyClick(grid, Qt::Key_Return);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened[0][0].toString(), u"/runs/2"_s);
    const QPoint cell = grid->visualRect(m_model.index(0, 2)).center();
    QTest::mouseClick(grid->viewport(), Qt::LeftButton, {}, cell);
    QTest::mouseDClick(grid->viewport(), Qt::LeftButton, {}, cell);
    QCOMPARE(opened.size(), 2);
}

void TestGridDialog::whatWasStoppedEnds()
{
    QSignalSpy stopped(m.get(), &ui::GridDialog::stopRequested);
    m_model.begin({u"alpha"_s}, {u"east"_s, u"west"_s});
    m->begin();
    m_model.beginRun(u"alpha"_s, u"east"_s, u"/runs/1"_s);
    QTest::mouseClick(find<QPushButton>("gridStop"), Qt::LeftButton);
    QCOMPARE(stopped.size(), 1);
    m_model.end();
    m->end();
    QVERIFY(!find<QPushButton>("gridStop")->isEnabled());
    QCOMPARE(m_model.openCount(), 0);
    QCOMPARE(row(0), (QStringList{u"alpha"_s, u"Cancelled"_s, u"Cancelled"_s}));
    QCOMPARE(m_model.sentenceFor(m_model.index(0, 1)),
             u"alpha on east: Cancelled. Its run ended without a verdict."_s);
    QCOMPARE(m_model.sentenceFor(m_model.index(0, 2)),
             u"alpha on west: Cancelled. It was stopped before it began."_s);
    // Asked for again, it is there still, and leads to another choice and back.
    m->choose({u"alpha"_s}, {}, {u"east"_s}, {});
    QVERIFY(find<QTableView>("grid")->isVisible());
    auto *other = find<QPushButton>("gridOther");
    QCOMPARE(other->text(), u"&New run…"_s);
    QTest::mouseClick(other, Qt::LeftButton);
    QVERIFY(find<QPushButton>("gridRun")->isVisible());
    QCOMPARE(other->text(), u"Show the &results"_s);
    QTest::mouseClick(other, Qt::LeftButton);
    QVERIFY(find<QTableView>("grid")->isVisible());
}

void TestGridDialog::theClusterInUseIsCalledAsPeopleCallIt()
{
    m->choose({u"alpha"_s}, {}, {u"sandbox"_s, u"east"_s}, u"sandbox"_s,
              u"Demo cluster (inside Assay)"_s);
    auto *list = find<QListWidget>("gridContexts");
    QCOMPARE(list->item(0)->text(), u"Demo cluster (inside Assay) (in use)"_s);
    QCOMPARE(list->item(1)->text(), u"east"_s);
    QSignalSpy asked(m.get(), &ui::GridDialog::runRequested);
    QTest::mouseClick(find<QPushButton>("gridRun"), Qt::LeftButton);
    QCOMPARE(asked[0][1].toStringList().front(), u"sandbox"_s);
}

void TestGridDialog::runsFromDiskStandInAGrid()
{
    models::RunRecord passed, failed;
    for (const models::Fact &fact : run(true))
        passed.append(fact);
    for (const models::Fact &fact : run(false))
        failed.append(fact);
    using Ended = models::GridModel::Ended;
    Ended notBegun;
    notBegun.testId = u"beta"_s;
    notBegun.context = u"west"_s;
    notBegun.state = models::TestState::Inconclusive;
    notBegun.ending = u"The cluster could not be reached."_s;
    Ended older = Ended::of(failed, u"east"_s, u"/runs/older"_s);
    older.at = older.at.addSecs(-60);
    m_model.show({Ended::of(passed, u"east"_s, u"/runs/1"_s), older,
                  Ended::of(failed, u"west"_s, u"/runs/2"_s), notBegun});
    m->showStored(u"nightly"_s);
    QCOMPARE(m->windowTitle(), u"Stored runs: nightly"_s);
    QCOMPARE(text("gridTitle"), u"Runs: 1 passed, 1 failed, 1 inconclusive"_s);
    QCOMPARE(row(0), (QStringList{u"alpha"_s, u"Passed 9.8 s"_s, u"Failed 9.8 s"_s}));
    QCOMPARE(row(1), (QStringList{u"beta"_s, u"Not run"_s, u"Inconclusive"_s}));
    QVERIFY(!find<QPushButton>("gridStop")->isVisible());
    QVERIFY(!find<QPushButton>("gridOther")->isVisible());
    QSignalSpy opened(m.get(), &ui::GridDialog::openRequested);
    auto *grid = find<QTableView>("grid");
    QVERIFY(grid->hasFocus());
    QTest::keyClick(grid, Qt::Key_Return);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened[0][0].toString(), u"/runs/1"_s);
    // What did not begin has no record to be opened, and says why.
    grid->setCurrentIndex(m_model.index(1, 2));
    QVERIFY(!find<QPushButton>("gridOpen")->isEnabled());
    QCOMPARE(text("gridSentence"),
             u"beta on west: Inconclusive. The cluster could not be reached."_s);
    // A new choice begins with what can be run, not with them.
    m->choose({u"alpha"_s}, {}, {u"east"_s}, {});
    QVERIFY(find<QPushButton>("gridRun")->isVisible());
    QCOMPARE(m->windowTitle(), u"The same tests on several clusters"_s);
}

QTEST_MAIN(TestGridDialog)
#include "tst_grid_dialog.moc"
