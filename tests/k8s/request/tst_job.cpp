// SPDX-License-Identifier: Apache-2.0

// What every kind of job promises: it ends exactly once, never inside the call that started it,
// and nothing is heard of it once it was let go.

#include "support/scripted_server.h"
#include "support/tls_material.h"

#include <k8s/client.h>

#include <QSignalSpy>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;
using namespace assay::k8s;
using assay::tests::ScriptedServer;
using assay::tests::TlsMaterial;

static constexpr int patience = 10'000;

class JobTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void endsOnceAndLater_data() { everyKind(); }
    void endsOnceAndLater();
    void abortEndsItAtOnce_data() { everyKind(); }
    void abortEndsItAtOnce();
    void abortInsideFinishedDoesNothing_data() { everyKind(); }
    void abortInsideFinishedDoesNothing();
    void lettingGoIsSilent_data() { everyKind(); }
    void lettingGoIsSilent();
    void mayBeLetGoInsideFinished_data() { everyKind(); }
    void mayBeLetGoInsideFinished();
    void endsWithItsClient_data() { everyKind(); }
    void endsWithItsClient();
    void clientMayGoInsideFinished_data() { everyKind(); }
    void clientMayGoInsideFinished();
    void unusableIdentityEndsItLater_data() { everyKind(); }
    void unusableIdentityEndsItLater();
    void logMayBeLetGoInsideItsData();
    void largeAnswerOfAnAbandonedJobIsDropped();

private:
    static void everyKind();
    JobPtr<Job> start(Client &client);
    static QString errorKind(Job &job);
    RestConfig config() const
    {
        RestConfig config;
        config.server = m_server->url();
        config.certificateAuthority = m_tls.read(u"ca.crt"_s);
        return config;
    }
    //! Lets the server's bytes and every deferred deletion take effect.
    static void settle(const QPointer<Job> &job) { QTRY_VERIFY_WITH_TIMEOUT(!job, patience); }

    TlsMaterial m_tls;
    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<Client> m_client;
};

void JobTest::initTestCase()
{
    QVERIFY(m_tls.isValid());
}

void JobTest::init()
{
    m_server = std::make_unique<ScriptedServer>(m_tls.server(u"server"_s));
    m_client = std::make_unique<Client>(config());
}

void JobTest::cleanup()
{
    m_client.reset();
    m_server.reset();
}

void JobTest::everyKind()
{
    QTest::addColumn<QString>("kind");
    for (const char *kind : {"get", "list", "create", "remove", "patch", "raw", "logs", "exec"})
        QTest::newRow(kind) << QString::fromLatin1(kind);
}

JobPtr<Job> JobTest::start(Client &client)
{
    const QString kind = QString::fromLatin1(QTest::currentDataTag());
    const Resource pods = Resource::pods();
    if (kind == u"get")
        return client.get(pods, u"n"_s, u"p"_s);
    if (kind == u"list")
        return client.list(pods, u"n"_s);
    if (kind == u"create")
        return client.create(pods, u"n"_s, {{"a", 1}});
    if (kind == u"remove")
        return client.remove(pods, u"n"_s, u"p"_s);
    if (kind == u"patch")
        return client.mergePatch(pods, u"n"_s, u"p"_s, {{"a", 1}});
    if (kind == u"raw")
        return client.getRaw(u"/version"_s);
    if (kind == u"logs")
        return client.logs(u"n"_s, u"p"_s, {});
    return client.exec(u"n"_s, u"p"_s, {.container = {}, .command = {u"true"_s}});
}

QString JobTest::errorKind(Job &job)
{
    if (const auto *api = qobject_cast<ApiJob *>(&job))
        return api->result() ? u"none"_s : toString(api->result().error().kind);
    if (const auto *log = qobject_cast<LogStream *>(&job))
        return log->error() ? toString(log->error()->kind) : u"none"_s;
    const auto &result = static_cast<ExecJob &>(job).result();
    return result ? u"none"_s : toString(result.error().kind);
}

static void answerNotFound(ScriptedServer &server)
{
    server.setHandler([](const auto &, QSslSocket *socket) {
        socket->write(ScriptedServer::response(404, ScriptedServer::status(404, "NotFound", "no")));
    });
}

void JobTest::endsOnceAndLater()
{
    answerNotFound(*m_server);
    const auto job = start(*m_client);
    QSignalSpy finished(job.get(), &Job::finished);
    QVERIFY(!job->isFinished());
    QVERIFY(finished.wait(patience));
    QVERIFY(job->isFinished());
    QCOMPARE(errorKind(*job), u"NotFound"_s);
    job->abort();
    QCOMPARE(errorKind(*job), u"NotFound"_s);
    QCOMPARE(finished.count(), 1);
}

void JobTest::abortEndsItAtOnce()
{
    const auto job = start(*m_client);
    QSignalSpy finished(job.get(), &Job::finished);
    QTRY_VERIFY_WITH_TIMEOUT(!m_server->requests().empty(), patience);
    job->abort();
    QCOMPARE(finished.count(), 1);
    QVERIFY(job->isFinished());
    QCOMPARE(errorKind(*job), u"Cancelled"_s);
    job->abort();
    QTRY_COMPARE_WITH_TIMEOUT(m_server->connections(), 0, patience);
    QCOMPARE(finished.count(), 1);
}

