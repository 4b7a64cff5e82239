// SPDX-License-Identifier: Apache-2.0

// Commands in containers of real engines, $ASSAY_TEST_ENGINE_DIR.

#include "support/engine_fixture.h"

#include <QSignalSpy>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using namespace assay::containers;
using namespace assay::tests;

class CommandsEngineTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { EngineFixture::addEngines(); }
    void initTestCase()
    {
        if (const QString why = EngineFixture::reasonToSkip(); !why.isEmpty())
            QSKIP(qPrintable(why));
    }
    void init()
    {
        QFETCH_GLOBAL(QString, engine);
        m_engine.open(engine);
    }
    void cleanup() { QCOMPARE(m_engine.close(), QStringList()); }

    void outputAndExitCode();
    void whatRunsHasNotEnded();
    void whatCannotBeStartedSaysSo_data();
    void whatCannotBeStartedSaysSo();
    void aShellsOwn127IsItsOwn();
    void muchOutput();
    void standardInputIsReadToItsEnd();
    void inAContainerThatDoesNotRun();
    void theContainerEndsMeanwhile();
    void killedForMemoryInAContainerThatGoesOn();
    void manyAtOnce();

private:
    EngineFixture m_engine;
};

void CommandsEngineTest::outputAndExitCode()
{
    const QString id = m_engine.runIdle();
    ContainerCommand command{
        id, {u"sh"_s, u"-c"_s, u"echo $WORD; pwd; id -u; echo wrong >&2; printf half; exit 5"_s}};
    command.environment = {u"WORD=a b"_s};
    command.workingFolder = u"/tmp"_s;
    command.user = u"4321:0"_s;
    const auto job = m_engine.exec(command);
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    QCOMPARE(job->result()->standardOutput, QByteArray("a b\n/tmp\n4321\nhalf"));
    QCOMPARE(job->result()->standardError, QByteArray("wrong\n"));
    QCOMPARE(job->result()->exitCode, 5);
    QVERIFY(job->result()->started);
}

void CommandsEngineTest::whatRunsHasNotEnded()
{
    const QString id = m_engine.runIdle();
    ContainerCommand command{id, {u"sh"_s, u"-c"_s, u"echo up; exec sleep 60"_s}};
    command.deadline = 2s;
    const auto job = m_engine.exec(command);
    QVERIFY(!job->result());
    QCOMPARE(toString(job->result().error().kind), u"Timeout"_s);
    QCOMPARE(job->partial().standardOutput, QByteArray("up\n"));
}

void CommandsEngineTest::whatCannotBeStartedSaysSo_data()
{
    QTest::addColumn<QString>("program");
    QTest::newRow("not in PATH") << u"no-such-program"_s;
    QTest::newRow("no such file") << u"/no/such/program"_s;
    QTest::newRow("not executable") << u"/etc/passwd"_s;
    QTest::newRow("a folder") << u"/tmp"_s;
}

void CommandsEngineTest::whatCannotBeStartedSaysSo()
{
    QFETCH(QString, program);
    auto job = m_engine.client().exec({m_engine.runIdle(), {program}});
    QSignalSpy output(job.get(), &assay::k8s::ExecJob::standardOutput);
    QSignalSpy errors(job.get(), &assay::k8s::ExecJob::standardError);
    QVERIFY(ended(*job));
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    QVERIFY(!job->result()->started);
    QVERIFY2(job->result()->runtimeMessage.contains(program),
             qPrintable(job->result()->runtimeMessage));
    QCOMPARE(output.count() + errors.count(), 0);
    QVERIFY(job->result()->standardOutput.isEmpty() && job->result()->standardError.isEmpty());
}

void CommandsEngineTest::aShellsOwn127IsItsOwn()
{
    const auto job = m_engine.exec({m_engine.runIdle(), {u"sh"_s, u"-c"_s, u"no-such-program"_s}});
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    QVERIFY(job->result()->started);
    QCOMPARE(job->result()->exitCode, 127);
    QVERIFY(job->result()->standardError.contains("not found"));
}

