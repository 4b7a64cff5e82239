// SPDX-License-Identifier: Apache-2.0

// What engines say of images and containers, and what of it is not so.

#include "support/scripted_engine.h"

#include <k8s/containers/tar_archive.h>

#include <QProcess>
#include <QTemporaryDir>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using namespace assay::containers;
using namespace assay::tests;
using nlohmann::json;

class EngineFactsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_engine = std::make_unique<ScriptedEngine>();
        m_client = std::make_unique<EngineClient>(m_engine->address());
    }
    void cleanup()
    {
        m_client.reset();
        m_engine.reset();
    }
    void anImageIsItsConfiguration();
    void exitCodesAreThoseOfWhatRan_data();
    void exitCodesAreThoseOfWhatRan();
    void nothingEndsBeforeItBegan();
    void outOfMemoryIsWhatTheEngineCanTell_data();
    void outOfMemoryIsWhatTheEngineCanTell();
    void aContainerIsReadWhole();
    void theNetworkIsThatOfTheAddress_data();
    void theNetworkIsThatOfTheAddress();
    void startsThatFailHaveOneKind_data();
    void startsThatFailHaveOneKind();
    void doneIsDone_data();
    void doneIsDone();
    void aRemovalThatIsUnderWayIsWaitedFor();
    void aKnownVersionIsNotAskedFor();
    void aFullDiskIsToldWithItsWayOut();
    void volumesAreListed();
    void aTarHoldsWhatItWasGiven();
    void aTarRefusesWhatDoesNotFit();

private:
    std::unique_ptr<ScriptedEngine> m_engine;
    std::unique_ptr<EngineClient> m_client;
};

void EngineFactsTest::anImageIsItsConfiguration()
{
    m_engine->answer(ScriptedEngine::response(200, R"({
        "Id":"03cdba","RepoTags":["localhost/a:1","<none>:<none>"],"RepoDigests":null,
        "Created":"2025-01-01T00:00:00.5Z","Size":232713531,"Os":"linux","Architecture":"arm64",
        "Config":{"User":"1000:100","Env":["A=b"],"Entrypoint":null,"Cmd":["start.sh","x"],
                  "ExposedPorts":{"8888/tcp":{}},"WorkingDir":"/home/jovyan","Labels":{"k":"v"},
                  "Volumes":{"/data":{}}}})"));
    const auto image = answerOf(m_client->inspectImage(u"localhost/a:1"_s));
    QVERIFY2(image, image ? "" : qPrintable(image.error().message));
    QCOMPARE(m_engine->requests().at(0).target, QByteArray("/v1.41/images/localhost/a:1/json"));
    QCOMPARE(image->id, u"sha256:03cdba"_s);
    QCOMPARE(image->tags, QStringList{u"localhost/a:1"_s});
    QCOMPARE(image->repoDigests, QStringList());
    QCOMPARE(image->created, QDateTime(QDate(2025, 1, 1), QTime(0, 0, 0, 500), Qt::UTC));
    QCOMPARE(image->size, 232713531);
    QCOMPARE(image->architecture, u"arm64"_s);
    QCOMPARE(image->user, u"1000:100"_s);
    QCOMPARE(image->environment, QStringList{u"A=b"_s});
    QCOMPARE(image->entrypoint, QStringList());
    QCOMPARE(image->command, (QStringList{u"start.sh"_s, u"x"_s}));
    QCOMPARE(image->exposedPorts, QStringList{u"8888/tcp"_s});
    QCOMPARE(image->workingFolder, u"/home/jovyan"_s);
    QCOMPARE(image->volumes, QStringList{u"/data"_s});
    QCOMPARE(image->labels.value(u"k"_s), u"v"_s);
}

static QByteArray container(const QByteArray &status, int code, bool started, bool outOfMemory)
{
    return R"({"Id":"c1","State":{"Status":")" + status + R"(","ExitCode":)" +
           QByteArray::number(code) + R"(,"OOMKilled":)" + (outOfMemory ? "true" : "false") +
           R"(,"StartedAt":")" +
           (started ? "2026-01-31T12:00:00.123456789Z" : "0001-01-01T00:00:00Z") +
           R"(","FinishedAt":"2026-01-31T12:00:01Z"}})";
}

