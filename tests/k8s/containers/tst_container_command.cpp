// SPDX-License-Identifier: Apache-2.0

// Commands in containers, and what an engine says of one that is not so.

#include "support/scripted_engine.h"

#include <QSignalSpy>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using namespace assay::containers;
using namespace assay::tests;

class ContainerCommandTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup()
    {
        m_client.reset();
        m_engine.reset();
    }
    void saysWhatIsToRun();
    void readsFramesHoweverTheyCome_data();
    void readsFramesHoweverTheyCome();
    void deliversBytesAsTheyCome();
    void keepsTheBeginningOfMuchOutput();
    void waitsForTheEngineToKnowOfTheEnd_data();
    void waitsForTheEngineToKnowOfTheEnd();
    void aRuntimesMessageIsNoOutput_data();
    void aRuntimesMessageIsNoOutput();
    void aProgramMayWriteTheSame_data();
    void aProgramMayWriteTheSame();
    void whatCannotBeToldIsAnError_data();
    void whatCannotBeToldIsAnError();
    void theDeadlineKeepsWhatCame();
    void sendsStandardInputAndItsEnd();

private:
    //! What is answered: to the start, then to the question how it ended, and whether the container
    //! runs.
    QByteArray m_stream;
    QByteArrayList m_ends; //!< one after the other; the last for ever
    QByteArray m_container = ScriptedEngine::response(200, R"({"State":{"Running":true}})");
    QByteArray m_created = ScriptedEngine::response(201, R"({"Id":"e1"})");
    bool m_slowly = false;
    bool m_closes = true;

    static QByteArray ended(bool running, const QByteArray &code)
    {
        return ScriptedEngine::response(200, R"({"Running":)" +
                                                 QByteArray(running ? "true" : "false") +
                                                 R"(,"ExitCode":)" + code + R"(,"Pid":0})");
    }
    JobPtr<assay::k8s::ExecJob> run(ContainerCommand command = {u"c1"_s, {u"true"_s}})
    {
        auto job = m_client->exec(command);
        if (!assay::tests::ended(*job))
            job->abort();
        return job;
    }

    std::unique_ptr<ScriptedEngine> m_engine;
    std::unique_ptr<EngineClient> m_client;
};

void ContainerCommandTest::init()
{
    m_engine = std::make_unique<ScriptedEngine>();
    m_client = std::make_unique<EngineClient>(m_engine->address());
    m_stream = ScriptedEngine::hijacked(true);
    m_ends = {ended(false, "0")};
    m_container = ScriptedEngine::response(200, R"({"State":{"Running":true}})");
    m_created = ScriptedEngine::response(201, R"({"Id":"e1"})");
    m_slowly = false;
    m_closes = true;
    m_engine->setHandler([this](const ScriptedEngine::Request &request, QLocalSocket *socket) {
        const QByteArray path = request.path();
        if (path == "/containers/c1/exec") {
            socket->write(m_created);
        } else if (path == "/exec/e1/start") {
            if (m_slowly)
                return ScriptedEngine::writeSlowly(socket, m_stream, m_closes);
            socket->write(m_stream);
            if (m_closes)
                socket->disconnectFromServer();
        } else if (path == "/exec/e1/json") {
            socket->write(m_ends.size() > 1 ? m_ends.takeFirst() : m_ends.first());
        } else if (path == "/containers/c1/json") {
            socket->write(m_container);
        }
    });
}

void ContainerCommandTest::saysWhatIsToRun()
{
    ContainerCommand command{u"c1"_s, {u"python3"_s, u"-c"_s, u"print('ä')"_s}};
    command.environment = {u"A=b c"_s};
    command.workingFolder = u"/opt"_s;
    command.user = u"1000:0"_s;
    const auto job = run(command);
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    QCOMPARE(job->result()->exitCode, 0);
    const auto &requests = m_engine->requests();
    QCOMPARE(requests.at(0).target, QByteArray("/v1.41/containers/c1/exec"));
    QCOMPARE(nlohmann::json::parse(requests.at(0).body).dump(),
             (nlohmann::json{{"AttachStdin", false},
                             {"AttachStdout", true},
                             {"AttachStderr", true},
                             {"Tty", false},
                             {"Cmd", {"python3", "-c", "print('ä')"}},
                             {"Env", {"A=b c"}},
                             {"WorkingDir", "/opt"},
                             {"User", "1000:0"}})
                 .dump());
    QCOMPARE(nlohmann::json::parse(requests.at(1).body).dump(),
             (nlohmann::json{{"Detach", false}, {"Tty", false}}).dump());
    QVERIFY(requests.at(1).head.contains("\r\nConnection: Upgrade\r\nUpgrade: tcp"));
}

