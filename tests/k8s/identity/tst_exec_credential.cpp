// SPDX-License-Identifier: Apache-2.0
#include "support/credential_plugin.h"
#include "support/scripted_server.h"
#include "support/tls_material.h"

#include <k8s/client.h>

#include <QSignalSpy>
#include <QTest>

#include <csignal>
#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace assay::k8s;
using namespace assay::tests;
using Json = nlohmann::json;

static constexpr int patience = 15'000;

class ExecCredentialTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void asksOnceForAllWhoWait();
    void keepsACredentialThatDoesNotExpire();
    void renewsBeforeExpiry();
    void usesWhatStillHoldsWhereRenewalFails();
    void sendsOnceMoreAfter401();
    void neverSendsTwiceMore();
    void renewsOnceForManyRefusals();
    void renewsForACommand();
    void changesTheClientCertificate();
    void tellsThePluginWhatItNeeds();
    void refusesABadAnswer_data();
    void refusesABadAnswer();
    void saysThatItIsMissing();
    void findsItInTheLoginPath();
    void mayBeGivenUpWhileItRuns();
    void endsThePluginWithTheClient();

private:
    RestConfig config() const
    {
        RestConfig config;
        config.contextName = u"x"_s;
        config.clusterName = u"c"_s;
        config.userName = u"u"_s;
        config.server = m_server->url();
        config.certificateAuthority = m_tls.read(u"ca.crt"_s);
        config.execPlugin = m_plugin->plugin();
        config.execPluginPolicy = [](const auto &, const auto &decide) { decide({}); };
        return config;
    }
    static bool ended(const Job &job)
    {
        return QTest::qWaitFor([&job] { return job.isFinished(); }, patience);
    }
    //! Empty on success.
    static QString get(Client &client)
    {
        const auto job = client.getRaw(u"/version"_s);
        if (!ended(*job))
            return u"it did not end"_s;
        return job->result() ? QString() : job->result().error().message;
    }
    //! Lets in who shows this token; others get 401.
    void accept(const QByteArray &token)
    {
        m_server->setHandler([token](const ScriptedServer::Request &request, QSslSocket *socket) {
            if (request.headers["authorization"] == "Bearer " + token)
                socket->write(ScriptedServer::response(200, "{}"));
            else
                socket->write(ScriptedServer::response(
                    401, ScriptedServer::status(401, "Unauthorized", "Unauthorized")));
        });
    }
    QByteArrayList tokens() const
    {
        QByteArrayList list;
        for (const auto &request : m_server->requests())
            list.append(request.headers["authorization"].mid(7));
        return list;
    }

    TlsMaterial m_tls;
    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<CredentialPlugin> m_plugin;
};

void ExecCredentialTest::initTestCase()
{
    QVERIFY(m_tls.isValid());
}

void ExecCredentialTest::init()
{
    m_server = std::make_unique<ScriptedServer>(m_tls.server(u"server"_s));
    m_plugin = std::make_unique<CredentialPlugin>();
    QVERIFY(m_plugin->isValid());
}

void ExecCredentialTest::asksOnceForAllWhoWait()
{
    accept("one");
    m_plugin->answer(1, CredentialPlugin::token("one"));
    m_plugin->hold();
    Client client(config());
    std::vector<JobPtr<ApiJob>> jobs;
    for (int i = 0; i < 20; ++i)
        jobs.push_back(client.getRaw(u"/version"_s));
    QTRY_COMPARE_WITH_TIMEOUT(m_plugin->calls(), 1, patience);
    QCOMPARE(m_server->requests().size(), std::size_t(0));
    m_plugin->letGo();
    for (const auto &job : jobs) {
        QVERIFY(ended(*job));
        QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    }
    QCOMPARE(m_plugin->calls(), 1);
    QCOMPARE(tokens(), QByteArrayList(20, "one"));
}

void ExecCredentialTest::keepsACredentialThatDoesNotExpire()
{
    accept("one");
    m_plugin->answer(1, CredentialPlugin::token("one"));
    Client client(config());
    for (int i = 0; i < 3; ++i)
        QCOMPARE(get(client), QString());
    QCOMPARE(m_plugin->calls(), 1);
}

