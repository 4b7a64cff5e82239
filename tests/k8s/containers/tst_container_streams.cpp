// SPDX-License-Identifier: Apache-2.0

// Logs, events and pulls.

#include "support/scripted_engine.h"

#include <QSignalSpy>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using namespace assay::containers;
using namespace assay::tests;

class ContainerStreamsTest : public QObject
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
    void logsComeInPiecesWithTheirTimes_data();
    void logsComeInPiecesWithTheirTimes();
    void aFollowedLogIsReadOnceMore();
    void aLogThatIsCutIsAnError_data();
    void aLogThatIsCutIsAnError();
    void eventsHaveTheSameNames_data();
    void eventsHaveTheSameNames();
    void eventsComeOnceOverManyConnections();
    void eventsGoOnAfterNonsense();
    void pullsSayHowFarTheyAre();
    void aPullThatFailed_data();
    void aPullThatFailed();
    void aReferenceIsSentInItsParts_data();
    void aReferenceIsSentInItsParts();

private:
    struct Piece
    {
        LogSource source;
        QByteArray bytes;
        std::optional<assay::k8s::LogTime> time;
    };
    std::vector<Piece> readLog(bool follow, std::optional<Error> &error)
    {
        std::vector<Piece> pieces;
        ContainerLogOptions options;
        options.follow = follow;
        auto log = m_client->logs(u"c1"_s, options);
        connect(log.get(), &ContainerLog::received, this,
                [&pieces](LogSource source, const QByteArray &bytes, const auto &time) {
                    pieces.push_back({source, bytes, time});
                });
        if (!ended(*log))
            log->abort();
        error = log->error();
        return pieces;
    }

    std::unique_ptr<ScriptedEngine> m_engine;
    std::unique_ptr<EngineClient> m_client;
};

static QString timeText(const std::optional<assay::k8s::LogTime> &time)
{
    return time ? assay::k8s::logTimeText(*time) : QString();
}

void ContainerStreamsTest::logsComeInPiecesWithTheirTimes_data()
{
    QTest::addColumn<bool>("slowly");
    QTest::newRow("at once") << false;
    QTest::newRow("byte by byte") << true;
}

void ContainerStreamsTest::logsComeInPiecesWithTheirTimes()
{
    QFETCH(bool, slowly);
    const QByteArray frames = ScriptedEngine::frame(1, "2026-01-31T12:00:00.000000005Z one\n") +
                              ScriptedEngine::frame(2, "2026-01-31T13:00:01+01:00 half ") +
                              ScriptedEngine::frame(2, "2026-01-31T13:00:02+01:00 a line\n") +
                              ScriptedEngine::frame(1, "no time\n") +
                              ScriptedEngine::frame(1, "2026-01-31T12:00:03Z ") +
                              ScriptedEngine::frame(1, "2026-01-31T12:00:04Z last");
    m_engine->setHandler([&](const auto &, QLocalSocket *socket) {
        const QByteArray bytes =
            ScriptedEngine::chunkedHead() + ScriptedEngine::chunk(frames.left(11)) +
            ScriptedEngine::chunk(frames.mid(11)) + ScriptedEngine::lastChunk();
        if (slowly)
            ScriptedEngine::writeSlowly(socket, bytes);
        else
            socket->write(bytes);
    });
    std::optional<Error> error;
    const auto pieces = readLog(false, error);
    QVERIFY2(!error, error ? qPrintable(error->message) : "");
    QCOMPARE(pieces.size(), std::size_t(5));
    QCOMPARE(pieces[0].bytes, QByteArray("one\n"));
    QCOMPARE(pieces[0].source, LogSource::Output);
    QCOMPARE(timeText(pieces[0].time), u"2026-01-31T12:00:00.000000005Z"_s);
    QCOMPARE(pieces[1].bytes, QByteArray("half "));
    QCOMPARE(pieces[1].source, LogSource::Error);
    QCOMPARE(timeText(pieces[1].time), u"2026-01-31T12:00:01.000000000Z"_s);
    QCOMPARE(pieces[2].bytes, QByteArray("a line\n"));
    QCOMPARE(pieces[3].bytes, QByteArray("no time\n"));
    QVERIFY(!pieces[3].time);
    QCOMPARE(pieces[4].bytes, QByteArray("last"));
    QCOMPARE(m_engine->requests().at(0).target,
             QByteArray("/v1.41/containers/c1/logs?stdout=1&stderr=1&timestamps=1"));
}

