// SPDX-License-Identifier: Apache-2.0
#include <app/run/validation.h>

#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;

//! Facts that break a rule of the data model, as they are appended.
class TestRecordRules : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    app::Validation m_run;

    static models::PackageVerificationResult result(bool works)
    {
        models::PackageVerificationResult r;
        r.packageName = u"numpy"_s;
        r.commandExecuted = models::PackageVerificationResult::commandFor(r.packageName);
        r.importSuccessful = works;
        r.outcome = works ? models::PackageOutcome::Passed : models::PackageOutcome::Failed;
        r.executionTimeSeconds = 1;
        if (!works)
            r.errorMessage = u"ModuleNotFoundError: No module named 'numpy'"_s;
        return r;
    }

    void appendStart()
    {
        models::RunStarted start;
        start.runId = u"run"_s;
        start.configuration.timeoutCommand = 10;
        m_run.record = {};
        m_run.append(start);
    }

private Q_SLOTS:
    void init()
    {
        static int runs = 0;
        m_run.journal =
            std::move(*models::RunJournal::create(m_folder.path(), u"run-%1"_s.arg(++runs)));
        appendStart();
    }

    void whatHoldsIsNotNoted()
    {
        m_run.append(models::PackageVerified{result(true)});
        m_run.append(models::PackageVerified{result(false)});
        auto timedOut = result(false);
        timedOut.failure = models::ImportFailure::TimedOut;
        timedOut.executionTimeSeconds = 10.2; // as long as its limit
        m_run.append(models::PackageVerified{timedOut});
        using Status = models::NotebookStatus;
        m_run.append(models::StateChanged{{Status::Created, Status::PodPending, {}, {}}});
        QCOMPARE(m_run.record.notes(), QStringList());
    }

    void aResultThatContradictsItselfIsKeptAndNoted_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("rule");
        QTest::newRow("no error message") << u"message"_s << u"error_message is missing"_s;
        QTest::newRow("outcome") << u"outcome"_s << u"contradict each other"_s;
        QTest::newRow("time") << u"time"_s << u"which is not less than the timeout of 10 s."_s;
        QTest::newRow("command") << u"command"_s
                                 << u"command_executed must be python -c \"import numpy\"."_s;
    }
    void aResultThatContradictsItselfIsKeptAndNoted()
    {
        QFETCH(QString, what);
        QFETCH(QString, rule);
        auto broken = result(false);
        if (what == u"message"_s)
            broken.errorMessage.reset();
        else if (what == u"outcome"_s)
            broken.outcome = models::PackageOutcome::Passed;
        else if (what == u"time"_s)
            broken.executionTimeSeconds = 10;
        else
            broken.commandExecuted = u"python3 -c \"import numpy\""_s;
        m_run.append(models::PackageVerified{broken});
        QCOMPARE(m_run.record.results().size(), std::size_t(1));
        QVERIFY(m_run.record.results()[0] == broken);
        QCOMPARE(m_run.record.notes().size(), 1);
        const QString note = m_run.record.notes()[0];
        QVERIFY2(note.startsWith(u"The result of numpy breaks a rule of the data model: "_s) &&
                     note.contains(rule),
                 qPrintable(note));
        // Beside it, on disk too.
        const auto stored = models::StoredRun::load(m_run.journal->folder());
        QVERIFY(stored);
        QCOMPARE(stored->record.facts().back().kind(), u"Note"_s);
        QCOMPARE(stored->record.notes(), m_run.record.notes());
    }

    void aChangeOfStateThatThereIsNotIsKeptAndNoted()
    {
        using Status = models::NotebookStatus;
        m_run.append(models::StateChanged{{Status::Created, Status::PodPending, {}, {}}});
        m_run.append(models::StateChanged{{Status::Ready, Status::PodPending, {}, {}}});
        QCOMPARE(m_run.record.transitions().size(), std::size_t(2));
        QCOMPARE(m_run.record.notes(),
                 (QStringList{u"The change of state from Ready to PodPending breaks a rule of the "
                              "data model: there is no such change."_s,
                              u"The change of state from Ready to PodPending breaks a rule of the "
                              "data model: the state before was PodPending."_s}));
    }
};

QTEST_GUILESS_MAIN(TestRecordRules)
#include "tst_record_rules.moc"
