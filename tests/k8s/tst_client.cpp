// SPDX-License-Identifier: Apache-2.0

// Requests and logs against a server that misbehaves in every way that clusters do.

#include "support/scripted_server.h"
#include "support/tls_material.h"

#include <k8s/client.h>

#include <QFile>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;
using namespace assay::k8s;
using assay::tests::ScriptedServer;
using assay::tests::TlsMaterial;
using nlohmann::json;

static constexpr int patience = 10'000;

class ClientTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void sendsIdentityAndNothingElse();
    void readsTheTokenFileAgain();
    void showsItsClientCertificate();
    void encodesPathsAndQueries();
    void createsPatchesAndRemoves();
    void pagesLists();
    void startsAnExpiredListAgain();
    void parsesLargeAnswersAsTheSmall();
    void readsTextOnlyWhereAsked();

    void decodesStatus_data();
    void decodesStatus();
    void quotesAnswersWithoutStatus();
    void keepsRetryAfter();
    void doesNotFollowRedirects();
    void refusesDamagedAnswers_data();
    void refusesDamagedAnswers();
    void reportsLostConnections_data();
    void reportsLostConnections();
    void neverSendsAnObjectTwice();
    void endsWithinItsTime_data();
    void endsWithinItsTime();
    void refusesAConnectionThatIsNotThere();
    void refusesUntrustedServers_data();
    void refusesUntrustedServers();
    void acceptsTheNameItIsToldToExpect();
    void skipsVerificationOnlyWhenTold();
    void refusesATokenWithALineBreak();
    void tracesRequestsWithoutSecrets();

    void streamsLogs();
    void reportsLogErrors();
    void reportsALogThatIsCut();
    void holdsBackAFloodOfLog();
    void opensManyStreamsAndStillAnswers();

private:
    RestConfig config() const
    {
        RestConfig config;
        config.contextName = u"context-x"_s;
        config.clusterName = u"cluster-c"_s;
        config.userName = u"user-u"_s;
        config.server = m_server->url();
        config.certificateAuthority = m_tls.read(u"ca.crt"_s);
        config.token = "s3cret";
        return config;
    }
    void answer(const QByteArray &bytes)
    {
        m_server->setHandler([bytes](const auto &, QSslSocket *socket) { socket->write(bytes); });
    }
    //! The error of one GET of pod "p" in namespace "n".
    Error errorOfGet(Client &client)
    {
        const auto job = client.get(Resource::pods(), u"n"_s, u"p"_s);
        if (!QTest::qWaitFor([&] { return job->isFinished(); }, patience) || job->result()) {
            Error none;
            none.message = u"no error"_s;
            return none;
        }
        return job->result().error();
    }
    static bool ended(const Job &job)
    {
        return QTest::qWaitFor([&job] { return job.isFinished(); }, patience);
    }

    TlsMaterial m_tls;
    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<Client> m_client;
};

void ClientTest::initTestCase()
{
    QVERIFY(m_tls.isValid());
}

void ClientTest::init()
{
    m_server = std::make_unique<ScriptedServer>(m_tls.server(u"server"_s));
    m_client = std::make_unique<Client>(config());
}

void ClientTest::cleanup()
{
    m_client.reset();
    m_server.reset();
}

void ClientTest::sendsIdentityAndNothingElse()
{
    answer(ScriptedServer::response(200, R"({"kind":"Pod","metadata":{"name":"p"}})"));
    const auto job = m_client->get(Resource::pods(), u"n"_s, u"p"_s);
    QVERIFY(!job->isFinished());
    QVERIFY(ended(*job));
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    QVERIFY(job->result()->at("metadata").at("name") == "p");
    QCOMPARE(m_server->requests().size(), std::size_t(1));
    const auto &request = m_server->requests().front();
    QCOMPARE(request.method, QByteArray("GET"));
    QCOMPARE(request.target, QByteArray("/api/v1/namespaces/n/pods/p"));
    QCOMPARE(request.headers.value("authorization"), QByteArray("Bearer s3cret"));
    QCOMPARE(request.headers.value("accept"), QByteArray("application/json, */*"));
    QVERIFY(!request.headers.contains("cookie"));
}

