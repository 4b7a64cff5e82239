// SPDX-License-Identifier: Apache-2.0

// One log, read over connections that break in every way.

#include "log_fixture.h"

using namespace assay::tests;

class LogFollowerTest : public LogFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(m_tls.isValid()); }
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void deliversEachLineOnceWhereverItIsCut_data();
    void deliversEachLineOnceWhereverItIsCut();
    void survivesCutAfterCut();
    void countsEqualLinesOfOneInstant();
    void forgivesLinesOutOfOrder();
    void marksWhatWasRotatedAway();
    void marksAnEndThatCannotBeRead();
    void resumesWhenTheServerEndsTheStreamOfARunningContainer();
    void readsTheRestOfAnAttemptThatWasReplaced();
    void doesNotTakeTheNextAttemptForThisOne_data();
    void doesNotTakeTheNextAttemptForThisOne();
    void readsAnAttemptThatWasMissed();
    void endsWhereTheAttemptCannotBeHadAnyMore_data();
    void endsWhereTheAttemptCannotBeHadAnyMore();
    void followsAnInitContainer();
    void waitsForTheContainerToStart();
    void endsWhereTheServerRefusesForGood_data();
    void endsWhereTheServerRefusesForGood();
    void waitsAsLongAsTheServerAsks_data();
    void waitsAsLongAsTheServerAsks();
    void takesASilentConnectionForDead();
    void endsWithTheStreamWherePodsAreForbidden();
    void endsWhenToldAndWithItsClient();
};

void LogFollowerTest::deliversEachLineOnceWhereverItIsCut_data()
{
    QTest::addColumn<bool>("proper");
    QTest::newRow("between chunks") << false;
    QTest::newRow("by a proper end") << true;
}

void LogFollowerTest::deliversEachLineOnceWhereverItIsCut()
{
    QFETCH(bool, proper);
    const QByteArray whole = body();
    for (qsizetype k = 0; k <= whole.size(); ++k) {
        serve([&, k](int number, const ScriptedServer::Request &request, QSslSocket *socket) {
            if (number > 0) {
                socket->write(plain(body(since(request))));
                return;
            }
            socket->write(ScriptedServer::chunkedHead("text/plain"));
            if (k > 0)
                socket->write(ScriptedServer::chunk(whole.left(k)));
            if (proper)
                socket->write(ScriptedServer::lastChunk());
            else
                socket->disconnectFromHost();
        });
        const auto follower = follow();
        QVERIFY(isOver(*follower));
        QVERIFY(!follower->error());
        QVERIFY2(m_heard == text(), qPrintable(u"cut at %1: %2"_s.arg(k).arg(
                                        QString::fromLatin1(m_heard.toPercentEncoding()))));
        QCOMPARE(m_notes, proper ? QStringList() : QStringList(u"Connection"_s));
    }
}

void LogFollowerTest::survivesCutAfterCut()
{
    m_log.clear();
    for (int i = 0; i < 400; ++i) {
        m_log.push_back(
            {at(i / 10, QByteArray::number(i % 10)), "line " + QByteArray::number(i % 7) + '\n'});
    }
    m_pod = podWith(running);
    serve([this](int number, const ScriptedServer::Request &request, QSslSocket *socket) {
        const QByteArray rest = body(since(request));
        const qsizetype length = 900 + 37 * (number % 11);
        socket->write(ScriptedServer::chunkedHead("text/plain"));
        socket->write(ScriptedServer::chunk(rest.left(length)));
        if (length >= rest.size()) {
            m_pod = podWith(ended);
            socket->write(ScriptedServer::lastChunk());
        } else {
            socket->disconnectFromHost();
        }
    });
    const auto follower = follow();
    QVERIFY(isOver(*follower));
    QVERIFY(!follower->error());
    QCOMPARE(m_heard, text());
    QVERIFY(m_notes.size() > 10);
    QCOMPARE(m_notes.count(u"Connection"_s), m_notes.size());
}

void LogFollowerTest::countsEqualLinesOfOneInstant()
{
    m_log = {{at(1), "a\n"}, {at(1), "b\n"}, {at(1), "a\n"}, {at(1), "a\n"}, {at(1), "c\n"}};
    const qsizetype each = body().size() / 5;
    for (int lines = 1; lines <= 5; ++lines) {
        serve([&](int number, const ScriptedServer::Request &, QSslSocket *socket) {
            socket->write(plain(number > 0 ? body() : body().left(lines * each)));
        });
        const auto follower = follow();
        QVERIFY(isOver(*follower));
        QCOMPARE(m_heard, QByteArray("a\nb\na\na\nc\n"));
        QCOMPARE(m_notes, QStringList());
    }
}

