// SPDX-License-Identifier: Apache-2.0
#include <models/record/retention.h>
#include <models/record/run_journal.h>

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

//! Which runs are kept, and which go.
class TestRetention : public QObject
{
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;

    QString root() const { return m_folder->filePath(u"runs"_s); }

    static QDateTime day(int number)
    {
        return QDateTime(QDate(2026, 1, number), QTime(12, 0), Qt::UTC);
    }
    static KeptRun run(int number, std::optional<Outcome> outcome, qint64 bytes = 10)
    {
        KeptRun run;
        run.runId = QString::number(number);
        run.startedAt = day(number);
        run.outcome = outcome;
        run.bytes = bytes;
        return run;
    }
    static QStringList ids(const std::vector<KeptRun> &runs)
    {
        QStringList list;
        for (const KeptRun &run : runs)
            list << run.runId;
        return list;
    }

    //! A run on disk; `left`: an object that it made and did not delete.
    QString store(const QString &id, std::optional<Outcome> outcome, bool left = false,
                  const QString &where = {}, bool sandbox = false)
    {
        auto journal = RunJournal::create(where.isEmpty() ? root() : where, id);
        RunStarted start;
        start.runId = id;
        start.configuration.id = u"case"_s;
        start.configuration.customImage = u"quay.io/x/y:1"_s;
        start.context = u"lab"_s;
        start.server = u"https://lab:6443"_s;
        start.sandbox = sandbox;
        (*journal)->append(start);
        const ObjectRef object{u"v1"_s, u"Namespace"_s, {}, u"test-x"_s, u"uid"_s};
        if (left)
            (*journal)->append(ObjectCreated{object, {}, false});
        (*journal)->appendLog(u"main"_s, 0, QByteArray(1000, 'x'));
        if (outcome)
            (*journal)->append(Verdict{*outcome, {}, 1, 0});
        (*journal)->append(RunFinished{1});
        return (*journal)->folder();
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void whatPassedGoesFirstAndWhatFailedLast()
    {
        const std::vector<KeptRun> runs{run(6, Outcome::Passed),       run(5, Outcome::Failed),
                                        run(4, Outcome::Passed),       run(3, std::nullopt),
                                        run(2, Outcome::Inconclusive), run(1, Outcome::Failed)};
        const auto gone = [&runs](int keep) {
            return ids(beyond({keep, 1'000'000, {}}, runs, day(7)));
        };
        QCOMPARE(gone(6), QStringList());
        QCOMPARE(gone(5), QStringList{u"4"_s});
        QCOMPARE(gone(4), (QStringList{u"4"_s, u"2"_s}));
        QCOMPARE(gone(2), (QStringList{u"4"_s, u"2"_s, u"3"_s, u"1"_s}));
        QCOMPARE(gone(1), (QStringList{u"4"_s, u"2"_s, u"3"_s, u"1"_s, u"5"_s}));
        QCOMPARE(gone(0), (QStringList{u"4"_s, u"2"_s, u"3"_s, u"1"_s, u"5"_s, u"6"_s}));
    }

    void roomIsMadeByWhatTakesRoom()
    {
        auto link = run(1, Outcome::Passed, 0);
        link.isLink = true;
        const std::vector<KeptRun> runs{run(4, Outcome::Failed, 600), run(3, Outcome::Passed, 300),
                                        run(2, Outcome::Passed, 200), link};
        const auto gone = [&runs](qint64 bytes) {
            return ids(beyond({200, bytes, {}}, runs, day(7)));
        };
        QCOMPARE(gone(1100), QStringList());
        QCOMPARE(gone(1099), QStringList{u"2"_s});
        QCOMPARE(gone(600), (QStringList{u"2"_s, u"3"_s}));
        QCOMPARE(gone(0), (QStringList{u"2"_s, u"3"_s, u"4"_s}));
    }

    void whatIsTooOldGoesWhateverItWas()
    {
        const std::vector<KeptRun> runs{run(4, Outcome::Passed), run(3, Outcome::Failed),
                                        run(2, Outcome::Failed), run(1, Outcome::Passed)};
        const Retention twoDays{200, 1'000'000, 2 * 86'400.0};
        QCOMPARE(ids(beyond(twoDays, runs, day(5))), (QStringList{u"1"_s, u"2"_s}));
    }

    void whatIsBeingWrittenStays()
    {
        auto live = run(1, std::nullopt);
        live.isLive = true;
        QCOMPARE(ids(beyond({0, 0, 1.0}, {run(2, Outcome::Passed), live}, day(7))),
                 QStringList{u"2"_s});
    }

    void theListSaysWhatARunWas()
    {
        store(u"20260102T030405Z-case-0001"_s, Outcome::Failed);
        store(u"20260103T030405Z-case-0002"_s, std::nullopt);
        const QString elsewhere = store(u"20260104T030405Z-case-0003"_s, Outcome::Passed, false,
                                        m_folder->filePath(u"out"_s));
        QVERIFY(QFile::link(elsewhere, root() + u"/20260104T030405Z-case-0003"_s));
        const auto runs = keptRuns(root());
        QCOMPARE(ids(runs),
                 (QStringList{u"20260104T030405Z-case-0003"_s, u"20260103T030405Z-case-0002"_s,
                              u"20260102T030405Z-case-0001"_s}));
        QVERIFY(runs[0].isLink);
        QCOMPARE(runs[0].bytes, 0);
        QCOMPARE(runs[0].outcome, std::optional(Outcome::Passed));
        QVERIFY(!runs[1].outcome);
        QCOMPARE(runs[2].outcome, std::optional(Outcome::Failed));
        QCOMPARE(runs[2].testId, u"case"_s);
        QCOMPARE(runs[2].image, u"quay.io/x/y:1"_s);
        QCOMPARE(runs[2].context, u"lab"_s);
        QCOMPARE(runs[2].startedAt, QDateTime(QDate(2026, 1, 2), QTime(3, 4, 5), Qt::UTC));
        QCOMPARE(runs[2].bytes, 1000 + QFileInfo(runs[2].folder + u"/run.jsonl"_s).size());
        QVERIFY(!runs[2].isLive);
    }

    void aRunThatIsWrittenIsLive()
    {
        auto journal = RunJournal::create(root(), u"r1"_s);
        (*journal)->append(RunStarted());
        const auto runs = keptRuns(root());
        QCOMPARE(runs.size(), std::size_t(1));
        QVERIFY(runs[0].isLive);
        QCOMPARE(reasonToStay(runs[0]), std::optional(u"it is still under way"_s));
    }

    void aRunThatLeftSomethingStays()
    {
        store(u"r1"_s, Outcome::Passed, true);
        store(u"r2"_s, Outcome::Passed, false);
        store(u"r3"_s, Outcome::Passed, true, {}, /*sandbox=*/true);
        const auto runs = keptRuns(root());
        QVERIFY(!reasonToStay(runs[0])); // its cluster is no more
        QVERIFY(!reasonToStay(runs[1]));
        QCOMPARE(reasonToStay(runs[2]),
                 std::optional(u"it left something on a cluster, which \"assay clean\" knows from "
                               "its record"_s));
    }

    //! Of several tests in one namespace the last one deletes it, whoever made it.
    void aNamespaceThatAnotherRunDeletedIsNoReason()
    {
        const ObjectRef made{u"v1"_s, u"Namespace"_s, {}, u"test-a"_s, u"uid-1"_s};
        const auto write = [this](const QString &id, const std::vector<FactBody> &bodies) {
            auto journal = RunJournal::create(root(), id);
            RunStarted start;
            start.runId = id;
            (*journal)->append(start);
            for (const FactBody &body : bodies)
                (*journal)->append(body);
        };
        write(u"r1"_s, {ObjectCreated{made, {}, false},
                        ObjectDeleted{made, ObjectDeleted::Result::Kept, u"others"_s}});
        QVERIFY(reasonToStay(keptRuns(root())[0], keptRuns(root())));
        ObjectRef again = made;
        again.uid = u"uid-2"_s;
        write(u"r2"_s, {ObjectDeleted{again, ObjectDeleted::Result::Deleted, {}}});
        const auto first = [this] {
            const auto runs = keptRuns(root());
            const auto run = std::find_if(runs.begin(), runs.end(),
                                          [](const KeptRun &one) { return one.runId == u"r1"; });
            return reasonToStay(*run, runs);
        };
        QVERIFY(first());
        write(u"r3"_s, {ObjectDeleted{made, ObjectDeleted::Result::Failed, {}}});
        QVERIFY(first());
        write(u"r4"_s, {ObjectDeleted{made, ObjectDeleted::Result::Deleted, {}}});
        QVERIFY(!first());
    }

    //! What is left there is labelled: "assay clean --local" needs no record.
    void aRunOnAnEngineNeedNotStay()
    {
        RunStarted start;
        start.engine = u"Podman 4.3.1"_s;
        auto journal = RunJournal::create(root(), u"r1"_s);
        (*journal)->append(start);
        (*journal)->append(
            ObjectCreated{{u"v1"_s, u"Pod"_s, u"test-a"_s, u"nb-0"_s, u"uid-1"_s}, {}, false});
        journal = tl::unexpected(QString());
        QVERIFY(!reasonToStay(keptRuns(root())[0]));
    }

    void whatLiesElsewhereIsOnlyNotListedAnyMore()
    {
        const QString elsewhere =
            store(u"r1"_s, Outcome::Passed, false, m_folder->filePath(u"out"_s));
        store(u"r2"_s, Outcome::Passed);
        QVERIFY(QFile::link(elsewhere, root() + u"/r1"_s));
        for (const KeptRun &run : keptRuns(root()))
            QCOMPARE(forget(run), std::nullopt);
        QCOMPARE(QDir(root()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList());
        QVERIFY(QFileInfo(elsewhere + u"/run.jsonl"_s).isFile());
    }
};

QTEST_GUILESS_MAIN(TestRetention)
#include "tst_retention.moc"