void ContainerCommandTest::readsFramesHoweverTheyCome_data()
{
    QTest::addColumn<bool>("upgraded");
    QTest::addColumn<bool>("slowly");
    QTest::newRow("101, at once") << true << false;
    QTest::newRow("101, byte by byte") << true << true;
    QTest::newRow("200 without a length, at once") << false << false;
    QTest::newRow("200 without a length, byte by byte") << false << true;
}

void ContainerCommandTest::readsFramesHoweverTheyCome()
{
    QFETCH(bool, upgraded);
    QFETCH(bool, slowly);
    m_slowly = slowly;
    m_stream = ScriptedEngine::hijacked(upgraded) + ScriptedEngine::frame(1, "half a ") +
               ScriptedEngine::frame(2, "warned\n") + ScriptedEngine::frame(1, "") +
               ScriptedEngine::frame(1, QByteArray("line\nand \0 more", 15)) +
               ScriptedEngine::frame(0, "\xff\xfe");
    m_ends = {ended(false, "3")};
    const auto job = run();
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    QCOMPARE(job->result()->standardOutput, QByteArray("half a line\nand \0 more\xff\xfe", 24));
    QCOMPARE(job->result()->standardError, QByteArray("warned\n"));
    QCOMPARE(job->result()->exitCode, 3);
    QVERIFY(job->result()->started);
    QVERIFY(!job->result()->truncated);
}

void ContainerCommandTest::deliversBytesAsTheyCome()
{
    m_closes = false;
    m_stream += ScriptedEngine::frame(1, "first\n");
    auto job = m_client->exec({u"c1"_s, {u"true"_s}});
    QSignalSpy output(job.get(), &assay::k8s::ExecJob::standardOutput);
    QTRY_COMPARE(output.count(), 1);
    QCOMPARE(output.at(0).at(0).toByteArray(), QByteArray("first\n"));
    QVERIFY(!job->isFinished());
    QCOMPARE(job->partial().standardOutput, QByteArray("first\n"));
}

