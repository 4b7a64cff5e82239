// SPDX-License-Identifier: Apache-2.0

// Which requests are sent again, how often, when, and which never are.

#include "k8s/client_fixture.h"

#include <QElapsedTimer>

using namespace Qt::StringLiterals;
using namespace assay::k8s;
using namespace std::chrono_literals;
using nlohmann::json;

class ClientRetriesTest : public ClientFixture
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        QVERIFY(makeClient());
        m_client->setRetryPolicy({.attempts = 3, .firstDelay = 1ms, .longestDelay = 2ms});
    }
    void cleanup() { dropClient(); }

    void repeatsWhatIsSafe_data();
    void repeatsWhatIsSafe();
    void succeedsOnceTheServerDoes();
    void waitsAsLongAsItIsTold();
    void doesNotWaitPastItsDeadline();
    void waitsLongerEachTime();
    void isSilentOnceAborted();
    void appliesOnTheServer();

private:
    JobPtr<ApiJob> request(const QString &verb)
    {
        const Resource pods = Resource::pods();
        if (verb == u"list")
            return m_client->list(pods, u"n"_s);
        if (verb == u"create")
            return m_client->create(pods, u"n"_s, {{"a", 1}});
        if (verb == u"dry run")
            return m_client->create(pods, u"n"_s, {{"a", 1}}, true);
        if (verb == u"review")
            return m_client->create(Resource::selfSubjectAccessReviews(), {}, {{"a", 1}});
        if (verb == u"delete")
            return m_client->remove(pods, u"n"_s, u"p"_s, u"uid-1"_s);
        if (verb == u"patch")
            return m_client->mergePatch(pods, u"n"_s, u"p"_s, {{"a", 1}});
        if (verb == u"apply")
            return m_client->apply(pods, u"n"_s, u"p"_s, {{"a", 1}});
        if (verb == u"raw")
            return m_client->getRaw(u"/version"_s);
        return m_client->get(pods, u"n"_s, u"p"_s);
    }
};

void ClientRetriesTest::repeatsWhatIsSafe_data()
{
    QTest::addColumn<QString>("verb");
    QTest::addColumn<int>("code"); // 0: the connection is cut
    QTest::addColumn<int>("sent");
    QTest::addColumn<QString>("kind");
    const auto row = [](const char *verb, int code, int sent, const char *kind) {
        QTest::addRow("%s, %d", verb, code)
            << QString::fromLatin1(verb) << code << sent << QString::fromLatin1(kind);
    };
    for (const char *verb :
         {"get", "list", "delete", "patch", "apply", "raw", "dry run", "review"}) {
        // Qt itself repeats a GET once, when the connection is closed under its first request.
        const bool plainGet = QByteArrayList{"get", "list", "raw"}.contains(verb);
        row(verb, 0, plainGet ? 4 : 3, "Connection");
        row(verb, 429, 3, "TooManyRequests");
        row(verb, 500, 3, "Server");
        row(verb, 502, 3, "Server");
        row(verb, 503, 3, "Server");
        row(verb, 504, 3, "Server");
        row(verb, 501, 1, "Server");
        row(verb, 401, 1, "Unauthorized");
        row(verb, 403, 1, "Forbidden");
        row(verb, 404, 1, "NotFound");
        row(verb, 409, 1, "Conflict");
        row(verb, 422, 1, "Invalid");
    }
    row("create", 0, 1, "Connection");
    row("create", 500, 1, "Server");
    row("create", 503, 1, "Server");
    row("create", 504, 1, "Server");
    row("create", 409, 1, "Conflict");
    // The server refuses before it looks at the object.
    row("create", 429, 3, "TooManyRequests");
}

void ClientRetriesTest::repeatsWhatIsSafe()
{
    QFETCH(QString, verb);
    QFETCH(int, code);
    QFETCH(int, sent);
    QFETCH(QString, kind);
    m_server->setHandler([code](const auto &, QSslSocket *socket) {
        if (code == 0)
            socket->disconnectFromHost();
        else
            socket->write(ScriptedServer::response(code, ScriptedServer::status(code, "", "no")));
    });
    const auto job = request(verb);
    QVERIFY(ended(*job));
    QVERIFY(!job->result());
    QCOMPARE(toString(job->result().error().kind), kind);
    QCOMPARE(int(m_server->requests().size()), sent);
    // Each attempt is the same request, body and all.
    for (const auto &request : m_server->requests()) {
        QCOMPARE(request.method, m_server->requests().front().method);
        QCOMPARE(request.target, m_server->requests().front().target);
        QCOMPARE(request.body, m_server->requests().front().body);
    }
}

