// SPDX-License-Identifier: Apache-2.0
#include "support/program.h"

#include <models/record/run_journal.h>

#include <QDir>

#include <unistd.h>

using namespace assay;
using namespace Qt::StringLiterals;
using models::Json;
using models::Outcome;
using Result = test::Program::Result;

//! The runs that are kept on this computer, as the program lists and prunes them.
class TestHistory : public QObject
{
    Q_OBJECT
    std::unique_ptr<test::Program> m_program;

    QString root() const { return m_program->path(u"state/assay/runs"_s); }

    void store(const QString &id, std::optional<Outcome> outcome, bool left = false) const
    {
        auto journal = models::RunJournal::create(root(), id);
        models::RunStarted start;
        start.runId = id;
        start.configuration.id = id.section(u'-', 1, 1);
        start.configuration.customImage = u"quay.io/x/y:1"_s;
        start.context = u"lab"_s;
        (*journal)->append(start);
        if (left)
            (*journal)->append(models::ObjectCreated{
                {u"v1"_s, u"Namespace"_s, {}, u"test-x"_s, u"uid"_s}, {}, false});
        if (outcome)
            (*journal)->append(models::Verdict{*outcome, {}, 1, 0});
        (*journal)->append(models::RunFinished{1});
    }
    QStringList kept() const
    {
        return QDir(root()).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    }
    Result run(const QStringList &arguments, const QProcessEnvironment &more = {},
               const QString &state = {}) const
    {
        const auto process = m_program->launch(arguments, more, state);
        return test::Program::ended(*process) ? test::Program::resultOf(*process) : Result();
    }
    QString suite() const
    {
        return m_program->write(u"s.yaml"_s,
                                "version: 1\ntests:\n  - {id: one, namespace: test-one, "
                                "notebook_name: one, packages_to_verify: [json], "
                                "custom_image: \"sandbox.local/workbench/minimal:2025.1\"}\n");
    }

private Q_SLOTS:
    void init()
    {
        m_program = std::make_unique<test::Program>();
        store(u"20260101T000000Z-old-0001"_s, Outcome::Failed);
        store(u"20260102T000000Z-good-0002"_s, Outcome::Passed);
        store(u"20260103T000000Z-open-0003"_s, std::nullopt);
        store(u"20260104T000000Z-left-0004"_s, Outcome::Passed, true);
    }

    void theyAreListedNewestFirst()
    {
        const Result result = run({u"history"_s});
        QCOMPARE(result.status, 0);
        const QStringList lines = result.out.split(u'\n');
        QCOMPARE(lines.size(), 6);
        QVERIFY2(lines[0].startsWith(u"2026-01-04 00:00:00Z  passed "_s), qPrintable(lines[0]));
        QVERIFY2(lines[0].endsWith(u"  20260104T000000Z-left-0004  lab"_s), qPrintable(lines[0]));
        QVERIFY2(lines[1].startsWith(u"2026-01-03 00:00:00Z  no verdict "_s), qPrintable(lines[1]));
        QVERIFY2(lines[3].startsWith(u"2026-01-01 00:00:00Z  failed "_s), qPrintable(lines[3]));
        QCOMPARE(lines[4], u"4 runs, 0.0 MB"_s);
    }

    void theyAreFound()
    {
        Result result = run({u"history"_s, u"list"_s, u"--search"_s, u"FAILED"_s});
        QVERIFY2(result.out.contains(u"-old-0001"_s), qPrintable(result.out));
        QVERIFY2(result.out.endsWith(u"1 run, 0.0 MB\n"_s), qPrintable(result.out));
        result = run({u"history"_s, u"--format"_s, u"json"_s, u"--search"_s, u"good"_s});
        const Json list = Json::parse(result.out.toStdString(), nullptr, false);
        QCOMPARE(list.size(), std::size_t(1));
        QCOMPARE(models::textAt(list[0], {"run"}), u"20260102T000000Z-good-0002"_s);
        QCOMPARE(models::textAt(list[0], {"outcome"}), u"passed"_s);
        QCOMPARE(models::textAt(list[0], {"started_at"}), u"2026-01-02T00:00:00Z"_s);
    }

    void whatIsBeyondALimitGoesButNotWhatACleanUpNeeds()
    {
        const QStringList all = kept();
        const QStringList prune{u"history"_s, u"prune"_s, u"--keep"_s, u"2"_s};
        Result result = run(prune + QStringList{u"--dry-run"_s});
        QCOMPARE(result.status, 0);
        QVERIFY2(result.out.contains(u"2 runs would go, "_s), qPrintable(result.out));
        QCOMPARE(kept(), all);
        result = run(prune);
        QCOMPARE(result.status, 0);
        QVERIFY2(result.out.contains(u"2 runs removed, "_s), qPrintable(result.out));
        QCOMPARE(kept(),
                 (QStringList{u"20260101T000000Z-old-0001"_s, u"20260104T000000Z-left-0004"_s}));
        result = run({u"history"_s, u"prune"_s, u"--older-than"_s, u"1d"_s});
        QVERIFY2(result.out.contains(u"20260104T000000Z-left-0004 stays: it left something on a "
                                     "cluster, which \"assay clean\" knows from its record."_s),
                 qPrintable(result.out));
        QVERIFY2(result.out.contains(u"1 run removed, "_s), qPrintable(result.out));
        QCOMPARE(kept(), QStringList{u"20260104T000000Z-left-0004"_s});
    }

