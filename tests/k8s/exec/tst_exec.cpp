// SPDX-License-Identifier: Apache-2.0
#include "support/exec_server.h"
#include "support/scripted_server.h"
#include "support/tls_material.h"

#include <k8s/client.h>

#include <QNetworkRequest>
#include <QSignalSpy>
#include <QTest>
#include <QWebSocket>

#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace assay::k8s;
using assay::tests::ExecServer;
using assay::tests::ScriptedServer;
using assay::tests::TlsMaterial;

static constexpr int patience = 10'000;
static const QString v4 = QStringLiteral("v4.channel.k8s.io");
static const QString v5 = QStringLiteral("v5.channel.k8s.io");

class ExecTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void sendsTheCommandAsItIs();
    void speaksBothProtocols_data();
    void speaksBothProtocols();
    void readsTheResult_data();
    void readsTheResult();
    void tellsAReasonInPlainText();
    void refusesAnUnreadableResult_data();
    void refusesAnUnreadableResult();
    void keepsTheBeginningOfALongOutput();
    void reportsAConnectionThatEndsWithoutResult();
    void refusesAProtocolThatWasNotOffered();
    void recoversTheReasonOfARefusal_data();
    void recoversTheReasonOfARefusal();
    void reportsAHandshakeRefusedByTheNode();
    void reportsAProxyThatKnowsNoWebSocket();
    void endsAtItsDeadline_data();
    void endsAtItsDeadline();
    void abortsAtOnce();

private:
    RestConfig config(const QUrl &server) const
    {
        RestConfig config;
        config.server = server;
        config.certificateAuthority = m_tls.read(u"ca.crt"_s);
        config.token = "s3cret";
        return config;
    }
    static bool ended(const Job &job)
    {
        return QTest::qWaitFor([&job] { return job.isFinished(); }, patience);
    }
    JobPtr<ExecJob> exec(ExecOptions options = {.container = {}, .command = {u"true"_s}})
    {
        return m_client->exec(u"n"_s, u"p"_s, options);
    }

    TlsMaterial m_tls;
    std::unique_ptr<ExecServer> m_server;
    std::unique_ptr<Client> m_client;
};

void ExecTest::initTestCase()
{
    QVERIFY(m_tls.isValid());
}

void ExecTest::init()
{
    m_server = std::make_unique<ExecServer>(m_tls.server(u"server"_s), QStringList{v5, v4});
    m_client = std::make_unique<Client>(config(m_server->url()));
}

void ExecTest::cleanup()
{
    m_client.reset();
    m_server.reset();
}

void ExecTest::sendsTheCommandAsItIs()
{
    QNetworkRequest seen;
    m_server->onOpen = [&seen](QWebSocket *socket) {
        seen = socket->request();
        ExecServer::send(socket, 3, ExecServer::success());
    };
    std::vector<RequestTrace> traces;
    connect(m_client.get(), &Client::requestFinished, this,
            [&traces](const auto &trace) { traces.push_back(trace); });
    const auto job = exec(
        {.container = u"main"_s, .command = {u"python"_s, u"-c"_s, u"print(1+1); x='a b&c=ü'"_s}});
    QVERIFY(!job->isFinished());
    QVERIFY(ended(*job));
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    const QByteArray target = "/api/v1/namespaces/n/pods/p/exec?container=main&stdout=true&stderr="
                              "true&command=python&command=-c&command=print%281%2B1%29%3B%20x%3D"
                              "%27a%20b%26c%3D%C3%BC%27";
    QCOMPARE(seen.url().toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority), target);
    QCOMPARE(seen.rawHeader("Authorization"), QByteArray("Bearer s3cret"));
    QCOMPARE(traces.size(), std::size_t(1));
    QCOMPARE(traces[0].path, QString::fromLatin1(target));
    QCOMPARE(traces[0].httpStatus, 101);
    QCOMPARE(traces[0].error, QString());
}

void ExecTest::speaksBothProtocols_data()
{
    QTest::addColumn<QString>("protocol");
    QTest::newRow("v5") << v5;
    QTest::newRow("v4") << v4;
}