void JobTest::abortInsideFinishedDoesNothing()
{
    answerNotFound(*m_server);
    const auto job = start(*m_client);
    QSignalSpy finished(job.get(), &Job::finished);
    connect(job.get(), &Job::finished, this, [&job] { job->abort(); });
    QVERIFY(finished.wait(patience));
    QCOMPARE(errorKind(*job), u"NotFound"_s);
    QCOMPARE(finished.count(), 1);
}

void JobTest::lettingGoIsSilent()
{
    auto job = start(*m_client);
    int heard = 0;
    connect(job.get(), &Job::finished, this, [&heard] { ++heard; });
    QTRY_VERIFY_WITH_TIMEOUT(!m_server->requests().empty(), patience);
    const QPointer<Job> watched = job.get();
    job.reset();
    settle(watched);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->connections(), 0, patience);
    QCOMPARE(heard, 0);
}

void JobTest::mayBeLetGoInsideFinished()
{
    answerNotFound(*m_server);
    auto job = start(*m_client);
    const QPointer<Job> watched = job.get();
    int heard = 0;
    connect(job.get(), &Job::finished, this, [&] {
        ++heard;
        job.reset();
    });
    settle(watched);
    QCOMPARE(heard, 1);
}

void JobTest::endsWithItsClient()
{
    const auto job = start(*m_client);
    QSignalSpy finished(job.get(), &Job::finished);
    QTRY_VERIFY_WITH_TIMEOUT(!m_server->requests().empty(), patience);
    m_client.reset();
    QCOMPARE(finished.count(), 1);
    QCOMPARE(errorKind(*job), u"Cancelled"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->connections(), 0, patience);
}

void JobTest::clientMayGoInsideFinished()
{
    answerNotFound(*m_server);
    auto job = start(*m_client);
    auto other = start(*m_client);
    const QPointer<Job> watched = job.get();
    const QPointer<Job> watchedOther = other.get();
    int heard = 0;
    const auto end = [&] {
        ++heard;
        m_client.reset();
        job.reset();
        other.reset();
    };
    connect(job.get(), &Job::finished, this, end);
    connect(other.get(), &Job::finished, this, end);
    settle(watched);
    settle(watchedOther);
    QVERIFY(heard >= 1);
}

void JobTest::unusableIdentityEndsItLater()
{
    RestConfig bad = config();
    bad.certificateAuthority = "nonsense";
    Client client(bad);
    const auto job = start(client);
    QSignalSpy finished(job.get(), &Job::finished);
    QVERIFY(!job->isFinished());
    QVERIFY(finished.wait(patience));
    QCOMPARE(errorKind(*job), u"Configuration"_s);
    QVERIFY(m_server->requests().empty());
}

void JobTest::logMayBeLetGoInsideItsData()
{
    m_server->setHandler([](const auto &, QSslSocket *socket) {
        socket->write(ScriptedServer::response(200, QByteArray(1 << 20, 'x'), "text/plain"));
    });
    auto log = m_client->logs(u"n"_s, u"p"_s, {});
    const QPointer<Job> watched = log.get();
    int heard = 0;
    connect(log.get(), &LogStream::data, this, [&] {
        ++heard;
        log.reset();
    });
    settle(watched);
    QCOMPARE(heard, 1);

    const auto aborted = m_client->logs(u"n"_s, u"p"_s, {});
    connect(aborted.get(), &LogStream::data, aborted.get(), [&aborted] { aborted->abort(); });
    QSignalSpy data(aborted.get(), &LogStream::data);
    QTRY_VERIFY_WITH_TIMEOUT(aborted->isFinished(), patience);
    QCOMPARE(data.count(), 1);
    QCOMPARE(toString(aborted->error()->kind), u"Cancelled"_s);
}

void JobTest::largeAnswerOfAnAbandonedJobIsDropped()
{
    const QByteArray body = "[" + QByteArray("1,").repeated(1 << 20) + "1]";
    m_server->setHandler([body](const auto &, QSslSocket *socket) {
        socket->write(ScriptedServer::response(200, body));
    });
    int traces = 0;
    connect(m_client.get(), &Client::requestFinished, this, [&traces] { ++traces; });
    auto job = m_client->get(Resource::pods(), u"n"_s, u"p"_s);
    int heard = 0;
    connect(job.get(), &Job::finished, this, [&heard] { ++heard; });
    // The trace comes with the last byte, when the parser has only just begun.
    QTRY_COMPARE_WITH_TIMEOUT(traces, 1, patience);
    QVERIFY(!job->isFinished());
    const QPointer<Job> watched = job.get();
    job.reset();
    settle(watched);
    QCOMPARE(heard, 0);
}

QTEST_GUILESS_MAIN(JobTest)
#include "tst_job.moc"