    void whatCannotBeMeantIsRefused_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("verb") << QStringList{u"burn"_s};
        QTest::newRow("keep") << QStringList{u"prune"_s, u"--keep"_s, u"x"_s};
        QTest::newRow("size") << QStringList{u"prune"_s, u"--max-size"_s, u"2 bananas"_s};
        QTest::newRow("age") << QStringList{u"prune"_s, u"--older-than"_s, u"soon"_s};
        QTest::newRow("list") << QStringList{u"--keep"_s, u"1"_s};
        QTest::newRow("prune what is searched for")
            << QStringList{u"prune"_s, u"--search"_s, u"good"_s, u"--keep"_s, u"0"_s};
        QTest::newRow("prune as JSON") << QStringList{u"prune"_s, u"--format"_s, u"json"_s};
        QTest::newRow("format") << QStringList{u"--format"_s, u"xml"_s};
    }
    void whatCannotBeMeantIsRefused()
    {
        QFETCH(QStringList, arguments);
        const QStringList all = kept();
        const Result result = run(QStringList{u"history"_s} + arguments);
        QCOMPARE(result.status, 2);
        QVERIFY2(result.err.endsWith(u"Try \"assay history --help\".\n"_s), qPrintable(result.err));
        QCOMPARE(kept(), all);
    }

    void eachRunPrunesToTheSetting()
    {
        QProcessEnvironment more;
        more.insert(u"XDG_CONFIG_HOME"_s, m_program->path(u"config"_s));
        QVERIFY(QDir().mkpath(m_program->path(u"config/assay"_s)));
        m_program->write(u"config/assay/history.ini"_s, "[General]\nruns=3\n");
        const Result result = run({u"run"_s, suite(), u"--sandbox"_s}, more);
        QVERIFY2(result.status == 0, qPrintable(result.err));
        const QStringList names = kept();
        QCOMPARE(names.size(), 3);
        // What passed and may go, then what came to no verdict; not the run itself.
        QVERIFY2(names.constLast() > u"20260105"_s, qPrintable(names.join(u' ')));
        QVERIFY2(names.contains(u"20260101T000000Z-old-0001"_s), qPrintable(names.join(u' ')));
        QVERIFY2(names.contains(u"20260104T000000Z-left-0004"_s), qPrintable(names.join(u' ')));
    }

    void aRunIsFoundWhereTheStateFolderCannotBeWritten()
    {
        const QString state = m_program->write(u"in-the-way"_s, "a file\n");
        QProcessEnvironment more;
        more.insert(u"TMPDIR"_s, m_program->path(u"tmp"_s));
        QVERIFY(QDir().mkpath(m_program->path(u"tmp"_s)));
        const QString output = m_program->path(u"out"_s);
        Result result = run({u"run"_s, suite(), u"--sandbox"_s, u"-o"_s, output}, more, state);
        QVERIFY2(result.status == 0, qPrintable(result.err));
        const QString refuge = m_program->path(u"tmp/assay-%1/runs"_s.arg(::geteuid()));
        const QString said = u"This run cannot be listed in %1/assay/runs ("_s.arg(state);
        QVERIFY2(result.err.contains(said), qPrintable(result.err));
        QVERIFY2(result.err.contains(u"it is listed in "_s + refuge), qPrintable(result.err));
        const QStringList folders = models::StoredRun::list(output + u"/runs"_s);
        QCOMPARE(folders.size(), 1);
        const auto stored = models::StoredRun::load(folders.front());
        QVERIFY(stored->record.notes().constFirst().startsWith(said));
        result = run({u"history"_s}, more, state);
        QVERIFY2(result.out.contains(QFileInfo(folders.front()).fileName()),
                 qPrintable(result.out));
        // Without a folder of its own it is written there.
        result = run({u"run"_s, suite(), u"--sandbox"_s}, more, state);
        QVERIFY2(result.status == 0, qPrintable(result.err));
        const QString reports = m_program->path(u"tmp/assay-%1/reports/"_s.arg(::geteuid()));
        QVERIFY2(result.out.contains(u"Report: "_s + reports), qPrintable(result.out));
        result = run({u"history"_s}, more, state);
        QVERIFY2(result.out.contains(u"2 runs, "_s), qPrintable(result.out));
        // Nor does what names a run look elsewhere.
        const QString newest = QFileInfo(models::StoredRun::list(refuge).constFirst()).fileName();
        for (const QString &name : {u"last"_s, newest}) {
            result = run({u"report"_s, name, u"--format"_s, u"json"_s}, more, state);
            QVERIFY2(result.status == 0, qPrintable(result.err));
            QVERIFY2(result.out.contains(newest), qPrintable(result.out.left(500)));
        }
        result = run({u"report"_s, u"1999"_s}, more, state);
        QCOMPARE(result.err, u"assay: There is no folder 1999, and no run whose id begins with it "
                             "in %1/assay/runs, %2.\n"_s.arg(state, refuge));
    }
};

QTEST_GUILESS_MAIN(TestHistory)
#include "tst_history.moc"
