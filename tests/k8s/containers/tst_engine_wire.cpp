// SPDX-License-Identifier: Apache-2.0

// The client of an engine against whatever may come over its socket.

#include "support/scripted_engine.h"

#include <QSignalSpy>

#include <limits>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using namespace assay::containers;
using namespace assay::tests;

class EngineWireTest : public QObject
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
    void negotiatesOnceForAll();
    void speaksTheVersionOfBoth_data();
    void speaksTheVersionOfBoth();
    void aPingSaysWhoAnswers_data();
    void aPingSaysWhoAnswers();
    void refusesWithoutACommonVersion_data();
    void refusesWithoutACommonVersion();
    void asksAgainAfterAFailedNegotiation();
    void readsAnAnswerInAnyShape_data();
    void readsAnAnswerInAnyShape();
    void tellsWhatIsNoAnswer_data();
    void tellsWhatIsNoAnswer();
    void silenceEndsWithTheClock_data();
    void silenceEndsWithTheClock();
    void anAnswerThatNeverEndsIsCut();
    void nobodyListens();
    void refusalsHaveKinds_data();
    void refusalsHaveKinds();
    void aNewlineInANameStaysInTheName();
    void jobsEndWithTheirClient();
    void anAbortedJobHangsUp();

private:
    std::unique_ptr<ScriptedEngine> m_engine;
    std::unique_ptr<EngineClient> m_client;
};

void EngineWireTest::negotiatesOnceForAll()
{
    m_engine->answer(ScriptedEngine::response(200, "[]"));
    auto first = m_client->images();
    auto second = m_client->containers({});
    QVERIFY(ended(*first) && ended(*second));
    QVERIFY(first->result() && second->result());
    QVERIFY(answerOf(m_client->images()));
    QCOMPARE(m_engine->versionsAsked(), 1);
    QVERIFY(m_client->version());
    QCOMPARE(m_client->version()->text(), u"Podman 4.3.1"_s);
    QCOMPARE(m_client->version()->kind, EngineKind::Podman);
}

void EngineWireTest::speaksTheVersionOfBoth_data()
{
    QTest::addColumn<QByteArray>("server");
    QTest::addColumn<QByteArray>("target");
    QTest::newRow("the server's") << QByteArray("1.41") << QByteArray("/v1.41/images/json");
    QTest::newRow("not 1.9 after 1.10") << QByteArray("1.100") << QByteArray("/v1.51/images/json");
    QTest::newRow("ours") << QByteArray("1.60") << QByteArray("/v1.51/images/json");
}

void EngineWireTest::speaksTheVersionOfBoth()
{
    QFETCH(QByteArray, server);
    m_engine->setVersion(ScriptedEngine::dockerVersion(server));
    m_engine->answer(ScriptedEngine::response(200, "[]"));
    QVERIFY(answerOf(m_client->images()));
    QTEST(m_engine->requests().at(0).target, "target");
    QCOMPARE(m_client->version()->kind, EngineKind::Docker);
}

void EngineWireTest::aPingSaysWhoAnswers_data()
{
    QTest::addColumn<QByteArray>("ping");
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<QString>("is");   //!< the engine and the API, or what is said
    QTest::addColumn<int>("versions"); //!< how often GET /version was asked
    const QByteArray podman = ScriptedEngine::podmanVersion();
    QTest::newRow("Podman") << QByteArray("Server: Libpod/5.4.0 (linux)\r\nApi-Version: 1.41\r\n")
                            << podman << u"Podman 5.4.0, 1.41"_s << 0;
    QTest::newRow("Docker, whose fields are lower-case")
        << QByteArray("server: Docker/20.10.24+dfsg1 (linux)\r\napi-version: 1.41\r\n") << podman
        << u"Docker 20.10.24+dfsg1, 1.41"_s << 0;
    QTest::newRow("too old") << QByteArray(
                                    "Server: Docker/18.09.1 (linux)\r\nApi-Version: 1.39\r\n")
                             << podman << u"!Docker 18.09.1 is too old"_s << 0;
    QTest::newRow("newer than what is known: /version says what it still speaks")
        << QByteArray("Server: Docker/40.0.0 (linux)\r\nApi-Version: 1.70\r\n")
        << ScriptedEngine::dockerVersion("1.70", "1.44") << u"Docker 20.10.24, 1.51"_s << 1;
    QTest::newRow("too new") << QByteArray("Server: Docker/40.0.0 (linux)\r\nApi-Version: 1.70\r\n")
                             << ScriptedEngine::dockerVersion("1.70", "1.60") << u"!is too new"_s
                             << 1;
    QTest::newRow("without its API")
        << QByteArray("Server: Libpod/5.4.0 (linux)\r\n") << podman << u"Podman 4.3.1, 1.41"_s << 1;
    QTest::newRow("somebody between") << QByteArray("Server: nginx/1.2\r\nApi-Version: 1.41\r\n")
                                      << podman << u"Podman 4.3.1, 1.41"_s << 1;
    QTest::newRow("it knows of no ping") << QByteArray() << podman << u"Podman 4.3.1, 1.41"_s << 1;
}

