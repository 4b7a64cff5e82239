// SPDX-License-Identifier: Apache-2.0
#include "support/validation_fixture.h"

#include <QFile>
#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(assay::sandbox::Fault)

//! What is known of a container that ends again and again, when none of its logs can be read
//! after the first.
class TestLastWords : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    test::ValidationFixture m_fixture;

private Q_SLOTS:
    void initTestCase()
    {
        QFile images(m_folder.filePath(u"images.yaml"_s));
        QVERIFY(images.open(QIODevice::WriteOnly));
        // Of what may heal, nothing is sure before the grace is over: by then it has begun again
        // several times.
        images.write("node: {cpu: \"4\", memory: 32Gi}\n"
                     "images:\n"
                     "  - image: sandbox.local/workbench/port:1\n"
                     "    behaviour: crash\n"
                     "    after_seconds: 5\n"
                     "    exit_code: 1\n"
                     "    last_words: [\"OSError: [Errno 98] Address already in use\"]\n"
                     "  - image: sandbox.local/workbench/mute:1\n"
                     "    behaviour: never-ready\n"
                     "    status: 503\n"
                     "    liveness_status: 200\n"
                     "  - image: sandbox.local/workbench/talks:1\n"
                     "    behaviour: never-ready\n"
                     "    status: 503\n"
                     "    liveness_status: 200\n"
                     "    log: [\"waiting for the licence server\"]\n");
        images.close();
        const auto problem = m_fixture.start(images.fileName());
        QVERIFY2(!problem, qPrintable(problem.value_or(QString())));
    }

    void cleanup()
    {
        m_fixture.cluster().clearFaults();
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture.remains(), QStringList(), 20'000);
    }

    void aLogThatCannotBeReadHidesNoEarlierOne_data()
    {
        QTest::addColumn<sandbox::Fault>("fault");
        sandbox::Fault fault;
        fault.pathPattern = u"/log\\?"_s;
        fault.times = -1;
        fault.kind = sandbox::Fault::Kind::Silence;
        QTest::newRow("silence") << fault;
        fault.kind = sandbox::Fault::Kind::Status;
        fault.code = 404;
        QTest::newRow("not found") << fault;
        fault.code = 403;
        QTest::newRow("forbidden") << fault;
        fault.code = 500;
        QTest::newRow("error of the server") << fault;
    }
    void aLogThatCannotBeReadHidesNoEarlierOne()
    {
        QFETCH(sandbox::Fault, fault);
        const auto run = m_fixture.validation(test::ValidationFixture::configuration(u"port:1"_s));
        run->patience.grace = std::chrono::seconds(3);
        run->onFact = [this, &fault, hasWords = false](const models::Fact &fact) mutable {
            const auto *segment = std::get_if<models::LogSegment>(&fact.body);
            if (!hasWords && segment && segment->length > 0)
                m_fixture.cluster().inject(fault);
            hasWords |= segment && segment->length > 0;
        };
        QVERIFY(test::ValidationFixture::finish(run));
        QVERIFY(run->record.diagnosis());
        QCOMPARE(run->record.diagnosis()->diagnosis.rule, u"port-in-use"_s);
        QCOMPARE(models::toString(run->record.diagnosis()->info.errorCategory),
                 u"CrashLoopBackOff"_s);
        const auto &logs = run->record.diagnosis()->info.logs;
        QCOMPARE(logs.value(u"case-notebook"_s), u"OSError: [Errno 98] Address already in use\n"_s);
    }

    //! A container that runs, is not ready and says nothing: what is known of its log is asked for.
    void nobodyIsSentToAnEmptyLog()
    {
        const auto begin = [this](const QString &image, int statusOfLog) {
            auto configuration = test::ValidationFixture::configuration(image);
            configuration.nameSpace =
                u"test-%1-%2"_s.arg(image.section(u':', 0, 0)).arg(statusOfLog);
            if (statusOfLog != 200) {
                sandbox::Fault fault;
                fault.pathPattern = configuration.nameSpace + u"/.*/log\\?"_s;
                fault.times = -1;
                fault.code = statusOfLog;
                m_fixture.cluster().inject(fault);
            }
            auto run = m_fixture.validation(configuration);
            app::validate(run);
            return run;
        };
        // Each waits for a minute, the least that there is.
        const auto silent = begin(u"mute:1"_s, 200);
        const auto talking = begin(u"talks:1"_s, 200);
        const auto forbidden = begin(u"mute:1"_s, 403);
        const auto failing = begin(u"mute:1"_s, 500);
        const auto told = [](const std::shared_ptr<app::Validation> &run) {
            if (!QTest::qWaitFor([&run] { return run->record.isFinished(); }, 120'000) ||
                !run->record.diagnosis())
                return u"nothing"_s;
            test::ValidationFixture::failWhereARuleIsBroken(run->record.notes());
            const models::Diagnosis &d = run->record.diagnosis()->diagnosis;
            const bool isTold =
                d.summary.endsWith(u" The workbench has written nothing to its log yet."_s);
            return (isTold ? u"silent: "_s : QString()) + d.advice;
        };
        const QString says = u"The server runs but says that it is not ready: "_s;
        const QString look = says + u"look in the log for what it waits for."_s;
        QCOMPARE(told(silent),
                 u"silent: "_s + says + u"let it write to its log what it waits for."_s);
        QCOMPARE(told(talking), look);
        QCOMPARE(told(forbidden), look);
        QCOMPARE(told(failing), look);
    }
};

QTEST_GUILESS_MAIN(TestLastWords)
#include "tst_last_words.moc"