void ContainerStreamsTest::aFollowedLogIsReadOnceMore()
{
    const QByteArray first = ScriptedEngine::frame(1, "2026-01-31T12:00:00Z one\n") +
                             ScriptedEngine::frame(2, "2026-01-31T12:00:00Z err\n");
    // Podman's follower lost it on the way.
    const QByteArray lost = ScriptedEngine::frame(1, "2026-01-31T12:00:00Z two\n");
    m_engine->setHandler([&](const ScriptedEngine::Request &request, QLocalSocket *socket) {
        const bool follows = request.target.contains("follow=1");
        socket->write(ScriptedEngine::chunkedHead() +
                      ScriptedEngine::chunk(follows ? first : first + lost) +
                      ScriptedEngine::lastChunk());
    });
    std::optional<Error> error;
    const auto pieces = readLog(true, error);
    QVERIFY2(!error, error ? qPrintable(error->message) : "");
    QCOMPARE(pieces.size(), std::size_t(3));
    QCOMPARE(pieces[0].bytes, QByteArray("one\n"));
    QCOMPARE(pieces[1].bytes, QByteArray("err\n"));
    QCOMPARE(pieces[2].bytes, QByteArray("two\n"));
}

void ContainerStreamsTest::aLogThatIsCutIsAnError_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("kind");
    const QByteArray frame = ScriptedEngine::frame(1, "2026-01-31T12:00:00Z one\n");
    QTest::newRow("between two chunks")
        << ScriptedEngine::chunkedHead() + ScriptedEngine::chunk(frame)
        << toString(Error::Kind::Connection);
    QTest::newRow("in a frame") << ScriptedEngine::chunkedHead() +
                                       ScriptedEngine::chunk(frame.chopped(3)) +
                                       ScriptedEngine::lastChunk()
                                << toString(Error::Kind::Connection);
    QTest::newRow("no frames") << ScriptedEngine::chunkedHead() +
                                      ScriptedEngine::chunk("plain text\n") +
                                      ScriptedEngine::lastChunk()
                               << toString(Error::Kind::Protocol);
    QTest::newRow("the engine's own fault")
        << ScriptedEngine::chunkedHead() +
               ScriptedEngine::chunk(ScriptedEngine::frame(3, "error from daemon in stream: x")) +
               ScriptedEngine::lastChunk()
        << toString(Error::Kind::Server);
    QTest::newRow("no such container")
        << ScriptedEngine::response(404, R"({"message":"No such container: c1"})")
        << toString(Error::Kind::NotFound);
}

void ContainerStreamsTest::aLogThatIsCutIsAnError()
{
    QFETCH(QByteArray, bytes);
    m_engine->setHandler([&](const auto &, QLocalSocket *socket) {
        socket->write(bytes);
        socket->disconnectFromServer();
    });
    std::optional<Error> error;
    readLog(true, error);
    QVERIFY(error);
    QTEST(toString(error->kind), "kind");
}

void ContainerStreamsTest::eventsHaveTheSameNames_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("action");
    QTest::addColumn<int>("exitCode");
    const auto event = [](const QByteArray &action, const QByteArray &attributes) {
        return R"({"Type":"container","Action":")" + action +
               R"(","Actor":{"ID":"c1","Attributes":{"name":"n","image":"i",)" + attributes +
               R"("assay.run":"r"}},"time":1769860800,"timeNano":1769860800123456789})";
    };
    QTest::newRow("start") << event("start", "") << u"start"_s << -1;
    QTest::newRow("Docker: die") << event("die", R"("exitCode":"3",)") << u"die"_s << 3;
    QTest::newRow("Podman: died") << event("died", R"("containerExitCode":"3",)") << u"die"_s << 3;
    QTest::newRow("died, nobody says how") << event("died", "") << u"die"_s << -1;
    QTest::newRow("an exit code that is none")
        << event("die", R"("exitCode":"x",)") << u"die"_s << -1;
    QTest::newRow("Podman: remove") << event("remove", "") << u"destroy"_s << -1;
    QTest::newRow("Docker: exec") << event("exec_start: sh -c true", "") << u"exec_start"_s << -1;
    QTest::newRow("Podman: exec") << event("exec", "") << u"exec_start"_s << -1;
    QTest::newRow("Podman: exec died")
        << event("exec_died", R"("exitCode":"4",)") << u"exec_die"_s << -1;
}