void EngineFactsTest::exitCodesAreThoseOfWhatRan_data()
{
    QTest::addColumn<QByteArray>("told");
    QTest::addColumn<int>("code");
    QTest::newRow("it exited") << container("exited", 3, true, false) << 3;
    QTest::newRow("Podman's other word") << container("stopped", 3, true, false) << 3;
    QTest::newRow("it exited with 0") << container("exited", 0, true, false) << 0;
    QTest::newRow("it never started") << container("created", 0, false, false) << -1;
    QTest::newRow("Docker: its start failed") << container("created", 127, false, false) << -1;
    QTest::newRow("it runs") << container("running", 0, true, false) << -1;
    QTest::newRow("it is paused") << container("paused", 0, true, false) << -1;
    QTest::newRow("it is being removed") << container("removing", 0, true, false) << -1;
    QTest::newRow("it is said to have ended, and never began")
        << container("exited", 0, false, false) << -1;
    QTest::newRow("a word that nobody knows") << container("odd", 0, true, false) << -1;
}

void EngineFactsTest::exitCodesAreThoseOfWhatRan()
{
    QFETCH(QByteArray, told);
    QFETCH(int, code);
    m_engine->answer(ScriptedEngine::response(200, told));
    const auto state = answerOf(m_client->inspectContainer(u"c1"_s));
    QVERIFY2(state, state ? "" : qPrintable(state.error().message));
    QCOMPARE(state->exitCode.value_or(-1), code);
}

void EngineFactsTest::nothingEndsBeforeItBegan()
{
    m_engine->answer(ScriptedEngine::response(
        200,
        R"({"Id":"c1","State":{"Status":"exited","ExitCode":0,)"
        R"("StartedAt":"2026-01-31T12:00:00.002Z","FinishedAt":"2026-01-31T12:00:00.001Z"}})"));
    const auto state = answerOf(m_client->inspectContainer(u"c1"_s));
    QVERIFY2(state, state ? "" : qPrintable(state.error().message));
    QVERIFY(state->started.isValid());
    QCOMPARE(state->finished, state->started);
}

void EngineFactsTest::outOfMemoryIsWhatTheEngineCanTell_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<bool>("told");
    QTest::addColumn<QString>("means");
    QTest::newRow("Podman 4: no") << ScriptedEngine::podmanVersion("4.9.4") << false
                                  << u"nobody knows"_s;
    QTest::newRow("Podman 4: yes") << ScriptedEngine::podmanVersion("4.9.4") << true << u"yes"_s;
    QTest::newRow("Podman 5: no") << ScriptedEngine::podmanVersion("5.0.0-rc1") << false << u"no"_s;
    QTest::newRow("Podman 10: no") << ScriptedEngine::podmanVersion("10.0") << false << u"no"_s;
    QTest::newRow("Docker: no") << ScriptedEngine::dockerVersion() << false << u"no"_s;
    QTest::newRow("Docker: yes") << ScriptedEngine::dockerVersion() << true << u"yes"_s;
}

void EngineFactsTest::outOfMemoryIsWhatTheEngineCanTell()
{
    QFETCH(QByteArray, version);
    QFETCH(bool, told);
    m_engine->setVersion(version);
    m_engine->answer(ScriptedEngine::response(200, container("exited", 137, true, told)));
    const auto state = answerOf(m_client->inspectContainer(u"c1"_s));
    QVERIFY2(state, state ? "" : qPrintable(state.error().message));
    const QString means = !state->outOfMemory   ? u"nobody knows"_s
                          : *state->outOfMemory ? u"yes"_s
                                                : u"no"_s;
    QTEST(means, "means");
}