void ClientTest::readsTheTokenFileAgain()
{
    answer(ScriptedServer::response(200, "{}"));
    const auto write = [this](const QByteArray &token) {
        QFile file(m_tls.path(u"token"_s));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(token);
    };
    RestConfig with = config();
    with.tokenFile = m_tls.path(u"token"_s);
    Client client(with);
    write("first\n");
    const auto first = client.get(Resource::pods(), u"n"_s, u"p"_s);
    QVERIFY(ended(*first));
    write("second\n");
    const auto second = client.get(Resource::pods(), u"n"_s, u"p"_s);
    QVERIFY(ended(*second));
    QVERIFY(QFile::remove(with.tokenFile));
    const auto third = client.get(Resource::pods(), u"n"_s, u"p"_s);
    QVERIFY(ended(*third));
    QVERIFY(third->result());
    QList<QByteArray> sent;
    for (const auto &request : m_server->requests())
        sent.append(request.headers.value("authorization"));
    QCOMPARE(sent, (QList<QByteArray>{"Bearer first", "Bearer second", "Bearer second"}));

    Client fresh(with);
    const Error error = errorOfGet(fresh);
    QCOMPARE(toString(error.kind), u"Configuration"_s);
    QVERIFY2(error.message.contains(with.tokenFile), qPrintable(error.message));
}

void ClientTest::showsItsClientCertificate()
{
    answer(ScriptedServer::response(200, "{}"));
    RestConfig with = config();
    with.clientCertificate = m_tls.read(u"client.crt"_s);
    with.clientKey = m_tls.read(u"client.key"_s);
    Client client(with);
    const auto job = client.get(Resource::pods(), u"n"_s, u"p"_s);
    QVERIFY(ended(*job));
    const auto anonymous = m_client->get(Resource::pods(), u"n"_s, u"p"_s);
    QVERIFY(ended(*anonymous));
    QCOMPARE(m_server->requests()[0].clientName, QByteArray("client"));
    QCOMPARE(m_server->requests()[1].clientName, QByteArray());
}

void ClientTest::encodesPathsAndQueries()
{
    answer(ScriptedServer::response(200, R"({"items":[],"metadata":{}})"));
    const auto job = m_client->list(Resource::notebooks(), u"a/b"_s, {u"x in (1,2)+;"_s, {}});
    QVERIFY(ended(*job));
    QCOMPARE(m_server->requests().front().target,
             QByteArray("/apis/kubeflow.org/v1/namespaces/a%2Fb/notebooks"
                        "?labelSelector=x%20in%20%281%2C2%29%2B%3B&limit=500"));
    RestConfig with = config();
    with.server.setPath(u"/k8s/clusters/one/"_s);
    Client client(with);
    const auto prefixed = client.getRaw(u"/version"_s);
    QVERIFY(ended(*prefixed));
    QCOMPARE(m_server->requests().back().target, QByteArray("/k8s/clusters/one/version"));
}

void ClientTest::createsPatchesAndRemoves()
{
    answer(ScriptedServer::response(201, R"({"kind":"Pod"})"));
    const auto create =
        m_client->create(Resource::pods(), u"n"_s, {{"metadata", {{"name", "p"}}}}, true);
    QVERIFY(ended(*create));
    const auto patch = m_client->mergePatch(Resource::pods(), u"n"_s, u"p"_s, {{"a", 1}});
    QVERIFY(ended(*patch));
    const auto remove =
        m_client->remove(Resource::pods(), u"n"_s, u"p"_s, u"uid-1"_s, Propagation::Foreground);
    QVERIFY(ended(*remove));
    const auto &requests = m_server->requests();
    QCOMPARE(requests.size(), std::size_t(3));
    QCOMPARE(requests[0].method, QByteArray("POST"));
    QCOMPARE(requests[0].target, QByteArray("/api/v1/namespaces/n/pods?dryRun=All"));
    QCOMPARE(requests[0].headers.value("content-type"), QByteArray("application/json"));
    QCOMPARE(requests[0].body, QByteArray(R"({"metadata":{"name":"p"}})"));
    QCOMPARE(requests[1].method, QByteArray("PATCH"));
    QCOMPARE(requests[1].headers.value("content-type"), QByteArray("application/merge-patch+json"));
    QCOMPARE(requests[1].body, QByteArray(R"({"a":1})"));
    QCOMPARE(requests[2].method, QByteArray("DELETE"));
    const json options = json::parse(requests[2].body.toStdString());
    QVERIFY(options.at("propagationPolicy") == "Foreground");
    QVERIFY(options.at("preconditions").at("uid") == "uid-1");
}

