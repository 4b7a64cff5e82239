// SPDX-License-Identifier: Apache-2.0

// Streams after a sleep of the machine or the process, and a watch that says too much.

#include "k8s/logs/log_fixture.h"

#include <k8s/watch/reflector.h>

using namespace assay::tests;

class WatchLimitsTest : public LogFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(m_tls.isValid()); }
    void init()
    {
        setUp();
        m_clocks = std::make_shared<SleepClocks>();
        m_targets.clear();
        m_onWatch = [](QSslSocket *socket) { socket->write(ScriptedServer::chunkedHead()); };
        m_server->setHandler([this](const ScriptedServer::Request &request, QSslSocket *socket) {
            m_targets.append(request.target);
            if (request.target.contains("watch=1"))
                m_onWatch(socket);
            else if (request.target.contains("/log?"))
                socket->write(ScriptedServer::chunkedHead("text/plain") +
                              ScriptedServer::chunk(body()));
            else if (request.target.contains("/pods/p"))
                socket->write(ScriptedServer::response(200, podWith(running)));
            else
                socket->write(ScriptedServer::response(
                    200, "{\"metadata\":{\"resourceVersion\":\"10\"},\"items\":[]}"));
        });
    }
    void cleanup() { tearDown(); }

    void beginsTheWatchAnewAfterASleep_data();
    void beginsTheWatchAnewAfterASleep();
    void listsAgainWhereTheListWasSleptThrough();
    void staysWithARefusalAfterASleep();
    void takesNoSmallDelayForSleep();
    void opensTheLogAgainAfterASleep();
    void readsTheClocksOfThisMachine();
    void refusesALineThatNoObjectIs();
    void doesNotWaitForEver();

private:
    //! Looked at every 10 ms, in which 10 ms pass on both clocks.
    SleepWatch sleepWatch() const
    {
        SleepWatch watch;
        watch.interval = 10ms;
        watch.clocks = [clocks = m_clocks] {
            clocks->running += 10ms;
            clocks->always += 10ms;
            return *clocks;
        };
        return watch;
    }
    std::shared_ptr<Reflector> watchPods()
    {
        WatchTimings timings;
        timings.sleep = sleepWatch();
        timings.refusedDelay = 1h;
        m_client->setWatchTimings(timings);
        return m_client->watch(Resource::pods(), u"n"_s);
    }
    int count(const QByteArray &part) const
    {
        return int(std::count_if(m_targets.begin(), m_targets.end(),
                                 [&](const QByteArray &target) { return target.contains(part); }));
    }

    std::shared_ptr<SleepClocks> m_clocks;
    QByteArrayList m_targets;
    std::function<void(QSslSocket *)> m_onWatch;
};

void WatchLimitsTest::beginsTheWatchAnewAfterASleep_data()
{
    QTest::addColumn<int>("elapsed");
    QTest::addColumn<int>("always");
    QTest::newRow("the machine was suspended") << 0 << 10'000;
    QTest::newRow("the process was stopped") << 10'000 << 10'000;
    QTest::newRow("both") << 600'000 << 3'600'000;
}

void WatchLimitsTest::beginsTheWatchAnewAfterASleep()
{
    QFETCH(int, elapsed);
    QFETCH(int, always);
    const auto reflector = watchPods();
    QTRY_COMPARE_WITH_TIMEOUT(count("watch=1"), 1, patience);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->connections(), 2, patience);
    QStringList states;
    QList<bool> stale;
    connect(reflector.get(), &Reflector::stateChanged, this, [&] {
        states.append(reflector->lastError() ? toString(reflector->lastError()->kind) + u": "_s +
                                                   reflector->lastError()->message
                                             : u"-"_s);
        stale.append(reflector->staleSince().isValid());
    });
    m_clocks->running += std::chrono::milliseconds(elapsed);
    m_clocks->always += std::chrono::milliseconds(always);
    QTRY_COMPARE_WITH_TIMEOUT(states.size(), 2, patience);
    QCOMPARE(
        states,
        (QStringList{u"Connection: This computer was asleep; the connection is being renewed."_s,
                     u"-"_s}));
    QCOMPARE(stale, (QList<bool>{true, false}));
    QCOMPARE(count("resourceVersion=10"), 2);
    QCOMPARE(count("limit="), 1);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->connections(), 2, patience);
}