void LogFollowerTest::forgivesLinesOutOfOrder()
{
    m_log = {{at(1, "9"), "1\n"},
             {at(2, "000002"), "2\n"},
             {at(2, "000001"), "3\n"},
             {at(1, "99"), "4\n"},
             {at(2, "000003"), "5\n"}};
    QByteArray begun;
    for (const Line &line : m_log) {
        begun += line.time + ' ' + line.text;
        serve([&](int number, const ScriptedServer::Request &request, QSslSocket *socket) {
            socket->write(plain(number > 0 ? body(since(request)) : begun));
        });
        const auto follower = follow();
        QVERIFY(isOver(*follower));
        QCOMPARE(m_heard, QByteArray("1\n2\n3\n4\n5\n"));
        QCOMPARE(m_notes, QStringList());
    }
}

void LogFollowerTest::marksWhatWasRotatedAway()
{
    m_pod = podWith(running);
    serve([this](int number, const ScriptedServer::Request &, QSslSocket *socket) {
        if (number == 0) {
            socket->write(ScriptedServer::chunkedHead("text/plain"));
            socket->write(ScriptedServer::chunk(at(1) + " one\n" + at(2, "12") + " two\n" + at(3)));
            socket->disconnectFromHost();
            return;
        }
        if (number == 2)
            m_pod = podWith(ended);
        socket->write(plain(at(7, "000000007") + " seven\n" + at(8) + " eight\n"));
    });
    const auto follower = follow();
    QVERIFY(isOver(*follower));
    QVERIFY(!follower->error());
    QCOMPARE(m_heard, QByteArray("one\ntwo\nseven\neight\n"));
    QCOMPARE(m_notes, (QStringList{u"Connection"_s, u"gap 2026-01-01T00:00:02.120000000Z "
                                                    "2026-01-01T00:00:07.000000007Z at 2"_s}));
}

void LogFollowerTest::marksAnEndThatCannotBeRead()
{
    serve([](int number, const ScriptedServer::Request &, QSslSocket *socket) {
        socket->write(plain(number == 0 ? at(1) + " one\n" + at(2) + " half" : QByteArray()));
    });
    const auto follower = follow();
    QVERIFY(isOver(*follower));
    QVERIFY(!follower->error());
    QCOMPARE(m_heard, QByteArray("one\n"));
    QCOMPARE(m_notes, QStringList(u"gap 2026-01-01T00:00:01.000000000Z - at 1"_s));
}

void LogFollowerTest::resumesWhenTheServerEndsTheStreamOfARunningContainer()
{
    m_pod = podWith(running);
    serve([this](int number, const ScriptedServer::Request &request, QSslSocket *socket) {
        if (number == 3)
            m_pod = podWith(ended);
        const QByteArray all = body(since(request));
        socket->write(plain(number < 3 ? all.left(all.size() / 2) : all));
    });
    const auto follower = follow();
    QVERIFY(isOver(*follower));
    QCOMPARE(m_heard, text());
    QCOMPARE(m_notes, QStringList());
    QCOMPARE(logTargets().size(), 5);
    QCOMPARE(logTargets().at(0), QByteArray("container=main&follow=true&timestamps=true"));
    QCOMPARE(logTargets().at(4),
             QByteArray("container=main&timestamps=true&sinceTime=2026-01-01T00%3A00%3A01Z"));
}

void LogFollowerTest::readsTheRestOfAnAttemptThatWasReplaced()
{
    serve([this](int number, const ScriptedServer::Request &request, QSslSocket *socket) {
        if (number == 0) {
            m_pod = podWith(running, 3, ended);
            socket->write(ScriptedServer::chunkedHead("text/plain"));
            socket->write(ScriptedServer::chunk(body().left(60)));
            socket->disconnectFromHost();
            return;
        }
        socket->write(plain(request.target.contains("previous=true") ? body(since(request))
                                                                     : at(5) + " next attempt\n"));
    });
    const auto follower = follow({.container = u"main"_s, .attempt = 2});
    QVERIFY(isOver(*follower));
    QVERIFY(!follower->error());
    QCOMPARE(m_heard, text());
    QCOMPARE(m_notes, QStringList(u"Connection"_s));
    QCOMPARE(logTargets().size(), 2);
}

void LogFollowerTest::doesNotTakeTheNextAttemptForThisOne_data()
{
    QTest::addColumn<QByteArray>("next");
    QTest::addColumn<bool>("saidToRun");
    QTest::newRow("it has written, old status") << at(5) + " next attempt\n" << true;
    QTest::newRow("it is silent, old status") << QByteArray() << true;
    QTest::newRow("it has written, between") << at(5) + " next attempt\n" << false;
    QTest::newRow("it is silent, between") << QByteArray() << false;
}