void ClientTest::pagesLists()
{
    m_server->setHandler([](const ScriptedServer::Request &request, QSslSocket *socket) {
        const bool second = request.target.contains("continue=next%2B1");
        socket->write(ScriptedServer::response(
            200, second ? R"({"kind":"PodList","metadata":{"resourceVersion":"9"},"items":[3]})"
                        : R"({"kind":"PodList","metadata":{"resourceVersion":"7","continue":)"
                          R"("next+1","remainingItemCount":1},"items":[1,2]})"));
    });
    const auto job = m_client->list(Resource::pods(), {});
    QVERIFY(ended(*job));
    QVERIFY(job->result());
    QCOMPARE(
        QByteArray::fromStdString(job->result()->dump()),
        QByteArray(R"({"items":[1,2,3],"kind":"PodList","metadata":{"resourceVersion":"7"}})"));
    QCOMPARE(m_server->requests().size(), std::size_t(2));
}

void ClientTest::startsAnExpiredListAgain()
{
    m_server->setHandler([](const ScriptedServer::Request &request, QSslSocket *socket) {
        if (request.target.contains("continue="))
            socket->write(ScriptedServer::response(
                410, ScriptedServer::status(410, "Expired", "continue is too old")));
        else if (request.target.contains("limit="))
            socket->write(
                ScriptedServer::response(200, R"({"metadata":{"continue":"x"},"items":[1]})"));
        else
            socket->write(ScriptedServer::response(200, R"({"metadata":{},"items":[1,2]})"));
    });
    const auto job = m_client->list(Resource::pods(), {});
    QVERIFY(ended(*job));
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    QCOMPARE(job->result()->at("items").size(), std::size_t(2));
}