void ExecTest::speaksBothProtocols()
{
    QFETCH(QString, protocol);
    m_server = std::make_unique<ExecServer>(m_tls.server(u"server"_s), QStringList{protocol});
    m_client = std::make_unique<Client>(config(m_server->url()));
    QString chosen;
    m_server->onOpen = [&chosen](QWebSocket *socket) {
        chosen = socket->subprotocol();
        for (const char channel : {1, 2, 3})
            ExecServer::send(socket, channel, {});
        ExecServer::send(socket, 1, "out ");
        ExecServer::send(socket, 2, "err\n");
        ExecServer::send(socket, 1, QByteArray("put\0\xff\n", 6));
        ExecServer::send(socket, 3, ExecServer::exitCode(3));
    };
    const auto job = exec();
    QByteArrayList heard;
    connect(job.get(), &ExecJob::standardOutput, this,
            [&](const QByteArray &bytes) { heard.append("1:" + bytes); });
    connect(job.get(), &ExecJob::standardError, this,
            [&](const QByteArray &bytes) { heard.append("2:" + bytes); });
    QVERIFY(ended(*job));
    QCOMPARE(chosen, protocol);
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    QCOMPARE(job->result()->exitCode, 3);
    QCOMPARE(job->result()->standardOutput, QByteArray("out put\0\xff\n", 10));
    QCOMPARE(job->result()->standardError, QByteArray("err\n"));
    QVERIFY(job->result()->started);
    QVERIFY(!job->result()->truncated);
    QCOMPARE(heard, (QByteArrayList{"1:out ", "2:err\n", QByteArray("1:put\0\xff\n", 8)}));
    QTRY_COMPARE_WITH_TIMEOUT(m_server->closed, 1, patience);
}

void ExecTest::readsTheResult_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<bool>("started");
    QTest::addColumn<QString>("errorKind");
    QTest::newRow("success") << ExecServer::success() << 0 << true << QString();
    QTest::newRow("exit 1") << ExecServer::exitCode(1) << 1 << true << QString();
    QTest::newRow("exit 137") << ExecServer::exitCode(137) << 137 << true << QString();
    QTest::newRow("no such program")
        << QByteArray(R"({"status":"Failure","reason":"InternalError","code":500,"message":)"
                      R"("Internal error occurred: error executing command in container: failed )"
                      R"(to exec in container: exec: \"python\": executable file not found in )"
                      R"($PATH: unknown"})")
        << -1 << false << QString();
    QTest::newRow("runtime")
        << QByteArray(
               R"({"status":"Failure","reason":"InternalError","message":)"
               R"("OCI runtime exec failed: exec failed: unable to start container process"})")
        << -1 << false << QString();
    QTest::newRow("node is away")
        << QByteArray(R"({"status":"Failure","reason":"InternalError","code":500,"message":)"
                      R"("error dialing backend: dial tcp 10.0.0.1:10250: connection refused"})")
        << -1 << true << u"Server"_s;
    QTest::newRow("forbidden")
        << QByteArray(R"({"status":"Failure","reason":"Forbidden","code":403,"message":"no"})")
        << -1 << true << u"Forbidden"_s;
}

void ExecTest::readsTheResult()
{
    QFETCH(QByteArray, status);
    QFETCH(int, exitCode);
    QFETCH(bool, started);
    QFETCH(QString, errorKind);
    m_server->onOpen = [status](QWebSocket *socket) { ExecServer::send(socket, 3, status); };
    const auto job = exec();
    QVERIFY(ended(*job));
    if (!errorKind.isEmpty()) {
        QVERIFY(!job->result());
        QCOMPARE(toString(job->result().error().kind), errorKind);
        QVERIFY(job->result().error().status);
        return;
    }
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    QCOMPARE(job->result()->exitCode, exitCode);
    QCOMPARE(job->result()->started, started);
    QCOMPARE(job->result()->runtimeMessage.isEmpty(), started);
}