void ContainerCommandTest::keepsTheBeginningOfMuchOutput()
{
    const QByteArray much(300'000, 'x');
    m_stream += ScriptedEngine::frame(1, much) + ScriptedEngine::frame(2, "end");
    ContainerCommand command{u"c1"_s, {u"true"_s}};
    command.outputCap = 1000;
    auto job = m_client->exec(command);
    qint64 told = 0;
    connect(job.get(), &assay::k8s::ExecJob::standardOutput,
            [&told](const QByteArray &bytes) { told += bytes.size(); });
    QVERIFY(assay::tests::ended(*job));
    QVERIFY(job->result());
    QCOMPARE(told, much.size());
    QCOMPARE(job->result()->standardOutput, much.left(1000));
    QCOMPARE(job->result()->standardError, QByteArray("end"));
    QVERIFY(job->result()->truncated);
}

void ContainerCommandTest::waitsForTheEngineToKnowOfTheEnd_data()
{
    QTest::addColumn<QByteArrayList>("ends");
    QTest::newRow("Podman: it runs, with exit code 0")
        << QByteArrayList{ended(true, "0"), ended(true, "0"), ended(false, "7")};
    QTest::newRow("Docker: it runs, without an exit code")
        << QByteArrayList{ended(true, "null"), ended(false, "7")};
    QTest::newRow("it has ended, and its exit code is not known yet")
        << QByteArrayList{ended(false, "null"), ended(false, "7")};
    QTest::newRow("nobody says whether it runs")
        << QByteArrayList{ScriptedEngine::response(200, R"({"ExitCode":0})"), ended(false, "7")};
}

void ContainerCommandTest::waitsForTheEngineToKnowOfTheEnd()
{
    QFETCH(QByteArrayList, ends);
    m_ends = ends;
    const auto job = run();
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    QCOMPARE(job->result()->exitCode, 7);
}

void ContainerCommandTest::aRuntimesMessageIsNoOutput_data()
{
    QTest::addColumn<int>("stream");
    QTest::addColumn<QByteArrayList>("pieces");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("Podman with runc")
        << 2
        << QByteArrayList{"Error: runc: exec failed: unable to start container process: exec: "
                          "\"x\": executable file not found in $PATH: OCI runtime attempted to "
                          "invoke a command that was not found\n",
                          "read unixpacket @->/run/attach: read: connection reset by peer\n"}
        << QByteArray("127");
    QTest::newRow("Podman with crun")
        << 2
        << QByteArrayList{"Error: crun: executable file `x` not found in $PATH: No such file or "
                          "directory: OCI runtime attempted to invoke a command that was not "
                          "found\n"}
        << QByteArray("127");
    QTest::newRow("Docker")
        << 1
        << QByteArrayList{"OCI runtime exec failed: exec failed: unable to start container "
                          "process: exec: \"x\": stat x: no such file or directory: unknown\r\n"}
        << QByteArray("126");
    QTest::newRow("Podman on a full disk")
        << 2
        << QByteArrayList{"Error: runc: Failed to write to log, write /s/oci-log: no space left on "
                          "device\nexec failed: write /s/.exec_pid: no space left on device: OCI "
                          "runtime error\n"}
        << QByteArray("125");
    QTest::newRow("in small pieces")
        << 1 << QByteArrayList{"OCI", " runtime ", "exec failed: no\r\n"} << QByteArray("126");
}

void ContainerCommandTest::aRuntimesMessageIsNoOutput()
{
    QFETCH(int, stream);
    QFETCH(QByteArrayList, pieces);
    QFETCH(QByteArray, code);
    for (const QByteArray &piece : pieces)
        m_stream += ScriptedEngine::frame(stream, piece);
    m_ends = {ended(false, code)};
    auto job = m_client->exec({u"c1"_s, {u"x"_s}});
    QSignalSpy output(job.get(), &assay::k8s::ExecJob::standardOutput);
    QSignalSpy errors(job.get(), &assay::k8s::ExecJob::standardError);
    QVERIFY(assay::tests::ended(*job));
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    QVERIFY(!job->result()->started);
    QCOMPARE(job->result()->exitCode, code.toInt());
    QCOMPARE(job->result()->runtimeMessage, QString::fromUtf8(pieces.join()).simplified());
    QCOMPARE(output.count() + errors.count(), 0);
    QVERIFY(job->result()->standardOutput.isEmpty() && job->result()->standardError.isEmpty());
}

void ContainerCommandTest::aProgramMayWriteTheSame_data()
{
    QTest::addColumn<QByteArray>("output");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("a shell that does not find it")
        << QByteArray("sh: 1: x: not found\n") << QByteArray("127");
    QTest::newRow("the same words and another exit code")
        << QByteArray("OCI runtime exec failed: of mine\n") << QByteArray("1");
    QTest::newRow("an exit code of the engine's") << QByteArray("mine\n") << QByteArray("125");
    QTest::newRow("the words later")
        << QByteArray("I say: OCI runtime exec failed\n") << QByteArray("126");
    QTest::newRow("the words' beginning") << QByteArray("OCI") << QByteArray("126");
    QTest::newRow("nothing") << QByteArray() << QByteArray("127");
}

void ContainerCommandTest::aProgramMayWriteTheSame()
{
    QFETCH(QByteArray, output);
    QFETCH(QByteArray, code);
    m_stream += ScriptedEngine::frame(1, output);
    m_ends = {ended(false, code)};
    const auto job = run();
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    QVERIFY(job->result()->started);
    QCOMPARE(job->result()->standardOutput, output);
    QCOMPARE(job->result()->exitCode, code.toInt());
    QVERIFY(job->result()->runtimeMessage.isEmpty());
}

void ContainerCommandTest::whatCannotBeToldIsAnError_data()
{
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<QByteArrayList>("ends");
    QTest::addColumn<QByteArray>("container");
    QTest::addColumn<QString>("kind");
    const QByteArray head = ScriptedEngine::hijacked(true);
    const QByteArray up = ScriptedEngine::response(200, R"({"State":{"Running":true}})");
    const QByteArray down = ScriptedEngine::response(200, R"({"State":{"Running":false}})");
    const QByteArray gone = ScriptedEngine::response(404, R"({"message":"no such container"})");
    const QByteArray killed = ended(false, "137");
    using Kind = Error::Kind;
    QTest::newRow("the container ended meanwhile")
        << head << QByteArrayList{killed} << down << toString(Kind::Gone);
    QTest::newRow("its files went before the program was looked for")
        << head << QByteArrayList{ended(false, "127")} << gone << toString(Kind::Gone);
    QTest::newRow("its files may not be run any more")
        << head << QByteArrayList{ended(false, "126")} << down << toString(Kind::Gone);
    QTest::newRow("the container was removed meanwhile")
        << head << QByteArrayList{killed} << gone << toString(Kind::Gone);
    QTest::newRow("the command is forgotten")
        << head << QByteArrayList{gone} << up << toString(Kind::Gone);
    QTest::newRow("the output was cut in a frame's head")
        << head + ScriptedEngine::frame(1, "abc").left(4) << QByteArrayList{killed} << up
        << toString(Kind::Connection);
    QTest::newRow("the output was cut in a frame")
        << head + ScriptedEngine::frame(1, "abc").chopped(1) << QByteArrayList{ended(false, "0")}
        << up << toString(Kind::Connection);
    QTest::newRow("no frames") << head + "Traceback (most recent call last)"
                               << QByteArrayList{killed} << up << toString(Kind::Protocol);
    QTest::newRow("a fault of the engine's in the stream")
        << head + ScriptedEngine::frame(3, "lost it") << QByteArrayList{killed} << up
        << toString(Kind::Server);
    QTest::newRow("it is not running any more when it is started")
        << ScriptedEngine::response(409, R"({"message":"Container c1 is not running"})")
        << QByteArrayList{killed} << down << toString(Kind::Gone);
    QTest::newRow("the connection is cut before the head")
        << QByteArray() << QByteArrayList{killed} << up << toString(Kind::Connection);
    QTest::newRow("it ended with 2^32")
        << head << QByteArrayList{ended(false, "4294967296")} << up << toString(Kind::Protocol);
    QTest::newRow("it ended with 256")
        << head << QByteArrayList{ended(false, "256")} << up << toString(Kind::Protocol);
    QTest::newRow("it runs on without output")
        << head << QByteArrayList{ended(true, "0")} << up << toString(Kind::Connection);
    QTest::newRow("it runs on in a container that does not run")
        << head << QByteArrayList{ended(true, "0")} << down << toString(Kind::Gone);
}

void ContainerCommandTest::whatCannotBeToldIsAnError()
{
    QFETCH(QByteArray, stream);
    QFETCH(QByteArrayList, ends);
    QFETCH(QByteArray, container);
    m_stream = stream;
    m_ends = ends;
    m_container = container;
    const auto job = run();
    QVERIFY2(!job->result(), "a result");
    QTEST(toString(job->result().error().kind), "kind");
    QVERIFY(!job->result().error().message.isEmpty());
}

void ContainerCommandTest::theDeadlineKeepsWhatCame()
{
    m_closes = false;
    m_stream += ScriptedEngine::frame(1, "so far");
    ContainerCommand command{u"c1"_s, {u"true"_s}};
    command.deadline = 300ms;
    const auto job = run(command);
    QVERIFY(!job->result());
    QCOMPARE(toString(job->result().error().kind), u"Timeout"_s);
    QCOMPARE(job->partial().standardOutput, QByteArray("so far"));
    QTRY_COMPARE(m_engine->connections(), 0);
}

void ContainerCommandTest::sendsStandardInputAndItsEnd()
{
    QByteArray input;
    bool hasEnd = false;
    m_engine->setHandler([&](const ScriptedEngine::Request &request, QLocalSocket *socket) {
        if (request.path() == "/containers/c1/exec") {
            QVERIFY(nlohmann::json::parse(request.body).at("AttachStdin").get<bool>());
            socket->write(m_created);
        } else if (request.path() == "/exec/e1/start") {
            socket->write(m_stream);
            socket->disconnect(SIGNAL(readyRead()));
            connect(socket, &QIODevice::readyRead, socket,
                    [&, socket] { input += socket->readAll(); });
            connect(socket, &QLocalSocket::readChannelFinished, socket,
                    [&hasEnd] { hasEnd = true; });
        } else {
            socket->write(m_ends.first());
        }
    });
    ContainerCommand command{u"c1"_s, {u"cat"_s}};
    command.standardInput = QByteArray(200'000, 'i');
    auto job = m_client->exec(command);
    QTRY_COMPARE(input.size(), command.standardInput.size());
    QTRY_VERIFY(hasEnd);
    QVERIFY(assay::tests::ended(*job));
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
}

QTEST_GUILESS_MAIN(ContainerCommandTest)
#include "tst_container_command.moc"