void ContainerStreamsTest::eventsHaveTheSameNames()
{
    QFETCH(QByteArray, line);
    QFETCH(int, exitCode);
    m_engine->answer(ScriptedEngine::chunkedHead() +
                     ScriptedEngine::chunk(R"({"Type":"image","Action":"pull","Actor":{"ID":"x"}})"
                                           "\n" +
                                           line.left(20)) +
                     ScriptedEngine::chunk(line.mid(20) + "\n"));
    auto feed = m_client->events({u"assay.run=r"_s});
    std::vector<ContainerEvent> events;
    connect(feed.get(), &EventFeed::happened, this,
            [&events](const ContainerEvent &event) { events.push_back(event); });
    QTRY_COMPARE(events.size(), std::size_t(1));
    QTEST(events[0].action, "action");
    QCOMPARE(events[0].exitCode.value_or(-1), exitCode);
    QCOMPARE(events[0].containerId, u"c1"_s);
    QCOMPARE(events[0].name, u"n"_s);
    QCOMPARE(events[0].attributes.value(u"assay.run"_s), u"r"_s);
    QCOMPARE(events[0].time.toMSecsSinceEpoch(), 1769860800123);
    QVERIFY(m_engine->requests().at(0).target.contains(
        "filters=%7B%22label%22%3A%5B%22assay.run%3Dr%22%5D%2C%22type%22%3A%5B%22container%22%5D%"
        "7D&since="));
}

void ContainerStreamsTest::eventsComeOnceOverManyConnections()
{
    const qint64 now = QDateTime::currentSecsSinceEpoch() + 100;
    const auto line = [now](const char *action, int after) {
        return QByteArray(R"({"Type":"container","Action":")") + action +
               R"(","Actor":{"ID":"c1","Attributes":{}},"time":)" +
               QByteArray::number(now + after) + R"(,"timeNano":)" +
               QByteArray::number((now + after) * 1'000'000'000) + "}\n";
    };
    m_engine->setHandler([&](const auto &, QLocalSocket *socket) {
        const bool isFirst = m_engine->requests().size() == 1;
        socket->write(ScriptedEngine::chunkedHead() +
                      ScriptedEngine::chunk(line("create", 0) + line("start", 2)));
        if (isFirst)
            socket->disconnectFromServer();
        else
            socket->write(ScriptedEngine::chunk(line("die", 2) + line("start", 3)));
    });
    auto feed = m_client->events({});
    QSignalSpy opened(feed.get(), &EventFeed::opened);
    QSignalSpy interrupted(feed.get(), &EventFeed::interrupted);
    QSignalSpy resumed(feed.get(), &EventFeed::resumed);
    QStringList actions;
    connect(feed.get(), &EventFeed::happened, this,
            [&actions](const ContainerEvent &event) { actions << event.action; });
    QTRY_COMPARE(actions, (QStringList{u"create"_s, u"start"_s, u"die"_s, u"start"_s}));
    QCOMPARE(opened.count(), 1);
    QCOMPARE(interrupted.count(), 1);
    QCOMPARE(resumed.count(), 1);
    QVERIFY(feed->isOpen());
    QVERIFY(m_engine->requests().at(1).target.contains("&since=" + QByteArray::number(now + 1)));
    feed->abort();
    QVERIFY(feed->isFinished() && !feed->isOpen());
}

