// SPDX-License-Identifier: Apache-2.0

// Every fault of a server or of the way to it, for every verb: what the caller is told, and how
// often the server was asked.

#include "fault_server.h"

#include <k8s/client.h>
#include <k8s/watch/reflector.h>

#include <QTest>

#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace assay::k8s;
using assay::tests::FaultServer;
using assay::tests::TlsMaterial;

static constexpr int patience = 20'000;

struct Cell
{
    const char *outcome; //!< an Error::Kind, or "delivered"
    int requests;        //!< a watch counts its lists: 3 resumed after the fault, 4 listed anew
};

struct FaultRow
{
    const char *fault;
    Cell get, list, create, remove, watch, log, exec;
};

// Two attempts at most. An exec that is not opened asks a second time, without the upgrade, for the
// reason.
static const FaultRow matrix[] = {
    {"connection refused",
     {"Connection", 0},
     {"Connection", 0},
     {"Connection", 0},
     {"Connection", 0},
     {"Connection", 0},
     {"Connection", 0},
     {"Connection", 0}},
    {"reset mid-body",
     {"Connection", 2},
     {"Connection", 2},
     {"Connection", 1},
     {"Connection", 2},
     {"Connection", 3},
     {"Connection", 1},
     {"Connection", 1}},
    {"silence",
     {"Timeout", 1},
     {"Timeout", 1},
     {"Timeout", 1},
     {"Timeout", 1},
     {"Timeout", 3},
     {"Timeout", 1},
     {"Timeout", 1}},
    {"slow bytes",
     {"delivered", 1},
     {"delivered", 1},
     {"delivered", 1},
     {"delivered", 1},
     {"delivered", 2},
     {"delivered", 1},
     {"delivered", 1}},
    {"wrong authority",
     {"Tls", 0},
     {"Tls", 0},
     {"Tls", 0},
     {"Tls", 0},
     {"Tls", 0},
     {"Tls", 0},
     {"Tls", 0}},
    {"wrong host name",
     {"Tls", 0},
     {"Tls", 0},
     {"Tls", 0},
     {"Tls", 0},
     {"Tls", 0},
     {"Tls", 0},
     {"Tls", 0}},
    {"expired certificate",
     {"Tls", 0},
     {"Tls", 0},
     {"Tls", 0},
     {"Tls", 0},
     {"Tls", 0},
     {"Tls", 0},
     {"Tls", 0}},
    {"401",
     {"Unauthorized", 1},
     {"Unauthorized", 1},
     {"Unauthorized", 1},
     {"Unauthorized", 1},
     {"Unauthorized", 4},
     {"Unauthorized", 1},
     {"Unauthorized", 2}},
    {"403",
     {"Forbidden", 1},
     {"Forbidden", 1},
     {"Forbidden", 1},
     {"Forbidden", 1},
     {"Forbidden", 4},
     {"Forbidden", 1},
     {"Forbidden", 2}},
    {"404",
     {"NotFound", 1},
     {"NotFound", 1},
     {"NotFound", 1},
     {"NotFound", 1},
     {"NotFound", 4},
     {"NotFound", 1},
     {"NotFound", 2}},
    {"409",
     {"Conflict", 1},
     {"Conflict", 1},
     {"AlreadyExists", 1},
     {"Conflict", 1},
     {"Conflict", 4},
     {"Conflict", 1},
     {"Conflict", 2}},
    {"410",
     {"Gone", 1},
     {"Gone", 1},
     {"Gone", 1},
     {"Gone", 1},
     {"Gone", 4},
     {"Gone", 1},
     {"Gone", 2}},
    {"429",
     {"TooManyRequests", 2},
     {"TooManyRequests", 2},
     {"TooManyRequests", 2},
     {"TooManyRequests", 2},
     {"TooManyRequests", 3},
     {"TooManyRequests", 1},
     {"TooManyRequests", 2}},
    {"500",
     {"Server", 2},
     {"Server", 2},
     {"Server", 1},
     {"Server", 2},
     {"Server", 3},
     {"Server", 1},
     {"Server", 2}},
    {"503",
     {"Server", 2},
     {"Server", 2},
     {"Server", 1},
     {"Server", 2},
     {"Server", 3},
     {"Server", 1},
     {"Server", 2}},
    {"truncated JSON",
     {"Protocol", 1},
     {"Protocol", 1},
     {"Protocol", 1},
     {"Protocol", 1},
     {"Connection", 3},
     {"delivered", 1},
     {"Protocol", 1}},
    {"wrong content type",
     {"Protocol", 1},
     {"Protocol", 1},
     {"Protocol", 1},
     {"Protocol", 1},
     {"Protocol", 4},
     {"Protocol", 1},
     {"Protocol", 2}},
    // An answer that is no list may have 32 MiB, and no text of a list 16.
    {"64 MiB line",
     {"Protocol", 1},
     {"Protocol", 1},
     {"Protocol", 1},
     {"Protocol", 1},
     {"Protocol", 4},
     {"delivered", 1},
     {"Protocol", 1}},
    {"invalid UTF-8",
     {"Protocol", 1},
     {"Protocol", 1},
     {"Protocol", 1},
     {"Protocol", 1},
     {"Protocol", 4},
     {"delivered", 1},
     {"delivered", 1}},
};

class FaultMatrixTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(m_tls.isValid()); }
    void cleanup()
    {
        m_reflector.reset();
        m_client.reset();
        m_server.reset();
    }

    void tells_data();
    void tells();

private:
    static bool ended(const Job &job)
    {
        return QTest::qWaitFor([&job] { return job.isFinished(); }, patience);
    }
    void begin(const QByteArray &fault, const QByteArray &verb);
    //! Each gives the outcome, and leaves the error in m_error.
    QString outcomeOf(const QByteArray &verb);
    QString outcomeOfApi(const QByteArray &verb);
    QString outcomeOfWatch();
    QString outcomeOfLog();
    QString outcomeOfExec();
    QString fault(const Error &error)
    {
        m_error = error;
        return toString(error.kind);
    }

    TlsMaterial m_tls;
    std::unique_ptr<FaultServer> m_server;
    std::unique_ptr<Client> m_client;
    std::shared_ptr<Reflector> m_reflector;
    std::optional<Error> m_error;
};

void FaultMatrixTest::tells_data()
{
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<QByteArray>("verb");
    QTest::addColumn<QString>("outcome");
    QTest::addColumn<int>("requests");
    for (const FaultRow &row : matrix) {
        const auto cell = [&row](const char *verb, const Cell &expected) {
            QTest::addRow("%s, %s", row.fault, verb)
                << QByteArray(row.fault) << QByteArray(verb)
                << QString::fromLatin1(expected.outcome) << expected.requests;
        };
        cell("get", row.get);
        cell("list", row.list);
        cell("create", row.create);
        cell("delete", row.remove);
        cell("watch", row.watch);
        cell("log", row.log);
        cell("exec", row.exec);
    }
}

void FaultMatrixTest::begin(const QByteArray &fault, const QByteArray &verb)
{
    m_error.reset();
    m_server = std::make_unique<FaultServer>(m_tls, fault, verb);
    RestConfig config;
    config.contextName = u"context-x"_s;
    config.userName = u"user-u"_s;
    config.server = m_server->url();
    config.certificateAuthority = m_tls.read(m_server->authority());
    config.token = "s3cret";
    m_client = std::make_unique<Client>(config);
    m_client->setRetryPolicy({.attempts = 2, .firstDelay = 1ms, .longestDelay = 2ms});
    WatchTimings timings;
    timings.firstDelay = 5ms;
    timings.longestDelay = 20ms;
    timings.refusedDelay = 5ms;
    if (m_server->is("silence")) {
        m_client->setRequestTimeout(700ms);
        timings.shortestWatch = timings.longestWatch = 0s;
        timings.grace = 700ms;
    }
    m_client->setWatchTimings(timings);
}

