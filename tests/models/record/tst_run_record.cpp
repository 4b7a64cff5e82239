// SPDX-License-Identifier: Apache-2.0
#include "models/sample_run.h"

#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;
using S = NotebookStatus;

class RunRecordTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anEmptyRecordSaysNothing()
    {
        const RunRecord record;
        QVERIFY(record.isEmpty());
        QVERIFY(!record.startedAt().isValid());
        QVERIFY(!record.phase());
        QVERIFY(!record.verdict());
        QVERIFY(record.secondsInStates(sample::at(9)).isEmpty());
        QVERIFY(record.leftovers().empty());
        QVERIFY(record.pod().is_null());
    }

    void aPassedRun()
    {
        const RunRecord record = sample::passed().record();
        QCOMPARE(record.runId(), u"20251030T101500Z-sdg_hub_image-3f9c"_s);
        QCOMPARE(record.configuration().id, u"sdg_hub_image"_s);
        QCOMPARE(record.startedAt(), sample::at(0));
        QCOMPARE(record.lastAt(), sample::at(12));
        COMPARE_ENUM(*record.phase(), Phase::CleanUp);
        QCOMPARE(record.phases().size(), std::size_t(4));
        COMPARE_ENUM(record.phases()[2].first, Phase::VerifyPackages);
        QCOMPARE(record.phases()[2].second, sample::at(8));
        QVERIFY(record.isFinished());
        COMPARE_ENUM(record.verdict()->outcome, Outcome::Passed);
        QCOMPARE(record.transitions().size(), std::size_t(4));
        COMPARE_ENUM(record.notebook().status, S::Deleted);
        QCOMPARE(record.notebook().name, u"sdg-hub-notebook"_s);
        QCOMPARE(record.results().size(), std::size_t(2));
        QVERIFY(record.leftovers().empty());
    }

    void secondsInStatesCountTheCurrentOneUntilNow()
    {
        const RunRecord record = sample::upToReady().record();
        const QMap<S, double> expected{
            {S::Created, 0.5}, {S::PodPending, 4}, {S::PodRunning, 3}, {S::Ready, 12}};
        QCOMPARE(record.secondsInStates(sample::at(20)), expected);
    }

    void secondsInStatesEndWithTheRun()
    {
        const RunRecord record = sample::passed().record();
        const QMap<S, double> expected{{S::Created, 0.5},
                                       {S::PodPending, 4},
                                       {S::PodRunning, 3},
                                       {S::Ready, 3},
                                       {S::Deleted, 1}};
        QCOMPARE(record.secondsInStates(sample::at(1000)), expected);
    }

    void aStateEnteredTwiceAddsUp()
    {
        sample::Facts facts = sample::upToReady();
        facts.state(10, S::Ready, S::PodRunning).state(14, S::PodRunning, S::Ready);
        const auto seconds = facts.record().secondsInStates(sample::at(15));
        QCOMPARE(seconds[S::PodRunning], 7.0);
        QCOMPARE(seconds[S::Ready], 3.0);
    }

    void aClockSetBackGivesNoNegativeTimes()
    {
        sample::Facts facts;
        facts.add(0, sample::started()).add(10, ObjectCreated{sample::notebookRef(), {}, false});
        facts.state(5, S::Created, S::PodPending);
        const auto seconds = facts.record().secondsInStates(sample::at(1));
        QCOMPARE(seconds[S::Created], 0.0);
        QCOMPARE(seconds[S::PodPending], 0.0);
    }

    void createdBeginsWithTheNotebook()
    {
        sample::Facts facts;
        facts.add(0, sample::started());
        QVERIFY(facts.record().secondsInStates(sample::at(9)).isEmpty());
        facts.add(4, ObjectCreated{sample::notebookRef(), {}, false});
        QCOMPARE(facts.record().secondsInStates(sample::at(9)), (QMap<S, double>{{S::Created, 5}}));
    }

    void theNewestFormOfAnEventCounts()
    {
        sample::Facts facts;
        facts.add(0, EventSeen{sample::event(u"a"_s, u"Pulling"_s)})
            .add(1, EventSeen{sample::event(u"b"_s, u"Failed"_s)})
            .add(2, EventSeen{sample::event(u"a"_s, u"Pulling"_s, 4)})
            .add(3, EventSeen{sample::event({}, u"Other"_s)})
            .add(4, EventSeen{sample::event({}, u"Other"_s)});
        const auto events = facts.record().events();
        QCOMPARE(events.size(), std::size_t(4));
        QCOMPARE(events[0].count, 4);
        QCOMPARE(events[1].reason, u"Failed"_s);
    }

    void thePodBringsItsOwnName()
    {
        sample::Facts facts;
        facts.add(0, sample::started());
        QCOMPARE(facts.record().notebook().podName, u"sdg-hub-notebook-0"_s);
        facts.add(1, PodSnapshot{{{"metadata", {{"name", "nb-x7k2-0"}}}}});
        QCOMPARE(facts.record().notebook().podName, u"nb-x7k2-0"_s);
        // A pod that is gone leaves what was last seen of it.
        facts.add(2, PodSnapshot{nullptr});
        QCOMPARE(facts.record().notebook().podName, u"nb-x7k2-0"_s);
        QVERIFY(facts.record().pod().is_object());
    }

    void logsGrowByContainerAndAttempt()
    {
        sample::Facts facts;
        facts.add(0, LogSegment{u"a"_s, 0, u"logs/a.log"_s, 0, 10, {}})
            .add(1, LogSegment{u"a"_s, 1, u"logs/a.1.log"_s, 0, 3, {}})
            .add(2, LogSegment{u"a"_s, 0, u"logs/a.log"_s, 10, 5, {}})
            .add(3, LogSegment{u"b"_s, 0, {}, 0, 0, u"never started"_s});
        const auto logs = facts.record().logs();
        QCOMPARE(logs.size(), std::size_t(3));
        QCOMPARE(logs[0].size, 15);
        QCOMPARE(logs[1].file, u"logs/a.1.log"_s);
        QCOMPARE(logs[2].problem, u"never started"_s);
    }

    void leftovers()
    {
        const ObjectRef claim{u"v1"_s, u"PersistentVolumeClaim"_s, u"test-x"_s, u"n"_s, u"u1"_s};
        const ObjectRef notebook{u"kubeflow.org/v1"_s, u"Notebook"_s, u"test-x"_s, u"n"_s, u"u2"_s};
        const ObjectRef space{u"v1"_s, u"Namespace"_s, {}, u"test-x"_s, u"u3"_s};
        sample::Facts facts;
        facts.add(0, ObjectCreated{space, {}, true})
            .add(1, ObjectCreated{claim, {}, false})
            .add(2, ObjectCreated{notebook, {}, false});
        QCOMPARE(facts.record().leftovers(), (std::vector{claim, notebook}));
        facts.add(3, ObjectDeleted{notebook, ObjectDeleted::Result::Failed, u"no"_s});
        facts.add(3, ObjectDeleted{claim, ObjectDeleted::Result::Kept, u"kept"_s});
        QCOMPARE(facts.record().leftovers(), (std::vector{claim, notebook}));
        // The same name with another uid is another object.
        ObjectRef stranger = notebook;
        stranger.uid = u"u9"_s;
        facts.add(4, ObjectDeleted{stranger, ObjectDeleted::Result::Deleted, {}});
        QCOMPARE(facts.record().leftovers(), (std::vector{claim, notebook}));
        facts.add(5, ObjectDeleted{notebook, ObjectDeleted::Result::AlreadyGone, {}});
        QCOMPARE(facts.record().leftovers(), std::vector{claim});
        facts.add(6, ObjectDeleted{space, ObjectDeleted::Result::Deleted, {}});
        QVERIFY(facts.record().leftovers().empty());
    }

    void aPackageVerifiedAgainReplacesItsResult()
    {
        sample::Facts facts = sample::upToReady();
        facts.add(9, sample::verified(u"numpy"_s, PackageOutcome::Inconclusive))
            .add(10, sample::verified(u"numpy"_s, PackageOutcome::Passed));
        QCOMPARE(facts.record().results().size(), std::size_t(1));
        QVERIFY(facts.record().results()[0].importSuccessful);
    }
};

QTEST_GUILESS_MAIN(RunRecordTest)
#include "tst_run_record.moc"