void ContainerStreamsTest::eventsGoOnAfterNonsense()
{
    m_engine->setHandler([&](const auto &, QLocalSocket *socket) {
        switch (m_engine->requests().size()) {
        case 1:
            socket->write(ScriptedEngine::response(500, R"({"message":"no"})"));
            return;
        case 2:
            socket->write(ScriptedEngine::chunkedHead() + ScriptedEngine::chunk("{]\n"));
            return;
        case 3:
            socket->write(ScriptedEngine::chunkedHead() +
                          ScriptedEngine::chunk(QByteArray(3 << 20, '{')));
            return;
        default:
            socket->write(ScriptedEngine::chunkedHead());
        }
    });
    auto feed = m_client->events({});
    QStringList kinds;
    connect(feed.get(), &EventFeed::interrupted, this,
            [&kinds](const Error &error) { kinds << toString(error.kind); });
    QTRY_COMPARE(m_engine->requests().size(), std::size_t(4));
    QTRY_VERIFY(feed->isOpen());
    QCOMPARE(kinds, (QStringList{u"Server"_s, u"Protocol"_s, u"Protocol"_s}));
}

void ContainerStreamsTest::pullsSayHowFarTheyAre()
{
    m_engine->setHandler([](const ScriptedEngine::Request &request, QLocalSocket *socket) {
        if (request.path() != "/images/create") {
            socket->write(ScriptedEngine::response(200, R"({"Id":"sha256:abc","Os":"linux"})"));
            return;
        }
        ScriptedEngine::writeSlowly(
            socket,
            ScriptedEngine::chunkedHead() +
                ScriptedEngine::chunk(
                    R"({"status":"Pulling from a/b","id":"1.0"})"
                    "\r\n"
                    R"({"status":"Pulling fs layer","progressDetail":{},"id":"l1"})"
                    "\r\n"
                    R"({"status":"Already exists","progressDetail":{},"id":"l2"})"
                    "\r\n"
                    R"({"status":"Downloading","progressDetail":{"current":40,"total":100},"id":"l1"})"
                    "\r\n"
                    R"({"status":"Pull complete","progressDetail":{},"id":"l1"})"
                    "\r\n"
                    R"({"status":"Status: Downloaded newer image for a/b:1.0"})") +
                ScriptedEngine::lastChunk());
    });
    auto pull = m_client->pull(u"a/b:1.0"_s);
    QStringList steps;
    connect(pull.get(), &PullJob::progressed, this, [&steps](const PullProgress &progress) {
        steps << u"%1/%2 %3/%4"_s.arg(progress.bytes)
                     .arg(progress.totalBytes)
                     .arg(progress.layers)
                     .arg(progress.totalLayers);
    });
    QVERIFY(ended(*pull));
    QVERIFY2(pull->result(), pull->result() ? "" : qPrintable(pull->result().error().message));
    QCOMPARE(pull->result()->id, u"sha256:abc"_s);
    QCOMPARE(steps, (QStringList{u"0/0 0/0"_s, u"0/0 0/1"_s, u"0/0 1/2"_s, u"40/100 1/2"_s,
                                 u"100/100 2/2"_s, u"100/100 2/2"_s}));
    QCOMPARE(pull->progress().text, u"Status: Downloaded newer image for a/b:1.0"_s);
}