void ExecCredentialTest::renewsBeforeExpiry()
{
    m_server->setHandler([](const auto &, QSslSocket *socket) {
        socket->write(ScriptedServer::response(200, "{}"));
    });
    const QDateTime expiry = QDateTime::currentDateTimeUtc().addSecs(3);
    m_plugin->answer(1, CredentialPlugin::token("one", expiry));
    m_plugin->answer(2, CredentialPlugin::token("two", expiry.addSecs(3600)));
    Client client(config());
    QCOMPARE(get(client), QString());
    QCOMPARE(get(client), QString());
    QCOMPARE(m_plugin->calls(), 1);
    // From a quarter of its lifetime before the end on, and so before the end.
    QTRY_VERIFY_WITH_TIMEOUT(QDateTime::currentDateTimeUtc() > expiry.addMSecs(-500), patience);
    QVERIFY(QDateTime::currentDateTimeUtc() < expiry);
    QCOMPARE(get(client), QString());
    QCOMPARE(get(client), QString());
    QCOMPARE(tokens(), (QByteArrayList{"one", "one", "two", "two"}));
    QCOMPARE(m_plugin->calls(), 2);
}

void ExecCredentialTest::usesWhatStillHoldsWhereRenewalFails()
{
    accept("one");
    const QDateTime expiry = QDateTime::currentDateTimeUtc().addSecs(8);
    m_plugin->answer(1, CredentialPlugin::token("one", expiry));
    m_plugin->answer(2, QByteArray("no JSON"));
    Client client(config());
    QCOMPARE(get(client), QString());
    QTRY_VERIFY_WITH_TIMEOUT(QDateTime::currentDateTimeUtc() > expiry.addMSecs(-1900), patience);
    QCOMPARE(get(client), QString());
    QCOMPARE(m_plugin->calls(), 2);
}

void ExecCredentialTest::sendsOnceMoreAfter401()
{
    accept("two");
    m_plugin->answer(1, CredentialPlugin::token("one"));
    m_plugin->answer(2, CredentialPlugin::token("two"));
    Client client(config());
    const auto job = client.create(Resource::pods(), u"n"_s, Json{{"kind", "Pod"}});
    QSignalSpy finished(job.get(), &Job::finished);
    QVERIFY(ended(*job));
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    QCOMPARE(finished.count(), 1);
    QCOMPARE(tokens(), (QByteArrayList{"one", "two"}));
    QCOMPARE(m_server->requests()[1].method, QByteArray("POST"));
    QCOMPARE(m_server->requests()[1].body, QByteArray("{\"kind\":\"Pod\"}"));
    QCOMPARE(m_plugin->calls(), 2);
}

void ExecCredentialTest::neverSendsTwiceMore()
{
    accept("never");
    m_plugin->answer(1, CredentialPlugin::token("one"));
    m_plugin->answer(2, CredentialPlugin::token("two"));
    Client client(config());
    const auto job = client.getRaw(u"/version"_s);
    QVERIFY(ended(*job));
    QVERIFY(!job->result());
    QCOMPARE(toString(job->result().error().kind), u"Unauthorized"_s);
    QCOMPARE(tokens(), (QByteArrayList{"one", "two"}));
    QCOMPARE(m_plugin->calls(), 2);
}

void ExecCredentialTest::renewsOnceForManyRefusals()
{
    accept("two");
    m_plugin->answer(1, CredentialPlugin::token("one"));
    m_plugin->answer(2, CredentialPlugin::token("two"));
    Client client(config());
    std::vector<JobPtr<ApiJob>> jobs;
    for (int i = 0; i < 5; ++i)
        jobs.push_back(client.getRaw(u"/version"_s));
    for (const auto &job : jobs) {
        QVERIFY(ended(*job));
        QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    }
    QCOMPARE(m_plugin->calls(), 2);
    QCOMPARE(tokens(), QByteArrayList(5, "one") + QByteArrayList(5, "two"));
}