void WatchLimitsTest::listsAgainWhereTheListWasSleptThrough()
{
    int lists = 0;
    m_server->setHandler([&](const ScriptedServer::Request &request, QSslSocket *socket) {
        if (request.target.contains("watch=1"))
            socket->write(ScriptedServer::chunkedHead());
        else if (++lists > 1)
            socket->write(ScriptedServer::response(
                200, "{\"metadata\":{\"resourceVersion\":\"10\"},\"items\":[]}"));
    });
    const auto reflector = watchPods();
    QTRY_COMPARE_WITH_TIMEOUT(lists, 1, patience);
    m_clocks->always += 10s;
    QTRY_COMPARE_WITH_TIMEOUT(reflector->state(), Reflector::State::Synced, patience);
    QCOMPARE(lists, 2);
}

void WatchLimitsTest::staysWithARefusalAfterASleep()
{
    int requests = 0;
    m_server->setHandler([&](const auto &, QSslSocket *socket) {
        ++requests;
        socket->write(ScriptedServer::response(403, ScriptedServer::status(403, "No", "no")));
    });
    const auto reflector = watchPods();
    QTRY_COMPARE_WITH_TIMEOUT(reflector->state(), Reflector::State::Refused, patience);
    const auto before = m_clocks->running;
    m_clocks->always += 10s;
    QTRY_VERIFY_WITH_TIMEOUT(m_clocks->running - before >= 100ms, patience);
    QCOMPARE(requests, 1);
    QCOMPARE(reflector->state(), Reflector::State::Refused);
}

void WatchLimitsTest::takesNoSmallDelayForSleep()
{
    const auto reflector = watchPods();
    QTRY_COMPARE_WITH_TIMEOUT(count("watch=1"), 1, patience);
    for (int i = 0; i < 5; ++i) {
        const auto before = m_clocks->running += 9'900ms;
        m_clocks->always += 9'900ms + 50ms;
        QTRY_VERIFY_WITH_TIMEOUT(m_clocks->running - before >= 20ms, patience);
    }
    QCOMPARE(count("watch=1"), 1);
    QCOMPARE(reflector->state(), Reflector::State::Synced);
}

void WatchLimitsTest::opensTheLogAgainAfterASleep()
{
    m_timings.sleep = sleepWatch();
    const auto follower = follow();
    QTRY_VERIFY_WITH_TIMEOUT(m_heard.endsWith("of its own\n"), patience);
    m_clocks->always += 10s;
    QTRY_COMPARE_WITH_TIMEOUT(count("/log?"), 2, patience);
    QCOMPARE(count("sinceTime=2026-01-01T00%3A00%3A01Z"), 1);
    QVERIFY(!follower->isFinished());
    QCOMPARE(m_notes, QStringList());
}

void WatchLimitsTest::readsTheClocksOfThisMachine()
{
    const SleepClocks first = SleepClocks::now();
    QVERIFY(first.running > 0ms);
    // A machine sleeps, if ever, after it was started.
    QVERIFY(first.always + 1s > first.running);
    QTRY_VERIFY_WITH_TIMEOUT(SleepClocks::now().running > first.running, patience);
    QVERIFY(SleepClocks::now().always > first.always);
}

void WatchLimitsTest::refusesALineThatNoObjectIs()
{
    m_onWatch = [this](QSslSocket *socket) {
        socket->write(ScriptedServer::chunkedHead());
        if (count("watch=1") == 1)
            socket->write(ScriptedServer::chunk(QByteArray((64 << 20) + 1, 'x')));
    };
    const auto reflector = watchPods();
    QStringList errors;
    connect(reflector.get(), &Reflector::stateChanged, this, [&] {
        if (const auto &error = reflector->lastError())
            errors.append(toString(error->kind) + u": "_s + error->message);
    });
    QTRY_COMPARE_WITH_TIMEOUT(count("watch=1"), 2, 60'000);
    QCOMPARE(errors, QStringList(u"Protocol: The watch sent a line of more than 64 MiB, which no "
                                 "object is."_s));
    QCOMPARE(count("limit="), 2);
}

void WatchLimitsTest::doesNotWaitForEver()
{
    // In milliseconds, more than an int holds.
    m_server->setHandler([](const auto &, QSslSocket *socket) {
        socket->write(
            ScriptedServer::response(429, "later", "text/plain", "Retry-After: 2147484\r\n"));
    });
    QTest::failOnWarning(QRegularExpression(u"negative"_s));
    const auto reflector = watchPods();
    QTRY_COMPARE_WITH_TIMEOUT(reflector->state(), Reflector::State::Reconnecting, patience);
    QVERIFY(reflector->lastError()->status);
    QCOMPARE(reflector->lastError()->status->retryAfter->count(), 2147484);
}

QTEST_GUILESS_MAIN(WatchLimitsTest)
#include "tst_watch_limits.moc"