void ClientTest::parsesLargeAnswersAsTheSmall()
{
    json list = {{"kind", "PodList"}, {"metadata", json::object()}, {"items", json::array()}};
    for (int i = 0; i < 3000; ++i)
        list["items"].push_back({{"metadata", {{"name", std::string(200, 'x')}}}});
    answer(ScriptedServer::response(200, QByteArray::fromStdString(list.dump())));
    const auto job = m_client->list(Resource::pods(), {});
    const auto given = m_client->list(Resource::pods(), {});
    QVERIFY(ended(*job));
    QVERIFY(job->result());
    QCOMPARE(job->result()->at("items").size(), std::size_t(3000));
    QVERIFY(ended(*given));

    answer(ScriptedServer::response(200, QByteArray(400'000, '[')));
    const Error error = errorOfGet(*m_client);
    QCOMPARE(toString(error.kind), u"Protocol"_s);
}

void ClientTest::readsTextOnlyWhereAsked()
{
    answer(ScriptedServer::response(200, "ok", "text/plain; charset=utf-8"));
    const auto job = m_client->getRaw(u"/readyz"_s);
    QVERIFY(ended(*job));
    QVERIFY(job->result());
    QVERIFY(*job->result() == "ok");
    const Error error = errorOfGet(*m_client);
    QCOMPARE(toString(error.kind), u"Protocol"_s);
}

void ClientTest::decodesStatus_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("reason");
    QTest::addColumn<QString>("kind");
    QTest::newRow("400") << 400 << QByteArray("BadRequest") << u"Invalid"_s;
    QTest::newRow("403") << 403 << QByteArray("Forbidden") << u"Forbidden"_s;
    QTest::newRow("404") << 404 << QByteArray("NotFound") << u"NotFound"_s;
    QTest::newRow("409 exists") << 409 << QByteArray("AlreadyExists") << u"AlreadyExists"_s;
    QTest::newRow("409 conflict") << 409 << QByteArray("Conflict") << u"Conflict"_s;
    QTest::newRow("410") << 410 << QByteArray("Expired") << u"Gone"_s;
    QTest::newRow("422") << 422 << QByteArray("Invalid") << u"Invalid"_s;
    QTest::newRow("429") << 429 << QByteArray("TooManyRequests") << u"TooManyRequests"_s;
    QTest::newRow("500") << 500 << QByteArray("InternalError") << u"Server"_s;
    QTest::newRow("503") << 503 << QByteArray("ServiceUnavailable") << u"Server"_s;
}

void ClientTest::decodesStatus()
{
    QFETCH(int, code);
    QFETCH(QByteArray, reason);
    QFETCH(QString, kind);
    answer(
        ScriptedServer::response(code, ScriptedServer::status(code, reason, "the server's words")));
    const Error error = errorOfGet(*m_client);
    QCOMPARE(toString(error.kind), kind);
    QCOMPARE(error.message, u"the server's words"_s);
    QCOMPARE(error.request, u"GET /api/v1/namespaces/n/pods/p"_s);
    QCOMPARE(error.httpStatus, code);
    QVERIFY(error.status);
    QCOMPARE(error.status->code, code);
    QCOMPARE(error.status->reason, QString::fromLatin1(reason));
}

void ClientTest::quotesAnswersWithoutStatus()
{
    answer(ScriptedServer::response(502, "<h1>Bad\x1b[31m\n gateway</h1>", "text/html"));
    const Error bad = errorOfGet(*m_client);
    QCOMPARE(toString(bad.kind), u"Server"_s);
    QVERIFY(!bad.status);
    QVERIFY2(bad.message.endsWith(u"HTTP status 502 (text/html): <h1>Bad [31m gateway</h1>"),
             qPrintable(bad.message));
    for (const QByteArray &challenge : {QByteArray(), QByteArray("WWW-Authenticate: Basic\r\n")}) {
        answer(ScriptedServer::response(401,
                                        ScriptedServer::status(401, "Unauthorized", "Unauthorized"),
                                        "application/json", challenge));
        const Error error = errorOfGet(*m_client);
        QCOMPARE(toString(error.kind), u"Unauthorized"_s);
        QVERIFY(error.status);
        QVERIFY2(error.message.contains(u"credentials of user “user-u” in context “context-x”"),
                 qPrintable(error.message));
    }
}

void ClientTest::keepsRetryAfter()
{
    answer(ScriptedServer::response(429, "slow down", "text/plain", "Retry-After: 7\r\n"));
    const Error error = errorOfGet(*m_client);
    QCOMPARE(toString(error.kind), u"TooManyRequests"_s);
    QVERIFY(error.isTransient());
    QVERIFY(error.status && error.status->retryAfter);
    QCOMPARE(error.status->retryAfter->count(), 7);
}

void ClientTest::doesNotFollowRedirects()
{
    answer(ScriptedServer::response(302, {}, "text/html", "Location: https://login.example/\r\n"));
    const Error error = errorOfGet(*m_client);
    QCOMPARE(toString(error.kind), u"Protocol"_s);
    QVERIFY2(error.message.contains(u"redirects to https://login.example/"),
             qPrintable(error.message));
    QCOMPARE(m_server->requests().size(), std::size_t(1));
}

void ClientTest::refusesDamagedAnswers_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("part");
    QTest::newRow("truncated JSON")
        << ScriptedServer::response(200, R"({"kind":"Po)") << u"damaged JSON"_s;
    QTest::newRow("invalid UTF-8")
        << ScriptedServer::response(200, "{\"a\":\"\xff\xfe\"}") << u"damaged JSON"_s;
    QTest::newRow("empty") << ScriptedServer::response(200, "") << u"damaged JSON"_s;
    QTest::newRow("HTML") << ScriptedServer::response(200, "<html>Log in</html>", "text/html")
                          << u"The answer is text/html, not JSON"_s;
}

void ClientTest::refusesDamagedAnswers()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, part);
    m_server->setHandler([bytes](const auto &, QSslSocket *socket) {
        socket->write(bytes);
        socket->disconnectFromHost();
    });
    const Error error = errorOfGet(*m_client);
    QVERIFY2(error.kind == Error::Kind::Protocol, qPrintable(error.message));
    QVERIFY2(error.message.contains(part), qPrintable(error.message));
    QVERIFY(!error.isTransient());
}

