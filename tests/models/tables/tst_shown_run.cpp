// SPDX-License-Identifier: Apache-2.0
#include <models/tables/record_models.h>
#include <models/tables/tests_model.h>

#include "models/sample_run.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

namespace {

const QString id = u"sdg_hub_image"_s;
constexpr auto mode = QAbstractItemModelTester::FailureReportingMode::QtTest;

QStringList wholeTable(const QAbstractItemModel &model)
{
    QStringList cells;
    for (int row = 0; row < model.rowCount(); ++row)
        for (int column = 0; column < model.columnCount(); ++column)
            cells << model.index(row, column).data().toString();
    return cells;
}

} // namespace

class ShownRunTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_workspace = std::make_unique<Workspace>();
        m_workspace->suite()->addTest(sample::configuration());
    }

    void itFollowsTheNewestRunOfItsTest()
    {
        ShownRun shown(m_workspace.get());
        QSignalSpy changed(&shown, &ShownRun::changed);
        QSignalSpy grew(&shown, &ShownRun::grew);
        QVERIFY(shown.testId().isEmpty());
        shown.showTest(id);
        QCOMPARE(changed.size(), 1);
        QVERIFY(!shown.run());
        QCOMPARE(shown.configuration(), sample::configuration());
        m_workspace->beginRun(id, u"one"_s);
        QCOMPARE(changed.size(), 2);
        QCOMPARE(shown.run()->folder, u"one"_s);
        QVERIFY(shown.isActive());
        m_workspace->appendFacts(id, sample::passed().all());
        QCOMPARE(grew.size(), 1);
        QVERIFY(!shown.isActive());
        m_workspace->beginRun(u"other"_s, u"two"_s);
        m_workspace->appendFacts(u"other"_s, sample::passed().all());
        QCOMPARE(changed.size(), 2);
        QCOMPARE(grew.size(), 1);
        QCOMPARE(shown.run()->folder, u"one"_s);
    }

    void aStoredRunIsLookedAtAndTouchesNothing()
    {
        m_workspace->beginRun(id, u"newest"_s);
        m_workspace->appendFacts(id, sample::passed().all());
        const auto newest = m_workspace->run(id);
        SuiteDocument *suite = m_workspace->suite();
        const auto tests = suite->tests();
        QSignalSpy reset(suite, &SuiteDocument::reset);
        QSignalSpy modified(suite, &SuiteDocument::modifiedChanged);
        QSignalSpy began(m_workspace.get(), &Workspace::runBegan);
        TestsModel list(m_workspace.get());
        ShownRun shown(m_workspace.get());
        shown.showTest(id);
        EventsModel events(&shown);
        QCOMPARE(events.rowCount(), 0);

        shown.showStored({u"stored"_s, sample::pullFailure().record(), {}});
        QVERIFY(shown.isStored());
        QCOMPARE(shown.testId(), id);
        QCOMPARE(shown.run()->folder, u"stored"_s);
        QVERIFY(!shown.isActive());
        QCOMPARE(events.rowCount(), 1);
        QCOMPARE(m_workspace->run(id), newest);
        COMPARE_ENUM(list.stateOf(id), TestState::Passed);

        // A test that the suite does not have.
        RunStarted foreign = sample::started();
        foreign.configuration.id = u"elsewhere"_s;
        RunRecord record;
        record.append({1, sample::at(0), foreign});
        shown.showStored({u"stored2"_s, record, {}});
        QCOMPARE(shown.testId(), u"elsewhere"_s);
        QCOMPARE(shown.configuration(), foreign.configuration);
        QVERIFY(!m_workspace->run(u"elsewhere"_s));
        QCOMPARE(suite->tests(), tests);
        QCOMPARE(reset.size() + modified.size() + began.size(), 0);
    }

    void aStoredRunStaysWhileTheSameTestRuns()
    {
        ShownRun shown(m_workspace.get());
        shown.showStored({u"stored"_s, sample::pullFailure().record(), {}});
        QSignalSpy changed(&shown, &ShownRun::changed);
        QSignalSpy grew(&shown, &ShownRun::grew);
        m_workspace->beginRun(id, u"newest"_s);
        m_workspace->appendFacts(id, sample::passed().all());
        QCOMPARE(changed.size() + grew.size(), 0);
        QCOMPARE(shown.run()->folder, u"stored"_s);
        shown.showTest(id);
        QVERIFY(!shown.isStored());
        QCOMPARE(shown.run()->folder, u"newest"_s);
    }

    //! A reader is told of a new run before the table is: what the table still announces, it has.
    void aTableIsNeverCaughtBetweenAnnouncementAndData()
    {
        std::vector<const QAbstractItemModel *> tables;
        std::vector<QStringList> seen;
        const auto read = [&] {
            QStringList cells;
            for (const QAbstractItemModel *table : tables)
                cells << wholeTable(*table);
            seen.push_back(cells);
        };
        connect(m_workspace.get(), &Workspace::runBegan, this, read);
        connect(m_workspace.get(), &Workspace::factsAppended, this, read);
        ShownRun shown(m_workspace.get());
        connect(&shown, &ShownRun::changed, this, read);
        connect(&shown, &ShownRun::grew, this, read);
        shown.showTest(id);
        PackageResultsModel packages(&shown);
        EventsModel events(&shown);
        TimelineModel timeline(&shown);
        tables = {&packages, &events, &timeline};
        connect(&events, &QAbstractItemModel::modelAboutToBeReset, this, read);
        connect(&events, &QAbstractItemModel::modelReset, this, read);

        m_workspace->beginRun(id, {});
        m_workspace->appendFacts(id, sample::pullFailure().all());
        read();
        const QStringList before = seen.back();
        QCOMPARE(before.size(), 2 * 5 + 1 * 5 + 9 * 3);
        seen.clear();
        m_workspace->beginRun(id, {});
        // Told by the workspace, by the run that is shown, and by a table before and after.
        QCOMPARE(seen.size(), std::size_t(4));
        QCOMPARE(seen[0], before);
        QCOMPARE(seen[1], before);
        read();
        QCOMPARE(seen.back(), QStringList());
        m_workspace->appendFacts(id, sample::pullFailure().all());
        read();
        QCOMPARE(seen.back(), before);
    }

    //! Whoever is told of a fact may begin another run of the test before the tables are told.
    void aRunMayBeginWhileFactsAreTold()
    {
        bool once = true;
        ShownRun shown(m_workspace.get());
        shown.showTest(id);
        EventsModel events(&shown);
        TimelineModel timeline(&shown);
        QAbstractItemModelTester tester(&events, mode);
        QAbstractItemModelTester another(&timeline, mode);
        m_workspace->beginRun(id, u"one"_s);
        connect(&events, &QAbstractItemModel::rowsInserted, this, [&] {
            if (std::exchange(once, false))
                m_workspace->beginRun(id, u"two"_s);
        });
        m_workspace->appendFacts(id, sample::pullFailure().all());
        QCOMPARE(shown.run()->folder, u"two"_s);
        QCOMPARE(events.rowCount(), 0);
        QCOMPARE(timeline.rowCount(), 0);
        m_workspace->appendFacts(id, sample::pullFailure().all());
        QCOMPARE(events.rowCount(), 1);
        QCOMPARE(timeline.rowCount(), 9);
    }

private:
    std::unique_ptr<Workspace> m_workspace;
};

QTEST_GUILESS_MAIN(ShownRunTest)
#include "tst_shown_run.moc"
