// SPDX-License-Identifier: Apache-2.0
#include "support/validation_fixture.h"

#include <models/report/report.h>

#include <QDir>
#include <QTest>

#include <unistd.h>

using namespace assay;
using namespace Qt::StringLiterals;

//! Validations whose record cannot be written, from some moment on.
class TestFullDisk : public QObject
{
    Q_OBJECT
    test::ValidationFixture m_fixture;
    QTemporaryDir m_folder;
    int m_full = 0;

    //! A run's folder on a disk without room.
    std::unique_ptr<models::RunJournal> fullJournal()
    {
        const QString folder = m_folder.filePath(u"full-%1"_s.arg(++m_full));
        if (!QDir().mkpath(folder + u"/logs"_s) || !QDir().mkpath(folder + u"/manifests"_s) ||
            !QFile::link(u"/dev/full"_s, folder + u"/run.jsonl"_s))
            qFatal("cannot make %s", qPrintable(folder));
        // Whoever else has its journal there is let finish.
        std::unique_ptr<models::RunJournal> journal;
        const auto open = [&] {
            auto opened = models::RunJournal::resume(folder, 0);
            if (opened)
                journal = std::move(*opened);
            return journal != nullptr;
        };
        if (!QTest::qWaitFor(open, 30'000))
            qFatal("cannot open a journal in %s", qPrintable(folder));
        return journal;
    }

    //! A validation for which the disk is full once `from` is true of a fact.
    std::shared_ptr<app::Validation> fillsUp(const std::function<bool(const models::Fact &)> &from)
    {
        const auto run =
            m_fixture.validation(test::ValidationFixture::configuration(u"minimal:2025.1"_s));
        const auto full = std::make_shared<std::unique_ptr<models::RunJournal>>(fullJournal());
        run->onFact = [from, full, weak = std::weak_ptr(run)](const models::Fact &fact) {
            if (from(fact))
                std::swap(weak.lock()->journal, *full);
        };
        return run;
    }

    //! The plurals of what was asked to be created, in order.
    QStringList creations()
    {
        QStringList list;
        for (const QString &request : m_fixture.cluster().requests()) {
            if (request.startsWith(u"POST "_s) && !request.contains(u"dryRun"_s) &&
                !request.contains(u"reviews"_s) && !request.contains(u"/exec"_s))
                list << request.section(u' ', 1).section(u'?', 0, 0).section(u'/', -1);
        }
        return list;
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (::access("/dev/full", W_OK) != 0)
            QSKIP("There is no /dev/full here.");
        const auto problem = m_fixture.start();
        QVERIFY2(!problem, qPrintable(problem.value_or(QString())));
    }

    void nothingIsCreatedThatCannotBeRecorded()
    {
        const auto run =
            m_fixture.validation(test::ValidationFixture::configuration(u"minimal:2025.1"_s));
        run->journal = fullJournal();
        const QString file = run->journal->folder() + u"/run.jsonl"_s;
        QVERIFY(test::ValidationFixture::finish(run));
        const models::Verdict &verdict = *run->record.verdict();
        QCOMPARE(models::toString(verdict.outcome), u"inconclusive"_s);
        QCOMPARE(models::toString(verdict.error->type), u"InternalError"_s);
        QCOMPARE(verdict.error->message,
                 u"Namespace test-case was not created, because it cannot be recorded: %1 could "
                 "not be written: No space left on device. Make room there, or choose another "
                 "folder with --output or XDG_STATE_HOME."_s.arg(file));
        QCOMPARE(run->record.notRecorded(),
                 QStringList{file + u" could not be written: No space left on device."_s});
        QCOMPARE(creations(), QStringList());
        QCOMPARE(m_fixture.remains(), QStringList());
    }

    void whatWasMadeBeforeIsCleanedUp()
    {
        const auto before = creations();
        const auto run = fillsUp([](const models::Fact &fact) {
            const auto *made = std::get_if<models::ObjectCreated>(&fact.body);
            return made && made->object.kind == u"PersistentVolumeClaim"_s;
        });
        QVERIFY(test::ValidationFixture::finish(run));
        const models::Verdict &verdict = *run->record.verdict();
        QCOMPARE(models::toString(verdict.outcome), u"inconclusive"_s);
        QVERIFY2(verdict.error->message.startsWith(
                     u"Notebook test-case/case-notebook was not created, because it cannot be "
                     "recorded: "_s),
                 qPrintable(verdict.error->message));
        QCOMPARE(creations().mid(before.size()),
                 (QStringList{u"namespaces"_s, u"persistentvolumeclaims"_s}));
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 10'000);
    }

    void aPassThatIsNotRecordedSaysSoOnce()
    {
        const auto run = fillsUp([](const models::Fact &fact) {
            const auto *phase = std::get_if<models::PhaseStarted>(&fact.body);
            return phase && phase->phase == models::Phase::VerifyPackages;
        });
        QVERIFY(test::ValidationFixture::finish(run));
        QCOMPARE(models::toString(run->record.verdict()->outcome), u"passed"_s);
        QCOMPARE(run->record.notRecorded(),
                 QStringList{run->journal->folder() +
                             u"/run.jsonl could not be written: No space left on device."_s});
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 10'000);
    }

    void aRecordThatIsTakenAwayIsNoSuccess_data()
    {
        QTest::addColumn<QString>("when");
        QTest::newRow("while commands run") << u"PackageVerified"_s;
        QTest::newRow("after its verdict") << u"Verdict"_s;
    }
    void aRecordThatIsTakenAwayIsNoSuccess()
    {
        QFETCH(QString, when);
        const auto run =
            m_fixture.validation(test::ValidationFixture::configuration(u"minimal:2025.1"_s));
        const QString folder = run->journal->folder();
        run->onFact = [&](const models::Fact &fact) {
            if (fact.kind() == when)
                QDir(folder).removeRecursively();
        };
        QVERIFY(test::ValidationFixture::finish(run));
        run->onFact = nullptr;
        QCOMPARE(models::toString(run->record.verdict()->outcome), u"passed"_s);
        QCOMPARE(run->record.notRecorded(),
                 QStringList{folder + u"/run.jsonl was removed or moved while the run went on."_s});
        models::ReportedTest reported;
        reported.record = &run->record;
        models::ReportInput input;
        input.tests = {reported};
        QCOMPARE(models::exitStatusFor(input), 3);
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 10'000);
    }
};

QTEST_GUILESS_MAIN(TestFullDisk)
#include "tst_full_disk.moc"