void ClientTest::reportsLostConnections_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("before the head") << QByteArray();
    QTest::newRow("not HTTP") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n\r\n");
    QTest::newRow("in the head") << QByteArray("HTTP/1.1 200 OK\r\nContent-Ty");
    QTest::newRow("in the body") << QByteArray(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        "Content-Length: 1000\r\n\r\n{\"kind\":");
    QTest::newRow("between chunks")
        << ScriptedServer::chunkedHead() + ScriptedServer::chunk("{\"kind\":");
}

void ClientTest::reportsLostConnections()
{
    QFETCH(QByteArray, bytes);
    m_server->setHandler([bytes](const auto &, QSslSocket *socket) {
        socket->write(bytes);
        socket->disconnectFromHost();
    });
    const Error error = errorOfGet(*m_client);
    QCOMPARE(toString(error.kind), u"Connection"_s);
    QVERIFY(error.isTransient());
    QVERIFY2(error.message.contains(u"closed the connection before its answer was complete"),
             qPrintable(error.message));
}

void ClientTest::neverSendsAnObjectTwice()
{
    m_server->setHandler([](const auto &, QSslSocket *socket) { socket->disconnectFromHost(); });
    const auto create = m_client->create(Resource::pods(), u"n"_s, {{"a", 1}});
    QVERIFY(ended(*create));
    QVERIFY(!create->result());
    QCOMPARE(toString(create->result().error().kind), u"Connection"_s);
    QVERIFY2(create->result().error().message.contains(u"took effect is not known"),
             qPrintable(create->result().error().message));
    QCOMPARE(m_server->requests().size(), std::size_t(1));
    QCOMPARE(m_server->requests().front().body, QByteArray(R"({"a":1})"));
}

void ClientTest::endsWithinItsTime_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<bool>("drips");
    QTest::newRow("silence") << QByteArray() << false;
    QTest::newRow("silence in the body")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                      "Content-Length: 1000\r\n\r\n{")
        << false;
    QTest::newRow("slow bytes") << QByteArray(
                                       "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                       "Content-Length: 1000\r\n\r\n")
                                << true;
}

void ClientTest::endsWithinItsTime()
{
    QFETCH(QByteArray, head);
    QFETCH(bool, drips);
    m_server->setHandler([head, drips](const auto &, QSslSocket *socket) {
        socket->write(head);
        if (!drips)
            return;
        auto *timer = new QTimer(socket);
        QObject::connect(timer, &QTimer::timeout, socket, [socket] { socket->write(" "); });
        timer->start(20);
    });
    m_client->setRequestTimeout(std::chrono::milliseconds(300));
    QElapsedTimer clock;
    clock.start();
    const Error error = errorOfGet(*m_client);
    QCOMPARE(toString(error.kind), u"Timeout"_s);
    QVERIFY2(error.message.contains(u"0.3 s"), qPrintable(error.message));
    QVERIFY(clock.elapsed() >= 270);
    QVERIFY(clock.elapsed() < 3000);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->connections(), 0, patience);
}

void ClientTest::refusesAConnectionThatIsNotThere()
{
    RestConfig with = config();
    m_server.reset();
    Client client(with);
    const Error error = errorOfGet(client);
    QCOMPARE(toString(error.kind), u"Connection"_s);
    QVERIFY2(error.message.contains(u"127.0.0.1:%1 (connection refused)"_s.arg(with.server.port())),
             qPrintable(error.message));
    with.server = QUrl(u"https://no-such-host.invalid:6443"_s);
    Client nowhere(with);
    const Error unknown = errorOfGet(nowhere);
    QCOMPARE(toString(unknown.kind), u"Connection"_s);
    QVERIFY2(unknown.message.contains(u"no-such-host.invalid"), qPrintable(unknown.message));
}

void ClientTest::refusesUntrustedServers_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("authority");
    QTest::addColumn<QString>("part");
    QTest::newRow("unknown authority")
        << u"server"_s << u"other-ca.crt"_s << u"self-signed or from an unknown certificate"_s;
    QTest::newRow("system store") << u"server"_s << QString()
                                  << u"self-signed or from an unknown certificate"_s;
    QTest::newRow("expired") << u"expired"_s << u"ca.crt"_s << u"certificate expired on 20"_s;
    QTest::newRow("other name") << u"elsewhere"_s << u"ca.crt"_s
                                << u"is for elsewhere.example, not for 127.0.0.1"_s;
}