void ExecTest::tellsAReasonInPlainText()
{
    m_server->onOpen = [](QWebSocket *socket) {
        ExecServer::send(socket, 3, R"({"status":"Failure","reason":"Non\u001b[1mZero\nExit"})");
    };
    const auto job = exec();
    QVERIFY(ended(*job));
    QVERIFY(!job->result());
    QCOMPARE(job->result().error().message,
             u"The server reported “Non [1mZero Exit” without saying why."_s);
}

void ExecTest::refusesAnUnreadableResult_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::newRow("no JSON") << QByteArray("exit 0");
    QTest::newRow("cut") << ExecServer::success().chopped(5);
    QTest::newRow("no status") << QByteArray("{}");
    QTest::newRow("unknown status") << QByteArray(R"({"status":"Perhaps"})");
    QTest::newRow("exit code no number")
        << QByteArray(R"({"status":"Failure","reason":"NonZeroExitCode",)"
                      R"("details":{"causes":[{"reason":"ExitCode","message":"one"}]}})");
}

void ExecTest::refusesAnUnreadableResult()
{
    QFETCH(QByteArray, status);
    m_server->onOpen = [status](QWebSocket *socket) { ExecServer::send(socket, 3, status); };
    const auto job = exec();
    QVERIFY(ended(*job));
    QVERIFY(!job->result());
    QCOMPARE(toString(job->result().error().kind), u"Protocol"_s);
}

void ExecTest::keepsTheBeginningOfALongOutput()
{
    m_server->onOpen = [](QWebSocket *socket) {
        ExecServer::send(socket, 1, "0123456");
        ExecServer::send(socket, 1, "789abc");
        ExecServer::send(socket, 2, "short");
        ExecServer::send(socket, 3, ExecServer::success());
    };
    const auto job = exec({.container = {}, .command = {u"true"_s}, .outputCap = 10});
    QSignalSpy output(job.get(), &ExecJob::standardOutput);
    QVERIFY(ended(*job));
    QVERIFY(job->result());
    QCOMPARE(job->result()->standardOutput, QByteArray("0123456789"));
    QCOMPARE(job->result()->standardError, QByteArray("short"));
    QVERIFY(job->result()->truncated);
    QCOMPARE(output.count(), 2);
}

void ExecTest::reportsAConnectionThatEndsWithoutResult()
{
    m_server->onOpen = [](QWebSocket *socket) {
        ExecServer::send(socket, 1, "almost");
        socket->close();
    };
    const auto job = exec();
    QVERIFY(ended(*job));
    QVERIFY(!job->result());
    QCOMPARE(toString(job->result().error().kind), u"Connection"_s);
    QVERIFY(job->result().error().message.contains(
        u"the connection ended before the command's result arrived", Qt::CaseInsensitive));
    QCOMPARE(job->partial().standardOutput, QByteArray("almost"));
}

void ExecTest::refusesAProtocolThatWasNotOffered()
{
    m_server = std::make_unique<ExecServer>(m_tls.server(u"server"_s), QStringList{});
    m_client = std::make_unique<Client>(config(m_server->url()));
    const auto job = exec();
    QVERIFY(ended(*job));
    QVERIFY(!job->result());
    QCOMPARE(toString(job->result().error().kind), u"Protocol"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->closed, 1, patience);
}

void ExecTest::recoversTheReasonOfARefusal_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("kind");
    QTest::newRow("401") << 401 << u"Unauthorized"_s;
    QTest::newRow("403") << 403 << u"Forbidden"_s;
    QTest::newRow("404") << 404 << u"NotFound"_s;
    QTest::newRow("400") << 400 << u"Invalid"_s;
    QTest::newRow("429") << 429 << u"TooManyRequests"_s;
    QTest::newRow("500") << 500 << u"Server"_s;
}

void ExecTest::recoversTheReasonOfARefusal()
{
    QFETCH(int, code);
    QFETCH(QString, kind);
    ScriptedServer http(m_tls.server(u"server"_s));
    http.setHandler([code](const auto &, QSslSocket *socket) {
        socket->write(ScriptedServer::response(
            code, ScriptedServer::status(code, "Reason", "the server's words")));
    });
    Client client(config(http.url()));
    const auto job = client.exec(u"n"_s, u"p"_s, {.container = {}, .command = {u"true"_s}});
    QSignalSpy finished(job.get(), &Job::finished);
    QVERIFY(ended(*job));
    QVERIFY(!job->result());
    const Error error = job->result().error();
    QCOMPARE(toString(error.kind), kind);
    QCOMPARE(error.httpStatus, code);
    QVERIFY(error.status);
    QCOMPARE(error.status->message, u"the server's words"_s);
    QCOMPARE(error.request, u"GET /api/v1/namespaces/n/pods/p/exec"_s);
    QCOMPARE(http.requests().size(), std::size_t(2));
    QVERIFY(http.requests()[0].headers.contains("upgrade"));
    QVERIFY(!http.requests()[1].headers.contains("upgrade"));
    QTRY_COMPARE_WITH_TIMEOUT(http.connections(), 1, patience);
    QCOMPARE(finished.count(), 1);
}