void LogFollowerTest::doesNotTakeTheNextAttemptForThisOne()
{
    QFETCH(QByteArray, next);
    QFETCH(bool, saidToRun);
    m_pod = podWith(saidToRun ? running : ended);
    serve([this, next](int number, const ScriptedServer::Request &request, QSslSocket *socket) {
        socket->write(ScriptedServer::chunkedHead("text/plain"));
        if (number == 0) {
            socket->write(ScriptedServer::chunk(body().left(60)));
            socket->disconnectFromHost();
            return;
        }
        if (request.target.contains("previous=true")) {
            socket->write(ScriptedServer::chunk(body(since(request))) +
                          ScriptedServer::lastChunk());
            return;
        }
        // By the time that this is looked into, the status knows.
        m_pod = podWith(running, 1, ended);
        if (!next.isEmpty())
            socket->write(ScriptedServer::chunk(next));
        if (!request.target.contains("follow=true"))
            socket->write(ScriptedServer::lastChunk());
    });
    const auto follower = follow();
    QVERIFY(isOver(*follower));
    QVERIFY(!follower->error());
    QCOMPARE(m_heard, text());
    QCOMPARE(m_notes, QStringList(u"Connection"_s));
    QCOMPARE(logTargets().size(), 3);
}

void LogFollowerTest::readsAnAttemptThatWasMissed()
{
    serve([this](int, const ScriptedServer::Request &, QSslSocket *socket) {
        socket->write(plain(body()));
    });
    const auto follower = follow({.container = u"main"_s, .replaced = true});
    QVERIFY(isOver(*follower));
    QVERIFY(!follower->error());
    QCOMPARE(m_heard, text());
    QCOMPARE(logTargets(), QByteArrayList{"container=main&previous=true&timestamps=true"});
}

void LogFollowerTest::endsWhereTheAttemptCannotBeHadAnyMore_data()
{
    QTest::addColumn<QByteArray>("pod");
    QTest::newRow("two attempts later") << podWith(running, 2, ended);
    QTest::newRow("another pod") << podWith(running, 0, {}, "containerStatuses", "u2");
    QTest::newRow("no pod") << ScriptedServer::response(
        404, ScriptedServer::status(404, "NotFound", "pods \"p\" not found"));
    QTest::newRow("no log before this one") << podWith(running, 1, ended);
}

void LogFollowerTest::endsWhereTheAttemptCannotBeHadAnyMore()
{
    QFETCH(QByteArray, pod);
    m_pod = pod;
    serve([this](int number, const ScriptedServer::Request &, QSslSocket *socket) {
        if (number > 0) {
            socket->write(ScriptedServer::response(
                400, ScriptedServer::status(400, "BadRequest",
                                            "previous terminated container main not found")));
            return;
        }
        socket->write(ScriptedServer::chunkedHead("text/plain") +
                      ScriptedServer::chunk(body().left(60)));
        socket->disconnectFromHost();
    });
    const auto follower = follow({.container = u"main"_s, .podUid = u"u1"_s});
    QVERIFY(isOver(*follower));
    QVERIFY(!follower->error());
    QCOMPARE(m_heard, QByteArray("first\n"));
    QCOMPARE(m_notes,
             (QStringList{u"Connection"_s, u"gap 2026-01-01T00:00:01.100000000Z - at 1"_s}));
}

void LogFollowerTest::followsAnInitContainer()
{
    m_pod = podWith(ended, 0, {}, "initContainerStatuses");
    serve([this](int, const ScriptedServer::Request &request, QSslSocket *socket) {
        socket->write(plain(body(since(request))));
    });
    const auto follower = follow();
    QVERIFY(isOver(*follower));
    QCOMPARE(m_heard, text());
    QCOMPARE(m_notes, QStringList());
}

void LogFollowerTest::waitsForTheContainerToStart()
{
    m_pod = podWith({{"waiting", {{"reason", "ContainerCreating"}}}});
    serve([this](int number, const ScriptedServer::Request &request, QSslSocket *socket) {
        if (number < 3) {
            socket->write(ScriptedServer::response(
                400, ScriptedServer::status(
                         400, "BadRequest",
                         "container main in pod p is waiting to start: ContainerCreating")));
            return;
        }
        m_pod = podWith(ended);
        socket->write(plain(body(since(request))));
    });
    const auto follower = follow();
    QVERIFY(isOver(*follower));
    QVERIFY(!follower->error());
    QCOMPARE(m_heard, text());
    QCOMPARE(m_notes, QStringList());
}