void ClientRetriesTest::succeedsOnceTheServerDoes()
{
    int times = 0;
    m_server->setHandler([&times](const auto &, QSslSocket *socket) {
        if (++times <= 2)
            socket->write(
                ScriptedServer::response(503, ScriptedServer::status(503, "", "starting")));
        else
            socket->write(ScriptedServer::response(200, R"({"kind":"Pod"})"));
    });
    std::vector<RequestTrace> traces;
    connect(m_client.get(), &Client::requestFinished, this,
            [&traces](const RequestTrace &trace) { traces.push_back(trace); });
    const auto job = m_client->get(Resource::pods(), u"n"_s, u"p"_s);
    QVERIFY(ended(*job));
    QVERIFY(job->result());
    QVERIFY(job->result()->at("kind") == "Pod");
    // Each attempt can be seen.
    QCOMPARE(traces.size(), std::size_t(3));
    QCOMPARE(traces[1].httpStatus, 503);
    QCOMPARE(traces[2].httpStatus, 200);
}

void ClientRetriesTest::waitsAsLongAsItIsTold()
{
    QElapsedTimer clock;
    QList<qint64> at;
    m_server->setHandler([&](const auto &, QSslSocket *socket) {
        at.append(clock.elapsed());
        if (at.size() == 1)
            socket->write(ScriptedServer::response(429, ScriptedServer::status(429, "", "slow"),
                                                   "application/json", "Retry-After: 1\r\n"));
        else
            socket->write(ScriptedServer::response(200, "{}"));
    });
    clock.start();
    const auto job = m_client->create(Resource::pods(), u"n"_s, {{"a", 1}});
    QVERIFY(ended(*job));
    QVERIFY(job->result());
    QCOMPARE(at.size(), 2);
    QVERIFY2(at[1] - at[0] >= 990, qPrintable(QString::number(at[1] - at[0])));
}

void ClientRetriesTest::doesNotWaitPastItsDeadline()
{
    answer(ScriptedServer::response(503, ScriptedServer::status(503, "", "later"),
                                    "application/json", "Retry-After: 60\r\n"));
    // It is over within `patience`, which is less than the minute that the server asks for.
    const Error error = errorOfGet(*m_client);
    QCOMPARE(toString(error.kind), u"Server"_s);
    QCOMPARE(m_server->requests().size(), std::size_t(1));

    // One deadline for all attempts, however many: a thousand would outlast `patience`.
    m_client->setRequestTimeout(1s);
    m_client->setRetryPolicy({.attempts = 1000, .firstDelay = 20ms, .longestDelay = 20ms});
    answer(ScriptedServer::response(503, ScriptedServer::status(503, "", "later")));
    const Error second = errorOfGet(*m_client);
    QVERIFY2(toString(second.kind) == u"Server"_s || toString(second.kind) == u"Timeout"_s,
             qPrintable(toString(second.kind)));
    QVERIFY(m_server->requests().size() > 3);
}

void ClientRetriesTest::waitsLongerEachTime()
{
    m_client->setRetryPolicy({.attempts = 4, .firstDelay = 50ms, .longestDelay = 100ms});
    QElapsedTimer clock;
    clock.start();
    QList<qint64> at;
    m_server->setHandler([&](const auto &, QSslSocket *socket) {
        at.append(clock.elapsed());
        socket->write(ScriptedServer::response(503, ScriptedServer::status(503, "", "later")));
    });
    errorOfGet(*m_client);
    QCOMPARE(at.size(), 4);
    QVERIFY(at[1] - at[0] >= 49);
    QVERIFY(at[2] - at[1] >= 99);
    QVERIFY(at[3] - at[2] >= 99);
}

void ClientRetriesTest::isSilentOnceAborted()
{
    m_client->setRetryPolicy({.attempts = 3, .firstDelay = 60s, .longestDelay = 60s});
    m_client->setRequestTimeout(600s);
    answer(ScriptedServer::response(503, ScriptedServer::status(503, "", "later")));
    const auto job = m_client->get(Resource::pods(), u"n"_s, u"p"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->requests().size(), std::size_t(1), patience);
    int finished = 0;
    connect(job.get(), &Job::finished, this, [&finished] { ++finished; });
    job->abort();
    QCOMPARE(finished, 1);
    QCOMPARE(toString(job->result().error().kind), u"Cancelled"_s);
}

void ClientRetriesTest::appliesOnTheServer()
{
    answer(ScriptedServer::response(200, R"({"kind":"Pod"})"));
    ApplyOptions options;
    options.fieldManager = u"a tool"_s;
    options.force = true;
    options.dryRun = true;
    const auto job = m_client->apply(Resource::pods(), u"n"_s, u"p"_s, {{"kind", "Pod"}}, options);
    QVERIFY(ended(*job));
    QVERIFY(job->result());
    const auto &request = m_server->requests().front();
    QCOMPARE(request.method, QByteArray("PATCH"));
    QCOMPARE(request.target, QByteArray("/api/v1/namespaces/n/pods/p?fieldManager=a%20tool&force="
                                        "true&dryRun=All"));
    QCOMPARE(request.headers.value("content-type"), QByteArray("application/apply-patch+yaml"));
    QCOMPARE(request.body, QByteArray(R"({"kind":"Pod"})"));
}

QTEST_GUILESS_MAIN(ClientRetriesTest)
#include "tst_client_retries.moc"