void EngineWireTest::aPingSaysWhoAnswers()
{
    QFETCH(QByteArray, ping);
    QFETCH(QByteArray, version);
    QFETCH(QString, is);
    m_engine->setPing(ping);
    m_engine->setVersion(version);
    const auto found = answerOf(m_client->negotiate());
    const QString told =
        found ? found->text() + u", "_s + found->apiVersion : found.error().message;
    if (is.startsWith(u'!'))
        QVERIFY2(!found && told.contains(is.mid(1)), qPrintable(told));
    else
        QCOMPARE(told, is);
    QTEST(m_engine->versionsAsked(), "versions");
    QVERIFY(m_engine->requests().empty());
}

void EngineWireTest::refusesWithoutACommonVersion_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<QString>("says");
    QTest::newRow("too old") << ScriptedEngine::dockerVersion("1.39") << u"is too old"_s;
    QTest::newRow("too new") << ScriptedEngine::dockerVersion("1.70", "1.60") << u"is too new"_s;
}

void EngineWireTest::refusesWithoutACommonVersion()
{
    QFETCH(QByteArray, version);
    QFETCH(QString, says);
    m_engine->setVersion(version);
    const Error error = errorOf(m_client->images());
    QCOMPARE(toString(error.kind), u"Configuration"_s);
    QVERIFY2(error.message.contains(says), qPrintable(error.message));
    QVERIFY(m_engine->requests().empty());
}

void EngineWireTest::asksAgainAfterAFailedNegotiation()
{
    m_engine->setVersionAnswer(ScriptedEngine::response(500, R"({"message":"starting"})"));
    m_engine->answer(ScriptedEngine::response(200, "[]"));
    QCOMPARE(toString(errorOf(m_client->images()).kind), u"Server"_s);
    m_engine->setVersionAnswer(ScriptedEngine::response(200, ScriptedEngine::podmanVersion()));
    QVERIFY(answerOf(m_client->images()));
}

void EngineWireTest::readsAnAnswerInAnyShape_data()
{
    const QByteArray body = R"([{"Id":"sha256:abc","RepoTags":["localhost/a:1"],"Size":7}])";
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("closes");
    QTest::newRow("with a length") << ScriptedEngine::response(200, body) << false;
    QTest::newRow("in chunks") << ScriptedEngine::chunkedHead() +
                                      ScriptedEngine::chunk(body.left(5)) +
                                      ScriptedEngine::chunk(body.mid(5)) +
                                      ScriptedEngine::lastChunk()
                               << false;
    QTest::newRow("to the end of the connection")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n") + body << true;
    QTest::newRow("behind other words") << "HTTP/1.1 100 Continue\r\n\r\n"
                                           "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" +
                                               ScriptedEngine::response(200, body)
                                        << false;
    QTest::newRow("chunks with extensions and a trailer")
        << ScriptedEngine::chunkedHead() + QByteArray::number(body.size(), 16) + ";a=b\r\n" + body +
               "\r\n0\r\nX-Later: 1\r\n\r\n"
        << false;
}

void EngineWireTest::readsAnAnswerInAnyShape()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, closes);
    for (const bool slowly : {false, true}) {
        m_engine->setHandler([&](const auto &, QLocalSocket *socket) {
            if (slowly)
                return ScriptedEngine::writeSlowly(socket, bytes, closes);
            socket->write(bytes);
            if (closes)
                socket->disconnectFromServer();
        });
        const auto images = answerOf(m_client->images());
        QVERIFY2(images, images ? "" : qPrintable(images.error().message));
        QCOMPARE(images->size(), std::size_t(1));
        QCOMPARE(images->front().id, u"sha256:abc"_s);
        QCOMPARE(images->front().tags, QStringList{u"localhost/a:1"_s});
        QCOMPARE(images->front().size, 7);
    }
}