//! Answers an upgrade with `refusal`, and the same request without one as an API server does that
//! would allow it.
static void allowOnlyWithUpgrade(ScriptedServer &http, const QByteArray &refusal)
{
    http.setHandler([refusal](const ScriptedServer::Request &request, QSslSocket *socket) {
        if (request.headers.contains("upgrade"))
            socket->write(refusal);
        else
            socket->write(ScriptedServer::response(
                400, ScriptedServer::status(400, "BadRequest", "Upgrade request required")));
    });
}

void ExecTest::reportsAHandshakeRefusedByTheNode()
{
    ScriptedServer http(m_tls.server(u"server"_s));
    allowOnlyWithUpgrade(http,
                         ScriptedServer::response(500, "container not running", "text/plain"));
    Client client(config(http.url()));
    const auto job = client.exec(u"n"_s, u"p"_s, {.container = {}, .command = {u"true"_s}});
    QVERIFY(ended(*job));
    QVERIFY(!job->result());
    QCOMPARE(toString(job->result().error().kind), u"Server"_s);
    QCOMPARE(job->result().error().httpStatus, 500);
}

void ExecTest::reportsAProxyThatKnowsNoWebSocket()
{
    ScriptedServer http(m_tls.server(u"server"_s));
    allowOnlyWithUpgrade(http, ScriptedServer::response(200, "hello", "text/plain"));
    Client client(config(http.url()));
    const auto job = client.exec(u"n"_s, u"p"_s, {.container = {}, .command = {u"true"_s}});
    QVERIFY(ended(*job));
    QVERIFY(!job->result());
    QCOMPARE(toString(job->result().error().kind), u"Protocol"_s);
    QVERIFY2(job->result().error().message.contains(u"does not open WebSocket connections"),
             qPrintable(job->result().error().message));
}

void ExecTest::endsAtItsDeadline_data()
{
    QTest::addColumn<bool>("opens");
    QTest::newRow("the command runs on") << true;
    QTest::newRow("the server is silent") << false;
}

void ExecTest::endsAtItsDeadline()
{
    QFETCH(bool, opens);
    ScriptedServer silent(m_tls.server(u"server"_s));
    m_server->onOpen = [](QWebSocket *socket) { ExecServer::send(socket, 1, "begun"); };
    Client client(config(opens ? m_server->url() : silent.url()));
    const auto job =
        client.exec(u"n"_s, u"p"_s, {.container = {}, .command = {u"true"_s}, .deadline = 500ms});
    QVERIFY(ended(*job));
    QVERIFY(!job->result());
    QCOMPARE(toString(job->result().error().kind), u"Timeout"_s);
    QVERIFY(job->result().error().message.contains(u"0.5 s"));
    QCOMPARE(job->partial().standardOutput, opens ? QByteArray("begun") : QByteArray());
    QVERIFY(job->partial().elapsedMilliseconds >= 460);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->closed, opens ? 1 : 0, patience);
    QTRY_COMPARE_WITH_TIMEOUT(silent.connections(), 0, patience);
}

void ExecTest::abortsAtOnce()
{
    m_server->onOpen = [](QWebSocket *socket) { ExecServer::send(socket, 1, "begun"); };
    const auto job = exec();
    QSignalSpy finished(job.get(), &Job::finished);
    connect(job.get(), &ExecJob::standardOutput, job.get(), [&] { job->abort(); });
    QVERIFY(ended(*job));
    QCOMPARE(finished.count(), 1);
    QVERIFY(!job->result());
    QCOMPARE(toString(job->result().error().kind), u"Cancelled"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->closed, 1, patience);

    const auto early = exec();
    early->abort();
    QVERIFY(early->isFinished());
    QCOMPARE(toString(early->result().error().kind), u"Cancelled"_s);
}

QTEST_GUILESS_MAIN(ExecTest)
#include "tst_exec.moc"