void EngineFactsTest::aContainerIsReadWhole()
{
    m_engine->answer(ScriptedEngine::response(200, R"({
        "Id":"c1","Name":"/assay-1","Created":"2026-01-31T11:59:59Z","Image":"sha256:abc",
        "State":{"Status":"running","Pid":42,"StartedAt":"2026-01-31T12:00:00Z","FinishedAt":"0001-01-01T00:00:00Z","Error":""},
        "Config":{"Image":"localhost/a:1","Labels":{"assay.run":"r"}},
        "HostConfig":{"Memory":1024},
        "NetworkSettings":{"IPAddress":"","Ports":{"8888/tcp":[{"HostIp":"127.0.0.1","HostPort":"30001"}],"9/udp":null},
                           "Networks":{"n":{"IPAddress":"10.1.2.3"}}}})"));
    const auto state = answerOf(m_client->inspectContainer(u"c1"_s));
    QVERIFY2(state, state ? "" : qPrintable(state.error().message));
    QCOMPARE(state->name, u"assay-1"_s);
    QCOMPARE(state->image, u"localhost/a:1"_s);
    QCOMPARE(state->imageId, u"sha256:abc"_s);
    QVERIFY(state->isRunning() && !state->hasEnded());
    QCOMPARE(state->processId, 42);
    QCOMPARE(state->memoryLimit, 1024);
    QCOMPARE(state->labels.value(u"assay.run"_s), u"r"_s);
    QCOMPARE(state->ports.size(), std::size_t(1));
    QCOMPARE(state->ports[0].containerPort, 8888);
    QCOMPARE(state->ports[0].protocol, u"tcp"_s);
    QCOMPARE(state->ports[0].hostAddress, u"127.0.0.1"_s);
    QCOMPARE(state->ports[0].hostPort, 30001);
    QCOMPARE(state->address, u"10.1.2.3"_s);
    QCOMPARE(state->network, u"n"_s);
    QVERIFY(!state->sharesHostNetwork);
    QVERIFY(state->started.isValid() && !state->finished.isValid());
}

void EngineFactsTest::theNetworkIsThatOfTheAddress_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<QByteArray>("network");
    QTest::addColumn<QString>("means");
    QTest::newRow("Podman's own")
        << QByteArray("bridge")
        << QByteArray(
               R"({"IPAddress":"10.88.0.2","Networks":{"podman":{"IPAddress":"10.88.0.2"}}})")
        << u"10.88.0.2 in podman"_s;
    QTest::newRow("of several, the one of the address")
        << QByteArray("default") << QByteArray(R"({"IPAddress":"172.17.0.2","Networks":{
               "a":{"IPAddress":"172.18.0.2"},"bridge":{"IPAddress":"172.17.0.2"}}})")
        << u"172.17.0.2 in bridge"_s;
    QTest::newRow("the host's") << QByteArray("host")
                                << QByteArray(
                                       R"({"IPAddress":"","Networks":{"host":{"IPAddress":""}}})")
                                << u"the host's"_s;
    QTest::newRow("none that has a name")
        << QByteArray("slirp4netns") << QByteArray(R"({"IPAddress":"","Networks":null})")
        << u" in "_s;
}

void EngineFactsTest::theNetworkIsThatOfTheAddress()
{
    QFETCH(QByteArray, mode);
    QFETCH(QByteArray, network);
    m_engine->answer(ScriptedEngine::response(
        200, R"({"Id":"c1","State":{"Status":"running"},"HostConfig":{"NetworkMode":")" + mode +
                 R"("},"NetworkSettings":)" + network + '}'));
    const auto state = answerOf(m_client->inspectContainer(u"c1"_s));
    QVERIFY2(state, state ? "" : qPrintable(state.error().message));
    const QString told =
        state->sharesHostNetwork ? u"the host's"_s : state->address + u" in "_s + state->network;
    QTEST(told, "means");
}

void EngineFactsTest::startsThatFailHaveOneKind_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("kind");
    QTest::newRow("Podman: no such program")
        << 500
        << QByteArray(
               R"({"cause":"OCI runtime attempted to invoke a command that was not found","message":"runc: exec: no such file or directory","response":500})")
        << toString(Error::Kind::Invalid);
    QTest::newRow("Docker: no such program")
        << 400
        << QByteArray(R"({"message":"failed to create shim task: OCI runtime create failed"})")
        << toString(Error::Kind::Invalid);
    QTest::newRow("no right to run it")
        << 500 << QByteArray(R"({"message":"runc: exec: permission denied"})")
        << toString(Error::Kind::Invalid);
    QTest::newRow("a port in use")
        << 500 << QByteArray(R"({"message":"bind: address already in use"})")
        << toString(Error::Kind::Conflict);
    QTest::newRow("no such container") << 404 << QByteArray(R"({"message":"no such container"})")
                                       << toString(Error::Kind::NotFound);
}