void LogFollowerTest::endsWhereTheServerRefusesForGood_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("kind");
    QTest::newRow("400") << 400 << u"Invalid"_s;
    QTest::newRow("401") << 401 << u"Unauthorized"_s;
    QTest::newRow("403") << 403 << u"Forbidden"_s;
    QTest::newRow("404") << 404 << u"NotFound"_s;
    QTest::newRow("410") << 410 << u"Gone"_s;
}

void LogFollowerTest::endsWhereTheServerRefusesForGood()
{
    QFETCH(int, code);
    QFETCH(QString, kind);
    serve([code](int, const ScriptedServer::Request &, QSslSocket *socket) {
        socket->write(ScriptedServer::response(
            code, ScriptedServer::status(code, "Reason", "a container name must be specified")));
    });
    const auto follower = follow();
    QVERIFY(!follower->isFinished());
    QVERIFY(isOver(*follower));
    QVERIFY(follower->error());
    QCOMPARE(toString(follower->error()->kind), kind);
    QCOMPARE(logTargets().size(), 1);
    QCOMPARE(m_notes, QStringList());
}

void LogFollowerTest::waitsAsLongAsTheServerAsks_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("kind");
    QTest::newRow("429") << 429 << u"TooManyRequests"_s;
    QTest::newRow("503") << 503 << u"Server"_s;
}

void LogFollowerTest::waitsAsLongAsTheServerAsks()
{
    QFETCH(int, code);
    QFETCH(QString, kind);
    QElapsedTimer clock;
    serve([&](int number, const ScriptedServer::Request &request, QSslSocket *socket) {
        if (number == 0) {
            clock.start();
            socket->write(
                ScriptedServer::response(code, "later", "text/plain", "Retry-After: 1\r\n"));
            return;
        }
        socket->write(plain(body(since(request))));
    });
    const auto follower = follow();
    QVERIFY(isOver(*follower));
    QVERIFY(!follower->error());
    QVERIFY(clock.elapsed() >= 940);
    QCOMPARE(m_heard, text());
    QCOMPARE(m_notes, QStringList(kind));
}

void LogFollowerTest::takesASilentConnectionForDead()
{
    m_timings.quiet = 150ms;
    m_pod = podWith(running);
    serve([this](int number, const ScriptedServer::Request &request, QSslSocket *socket) {
        if (number == 0)
            return;
        const QByteArray all = body(since(request));
        socket->write(ScriptedServer::chunkedHead("text/plain"));
        if (number < 3) {
            socket->write(ScriptedServer::chunk(all.left(all.size() / 2)));
            return;
        }
        m_pod = podWith(ended);
        socket->write(ScriptedServer::chunk(all) + ScriptedServer::lastChunk());
    });
    const auto follower = follow();
    QVERIFY(isOver(*follower));
    QVERIFY(!follower->error());
    QCOMPARE(m_heard, text());
    QCOMPARE(m_notes, QStringList());
}

void LogFollowerTest::endsWithTheStreamWherePodsAreForbidden()
{
    m_pod = ScriptedServer::response(403, ScriptedServer::status(403, "Forbidden", "no pods"));
    serve([this](int number, const ScriptedServer::Request &request, QSslSocket *socket) {
        if (number > 0) {
            socket->write(plain(body(since(request))));
            return;
        }
        socket->write(ScriptedServer::chunkedHead("text/plain") +
                      ScriptedServer::chunk(body().left(60)));
        socket->disconnectFromHost();
    });
    const auto follower = follow();
    QVERIFY(isOver(*follower));
    QVERIFY(!follower->error());
    QCOMPARE(m_heard, text());
    QCOMPARE(logTargets().size(), 2);
}

void LogFollowerTest::endsWhenToldAndWithItsClient()
{
    serve([](int, const ScriptedServer::Request &, QSslSocket *socket) {
        socket->write(ScriptedServer::chunkedHead("text/plain") +
                      ScriptedServer::chunk(at(1) + " one\n"));
    });
    const auto told = follow();
    connect(told.get(), &LogFollower::lines, told.get(), [&] { told->abort(); });
    QVERIFY(isOver(*told));
    QCOMPARE(toString(told->error()->kind), u"Cancelled"_s);

    const auto left = follow();
    QTRY_COMPARE_WITH_TIMEOUT(m_heard, QByteArray("one\n"), patience);
    m_client.reset();
    QVERIFY(isOver(*left));
    QCOMPARE(toString(left->error()->kind), u"Cancelled"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->connections(), 0, patience);
}

QTEST_GUILESS_MAIN(LogFollowerTest)
#include "tst_log_follower.moc"
