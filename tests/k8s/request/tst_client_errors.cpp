// SPDX-License-Identifier: Apache-2.0

// Requests to a server that misbehaves in every way that clusters do; each is sent once.

#include "k8s/client_fixture.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace assay::k8s;
using nlohmann::json;

class ClientErrorsTest : public ClientFixture
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();

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
    void countsNoWaitInItsOwnQueue();
    void refusesAConnectionThatIsNotThere();
    void refusesUntrustedServers_data();
    void refusesUntrustedServers();
    void acceptsTheNameItIsToldToExpect();
    void skipsVerificationOnlyWhenTold();
    void refusesATokenWithALineBreak();
};

void ClientErrorsTest::init()
{
    QVERIFY(makeClient());
    m_client->setRetryPolicy({.attempts = 1});
}

void ClientErrorsTest::cleanup()
{
    dropClient();
}

void ClientErrorsTest::decodesStatus_data()
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

void ClientErrorsTest::decodesStatus()
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

void ClientErrorsTest::quotesAnswersWithoutStatus()
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

void ClientErrorsTest::keepsRetryAfter()
{
    answer(ScriptedServer::response(429, "slow down", "text/plain", "Retry-After: 7\r\n"));
    const Error error = errorOfGet(*m_client);
    QCOMPARE(toString(error.kind), u"TooManyRequests"_s);
    QVERIFY(error.isTransient());
    QVERIFY(error.status && error.status->retryAfter);
    QCOMPARE(error.status->retryAfter->count(), 7);
}

void ClientErrorsTest::doesNotFollowRedirects()
{
    answer(ScriptedServer::response(302, {}, "text/html", "Location: https://login.example/\r\n"));
    const Error error = errorOfGet(*m_client);
    QCOMPARE(toString(error.kind), u"Protocol"_s);
    QVERIFY2(error.message.contains(u"redirects to https://login.example/"),
             qPrintable(error.message));
    QCOMPARE(m_server->requests().size(), std::size_t(1));
}

void ClientErrorsTest::refusesDamagedAnswers_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("part");
    QTest::newRow("truncated JSON")
        << ScriptedServer::response(200, R"({"kind":"Po)") << u"damaged JSON"_s;
    QTest::newRow("invalid UTF-8")
        << ScriptedServer::response(200, "{\"a\":\"\xff\xfe\"}") << u"damaged JSON"_s;
    QTest::newRow("empty") << ScriptedServer::response(200, "")
                           << u"answered with HTTP status 200 and nothing else"_s;
    QTest::newRow("no content") << QByteArray("HTTP/1.1 204 No Content\r\n\r\n")
                                << u"answered with HTTP status 204 and nothing else"_s;
    QTest::newRow("status 0") << ScriptedServer::response(0, "{}")
                              << u"answered without an HTTP status"_s;
    for (const int status : {1, 99, 101, 199, 304, 399, 600, 999, 1000})
        QTest::addRow("status %d", status)
            << ScriptedServer::response(status, "{}")
            << u"answered with HTTP status %1, which is not an answer of a Kubernetes"_s.arg(
                   status);
    QTest::newRow("HTML") << ScriptedServer::response(200, "<html>Log in</html>", "text/html")
                          << u"The answer is text/html, not JSON"_s;
}

void ClientErrorsTest::refusesDamagedAnswers()
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

void ClientErrorsTest::reportsLostConnections_data()
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

void ClientErrorsTest::reportsLostConnections()
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

void ClientErrorsTest::neverSendsAnObjectTwice()
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

void ClientErrorsTest::endsWithinItsTime_data()
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

void ClientErrorsTest::endsWithinItsTime()
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
    // It came within `patience` or errorOfGet() had given up; the server would be silent for ever,
    // or drip for longer than that.
    QVERIFY(clock.elapsed() >= 270);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->connections(), 0, patience);
}

void ClientErrorsTest::countsNoWaitInItsOwnQueue()
{
    // Six at a time, each answered after 400 ms: the last of sixty waits for nine rounds, and is
    // answered as fast as the first.
    m_server->setHandler([](const auto &, QSslSocket *socket) {
        QTimer::singleShot(400, socket, [socket] {
            socket->write(ScriptedServer::response(200, R"({"kind":"Pod"})"));
        });
    });
    m_client->setRequestTimeout(std::chrono::milliseconds(2'000));
    qint64 slowest = 0;
    connect(m_client.get(), &Client::requestFinished, this,
            [&slowest](const auto &trace) { slowest = std::max(slowest, trace.milliseconds); });
    std::vector<assay::k8s::JobPtr<assay::k8s::ApiJob>> jobs;
    for (int i = 0; i < 60; ++i)
        jobs.push_back(m_client->get(assay::k8s::Resource::pods(), u"n"_s, u"p"_s));
    for (const auto &job : jobs) {
        QVERIFY(ended(*job));
        QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    }
    QCOMPARE(m_server->requests().size(), std::size_t(60));
    QVERIFY2(slowest < 2'000, qPrintable(QString::number(slowest)));
    // Who is given up while it waits takes nobody's turn.
    jobs.clear();
    for (int i = 0; i < 30; ++i)
        jobs.push_back(m_client->get(assay::k8s::Resource::pods(), u"n"_s, u"p"_s));
    for (int i = 0; i < 29; ++i)
        jobs[std::size_t(i)]->abort();
    QVERIFY(ended(*jobs.back()));
    QVERIFY(jobs.back()->result());
}

void ClientErrorsTest::refusesAConnectionThatIsNotThere()
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

void ClientErrorsTest::refusesUntrustedServers_data()
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

void ClientErrorsTest::refusesUntrustedServers()
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

void ClientErrorsTest::acceptsTheNameItIsToldToExpect()
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

void ClientErrorsTest::skipsVerificationOnlyWhenTold()
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

void ClientErrorsTest::refusesATokenWithALineBreak()
{
    RestConfig with = config();
    with.token = "abc\r\nX-Admin: yes";
    Client client(with);
    const Error error = errorOfGet(client);
    QCOMPARE(toString(error.kind), u"Configuration"_s);
    QVERIFY(!error.message.contains(u"abc"));
    QVERIFY(m_server->requests().empty());
}

QTEST_GUILESS_MAIN(ClientErrorsTest)
#include "tst_client_errors.moc"