void EngineFactsTest::startsThatFailHaveOneKind()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    m_engine->answer(ScriptedEngine::response(status, body));
    QTEST(toString(errorOf(m_client->startContainer(u"c1"_s)).kind), "kind");
}

void EngineFactsTest::doneIsDone_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("done");
    const QByteArray nothing = "HTTP/1.1 204 No Content\r\n\r\n";
    const QByteArray already = "HTTP/1.1 304 Not Modified\r\n\r\n";
    const QByteArray gone = ScriptedEngine::response(404, R"({"message":"no such container"})");
    const QByteArray inUse = ScriptedEngine::response(409, R"({"message":"volume is in use"})");
    for (const char *what : {"start", "stop", "kill", "remove", "upload", "removeVolume"}) {
        const QString name = QString::fromLatin1(what);
        QTest::addRow("%s", what) << name << nothing << true;
        QTest::addRow("%s, already", what) << name << already << true;
        QTest::addRow("%s, gone", what) << name << gone << name.startsWith(u"remove"_s);
    }
    QTest::newRow("a volume in use") << u"removeVolume"_s << inUse << false;
    QTest::newRow("stop of what never ran")
        << u"stop"_s
        << ScriptedEngine::response(
               500,
               R"({"message":"can only stop created or running containers: container state improper"})")
        << true;
    QTest::newRow("kill of what does not run")
        << u"kill"_s
        << ScriptedEngine::response(
               409, R"({"message":"Cannot kill container: c1: Container c1 is not running"})")
        << false;
}

void EngineFactsTest::doneIsDone()
{
    QFETCH(QString, what);
    QFETCH(QByteArray, answer);
    m_engine->answer(answer);
    JobPtr<Answer<Done>> job;
    if (what == u"start")
        job = m_client->startContainer(u"c1"_s);
    else if (what == u"stop")
        job = m_client->stopContainer(u"c1"_s, 2s);
    else if (what == u"kill")
        job = m_client->killContainer(u"c1"_s);
    else if (what == u"remove")
        job = m_client->removeContainer(u"c1"_s);
    else if (what == u"upload")
        job = m_client->upload(u"c1"_s, u"/"_s, TarArchive().bytes());
    else
        job = m_client->removeVolume(u"v"_s);
    const auto result = answerOf<Done>(std::move(job));
    QTEST(result.has_value(), "done");
    static const QMap<QString, QByteArray> lines{
        {u"start"_s, "POST /v1.41/containers/c1/start"},
        {u"stop"_s, "POST /v1.41/containers/c1/stop?t=2"},
        {u"kill"_s, "POST /v1.41/containers/c1/kill?signal=SIGKILL"},
        {u"remove"_s, "DELETE /v1.41/containers/c1?force=1&v=1"},
        {u"upload"_s, "PUT /v1.41/containers/c1/archive?path=%2F"},
        {u"removeVolume"_s, "DELETE /v1.41/volumes/v"}};
    const auto &request = m_engine->requests().at(0);
    QCOMPARE(request.method + ' ' + request.target, lines.value(what));
}

void EngineFactsTest::aRemovalThatIsUnderWayIsWaitedFor()
{
    m_engine->setHandler([this](const auto &, QLocalSocket *socket) {
        socket->write(
            m_engine->requests().size() < 3
                ? ScriptedEngine::response(
                      409, R"({"message":"removal of container c1 is already in progress"})")
                : ScriptedEngine::response(404, R"({"message":"No such container: c1"})"));
    });
    QVERIFY(answerOf(m_client->removeContainer(u"c1"_s)));
    QCOMPARE(m_engine->requests().size(), std::size_t(3));
}