void ExecCredentialTest::renewsForACommand()
{
    m_server->setHandler([](const ScriptedServer::Request &request, QSslSocket *socket) {
        const bool upgrade = request.headers.contains("upgrade");
        if (request.headers["authorization"] != "Bearer two")
            socket->write(ScriptedServer::response(
                401, ScriptedServer::status(401, "Unauthorized", "Unauthorized")));
        else if (upgrade)
            socket->write(ScriptedServer::response(500, "container not running", "text/plain"));
        else
            socket->write(ScriptedServer::response(
                400, ScriptedServer::status(400, "BadRequest", "Upgrade request required")));
    });
    m_plugin->answer(1, CredentialPlugin::token("one"));
    m_plugin->answer(2, CredentialPlugin::token("two"));
    Client client(config());
    const auto job = client.exec(u"n"_s, u"p"_s, {.container = {}, .command = {u"true"_s}});
    QVERIFY(ended(*job));
    QVERIFY(!job->result());
    QCOMPARE(job->result().error().httpStatus, 500);
    QByteArrayList seen;
    for (const auto &request : m_server->requests())
        seen.append((request.headers.contains("upgrade") ? "open " : "probe ") +
                    request.headers["authorization"].mid(7));
    QCOMPARE(seen, (QByteArrayList{"open one", "probe one", "probe two", "open two", "probe two"}));
    QCOMPARE(m_plugin->calls(), 2);
}

void ExecCredentialTest::changesTheClientCertificate()
{
    QPointer<QSslSocket> stream;
    m_server->setHandler([&stream](const ScriptedServer::Request &request, QSslSocket *socket) {
        if (!request.target.contains("/log"))
            return void(socket->write(ScriptedServer::response(200, "{}")));
        stream = socket;
        socket->write(ScriptedServer::chunkedHead("text/plain") + ScriptedServer::chunk("a"));
    });
    const QDateTime expiry = QDateTime::currentDateTimeUtc().addSecs(3);
    const auto certificate = [this](const QString &name) {
        return CredentialPlugin::certificate(m_tls.read(name + u".crt"_s),
                                             m_tls.read(name + u".key"_s));
    };
    Json first = certificate(u"client"_s);
    first["status"]["expirationTimestamp"] = expiry.toString(Qt::ISODateWithMs).toStdString();
    m_plugin->answer(1, first);
    m_plugin->answer(2, certificate(u"elsewhere"_s));
    Client client(config());
    QCOMPARE(get(client), QString());
    const auto log = client.logs(u"n"_s, u"p"_s, {.container = {}, .follow = true});
    QByteArray text;
    connect(log.get(), &LogStream::data, this, [&text](const auto &bytes) { text += bytes; });
    QTRY_COMPARE_WITH_TIMEOUT(text, QByteArray("a"), patience);
    QTRY_VERIFY_WITH_TIMEOUT(QDateTime::currentDateTimeUtc() > expiry, patience);
    QCOMPARE(get(client), QString());
    QCOMPARE(get(client), QString());
    QByteArrayList names;
    for (const auto &request : m_server->requests())
        names.append(request.clientName);
    QCOMPARE(names, (QByteArrayList{"client", "client", "elsewhere", "elsewhere"}));
    QVERIFY(stream);
    stream->write(ScriptedServer::chunk("b"));
    QTRY_COMPARE_WITH_TIMEOUT(text, QByteArray("ab"), patience);
    QVERIFY(!log->isFinished());
}