void FaultMatrixTest::tells()
{
    QFETCH(QByteArray, fault);
    QFETCH(QByteArray, verb);
    QFETCH(QString, outcome);
    QFETCH(int, requests);
    begin(fault, verb);
    QCOMPARE(outcomeOf(verb), outcome);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->requests(), requests, patience);
    if (verb == "watch" && requests > 0) {
        QTRY_COMPARE_WITH_TIMEOUT(m_reflector->state(), Reflector::State::Synced, patience);
        // Whatever else it asks for would come before this.
        const auto last = m_client->list(Resource::pods(), u"other"_s);
        QVERIFY(ended(*last));
        QCOMPARE(m_server->requests(), requests + 1);
    }
    m_reflector.reset();
    QCOMPARE(m_error.has_value(), outcome != u"delivered");
    if (!m_error)
        return;
    const QString &message = m_error->message;
    QVERIFY(!message.isEmpty());
    for (const QChar c : message)
        QVERIFY2(c.isPrint() || c.isSurrogate(), qPrintable(message));
    const QString all =
        message + m_error->request + (m_error->status ? m_error->status->message : QString());
    QVERIFY2(!all.contains(u"s3cret"), qPrintable(all));
}

QString FaultMatrixTest::outcomeOf(const QByteArray &verb)
{
    if (verb == "watch")
        return outcomeOfWatch();
    if (verb == "log")
        return outcomeOfLog();
    if (verb == "exec")
        return outcomeOfExec();
    return outcomeOfApi(verb);
}

QString FaultMatrixTest::outcomeOfApi(const QByteArray &verb)
{
    const Resource pods = Resource::pods();
    const auto job = verb == "list"     ? m_client->list(pods, u"n"_s)
                     : verb == "create" ? m_client->create(pods, u"n"_s, {{"a", 1}})
                     : verb == "delete" ? m_client->remove(pods, u"n"_s, u"p"_s)
                                        : m_client->get(pods, u"n"_s, u"p"_s);
    if (!ended(*job))
        return u"did not end"_s;
    if (!job->result())
        return fault(job->result().error());
    const auto sent = nlohmann::json::parse(m_server->payload().begin(), m_server->payload().end());
    return *job->result() == sent ? u"delivered"_s : u"something else"_s;
}

QString FaultMatrixTest::outcomeOfWatch()
{
    m_reflector = m_client->watch(Resource::pods(), u"n"_s);
    Reflector *reflector = m_reflector.get();
    QString outcome;
    connect(reflector, &Reflector::upserted, this, [&outcome](const auto &object) {
        if (outcome.isEmpty())
            outcome =
                object->at("metadata").at("name") == "p" ? u"delivered"_s : u"something else"_s;
    });
    connect(reflector, &Reflector::stateChanged, this, [this, reflector, &outcome] {
        if (!outcome.isEmpty() || !reflector->lastError())
            return;
        outcome = fault(*reflector->lastError());
        const bool refused =
            outcome == u"Unauthorized" || outcome == u"Forbidden" || outcome == u"NotFound";
        if ((reflector->state() == Reflector::State::Refused) != refused)
            outcome += u" in the wrong state"_s;
    });
    const bool told = QTest::qWaitFor([&outcome] { return !outcome.isEmpty(); }, patience);
    reflector->disconnect(this);
    return told ? outcome : u"nothing"_s;
}

QString FaultMatrixTest::outcomeOfLog()
{
    const auto job = m_client->logs(u"n"_s, u"p"_s, {});
    QByteArray heard;
    connect(job.get(), &LogStream::data, this,
            [&heard](const QByteArray &bytes) { heard += bytes; });
    if (!ended(*job))
        return u"did not end"_s;
    if (job->error())
        return fault(*job->error());
    const QByteArray sent = m_server->is("truncated JSON")
                                ? m_server->payload().left(m_server->payload().size() / 2)
                                : m_server->payload();
    return heard == sent ? u"delivered"_s : u"something else"_s;
}

QString FaultMatrixTest::outcomeOfExec()
{
    ExecOptions options;
    options.command = {u"true"_s};
    options.deadline = m_server->is("silence") ? 700ms : std::chrono::milliseconds(patience);
    const auto job = m_client->exec(u"n"_s, u"p"_s, options);
    if (!ended(*job))
        return u"did not end"_s;
    if (!job->result())
        return fault(job->result().error());
    return job->result()->exitCode == 0 && job->result()->standardOutput == m_server->payload()
               ? u"delivered"_s
               : u"something else"_s;
}

QTEST_GUILESS_MAIN(FaultMatrixTest)
#include "tst_fault_matrix.moc"