void ClientTest::refusesUntrustedServers()
{
    QFETCH(QString, certificate);
    QFETCH(QString, authority);
    QFETCH(QString, part);
    m_server = std::make_unique<ScriptedServer>(m_tls.server(certificate));
    answer(ScriptedServer::response(200, "{}"));
    RestConfig with = config();
    with.certificateAuthority = authority.isEmpty() ? QByteArray() : m_tls.read(authority);
    Client client(with);
    const Error error = errorOfGet(client);
    QCOMPARE(toString(error.kind), u"Tls"_s);
    QVERIFY2(error.message.contains(part), qPrintable(error.message));
    QVERIFY(m_server->requests().empty());
}

void ClientTest::acceptsTheNameItIsToldToExpect()
{
    m_server = std::make_unique<ScriptedServer>(m_tls.server(u"elsewhere"_s));
    answer(ScriptedServer::response(200, "{}"));
    RestConfig with = config();
    with.tlsServerName = u"elsewhere.example"_s;
    Client client(with);
    const auto job = client.get(Resource::pods(), u"n"_s, u"p"_s);
    QVERIFY(ended(*job));
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
}

void ClientTest::skipsVerificationOnlyWhenTold()
{
    m_server = std::make_unique<ScriptedServer>(m_tls.server(u"expired"_s));
    answer(ScriptedServer::response(200, "{}"));
    RestConfig with = config();
    with.certificateAuthority.clear();
    with.insecureSkipTlsVerify = true;
    Client client(with);
    const auto job = client.get(Resource::pods(), u"n"_s, u"p"_s);
    QVERIFY(ended(*job));
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
}

void ClientTest::refusesATokenWithALineBreak()
{
    RestConfig with = config();
    with.token = "abc\r\nX-Admin: yes";
    Client client(with);
    const Error error = errorOfGet(client);
    QCOMPARE(toString(error.kind), u"Configuration"_s);
    QVERIFY(!error.message.contains(u"abc"));
    QVERIFY(m_server->requests().empty());
}

void ClientTest::tracesRequestsWithoutSecrets()
{
    std::vector<Client::RequestTrace> traces;
    connect(m_client.get(), &Client::requestFinished, this,
            [&traces](const Client::RequestTrace &trace) { traces.push_back(trace); });
    answer(ScriptedServer::response(403, ScriptedServer::status(403, "Forbidden", "not allowed")));
    const Error error = errorOfGet(*m_client);
    answer(ScriptedServer::response(200, R"({"items":[]})"));
    const auto list = m_client->list(Resource::pods(), u"n"_s, {u"a=b"_s, {}});
    QVERIFY(ended(*list));
    QCOMPARE(traces.size(), std::size_t(2));
    QCOMPARE(traces[0].method, u"GET"_s);
    QCOMPARE(traces[0].path, u"/api/v1/namespaces/n/pods/p"_s);
    QCOMPARE(traces[0].httpStatus, 403);
    QCOMPARE(traces[0].error, u"not allowed"_s);
    QCOMPARE(traces[1].path, u"/api/v1/namespaces/n/pods?labelSelector=a%3Db&limit=500"_s);
    QCOMPARE(traces[1].httpStatus, 200);
    QCOMPARE(traces[1].bytes, 12);
    QCOMPARE(traces[1].error, QString());
    for (const auto &trace : traces)
        QVERIFY(!(trace.path + trace.error).contains(u"s3cret"));
    QVERIFY(!error.message.contains(u"s3cret"));
}