void ExecCredentialTest::tellsThePluginWhatItNeeds()
{
    accept("one");
    m_plugin->answer(1, CredentialPlugin::token("one"));
    RestConfig with = config();
    with.execPlugin->arguments = {u"get token"_s, u"--x=ü"_s};
    with.execPlugin->environment.append({u"EXTRA"_s, u"value"_s});
    with.execPlugin->provideClusterInfo = true;
    with.execPlugin->clusterConfig = "{\"audience\":\"a\",\"n\":1}";
    Client client(with);
    QCOMPARE(get(client), QString());
    const Json expected = {
        {"apiVersion", "client.authentication.k8s.io/v1"},
        {"kind", "ExecCredential"},
        {"spec",
         {{"interactive", false},
          {"cluster",
           {{"server", with.server.toString().toStdString()},
            {"certificate-authority-data", with.certificateAuthority.toBase64().toStdString()},
            {"config", {{"audience", "a"}, {"n", 1}}}}}}}};
    QCOMPARE(m_plugin->read(u"info"_s), QByteArray::fromStdString(expected.dump()));
    QCOMPARE(m_plugin->read(u"arguments"_s), QByteArray("get token\n--x=\xc3\xbc\n"));
    QCOMPARE(m_plugin->read(u"extra"_s), QByteArray("value"));
    with.execPlugin->provideClusterInfo = false;
    m_plugin->answer(2, CredentialPlugin::token("one"));
    Client other(with);
    QCOMPARE(get(other), QString());
    QCOMPARE(m_plugin->read(u"info"_s),
             QByteArray("{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":"
                        "\"ExecCredential\",\"spec\":{\"interactive\":false}}"));
}

void ExecCredentialTest::refusesABadAnswer_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("message"); // after the program and the user
    const auto answer = [](const Json &json) {
        return "printf '%s' '" + QByteArray::fromStdString(json.dump()) + "'";
    };
    const QString configuration = u"Configuration"_s;
    const QString unauthorized = u"Unauthorized"_s;
    Json json = CredentialPlugin::token("secret");
    QTest::newRow("nothing") << QByteArray("true") << configuration
                             << u"printed something that is not an ExecCredential in JSON."_s;
    QTest::newRow("garbage") << QByteArray("echo secret") << configuration
                             << u"printed something that is not an ExecCredential in JSON."_s;
    json["apiVersion"] = "client.authentication.k8s.io/v1beta1";
    QTest::newRow("another version")
        << answer(json) << configuration
        << u"printed “ExecCredential” of “client.authentication.k8s.io/v1beta1”; the kubeconfig "
           "says ExecCredential of “client.authentication.k8s.io/v1”. Is the program older or "
           "newer than the kubeconfig?"_s;
    json = CredentialPlugin::token("secret");
    json["kind"] = "Pod";
    QTest::newRow("another kind")
        << answer(json) << configuration
        << u"printed “Pod” of “client.authentication.k8s.io/v1”; the kubeconfig says "
           "ExecCredential of “client.authentication.k8s.io/v1”. Is the program older or newer "
           "than the kubeconfig?"_s;
    json = CredentialPlugin::token("secret");
    json.erase("status");
    QTest::newRow("no status") << answer(json) << configuration
                               << u"printed an ExecCredential without a status."_s;
    json["status"] = Json::object();
    QTest::newRow("empty status") << answer(json) << configuration
                                  << u"printed neither a token nor a client certificate."_s;
    json["status"] = {{"token", "secret"}, {"clientKeyData", "secret"}};
    QTest::newRow("half a certificate")
        << answer(json) << configuration
        << u"printed a client certificate or its key, but not both."_s;
    json = CredentialPlugin::token("secret");
    json["status"]["expirationTimestamp"] = "tomorrow";
    QTest::newRow("no time") << answer(json) << configuration
                             << u"printed an expirationTimestamp that is not a time."_s;
    QTest::newRow("exit status")
        << QByteArray("printf 'first\\nlog \\033[31min again' >&2; echo secret; exit 3")
        << unauthorized << u"failed with exit status 3. It said: first log [31min again"_s;
    QTest::newRow("exit status, silent")
        << QByteArray("exit 1") << unauthorized << u"failed with exit status 1. It said nothing."_s;
    QTest::newRow("signal") << QByteArray("kill -9 $$") << unauthorized
                            << u"was ended by a signal. It said nothing."_s;
    QTest::newRow("too long")
        << QByteArray("echo waiting >&2; sleep 100") << unauthorized
        << u"did not end within 1 s. Does it wait for an answer? Run kubectl once in a terminal. "
           "It said: waiting"_s;
    QTest::newRow("too much") << QByteArray("yes secret | head -c 2000000") << configuration
                              << u"printed more than 1 MiB, which no credential is."_s;
}