void EngineFactsTest::aKnownVersionIsNotAskedFor()
{
    m_engine->answer(ScriptedEngine::response(200, "[]"));
    const auto version = answerOf(m_client->negotiate());
    QVERIFY(version);
    QCOMPARE(m_engine->versionsAsked(), 1);
    EngineClient other(m_engine->address());
    other.know(*version);
    QVERIFY(answerOf(other.images()));
    QCOMPARE(m_engine->versionsAsked(), 1);
    QCOMPARE(m_engine->requests().back().target, QByteArray("/v1.41/images/json"));
}

void EngineFactsTest::aFullDiskIsToldWithItsWayOut()
{
    const QByteArray words = "container create: write /s/1: no space left on device";
    m_engine->answer(ScriptedEngine::response(
        500, R"({"cause":"no space left on device","message":")" + words + R"(","response":500})"));
    const auto refused = errorOf(m_client->createContainer(u"a"_s, json::object()));
    QCOMPARE(
        refused.message,
        u"Podman 4.3.1 refused: container create: write /s/1: no space left on device. Its "
        "disk is full: make room, as by \"podman system prune\" or \"docker system prune\"."_s);
    QCOMPARE(refused.status->message, QString::fromUtf8(words));
}

void EngineFactsTest::volumesAreListed()
{
    m_engine->answer(ScriptedEngine::response(200, R"({"Volumes":null,"Warnings":null})"));
    const auto none = answerOf(m_client->volumes({u"assay.run"_s}));
    QVERIFY(none && none->empty());
    m_engine->answer(ScriptedEngine::response(
        200, R"({"Volumes":[{"Name":"v","Mountpoint":"/x","Labels":{"assay.run":"r"}}]})"));
    const auto one = answerOf(m_client->volumes({u"assay.run"_s}));
    QVERIFY(one);
    QCOMPARE(one->size(), std::size_t(1));
    QCOMPARE(one->front().name, u"v"_s);
    QCOMPARE(one->front().folder, u"/x"_s);
    QCOMPARE(one->front().labels.value(u"assay.run"_s), u"r"_s);
}

void EngineFactsTest::aTarHoldsWhatItWasGiven()
{
    TarArchive archive;
    QVERIFY(archive.addFolder(u"opt/app-root/src"_s, 02775, 0, 1234560000));
    QVERIFY(archive.addFile(u"a.txt"_s, "hello\n", 0644, 1234560000, 0));
    const QString deep = u"d"_s.repeated(60) + u'/' + u"e"_s.repeated(60) + u"/f.bin"_s;
    QVERIFY(archive.addFile(deep, QByteArray(1025, 'x'), 0600, 7, 8));
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"a.tar"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(archive.bytes());
    file.close();
    QProcess tar;
    tar.start(u"tar"_s, {u"--numeric-owner"_s, u"-tvf"_s, file.fileName()});
    QVERIFY(tar.waitForFinished());
    QCOMPARE(tar.exitCode(), 0);
    QStringList lines =
        QString::fromUtf8(tar.readAllStandardOutput()).split(u'\n', Qt::SkipEmptyParts);
    for (QString &line : lines)
        line = line.simplified();
    QCOMPARE(lines, (QStringList{u"drwxrwsr-x 0/1234560000 0 1970-01-01 00:00 opt/app-root/src/"_s,
                                 u"-rw-r--r-- 1234560000/0 6 1970-01-01 00:00 a.txt"_s,
                                 u"-rw------- 7/8 1025 1970-01-01 00:00 "_s + deep}));
}

void EngineFactsTest::aTarRefusesWhatDoesNotFit()
{
    TarArchive archive;
    QVERIFY(!archive.addFile(u"x"_s.repeated(101), "", 0644, 0, 0));
    QVERIFY(!archive.addFile(u"d"_s.repeated(156) + u"/x"_s.repeated(50), "", 0644, 0, 0));
    QVERIFY(!archive.addFile(u"/absolute"_s, "", 0644, 0, 0));
    QVERIFY(!archive.addFile({}, "", 0644, 0, 0));
    QCOMPARE(archive.bytes(), QByteArray(1024, '\0'));
}

QTEST_GUILESS_MAIN(EngineFactsTest)
#include "tst_engine_facts.moc"