void ContainerStreamsTest::aPullThatFailed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("kind");
    const auto lines = [](const QByteArray &text) {
        return ScriptedEngine::chunkedHead() + ScriptedEngine::chunk(text) +
               ScriptedEngine::lastChunk();
    };
    using Kind = Error::Kind;
    QTest::newRow("an error in the middle of a success")
        << lines(
               R"({"status":"Pulling"})"
               "\n"
               R"({"error":"reading manifest 9 in r/x: manifest unknown","errorDetail":{"message":"m"}})"
               "\n")
        << toString(Kind::NotFound);
    QTest::newRow("the same without a line's end")
        << lines(
               R"({"error":"unable to retrieve auth token: invalid username/password: unauthorized: x"})")
        << toString(Kind::Unauthorized);
    QTest::newRow("only in its details")
        << lines(
               R"({"errorDetail":{"message":"dial tcp 127.0.0.1:1: connect: connection refused"}})"
               "\n")
        << toString(Kind::Invalid);
    QTest::newRow("Docker: refused before it begins")
        << ScriptedEngine::response(404, R"({"message":"manifest for r/x:1 not found"})")
        << toString(Kind::NotFound);
    QTest::newRow("Docker: a registry that is not there")
        << ScriptedEngine::response(
               500, R"({"message":"Get \"http://r/v2/\": dial tcp: connection refused"})")
        << toString(Kind::Invalid);
    QTest::newRow("Docker: a login is missing")
        << ScriptedEngine::response(
               500, R"({"message":"Head \"http://r/v2/x\": no basic auth credentials"})")
        << toString(Kind::Unauthorized);
    QTest::newRow("Docker: not shown")
        << ScriptedEngine::response(
               404, R"({"message":"pull access denied for x, may require 'docker login'"})")
        << toString(Kind::Forbidden);
    QTest::newRow("cut short") << ScriptedEngine::chunkedHead() +
                                      ScriptedEngine::chunk("{\"status\":\"x\"}\n")
                               << toString(Kind::Connection);
    QTest::newRow("no JSON") << lines("oops\n") << toString(Kind::Protocol);
    QTest::newRow("success, and no image")
        << lines("{\"status\":\"done\"}\n") << toString(Kind::Protocol);
}

void ContainerStreamsTest::aPullThatFailed()
{
    QFETCH(QByteArray, bytes);
    m_engine->setHandler([&](const ScriptedEngine::Request &request, QLocalSocket *socket) {
        if (request.path() == "/images/create")
            socket->write(bytes);
        else
            socket->write(ScriptedEngine::response(404, R"({"message":"no such image"})"));
        socket->disconnectFromServer();
    });
    auto pull = m_client->pull(u"r/x:1"_s);
    QVERIFY(ended(*pull));
    QVERIFY(!pull->result());
    QTEST(toString(pull->result().error().kind), "kind");
    QVERIFY(!pull->result().error().message.isEmpty());
}

void ContainerStreamsTest::aReferenceIsSentInItsParts_data()
{
    QTest::addColumn<QString>("reference");
    QTest::addColumn<QByteArray>("query");
    QTest::newRow("no tag") << u"quay.io/a/b"_s
                            << QByteArray("fromImage=quay.io%2Fa%2Fb&tag=latest");
    QTest::newRow("a tag") << u"quay.io/a/b:1.0"_s
                           << QByteArray("fromImage=quay.io%2Fa%2Fb&tag=1.0");
    QTest::newRow("a port") << u"localhost:5000/b"_s
                            << QByteArray("fromImage=localhost%3A5000%2Fb&tag=latest");
    QTest::newRow("a digest") << u"localhost:5000/b@sha256:12"_s
                              << QByteArray("fromImage=localhost%3A5000%2Fb&tag=sha256%3A12");
    QTest::newRow("a tag and a digest")
        << u"q/b:1@sha256:12"_s << QByteArray("fromImage=q%2Fb&tag=sha256%3A12");
}

void ContainerStreamsTest::aReferenceIsSentInItsParts()
{
    QFETCH(QString, reference);
    QFETCH(QByteArray, query);
    PullOptions options;
    options.login = RegistryLogin{u"me"_s, u"s3cret"_s, u"quay.io"_s};
    auto pull = m_client->pull(reference, options);
    QTRY_COMPARE(m_engine->requests().size(), std::size_t(1));
    const auto &request = m_engine->requests().front();
    QCOMPARE(request.target, "/v1.41/images/create?" + query);
    const QByteArray name = "\r\nX-Registry-Auth: ";
    const qsizetype at = request.head.indexOf(name);
    QVERIFY(at > 0);
    const QByteArray value = request.head.mid(at + name.size()).split('\r').first();
    QCOMPARE(
        nlohmann::json::parse(
            QByteArray::fromBase64(value, QByteArray::Base64UrlEncoding).toStdString())
            .dump(),
        (nlohmann::json{{"username", "me"}, {"password", "s3cret"}, {"serveraddress", "quay.io"}})
            .dump());
}

QTEST_GUILESS_MAIN(ContainerStreamsTest)
#include "tst_container_streams.moc"