void EngineWireTest::tellsWhatIsNoAnswer_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("kind");
    QTest::newRow("nothing at all") << QByteArray() << toString(Error::Kind::Connection);
    QTest::newRow("another protocol")
        << QByteArray("SSH-2.0-OpenSSH_9.2\r\n\r\n") << toString(Error::Kind::Protocol);
    QTest::newRow("half a head") << QByteArray("HTTP/1.1 200 OK\r\nContent-Le")
                                 << toString(Error::Kind::Connection);
    QTest::newRow("a head without end")
        << QByteArray("HTTP/1.1 200 OK\r\nX: ") + QByteArray(100 << 10, 'x')
        << toString(Error::Kind::Protocol);
    QTest::newRow("half a body") << ScriptedEngine::response(200, "[[]]").chopped(2)
                                 << toString(Error::Kind::Connection);
    QTest::newRow("half a chunk") << ScriptedEngine::chunkedHead() + "10\r\n[]"
                                  << toString(Error::Kind::Connection);
    QTest::newRow("no last chunk") << ScriptedEngine::chunkedHead() + ScriptedEngine::chunk("[]")
                                   << toString(Error::Kind::Connection);
    QTest::newRow("a chunk of no size") << ScriptedEngine::chunkedHead() + "zz\r\n[]\r\n"
                                        << toString(Error::Kind::Protocol);
    QTest::newRow("a chunk's extension without end")
        << ScriptedEngine::chunkedHead() + "2;a=" + QByteArray(100 << 10, 'x')
        << toString(Error::Kind::Protocol);
    QTest::newRow("words after the last chunk without end")
        << ScriptedEngine::chunkedHead() + "0\r\nX: " + QByteArray(100 << 10, 'x')
        << toString(Error::Kind::Protocol);
    QTest::newRow("a length beyond all sense")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775000\r\n\r\n[]")
        << toString(Error::Kind::Connection);
    QTest::newRow("a length that is none")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n[]")
        << toString(Error::Kind::Protocol);
    QTest::newRow("no JSON") << ScriptedEngine::response(200, "<html>")
                             << toString(Error::Kind::Protocol);
    QTest::newRow("other JSON") << ScriptedEngine::response(200, "{}")
                                << toString(Error::Kind::Protocol);
    QTest::newRow("no body in chunks")
        << ScriptedEngine::chunkedHead() + ScriptedEngine::lastChunk()
        << toString(Error::Kind::Protocol);
    QTest::newRow("no body") << ScriptedEngine::response(200, "")
                             << toString(Error::Kind::Protocol);
    QTest::newRow("an entry that is none")
        << ScriptedEngine::response(200, "[7]") << toString(Error::Kind::Protocol);
    QTest::newRow("nested too deep")
        << ScriptedEngine::response(200, QByteArray(2000, '[') + QByteArray(2000, ']'))
        << toString(Error::Kind::Protocol);
    QTest::newRow("nothing but a word before the answer")
        << QByteArray("HTTP/1.1 100 Continue\r\n\r\n") << toString(Error::Kind::Connection);
    QTest::newRow("such words without end")
        << QByteArray("HTTP/1.1 103 X\r\n\r\n").repeated(100) << toString(Error::Kind::Protocol);
    QTest::newRow("another protocol, which nobody asked for")
        << QByteArray("HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n[]")
        << toString(Error::Kind::Protocol);
    QTest::newRow("nothing new") << QByteArray("HTTP/1.1 304 X\r\nContent-Length: 0\r\n\r\n")
                                 << toString(Error::Kind::Invalid);
    QTest::newRow("no content") << QByteArray("HTTP/1.1 204 X\r\n\r\n")
                                << toString(Error::Kind::Protocol);
    QTest::newRow("a status of 0")
        << QByteArray("HTTP/1.1 0 X\r\n\r\n[]") << toString(Error::Kind::Protocol);
    QTest::newRow("a status of 999")
        << ScriptedEngine::response(999, "[]") << toString(Error::Kind::Server);
    QTest::newRow("a status of 1000")
        << ScriptedEngine::response(1000, "[]") << toString(Error::Kind::Protocol);
    QTest::newRow("another version of HTTP")
        << QByteArray("HTTP/9.9 200 X\r\n\r\n[]") << toString(Error::Kind::Protocol);
    QTest::newRow("two lengths")
        << QByteArray("HTTP/1.1 200 X\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[]")
        << toString(Error::Kind::Protocol);
    QTest::newRow("a length too short")
        << QByteArray("HTTP/1.1 200 X\r\nContent-Length: 3\r\n\r\n[{}]")
        << toString(Error::Kind::Protocol);
    QTest::newRow("headers without end")
        << "HTTP/1.1 200 OK\r\n" + QByteArray("X: y\r\n").repeated(20'000)
        << toString(Error::Kind::Protocol);
    QTest::newRow("a chunk of 2^64 bytes")
        << ScriptedEngine::chunkedHead() + "10000000000000000\r\n[]"
        << toString(Error::Kind::Protocol);
    QTest::newRow("half JSON") << ScriptedEngine::response(200, R"([{"Id":"sha256:abc")")
                               << toString(Error::Kind::Protocol);
    QTest::newRow("sent elsewhere")
        << QByteArray("HTTP/1.1 301 Moved\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n")
        << toString(Error::Kind::Invalid);
}

