// SPDX-License-Identifier: Apache-2.0
#include <models/base/duration.h>
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

QString text(const QAbstractItemModel &model, int row, int column)
{
    return model.index(row, column).data().toString();
}

int toneOf(const QAbstractItemModel &model, int row)
{
    return model.index(row, 0).data(RecordTableModel::ToneRole).toInt();
}

int tone(Tone value)
{
    return static_cast<int>(value);
}

QStringList column(const QAbstractItemModel &model, int number)
{
    QStringList list;
    for (int row = 0; row < model.rowCount(); ++row)
        list.append(text(model, row, number));
    return list;
}

//! Counts what a model tells its views.
struct Told
{
    explicit Told(QAbstractItemModel *model)
        : resets(model, &QAbstractItemModel::modelReset)
        , inserted(model, &QAbstractItemModel::rowsInserted)
        , removed(model, &QAbstractItemModel::rowsRemoved)
        , changed(model, &QAbstractItemModel::dataChanged)
    {
    }
    QPair<int, int> changedRows(int which) const
    {
        return {changed[which][0].toModelIndex().row(), changed[which][1].toModelIndex().row()};
    }
    QSignalSpy resets, inserted, removed, changed;
};

} // namespace

class RecordModelsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_shown.reset();
        m_workspace = std::make_unique<Workspace>();
        m_shown = std::make_unique<ShownRun>(m_workspace.get());
        m_workspace->suite()->addTest(sample::configuration());
    }

    void workspaceFollowsARun()
    {
        Workspace &w = *m_workspace;
        QSignalSpy began(&w, &Workspace::runBegan);
        QSignalSpy appended(&w, &Workspace::factsAppended);
        QSignalSpy ended(&w, &Workspace::runEnded);
        QSignalSpy queue(&w, &Workspace::queueChanged);
        w.appendFacts(id, sample::passed().all());
        QVERIFY(!w.run(id));
        QCOMPARE(appended.size(), 0);

        w.setQueued({id, u"other"_s});
        QVERIFY(w.isQueued(id));
        w.beginRun(id, u"folder"_s);
        QVERIFY(!w.isQueued(id));
        QVERIFY(w.isQueued(u"other"_s));
        QCOMPARE(queue.size(), 2);
        QCOMPARE(began.size(), 1);
        QVERIFY(w.isActive(id));
        QCOMPARE(w.activeCount(), 1);
        QCOMPARE(w.run(id)->folder, u"folder"_s);

        const auto facts = sample::passed().all();
        w.appendFacts(id, {facts.begin(), facts.begin() + 3});
        QCOMPARE(appended.takeFirst(), (QVariantList{id, 0, 3}));
        QCOMPARE(ended.size(), 0);
        w.appendFacts(id, {facts.begin() + 3, facts.end()});
        QCOMPARE(appended.takeFirst(), (QVariantList{id, 3, static_cast<int>(facts.size())}));
        QCOMPARE(ended.size(), 1);
        QVERIFY(!w.isActive(id));
        QCOMPARE(w.activeCount(), 0);
    }

    void packages()
    {
        PackageResultsModel model(m_shown.get());
        QAbstractItemModelTester tester(&model, mode);
        m_shown->showTest(id);
        QCOMPARE(model.rowCount(), 0);
        m_workspace->beginRun(id, {});
        Told told(&model);
        m_workspace->appendFacts(id, sample::upToReady().all());
        QCOMPARE(column(model, PackageResultsModel::Package),
                 (QStringList{u"sdg_hub"_s, u"numpy"_s}));
        QCOMPARE(column(model, PackageResultsModel::Result),
                 (QStringList{u"Waiting"_s, u"Waiting"_s}));
        QCOMPARE(told.inserted.size(), 1);
        QCOMPARE(told.changed.size(), 0);

        m_workspace->appendFacts(
            id, {{9, sample::at(9), sample::verified(u"numpy"_s, PackageOutcome::Failed)}});
        QCOMPARE(told.changed.size(), 1);
        QCOMPARE(told.changedRows(0), qMakePair(1, 1));
        QCOMPARE(text(model, 1, PackageResultsModel::Result), u"Failed"_s);
        QCOMPARE(text(model, 1, PackageResultsModel::Time), u"0.8 s"_s);
        QCOMPARE(text(model, 1, PackageResultsModel::Detail),
                 u"ModuleNotFoundError: No module named 'numpy'"_s);
        QCOMPARE(toneOf(model, 1), tone(Tone::Bad));
        QCOMPARE(toneOf(model, 0), tone(Tone::Muted));
        QCOMPARE(model.index(1, 0).data(RecordTableModel::TextRole).toString(),
                 u"python -c \"import numpy\"\nTraceback (most recent call last):\n"
                 "ModuleNotFoundError: No module named 'numpy'\nAdd numpy to the image."_s);

        m_workspace->appendFacts(id,
                                 {{10, sample::at(10), Verdict{Outcome::Cancelled, {}, 10, 0}}});
        QCOMPARE(told.changedRows(1), qMakePair(0, 1));
        QCOMPARE(text(model, 0, PackageResultsModel::Result), u"Not reached"_s);
        QCOMPARE(told.resets.size(), 0);
    }

    void packagesHaveAVersionAndAPlace()
    {
        PackageVerified hub = sample::verified(u"sdg_hub"_s, PackageOutcome::Passed);
        hub.result.version = u"0.4"_s;
        hub.result.distribution = u"sdg-hub"_s;
        hub.result.location = ModuleLocation{u"/data/sdg_hub.py"_s, true, false};
        PackageVerified numpy = sample::verified(u"numpy"_s, PackageOutcome::Passed);
        numpy.result.location = ModuleLocation{u"/lib/numpy.py"_s, false, true};
        sample::Facts facts = sample::upToReady();
        facts.add(9, hub).add(9, numpy);
        PackageResultsModel model(m_shown.get());
        m_shown->showTest(id);
        m_shown->showStored({{}, facts.record(), {}});
        QCOMPARE(column(model, PackageResultsModel::Version), (QStringList{u"0.4"_s, QString()}));
        QCOMPARE(column(model, PackageResultsModel::Detail),
                 (QStringList{u"Found on the volume at /data/sdg_hub.py, not in the image."_s,
                              QString()}));
        QCOMPARE(model.index(0, 0).data(RecordTableModel::TextRole).toString(),
                 u"python -c \"import sdg_hub\"\nFrom the distribution sdg-hub 0.4\n"
                 "Found on the volume at /data/sdg_hub.py, not in the image."_s);
        QCOMPARE(model.index(1, 0).data(RecordTableModel::TextRole).toString(),
                 u"python -c \"import numpy\"\nFound at /lib/numpy.py"_s);
    }

    void packagesOfATornRecordWereNotReached()
    {
        PackageResultsModel model(m_shown.get());
        m_shown->showTest(id);
        m_shown->showStored({{}, sample::upToReady().record(), {}});
        QCOMPARE(column(model, PackageResultsModel::Result),
                 (QStringList{u"Not reached"_s, u"Not reached"_s}));
    }

    void inconclusiveIsNeitherGoodNorBad()
    {
        PackageResultsModel model(m_shown.get());
        m_shown->showTest(id);
        sample::Facts facts = sample::upToReady();
        facts.add(9, sample::verified(u"sdg_hub"_s, PackageOutcome::Inconclusive))
            .add(9, sample::verified(u"numpy"_s, PackageOutcome::Passed));
        m_shown->showStored({{}, facts.record(), {}});
        QCOMPARE(column(model, PackageResultsModel::Result),
                 (QStringList{u"Inconclusive"_s, u"Passed"_s}));
        QCOMPARE(toneOf(model, 0), tone(Tone::Warning));
        QCOMPARE(toneOf(model, 1), tone(Tone::Good));
    }

    void events()
    {
        EventsModel model(m_shown.get());
        QAbstractItemModelTester tester(&model, mode);
        m_shown->showTest(id);
        m_workspace->beginRun(id, {});
        Told told(&model);
        m_workspace->appendFacts(
            id, {{1, sample::at(1), EventSeen{sample::event(u"a"_s, u"Pulling"_s)}},
                 {2, sample::at(2), EventSeen{sample::event(u"b"_s, u"Failed"_s)}}});
        QCOMPARE(told.inserted.size(), 1);
        QCOMPARE(told.changed.size(), 0);
        KubernetesEvent again = sample::event(u"b"_s, u"Failed"_s, 3);
        again.message = u"50%2 of\nit"_s;
        m_workspace->appendFacts(id, {{3, sample::at(3), EventSeen{again}}});
        QCOMPARE(told.inserted.size(), 1);
        QCOMPARE(told.changedRows(0), qMakePair(1, 1));
        QCOMPARE(text(model, 1, EventsModel::Message), u"50%2 of it (3 times)"_s);
        QCOMPARE(text(model, 0, EventsModel::Message), u"Error: ImagePullBackOff"_s);
        QCOMPARE(text(model, 1, EventsModel::LastSeen), u"10:15:03"_s);
        QCOMPARE(text(model, 1, EventsModel::Object), u"Pod sdg-hub-notebook-0"_s);
        QCOMPARE(toneOf(model, 1), tone(Tone::Warning));
        QCOMPARE(told.resets.size(), 0);
    }

    void commands()
    {
        CommandsModel model(m_shown.get());
        QAbstractItemModelTester tester(&model, mode);
        m_shown->showTest(id);
        m_workspace->beginRun(id, {});
        CommandExecuted failed{
            {u"python"_s, u"-c"_s, u"import x"_s}, u"main"_s, 12.4, 1, u"out\n"_s, u"err\n"_s, {}};
        CommandExecuted lost = failed;
        lost.exitCode.reset();
        lost.problem = u"The connection was lost."_s;
        m_workspace->appendFacts(id, {{1, sample::at(1), failed}, {2, sample::at(2), lost}});
        QCOMPARE(text(model, 0, CommandsModel::Command), u"python -c \"import x\""_s);
        QCOMPARE(column(model, CommandsModel::ExitStatus), (QStringList{u"1"_s, u"None"_s}));
        QCOMPARE(text(model, 0, CommandsModel::Time), u"12 s"_s);
        QCOMPARE(toneOf(model, 0), tone(Tone::Bad));
        QCOMPARE(toneOf(model, 1), tone(Tone::Warning));
        QCOMPARE(model.index(1, 0).data(RecordTableModel::TextRole).toString(),
                 u"$ python -c \"import x\"\nout\nerr\nThe connection was lost."_s);
    }

    void requests()
    {
        RequestsModel model(m_shown.get());
        QAbstractItemModelTester tester(&model, mode);
        m_shown->showTest(id);
        m_workspace->beginRun(id, {});
        RequestMade made;
        made.startedAt = sample::at(1.25);
        made.method = u"GET"_s;
        made.path = u"/api/v1/pods?labelSelector=a%3Db"_s;
        made.httpStatus = 200;
        made.milliseconds = 12;
        made.bytes = 2048;
        RequestMade absent = made;
        absent.httpStatus = 404;
        absent.error = u"not found"_s;
        RequestMade cut = made;
        cut.httpStatus = 0;
        cut.milliseconds = 12'400;
        cut.error = u"cut"_s;
        m_workspace->appendFacts(
            id, {{1, sample::at(1), made}, {2, sample::at(2), absent}, {3, sample::at(3), cut}});
        QCOMPARE(text(model, 0, RequestsModel::Path), u"/api/v1/pods?labelSelector=a=b"_s);
        QCOMPARE(column(model, RequestsModel::Status),
                 (QStringList{u"200"_s, u"404"_s, u"No answer"_s}));
        QCOMPARE(column(model, RequestsModel::Time),
                 (QStringList{u"12 ms"_s, u"12 ms"_s, u"12 s"_s}));
        QCOMPARE(text(model, 0, RequestsModel::Size), u"2.0 kB"_s);
        QCOMPARE(toneOf(model, 0), tone(Tone::Neutral));
        QCOMPARE(toneOf(model, 1), tone(Tone::Muted));
        QCOMPARE(toneOf(model, 2), tone(Tone::Bad));
        QCOMPARE(model.index(2, 0).data(RecordTableModel::TextRole).toString(),
                 u"GET /api/v1/pods?labelSelector=a=b → No answer\ncut"_s);
        // They have this pane, and are not in the timeline.
        TimelineModel timeline(m_shown.get());
        m_shown->showTest(id);
        QCOMPARE(timeline.rowCount(), 0);
    }

    void timelineSkipsSnapshots()
    {
        TimelineModel model(m_shown.get());
        QAbstractItemModelTester tester(&model, mode);
        m_shown->showTest(id);
        m_workspace->beginRun(id, {});
        Told told(&model);
        m_workspace->appendFacts(id, {{1, sample::at(0), sample::started()},
                                      {2, sample::at(1.5), PodSnapshot{Json::object()}},
                                      {3, sample::at(2), PhaseStarted{Phase::VerifyPackages}}});
        m_workspace->appendFacts(id, {{4, sample::at(3), PodSnapshot{Json::object()}}});
        m_workspace->appendFacts(
            id, {{5, sample::at(4), sample::verified(u"numpy"_s, PackageOutcome::Failed)}});
        QCOMPARE(column(model, TimelineModel::What),
                 (QStringList{u"Run started"_s, u"Step"_s, u"Package"_s}));
        QCOMPARE(
            column(model, TimelineModel::Detail),
            (QStringList{u"quay.io/opendatahub/sdg-hub-notebook:2025.1"_s, u"Verify packages"_s,
                         u"numpy: ModuleNotFoundError: No module named 'numpy'"_s}));
        QCOMPARE(text(model, 2, TimelineModel::Time), u"10:15:04.000"_s);
        QCOMPARE(toneOf(model, 2), tone(Tone::Bad));
        QCOMPARE(told.inserted.size(), 2);
        QCOMPARE(told.resets.size(), 0);
        QCOMPARE(told.changed.size(), 0);
    }

    void logChunksAreNoRowsOfTheTimelineButWhatIsWrongWithALogIs()
    {
        TimelineModel model(m_shown.get());
        m_shown->showTest(id);
        m_workspace->beginRun(id, {});
        std::vector<Fact> facts{{1, sample::at(0), sample::started()}};
        LogSegment chunk;
        chunk.container = u"nb"_s;
        chunk.file = u"logs/nb.log"_s;
        chunk.length = 4096;
        for (int i = 0; i < 1000; ++i) {
            chunk.offset = i * chunk.length;
            facts.push_back({i + 2, sample::at(1), chunk});
        }
        LogSegment none;
        none.container = u"proxy"_s;
        none.problem = u"The container never started."_s;
        facts.push_back({2000, sample::at(2), none});
        m_workspace->appendFacts(id, facts);
        QCOMPARE(column(model, TimelineModel::What), (QStringList{u"Run started"_s, u"Log"_s}));
        QCOMPARE(text(model, 1, TimelineModel::Detail), u"proxy: The container never started."_s);
    }

    void everyFactHasAWordInTheTimeline()
    {
        TimelineModel model(m_shown.get());
        m_shown->showTest(id);
        m_shown->showStored({{}, sample::pullFailure().record(), {}});
        QCOMPARE(column(model, TimelineModel::What),
                 (QStringList{u"Run started"_s, u"Step"_s, u"Created"_s, u"State"_s, u"Event"_s,
                              u"State"_s, u"Diagnosis"_s, u"Verdict"_s, u"Run finished"_s}));
        QCOMPARE(text(model, 2, TimelineModel::Detail),
                 u"Notebook test-sdg-hub/sdg-hub-notebook"_s);
        QCOMPARE(text(model, 5, TimelineModel::Detail), u"Failed: ErrImagePull"_s);
        QCOMPARE(text(model, 7, TimelineModel::Detail),
                 u"Failed: The registry does not have this image."_s);
    }

    void anotherTestIsShownWhole()
    {
        EventsModel model(m_shown.get());
        QAbstractItemModelTester tester(&model, mode);
        m_workspace->beginRun(id, {});
        m_workspace->appendFacts(id, sample::pullFailure().all());
        m_shown->showTest(id);
        QCOMPARE(model.rowCount(), 1);
        m_shown->showTest(u"other"_s);
        QCOMPARE(model.rowCount(), 0);
        // The facts of a test that is not shown do not show.
        m_workspace->beginRun(id, {});
        m_workspace->appendFacts(id, sample::pullFailure().all());
        QCOMPARE(model.rowCount(), 0);
        // A new run of the shown test begins empty.
        m_shown->showTest(id);
        QCOMPARE(model.rowCount(), 1);
        m_workspace->beginRun(id, {});
        QCOMPARE(model.rowCount(), 0);
    }

    void testsFollowTheSuite()
    {
        TestsModel model(m_workspace.get());
        QAbstractItemModelTester tester(&model, mode);
        Told told(&model);
        SuiteDocument *suite = m_workspace->suite();
        CustomImageTestConfiguration second = sample::configuration();
        second.id = u"second"_s;
        second.notebookName = u"second"_s;
        suite->addTest(second);
        QCOMPARE(column(model, TestsModel::Name), (QStringList{id, u"second"_s}));
        QCOMPARE(told.inserted.size(), 1);
        second.id = u"renamed"_s;
        QCOMPARE(suite->setTest(u"second"_s, second), u"renamed"_s);
        QCOMPARE(text(model, 1, TestsModel::Name), u"renamed"_s);
        suite->removeTests({id});
        QCOMPARE(column(model, TestsModel::Name), QStringList{u"renamed"_s});
        QCOMPARE(told.removed.size(), 1);
        QCOMPARE(told.resets.size(), 0);
        suite->clear();
        QCOMPARE(model.rowCount(), 0);
    }

    void aTestWithErrorsIsInvalid()
    {
        TestsModel model(m_workspace.get());
        COMPARE_ENUM(model.stateOf(id), TestState::NotRun);
        CustomImageTestConfiguration broken = sample::configuration();
        broken.nameSpace = u"default"_s;
        m_workspace->suite()->setTest(id, broken);
        COMPARE_ENUM(model.stateOf(id), TestState::Invalid);
        QVERIFY(!model.index(0, 0).data(TestsModel::DetailRole).toString().isEmpty());
    }

    void anImageThatWasTriedIsNotInvalid()
    {
        TestsModel model(m_workspace.get());
        CustomImageTestConfiguration tried = sample::configuration();
        tried.packagesToVerify.clear();
        m_workspace->suite()->setTest(id, tried);
        COMPARE_ENUM(model.stateOf(id), TestState::Invalid);
        m_workspace->beginRun(id, {});
        RunStarted started = sample::started();
        started.configuration = tried;
        m_workspace->appendFacts(id, {{1, sample::at(0), started},
                                      {2, sample::at(6), Verdict{Outcome::Passed, {}, 6, 0}},
                                      {3, sample::at(7), RunFinished{7}}});
        COMPARE_ENUM(model.stateOf(id), TestState::Passed);
        // Whatever else is wrong with it is still said.
        tried.nameSpace = u"default"_s;
        m_workspace->suite()->setTest(id, tried);
        COMPARE_ENUM(model.stateOf(id), TestState::Invalid);
    }

    void aTestTellsWhatItIsDoing()
    {
        TestsModel model(m_workspace.get());
        QAbstractItemModelTester tester(&model, mode);
        const auto detail = [&] {
            return model.index(0, 0).data(TestsModel::DetailRole).toString();
        };
        QCOMPARE(detail(), u"Not run yet"_s);
        QCOMPARE(text(model, 0, TestsModel::Duration), QString());
        m_workspace->setQueued({id});
        QCOMPARE(text(model, 0, TestsModel::Status), u"Queued"_s);
        QCOMPARE(detail(), u"Waiting for its turn"_s);
        m_workspace->beginRun(id, {});
        QCOMPARE(text(model, 0, TestsModel::Status), u"Running"_s);
        QCOMPARE(detail(), u"Starting"_s);

        qint64 sequence = 0;
        const auto feed = [&](double seconds, FactBody body) {
            m_workspace->appendFacts(id, {{++sequence, sample::at(seconds), std::move(body)}});
            return detail();
        };
        using S = NotebookStatus;
        feed(0, sample::started());
        QCOMPARE(feed(0, PhaseStarted{Phase::Preflight}), u"Checking the cluster"_s);
        QCOMPARE(feed(0, PhaseStarted{Phase::Create}), u"Creating the notebook"_s);
        QCOMPARE(feed(1, PhaseStarted{Phase::WaitForReady}), u"Waiting for the pod to appear"_s);
        QCOMPARE(feed(2, StateChanged{{S::Created, S::PodPending, sample::at(2), {}}}),
                 u"Waiting for the containers to start"_s);
        QCOMPARE(feed(2, EventSeen{sample::event(u"p"_s, u"Pulling"_s)}), u"Pulling the image"_s);
        QCOMPARE(feed(3, StateChanged{{S::PodPending, S::PodRunning, sample::at(3), {}}}),
                 u"Waiting for the pod to be ready"_s);
        feed(4, StateChanged{{S::PodRunning, S::Ready, sample::at(4), {}}});
        QCOMPARE(feed(4, PhaseStarted{Phase::VerifyPackages}), u"Importing sdg_hub (1 of 2)"_s);
        QCOMPARE(feed(5, sample::verified(u"sdg_hub"_s, PackageOutcome::Passed)),
                 u"Importing numpy (2 of 2)"_s);

        Told told(&model);
        model.tick(sample::at(65));
        QCOMPARE(told.changed.size(), 1);
        QCOMPARE(text(model, 0, TestsModel::Duration), u"1 min 05 s"_s);
        QCOMPARE(model.index(0, 0).data(TestsModel::SecondsRole).toDouble(), 65.0);

        feed(6, sample::verified(u"numpy"_s, PackageOutcome::Passed));
        feed(6, Verdict{Outcome::Passed, {}, 6, 0});
        // What it came to is known, whatever is still to be deleted.
        QCOMPARE(feed(6, PhaseStarted{Phase::CleanUp}), u"Cleaning up. All 2 packages import"_s);
        COMPARE_ENUM(model.stateOf(id), TestState::Passed);
        QCOMPARE(feed(7, RunFinished{7}), u"All 2 packages import"_s);
        COMPARE_ENUM(model.stateOf(id), TestState::Passed);
        QCOMPARE(text(model, 0, TestsModel::Duration), u"6.0 s"_s);
        told.changed.clear();
        model.tick(sample::at(100));
        QCOMPARE(told.changed.size(), 0);
        QCOMPARE(told.resets.size(), 0);
    }

    void aTestTellsHowItEnded()
    {
        TestsModel model(m_workspace.get());
        const auto ended = [&](sample::Facts facts) {
            if (!facts.record().isFinished())
                facts.add(10, RunFinished{10});
            m_workspace->beginRun(id, {});
            m_workspace->appendFacts(id, facts.all());
            return model.index(0, 0).data(TestsModel::DetailRole).toString();
        };
        QCOMPARE(ended(sample::pullFailure()), u"Image could not be pulled"_s);
        COMPARE_ENUM(model.stateOf(id), TestState::Failed);
        QCOMPARE(ended(sample::importFailed()), u"sdg_hub is not installed"_s);
        sample::Facts two = sample::upToReady();
        for (const QString &package : {u"numpy"_s, u"pandas"_s})
            two.add(8, sample::verified(package, PackageOutcome::Failed));
        two.add(8, sample::verified(u"json"_s, PackageOutcome::Passed));
        two.add(9, Verdict{Outcome::Failed, {}, 9, 0});
        QCOMPARE(ended(two), u"2 of 3 packages could not be imported"_s);
        CellResult cell;
        cell.name = u"cell 1"_s;
        cell.outcome = CellOutcome::Failed;
        cell.errorMessage = u"KeyError: a"_s;
        sample::Facts more = sample::upToReady();
        more.add(8, sample::verified(u"numpy"_s, PackageOutcome::Inconclusive));
        more.add(8, CellExecuted{cell}).add(9, Verdict{Outcome::Failed, {}, 9, 0});
        QCOMPARE(ended(more), u"cell 1 failed: KeyError: a"_s);
        two.add(9, CellExecuted{cell});
        QCOMPARE(ended(two), u"2 of 3 packages could not be imported, and 1 more failure"_s);
        QCOMPARE(ended(sample::upToReady()), u"The record ends before the run did"_s);
        COMPARE_ENUM(model.stateOf(id), TestState::Inconclusive);

        sample::Facts lost = sample::upToReady();
        lost.add(9, Verdict{Outcome::Inconclusive,
                            ValidationError{ErrorType::ConnectionError, u"The server went away."_s},
                            9, 0});
        QCOMPARE(ended(lost), u"The server went away."_s);
        sample::Facts cancelled = sample::upToReady();
        cancelled.add(9, Verdict{Outcome::Cancelled, {}, 9, 0});
        QCOMPARE(ended(cancelled), u"Stopped. Before: Inconclusive, The server went away."_s);
        COMPARE_ENUM(model.stateOf(id), TestState::Cancelled);
    }

    void aStoppedTestKeepsItsEarlierVerdict()
    {
        TestsModel model(m_workspace.get());
        const auto detail = [&] {
            return model.index(0, 0).data(TestsModel::DetailRole).toString();
        };
        const auto run = [&](const sample::Facts &facts) {
            m_workspace->beginRun(id, {});
            m_workspace->appendFacts(id, facts.all());
        };
        sample::Facts stopped;
        stopped.add(0, sample::started());
        stopped.add(1, Verdict{Outcome::Cancelled, {}, 1, 0}).add(2, RunFinished{2});
        run(stopped);
        QCOMPARE(detail(), u"Stopped before it was done"_s);
        QCOMPARE(model.remarkOf(id), QString());
        run(sample::pullFailure());
        const auto failed = m_workspace->run(id);
        QVERIFY(!failed->earlier);
        m_workspace->beginRun(id, {});
        QCOMPARE(detail(), u"Starting"_s);
        QCOMPARE(model.remarkOf(id), QString());
        // However often it is stopped.
        run(stopped);
        run(stopped);
        COMPARE_ENUM(model.stateOf(id), TestState::Cancelled);
        QCOMPARE(m_workspace->run(id)->earlier, failed);
        QCOMPARE(model.remarkOf(id), u"Before: Failed"_s);
        QCOMPARE(detail(), u"Stopped. Before: Failed, Image could not be pulled"_s);
        CustomImageTestConfiguration edited = sample::configuration();
        edited.timeoutCommand = 61;
        m_workspace->suite()->setTest(id, edited);
        QCOMPARE(detail(), u"Stopped. Before it was edited: Failed, Image could not be pulled"_s);
        // A verdict takes the place of the one before.
        run(sample::importFailed());
        QVERIFY(!m_workspace->run(id)->earlier);
    }

    void aVerdictOfAnotherConfigurationSaysSo()
    {
        TestsModel model(m_workspace.get());
        const auto detail = [&] {
            return model.index(0, 0).data(TestsModel::DetailRole).toString();
        };
        m_workspace->beginRun(id, {});
        m_workspace->appendFacts(id, sample::pullFailure().all());
        QCOMPARE(detail(), u"Image could not be pulled"_s);
        QSignalSpy told(&model, &QAbstractItemModel::dataChanged);
        CustomImageTestConfiguration edited = sample::configuration();
        edited.packagesToVerify.removeLast();
        m_workspace->suite()->setTest(id, edited);
        QVERIFY(!told.isEmpty());
        COMPARE_ENUM(model.stateOf(id), TestState::Failed);
        QCOMPARE(model.remarkOf(id), u"Edited since this run"_s);
        QCOMPARE(detail(), u"Edited since this run. Image could not be pulled"_s);
        // Edited back, it is of this configuration again.
        m_workspace->suite()->setTest(id, sample::configuration());
        QCOMPARE(detail(), u"Image could not be pulled"_s);
        // Until it ends, there is no verdict that could be of another.
        m_workspace->suite()->setTest(id, edited);
        m_workspace->beginRun(id, {});
        QCOMPARE(model.remarkOf(id), QString());
    }

    void durations_data()
    {
        QTest::addColumn<double>("seconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << -1.0 << QString();
        QTest::newRow("nan") << qQNaN() << QString();
        QTest::newRow("tenths") << 0.44 << u"0.4 s"_s;
        QTest::newRow("just below ten") << 9.94 << u"9.9 s"_s;
        QTest::newRow("ten") << 9.96 << u"10 s"_s;
        QTest::newRow("rounds to a minute") << 59.7 << u"1 min 00 s"_s;
        QTest::newRow("minutes") << 125.0 << u"2 min 05 s"_s;
        QTest::newRow("hours") << 3780.0 << u"1 h 03 min"_s;
    }

    void durations()
    {
        QFETCH(double, seconds);
        QFETCH(QString, text);
        QCOMPARE(formatDuration(seconds), text);
    }

private:
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<ShownRun> m_shown;
};

QTEST_GUILESS_MAIN(RecordModelsTest)
#include "tst_record_models.moc"