void ExecCredentialTest::refusesABadAnswer()
{
    QFETCH(QByteArray, script);
    QFETCH(QString, kind);
    QFETCH(QString, message);
    m_plugin->script(script);
    RestConfig with = config();
    with.execPluginDeadline = 1s;
    Client client(with);
    const auto job = client.getRaw(u"/version"_s);
    QVERIFY(!job->isFinished());
    QVERIFY(ended(*job));
    QVERIFY(!job->result());
    QCOMPARE(job->result().error().message,
             u"The program “%1”, which signs user “u” in, "_s.arg(with.execPlugin->command) +
                 message);
    QCOMPARE(toString(job->result().error().kind), kind);
    QVERIFY(!job->result().error().message.contains(u"secret"));
    QCOMPARE(m_server->connections(), 0);
}

void ExecCredentialTest::saysThatItIsMissing()
{
    RestConfig with = config();
    with.execPlugin->command = u"/nowhere/sign-in"_s;
    with.execPlugin->installHint = u"Install it\nfrom https://example.invalid/"_s;
    Client client(with);
    QCOMPARE(get(client),
             u"The program “/nowhere/sign-in”, which signs user “u” in, was not found. It was "
             "looked for in: /nowhere. Install it from https://example.invalid/"_s);
    QVERIFY(QFile::setPermissions(m_plugin->plugin().command, QFile::ReadOwner));
    with.execPlugin->command = m_plugin->plugin().command;
    Client other(with);
    QVERIFY(get(other).contains(u"was not found"));
}

void ExecCredentialTest::findsItInTheLoginPath()
{
    accept("one");
    for (int call = 1; call <= 2; ++call)
        m_plugin->answer(call, CredentialPlugin::token("one"));
    const QByteArray before = qgetenv("SHELL");
    qputenv("SHELL", m_plugin->loginShell().toLocal8Bit());
    RestConfig with = config();
    with.execPlugin->command = u"plugin"_s;
    for (int i = 0; i < 2; ++i) {
        Client client(with);
        QCOMPARE(get(client), QString());
    }
    with.execPlugin->command = u"no-such-plugin-anywhere"_s;
    Client client(with);
    const QString message = get(client);
    QVERIFY2(message.contains(QFileInfo(m_plugin->plugin().command).path()), qPrintable(message));
    qputenv("SHELL", before);
    QCOMPARE(m_plugin->read(u"shells"_s), QByteArray("asked\n"));
}

void ExecCredentialTest::mayBeGivenUpWhileItRuns()
{
    accept("one");
    m_plugin->answer(1, CredentialPlugin::token("one"));
    m_plugin->hold();
    Client client(config());
    const auto given = client.getRaw(u"/version"_s);
    auto dropped = client.getRaw(u"/version"_s);
    const auto kept = client.getRaw(u"/version"_s);
    const auto command = client.exec(u"n"_s, u"p"_s, {.container = {}, .command = {u"true"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(m_plugin->calls(), 1, patience);
    given->abort();
    QVERIFY(given->isFinished());
    QCOMPARE(toString(given->result().error().kind), u"Cancelled"_s);
    command->abort();
    QCOMPARE(toString(command->result().error().kind), u"Cancelled"_s);
    dropped.reset();
    m_plugin->letGo();
    QVERIFY(ended(*kept));
    QVERIFY(kept->result());
    QCOMPARE(tokens(), QByteArrayList{"one"});
}

void ExecCredentialTest::endsThePluginWithTheClient()
{
    m_plugin->hold();
    auto client = std::make_unique<Client>(config());
    auto job = client->getRaw(u"/version"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_plugin->calls(), 1, patience);
    const int process = m_plugin->read(u"pid"_s).toInt();
    QVERIFY(process > 0 && ::kill(process, 0) == 0);
    client.reset();
    QVERIFY(job->isFinished());
    QCOMPARE(toString(job->result().error().kind), u"Cancelled"_s);
    job.reset();
    QTRY_VERIFY_WITH_TIMEOUT(::kill(process, 0) != 0, patience);
}

QTEST_GUILESS_MAIN(ExecCredentialTest)
#include "tst_exec_credential.moc"