void CommandsEngineTest::muchOutput()
{
    const qint64 size = 20'000'000;
    ContainerCommand command{m_engine.runIdle(),
                             {u"head"_s, u"-c"_s, QString::number(size), u"/dev/zero"_s}};
    command.outputCap = 1000;
    auto job = m_engine.client().exec(command);
    qint64 read = 0;
    connect(job.get(), &assay::k8s::ExecJob::standardOutput, this,
            [&read](const QByteArray &bytes) { read += bytes.size(); });
    QVERIFY(ended(*job));
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    QCOMPARE(read, size);
    QCOMPARE(job->result()->standardOutput.size(), 1000);
    QVERIFY(job->result()->truncated);
}

void CommandsEngineTest::standardInputIsReadToItsEnd()
{
    ContainerCommand command{m_engine.runIdle(), {u"cat"_s}};
    command.standardInput = QByteArray("line\n").repeated(60'000);
    const auto job = m_engine.exec(command);
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    QCOMPARE(job->result()->exitCode, 0);
    QCOMPARE(job->result()->standardOutput.size(), command.standardInput.size());
    QVERIFY(job->result()->standardOutput == command.standardInput);
}

void CommandsEngineTest::inAContainerThatDoesNotRun()
{
    const QString created = m_engine.create(m_engine.body("py-workbench"));
    QCOMPARE(toString(m_engine.exec({created, {u"true"_s}})->result().error().kind), u"Gone"_s);
    const QString over = m_engine.run(m_engine.body("py-workbench", {"true"}));
    QVERIFY(m_engine.waitForEnd(over));
    QCOMPARE(toString(m_engine.exec({over, {u"true"_s}})->result().error().kind), u"Gone"_s);
    QCOMPARE(toString(m_engine.exec({u"none"_s, {u"true"_s}})->result().error().kind),
             u"NotFound"_s);
}

void CommandsEngineTest::theContainerEndsMeanwhile()
{
    for (const bool removed : {false, true}) {
        const QString id = m_engine.runIdle();
        auto job = m_engine.client().exec({id, {u"sh"_s, u"-c"_s, u"echo up; exec sleep 60"_s}});
        QSignalSpy output(job.get(), &assay::k8s::ExecJob::standardOutput);
        QTRY_COMPARE_WITH_TIMEOUT(output.count(), 1, enginePatience);
        QVERIFY(answerOf(removed ? m_engine.client().removeContainer(id)
                                 : m_engine.client().killContainer(id)));
        QVERIFY(ended(*job));
        QVERIFY2(!job->result(), "a result");
        QCOMPARE(toString(job->result().error().kind), u"Gone"_s);
        QCOMPARE(job->partial().standardOutput, QByteArray("up\n"));
    }
}

void CommandsEngineTest::killedForMemoryInAContainerThatGoesOn()
{
    const auto info = answerOf(m_engine.client().info());
    QVERIFY(info);
    if (!info->limitsMemory)
        QSKIP("this engine enforces no limits");
    auto body = m_engine.body("oom", {"sleep", "600"});
    body["HostConfig"]["Memory"] = 128 << 20;
    const QString id = m_engine.run(body);
    const auto job = m_engine.exec({id, {u"python3"_s, u"-c"_s, u"import hungry"_s}});
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    QCOMPARE(job->result()->exitCode, 137);
    QVERIFY(m_engine.state(id)->isRunning());
}

void CommandsEngineTest::manyAtOnce()
{
    const QString id = m_engine.runIdle();
    std::vector<assay::k8s::JobPtr<assay::k8s::ExecJob>> jobs;
    for (int code = 0; code < 8; ++code)
        jobs.push_back(
            m_engine.client().exec({id, {u"sh"_s, u"-c"_s, u"echo %1; exit %1"_s.arg(code)}}));
    for (int code = 0; code < 8; ++code) {
        const auto &job = jobs[std::size_t(code)];
        QVERIFY(ended(*job));
        QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
        QCOMPARE(job->result()->exitCode, code);
        QCOMPARE(job->result()->standardOutput, QByteArray::number(code) + '\n');
    }
}

QTEST_GUILESS_MAIN(CommandsEngineTest)
#include "tst_commands_engine.moc"