void ClientTest::streamsLogs()
{
    QPointer<QSslSocket> peer;
    m_server->setHandler([&peer](const auto &, QSslSocket *socket) {
        peer = socket;
        socket->write(ScriptedServer::chunkedHead("text/plain") + ScriptedServer::chunk("one\ntw"));
    });
    LogOptions options;
    options.container = u"main"_s;
    options.follow = true;
    options.timestamps = true;
    options.tailLines = 5;
    options.sinceTime = u"2026-01-01T00:00:00+00:00"_s;
    options.limitBytes = 1000;
    const auto log = m_client->logs(u"n"_s, u"p"_s, options);
    QByteArray text;
    connect(log.get(), &LogStream::data, this, [&text](const QByteArray &bytes) { text += bytes; });
    QTRY_COMPARE_WITH_TIMEOUT(text, QByteArray("one\ntw"), patience);
    QVERIFY(!log->isFinished());
    QCOMPARE(m_server->requests().front().target,
             QByteArray("/api/v1/namespaces/n/pods/p/log?container=main&follow=true&timestamps="
                        "true&tailLines=5&sinceTime=2026-01-01T00%3A00%3A00%2B00%3A00"
                        "&limitBytes=1000"));
    peer->write(ScriptedServer::chunk("o\n") + ScriptedServer::lastChunk());
    QVERIFY(ended(*log));
    QVERIFY(!log->error());
    QCOMPARE(text, QByteArray("one\ntwo\n"));
}

void ClientTest::reportsLogErrors()
{
    answer(ScriptedServer::response(
        400, ScriptedServer::status(400, "BadRequest",
                                    "container main in pod p is waiting to start: "
                                    "trying and failing to pull image")));
    const auto log = m_client->logs(u"n"_s, u"p"_s, {});
    QSignalSpy data(log.get(), &LogStream::data);
    QVERIFY(ended(*log));
    QVERIFY(log->error());
    QCOMPARE(toString(log->error()->kind), u"Invalid"_s);
    QVERIFY(log->error()->message.endsWith(u"waiting to start: trying and failing to pull image"));
    QCOMPARE(data.count(), 0);
}

void ClientTest::reportsALogThatIsCut()
{
    m_server->setHandler([](const auto &, QSslSocket *socket) {
        socket->write(ScriptedServer::chunkedHead("text/plain") + ScriptedServer::chunk("half"));
        socket->disconnectFromHost();
    });
    const auto log = m_client->logs(u"n"_s, u"p"_s, {});
    QByteArray text;
    connect(log.get(), &LogStream::data, this, [&text](const QByteArray &bytes) { text += bytes; });
    QVERIFY(ended(*log));
    QCOMPARE(text, QByteArray("half"));
    QVERIFY(log->error());
    QCOMPARE(toString(log->error()->kind), u"Connection"_s);
}

void ClientTest::holdsBackAFloodOfLog()
{
    const qint64 whole = 8 << 20;
    m_server->setHandler([whole](const auto &, QSslSocket *socket) {
        socket->write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " +
                      QByteArray::number(whole) + "\r\n\r\n" + QByteArray(whole, 'x'));
    });
    const auto log = m_client->logs(u"n"_s, u"p"_s, {});
    qint64 received = 0;
    qsizetype largest = 0;
    connect(log.get(), &LogStream::data, this, [&](const QByteArray &bytes) {
        received += bytes.size();
        largest = std::max(largest, bytes.size());
    });
    QVERIFY(ended(*log));
    QVERIFY(!log->error());
    QCOMPARE(received, whole);
    QVERIFY(largest <= 64 << 10);
}

void ClientTest::opensManyStreamsAndStillAnswers()
{
    m_server->setHandler([](const ScriptedServer::Request &request, QSslSocket *socket) {
        if (request.target.contains("/log"))
            socket->write(ScriptedServer::chunkedHead("text/plain") + ScriptedServer::chunk("x"));
        else
            socket->write(ScriptedServer::response(200, "{}"));
    });
    LogOptions options;
    options.follow = true;
    std::vector<JobPtr<LogStream>> logs;
    int streaming = 0;
    for (int i = 0; i < 17; ++i) {
        logs.push_back(m_client->logs(u"n"_s, u"p%1"_s.arg(i), options));
        connect(logs.back().get(), &LogStream::data, this, [&streaming] { ++streaming; });
    }
    QTRY_COMPARE_WITH_TIMEOUT(streaming, 17, patience);
    const auto job = m_client->get(Resource::pods(), u"n"_s, u"p"_s);
    QVERIFY(ended(*job));
    QVERIFY(job->result());
}

QTEST_GUILESS_MAIN(ClientTest)
#include "tst_client.moc"
