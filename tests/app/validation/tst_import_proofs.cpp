// SPDX-License-Identifier: Apache-2.0
#include "support/validation_fixture.h"

#include <QRegularExpression>
#include <QTest>
#include <QTimer>

using namespace assay;
using namespace Qt::StringLiterals;

//! A pass needs proof: imports that end Python with status 0, and proofs that get lost.
class TestImportProofs : public QObject
{
    Q_OBJECT
    QTemporaryDir m_packages;
    test::ValidationFixture m_fixture;

    void write(const QString &name, const QByteArray &text)
    {
        QFile file(m_packages.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    std::shared_ptr<app::Validation> validation(const QStringList &packages)
    {
        auto c = test::ValidationFixture::configuration(u"plain:1"_s);
        c.packagesToVerify = packages;
        c.timeoutCommand = 10;
        c.resources = {{"limits", {{"memory", "512Mi"}}}};
        return m_fixture.validation(c);
    }

    static QStringList resultsOf(const app::Validation &run)
    {
        QStringList list;
        for (const auto &result : run.record.results())
            list << result.packageName + u' ' + models::toString(result.outcome) + u' ' +
                        models::toString(result.failure) +
                        (result.confirmed ? u" confirmed"_s : QString());
        return list;
    }

    static QString outcomeOf(const app::Validation &run)
    {
        const auto &verdict = run.record.verdict();
        return models::toString(verdict->outcome) +
               (verdict->error ? u' ' + models::toString(verdict->error->type) : QString());
    }

    //! The command that confirms is the only one with standard input and without packages.
    static QString proofs() { return u"/exec\\?(?!.*command=json(&|$)).*stdin=true"_s; }

    int proofsAsked()
    {
        static const QRegularExpression request(proofs());
        return static_cast<int>(m_fixture.cluster().requests().filter(request).size());
    }

private Q_SLOTS:
    void initTestCase()
    {
        write(u"exit0.py"_s, "import os\nos._exit(0)\n");
        write(u"sysexit.py"_s, "import sys\nprint('ok')\nsys.exit(0)\n");
        write(u"killed.py"_s, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n");
        write(u"versioned.py"_s, "__version__ = '4.2'\n");
        write(u"images.yaml"_s, "node: {cpu: \"4\", memory: 8Gi}\n"
                                "images:\n"
                                "  - image: sandbox.local/workbench/plain:1\n"
                                "    pull: ok\n"
                                "    behaviour: serve\n"
                                "    after_seconds: 1\n"
                                "    pythonpath: .\n");
        const auto problem = m_fixture.start(m_packages.filePath(u"images.yaml"_s));
        QVERIFY2(!problem, qPrintable(problem.value_or(QString())));
    }

    void cleanup()
    {
        m_fixture.cluster().clearFaults();
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 20'000);
    }

    void whatEndsPythonIsNoPass()
    {
        const auto run = validation({u"json"_s, u"exit0"_s, u"sysexit"_s, u"versioned"_s});
        const int before = proofsAsked();
        QVERIFY(test::ValidationFixture::finish(run));
        QCOMPARE(
            resultsOf(*run),
            (QStringList{u"json passed None confirmed"_s, u"exit0 failed EndedPython"_s,
                         u"sysexit failed EndedPython"_s, u"versioned passed None confirmed"_s}));
        QCOMPARE(outcomeOf(*run), u"failed ExecOnPodError"_s);
        QCOMPARE(run->record.verdict()->error->message,
                 u"2 packages cannot be imported: exit0, sysexit"_s);
        const auto &results = run->record.results();
        QCOMPARE(*results[1].errorMessage,
                 u"ExecOnPodError: python ended before the import did (exit status 0)"_s);
        QCOMPARE(results[1].commandExecuted, u"python -c \"import exit0\""_s);
        QCOMPARE(results[1].exitCode, 0);
        QCOMPARE(*results[2].errorMessage,
                 u"ExecOnPodError: python ended before the import did (SystemExit: 0)"_s);
        QCOMPARE(results[3].version, u"4.2"_s);
        QVERIFY(results[3].location->origin.endsWith(u"/versioned.py"_s));
        // One command confirms all.
        QCOMPARE(proofsAsked() - before, 1);
    }

    void aProofThatIsLostIsAskedForAgain()
    {
        sandbox::Fault fault;
        fault.kind = sandbox::Fault::Kind::Reset;
        fault.pathPattern = proofs();
        fault.times = 2;
        m_fixture.cluster().inject(fault);
        const auto run = validation({u"json"_s, u"versioned"_s});
        QVERIFY(test::ValidationFixture::finish(run));
        QCOMPARE(outcomeOf(*run), u"passed"_s);
        QCOMPARE(resultsOf(*run), (QStringList{u"json passed None confirmed"_s,
                                               u"versioned passed None confirmed"_s}));
    }

    void whatWasToldBeforeTheConnectionWentCounts()
    {
        sandbox::Fault fault;
        fault.kind = sandbox::Fault::Kind::ExecNoStatus;
        fault.pathPattern = proofs();
        m_fixture.cluster().inject(fault);
        const int before = proofsAsked();
        const auto run = validation({u"json"_s});
        QVERIFY(test::ValidationFixture::finish(run));
        QCOMPARE(outcomeOf(*run), u"passed"_s);
        QCOMPARE(proofsAsked() - before, 1);
    }

    void aProofThatCannotBeHadIsInconclusive_data()
    {
        QTest::addColumn<int>("code");
        QTest::newRow("connection") << 0;
        QTest::newRow("forbidden") << 403;
        QTest::newRow("server") << 500;
    }
    void aProofThatCannotBeHadIsInconclusive()
    {
        QFETCH(int, code);
        sandbox::Fault fault;
        fault.kind = code ? sandbox::Fault::Kind::Status : sandbox::Fault::Kind::Reset;
        fault.code = code;
        fault.pathPattern = proofs();
        fault.times = -1;
        m_fixture.cluster().inject(fault);
        const int before = proofsAsked();
        const auto run = validation({u"json"_s, u"no_such_module_anywhere"_s});
        QVERIFY(test::ValidationFixture::finish(run));
        QCOMPARE(resultsOf(*run), (QStringList{u"json inconclusive NotExecuted"_s,
                                               u"no_such_module_anywhere failed NotInstalled"_s}));
        QVERIFY(run->record.results()[0].errorMessage->startsWith(
            u"ExecOnPodError: the command ended with status 0, but whether the import came to its "
            "end could not be found out. "_s));
        // Three times; of each refusal the client asks for the text as well.
        if (code)
            QCOMPARE(proofsAsked() - before, 6);
        QCOMPARE(outcomeOf(*run), u"failed ExecOnPodError"_s);
    }

    void nothingIsToBeProvedWhereNothingPassed()
    {
        const int before = proofsAsked();
        const auto run = validation({u"no_such_module_anywhere"_s});
        QVERIFY(test::ValidationFixture::finish(run));
        QCOMPARE(resultsOf(*run), QStringList{u"no_such_module_anywhere failed NotInstalled"_s});
        QCOMPARE(proofsAsked() - before, 1); // the inventory's
    }

    void aKillSaysTheLimit()
    {
        const auto run = validation({u"killed"_s});
        QVERIFY(test::ValidationFixture::finish(run));
        const QString said = *run->record.results()[0].errorMessage;
        QVERIFY2(said.startsWith(u"The import was ended by SIGKILL (exit status 137). Memory is "
                                 "the likely cause: the container's limit is "_s),
                 qPrintable(said));
    }

    void aRequestThatIsStoppedIsLetGo()
    {
        // The container's own home is all that it may write to.
        write(u"slow.py"_s, "import os, time\n"
                            "before = os.path.expanduser('~/imported-before')\n"
                            "if os.getppid() != 1 and os.path.exists(before):\n"
                            "    time.sleep(600)\n"
                            "open(before, 'w').close()\n");
        const auto run = validation({u"slow"_s});
        run->configuration.timeoutCommand = 300;
        run->onFact = [run](const models::Fact &fact) {
            if (std::holds_alternative<models::CommandExecuted>(fact.body))
                QTimer::singleShot(300, run->client.get(), [run] { run->cancellation->request(); });
        };
        const bool finished = test::ValidationFixture::finish(run, 20'000);
        run->onFact = nullptr;
        QVERIFY(finished);
        QCOMPARE(outcomeOf(*run), u"cancelled CancelledError"_s);
    }
};

QTEST_GUILESS_MAIN(TestImportProofs)
#include "tst_import_proofs.moc"