void EngineWireTest::tellsWhatIsNoAnswer()
{
    QFETCH(QByteArray, bytes);
    for (const bool slowly : {false, true}) {
        // One byte in a turn of the loop makes these two tests of patience alone.
        if (slowly && bytes.size() > 4096)
            continue;
        m_engine->setHandler([&](const auto &, QLocalSocket *socket) {
            if (slowly)
                return ScriptedEngine::writeSlowly(socket, bytes, true);
            socket->write(bytes);
            socket->disconnectFromServer();
        });
        const Error error = errorOf(m_client->images());
        QTEST(toString(error.kind), "kind");
        QVERIFY(!error.message.isEmpty());
        QCOMPARE(error.request, u"GET /v1.41/images/json"_s);
    }
}

void EngineWireTest::silenceEndsWithTheClock_data()
{
    QTest::addColumn<bool>("atVersion");
    QTest::newRow("to the first question") << true;
    QTest::newRow("to a later one") << false;
}

void EngineWireTest::silenceEndsWithTheClock()
{
    QFETCH(bool, atVersion);
    if (atVersion)
        m_engine->setVersionAnswer({});
    m_client->setRequestTimeout(200ms);
    const Error error = errorOf(m_client->images());
    QCOMPARE(toString(error.kind), u"Timeout"_s);
    QVERIFY2(error.message.contains(u"0.2 s"_s), qPrintable(error.message));
}

void EngineWireTest::anAnswerThatNeverEndsIsCut()
{
    QPointer<QLocalSocket> peer;
    m_engine->setHandler([&peer](const auto &, QLocalSocket *socket) {
        peer = socket;
        socket->write(ScriptedEngine::chunkedHead());
        const QByteArray piece = ScriptedEngine::chunk(QByteArray(1 << 20, ' '));
        socket->write(piece);
        connect(socket, &QLocalSocket::bytesWritten, socket, [socket, piece] {
            if (socket->bytesToWrite() == 0)
                socket->write(piece);
        });
    });
    const Error error = errorOf(m_client->images());
    QCOMPARE(toString(error.kind), u"Protocol"_s);
    QVERIFY2(error.message.contains(u"16 MiB"_s), qPrintable(error.message));
    QTRY_COMPARE(m_engine->connections(), 0);
}

void EngineWireTest::nobodyListens()
{
    m_engine->stop();
    const Error error = errorOf(m_client->images());
    QCOMPARE(toString(error.kind), u"Connection"_s);
    QVERIFY2(error.message.contains(m_engine->address().socketPath) ||
                 error.message.startsWith(u"No container engine answers"_s),
             qPrintable(error.message));
}

