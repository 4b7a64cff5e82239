// SPDX-License-Identifier: Apache-2.0
// What goes wrong on request, as a client meets it.
#include "support.h"

#include <QElapsedTimer>
#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;
using sandbox::Fault;
using test::Json;

class SandboxFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_sandbox = std::make_unique<test::Sandbox>(); }

    void answersWithAStatus()
    {
        Fault fault;
        fault.method = u"GET"_s;
        fault.pathPattern = u"/pods"_s;
        fault.code = 429;
        fault.retryAfterSeconds = 3;
        fault.skip = 1;
        fault.times = 2;
        m_sandbox->cluster.inject(fault);
        QCOMPARE(m_sandbox->get("/api/v1/pods").code, 200);  // let through
        QCOMPARE(m_sandbox->get("/api/v1/nodes").code, 200); // another path
        for (int hit = 0; hit < 2; ++hit) {
            const auto answer = m_sandbox->get("/api/v1/pods");
            QCOMPARE(answer.code, 429);
            QCOMPARE(answer.retryAfter, "3"_ba);
            QCOMPARE(answer.reason(), "TooManyRequests");
        }
        QCOMPARE(m_sandbox->get("/api/v1/pods").code, 200);
        QCOMPARE(m_sandbox->cluster.requests(),
                 (QStringList{u"GET /api/v1/pods"_s, u"GET /api/v1/nodes"_s, u"GET /api/v1/pods"_s,
                              u"GET /api/v1/pods"_s, u"GET /api/v1/pods"_s}));
    }

    void closesConnections()
    {
        // Not GET, which the network manager would send again by itself.
        Fault fault;
        fault.kind = Fault::Kind::Reset;
        fault.method = u"POST"_s;
        fault.times = -1;
        m_sandbox->cluster.inject(fault);
        const Json body = {{"metadata", {{"name", "test-r"}}}};
        const auto answer = m_sandbox->call("POST", "/api/v1/namespaces", body);
        QCOMPARE(answer.code, 0);
        QCOMPARE(answer.error, QNetworkReply::RemoteHostClosedError);
        m_sandbox->cluster.clearFaults();
        QCOMPARE(m_sandbox->call("POST", "/api/v1/namespaces", body).code, 201);
    }

    void cutsBodies()
    {
        Fault fault;
        fault.kind = Fault::Kind::CutBody;
        fault.bytes = 10;
        fault.times = -1;
        m_sandbox->cluster.inject(fault);
        const auto answer = m_sandbox->get("/api/v1/nodes");
        QCOMPARE(answer.code, 200);
        QCOMPARE(answer.raw.size(), 10);
        QVERIFY(answer.error != QNetworkReply::NoError);
    }

    void keepsSilent()
    {
        Fault fault;
        fault.kind = Fault::Kind::Silence;
        m_sandbox->cluster.inject(fault);
        QCOMPARE(m_sandbox->get("/api/v1/nodes", 300).error, QNetworkReply::TimeoutError);
        QCOMPARE(m_sandbox->get("/api/v1/nodes").code, 200);
    }

    void sendsSlowly()
    {
        Fault fault;
        fault.kind = Fault::Kind::SlowBytes;
        fault.milliseconds = 2;
        m_sandbox->cluster.inject(fault);
        QElapsedTimer timer;
        timer.start();
        const auto slow = m_sandbox->get("/version");
        QCOMPARE(slow.code, 200);
        QCOMPARE(slow.body["minor"], Json("32"));
        QVERIFY(timer.elapsed() >= 2 * slow.raw.size());
        // The same connection is at its old speed again.
        QCOMPARE(m_sandbox->get("/version").raw, slow.raw);
    }

    void sendsGarbage()
    {
        Fault fault;
        fault.kind = Fault::Kind::Garbage;
        m_sandbox->cluster.inject(fault);
        const auto answer = m_sandbox->get("/api/v1/nodes");
        QCOMPARE(answer.code, 200);
        QVERIFY(answer.body.is_null());
        QVERIFY(!answer.raw.isEmpty());
    }

    void endsWatchesAsGone()
    {
        Fault fault;
        fault.kind = Fault::Kind::WatchGone;
        m_sandbox->cluster.inject(fault);
        QCOMPARE(m_sandbox->get("/api/v1/nodes").code, 200); // a list is no watch
        test::WatchLog watch(m_sandbox->open("/api/v1/nodes?watch=1"));
        QTRY_VERIFY(watch.isFinished());
        QCOMPARE(watch.events().size(), 1U);
        QCOMPARE(watch.events()[0]["object"]["code"], Json(410));
        QCOMPARE(watch.events()[0]["object"]["reason"], Json("Expired"));
    }

    void dropsConnections()
    {
        const std::unique_ptr<QNetworkReply> watch(m_sandbox->open("/api/v1/nodes?watch=1"));
        QTRY_VERIFY(watch->bytesAvailable() > 0);
        m_sandbox->cluster.dropConnections();
        QTRY_VERIFY(watch->isFinished());
        QVERIFY(watch->error() != QNetworkReply::NoError);
        QCOMPARE(m_sandbox->get("/api/v1/nodes").code, 200);
    }

    void takesFaultsOverHttp()
    {
        const auto refused = m_sandbox->call("POST", "/sandbox/faults", {{"kind", "Nothing"}});
        QCOMPARE(refused.code, 400);
        const auto taken = m_sandbox->call(
            "POST", "/sandbox/faults",
            {{"kind", "Status"}, {"code", 503}, {"times", -1}, {"pathPattern", "^/api/v1/nodes$"}});
        QCOMPARE(taken.code, 200);
        const auto answer = m_sandbox->get("/api/v1/nodes");
        QCOMPARE(answer.code, 503);
        QCOMPARE(answer.reason(), "ServiceUnavailable");
        QCOMPARE(m_sandbox->get("/api/v1/nodes?limit=1").code, 200);
        QCOMPARE(m_sandbox->call("DELETE", "/sandbox/faults").code, 200);
        QCOMPARE(m_sandbox->get("/api/v1/nodes").code, 200);
    }

private:
    std::unique_ptr<test::Sandbox> m_sandbox;
};

QTEST_GUILESS_MAIN(SandboxFaults)
#include "tst_sandbox_faults.moc"