void EngineWireTest::refusalsHaveKinds_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, int status, const char *body, Error::Kind kind,
                        const QString &words) {
        QTest::newRow(name) << status << QByteArray(body) << toString(kind) << words;
    };
    row("Docker: name taken", 409,
        R"({"message":"Conflict. The container name \"/x\" is already in use by container \"f\"."})",
        Error::Kind::AlreadyExists,
        u"Conflict. The container name \"/x\" is already in use by container \"f\"."_s);
    row("Podman: name taken", 500,
        R"({"cause":"that name is already in use","message":"creating container storage: the container name \"x\" is already in use by 1. You have to remove that container to be able to reuse that name: that name is already in use","response":500})",
        Error::Kind::AlreadyExists, {});
    row("a port in use is no name", 500,
        R"({"message":"listen tcp4 127.0.0.1:80: bind: address already in use"})",
        Error::Kind::Conflict, u"listen tcp4 127.0.0.1:80: bind: address already in use"_s);
    row("Podman: not running", 500,
        R"({"cause":"container state improper","message":"can only create exec sessions on running containers: container state improper","response":500})",
        Error::Kind::Gone, {});
    row("Docker: not running", 409, R"({"message":"Container 1f is not running"})",
        Error::Kind::Gone, u"Container 1f is not running"_s);
    row("Podman's own API: no such image", 500, R"({"message":"foo: no such image"})",
        Error::Kind::NotFound, u"foo: no such image"_s);
    row("no such file in a container", 500,
        R"({"message":"exec: \"x\": stat x: no such file or directory"})", Error::Kind::Server, {});
    row("a volume in use", 409, R"({"message":"remove v: volume is in use - [1]"})",
        Error::Kind::Conflict, {});
    row("a volume in use, Podman", 500,
        R"({"message":"volume v is being used by the following container(s): 1: volume is being used"})",
        Error::Kind::Conflict, {});
    row("plain text", 400, "client version 1.20 is too old.\n", Error::Kind::Invalid,
        u"client version 1.20 is too old."_s);
    row("no words", 500, "", Error::Kind::Server, {});
    row("what drives a terminal is not passed on", 400, "{\"message\":\"a\\u001b[31mb\"}",
        Error::Kind::Invalid, u"a [31mb"_s);
}

void EngineWireTest::refusalsHaveKinds()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QString, words);
    m_engine->answer(ScriptedEngine::response(status, body));
    const Error error = errorOf(m_client->inspectContainer(u"x"_s));
    QTEST(toString(error.kind), "kind");
    QCOMPARE(error.httpStatus, status);
    QVERIFY(error.status);
    if (!words.isEmpty())
        QCOMPARE(error.status->message, words);
    QVERIFY2(error.message.startsWith(u"Podman 4.3.1 "_s), qPrintable(error.message));
}

void EngineWireTest::aNewlineInANameStaysInTheName()
{
    m_engine->answer(ScriptedEngine::response(404, "{}"));
    errorOf(m_client->inspectContainer(u"a b\r\nX-Evil: 1?x=/#"_s));
    QCOMPARE(m_engine->requests().at(0).target,
             QByteArray("/v1.41/containers/a%20b%0D%0AX-Evil:%201%3Fx%3D/%23/json"));
    errorOf(m_client->containers({u"assay.run=a&b+c d\r\n"_s}));
    QCOMPARE(
        m_engine->requests().at(1).target,
        QByteArray("/v1.41/containers/json?filters=%7B%22label%22%3A%5B%22assay.run%3Da%26b%2Bc"
                   "%20d%5Cr%5Cn%22%5D%7D&all=1"));
}

void EngineWireTest::jobsEndWithTheirClient()
{
    m_engine->setVersionAnswer({});
    auto images = m_client->images();
    auto events = m_client->events({});
    auto exec = m_client->exec({u"x"_s, {u"true"_s}});
    QTRY_COMPARE(m_engine->connections(), 1);
    m_client.reset();
    QVERIFY(images->isFinished() && events->isFinished() && exec->isFinished());
    QCOMPARE(toString(images->result().error().kind), u"Cancelled"_s);
    QCOMPARE(toString(exec->result().error().kind), u"Cancelled"_s);
}

void EngineWireTest::anAbortedJobHangsUp()
{
    auto images = m_client->images();
    QTRY_COMPARE(m_engine->requests().size(), std::size_t(1));
    QTRY_COMPARE(m_engine->connections(), 1);
    QSignalSpy finished(images.get(), &Job::finished);
    images->abort();
    QCOMPARE(finished.count(), 1);
    QCOMPARE(toString(images->result().error().kind), u"Cancelled"_s);
    QTRY_COMPARE(m_engine->connections(), 0);
}

QTEST_GUILESS_MAIN(EngineWireTest)
#include "tst_engine_wire.moc"
