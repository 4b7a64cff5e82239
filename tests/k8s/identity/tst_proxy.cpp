// SPDX-License-Identifier: Apache-2.0
#include "support/exec_server.h"
#include "support/real_proxy.h"
#include "support/scripted_server.h"
#include "support/tls_material.h"

#include <k8s/client.h>
#include <k8s/watch/reflector.h>

#include <QTest>
#include <QWebSocket>

#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace assay::k8s;
using namespace assay::tests;

static constexpr int patience = 10'000;

//! Every kind of request, through proxies as people run them.
class ProxyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void carriesEverything_data();
    void carriesEverything();
    void followsTheEnvironment();
    void saysWhatTheProxyRefuses_data();
    void saysWhatTheProxyRefuses();
    void refusesAnotherKindOfProxy();

private:
    RestConfig config(const QUrl &server, const QString &proxy) const
    {
        RestConfig config;
        config.clusterName = u"c"_s;
        config.server = server;
        config.certificateAuthority = m_tls.read(u"ca.crt"_s);
        config.proxyUrl = proxy;
        return config;
    }
    static bool ended(const Job &job)
    {
        return QTest::qWaitFor([&job] { return job.isFinished(); }, patience);
    }
    static JobPtr<ExecJob> exec(Client &client)
    {
        return client.exec(u"n"_s, u"p"_s, {.container = {}, .command = {u"true"_s}});
    }

    TlsMaterial m_tls;
};

void ProxyTest::initTestCase()
{
    QVERIFY(m_tls.isValid());
    for (const char *name : {"HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"})
        qunsetenv(name);
}

void ProxyTest::carriesEverything_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<bool>("password");
    QTest::newRow("http") << u"tinyproxy"_s << false;
    QTest::newRow("http with password") << u"tinyproxy"_s << true;
    QTest::newRow("socks5") << u"microsocks"_s << false;
    QTest::newRow("socks5 with password") << u"microsocks"_s << true;
}

void ProxyTest::carriesEverything()
{
    QFETCH(QString, program);
    QFETCH(bool, password);
    if (!RealProxy::isInstalled(program))
        QSKIP(qPrintable(program + u" is not installed"_s));
    RealProxy proxy;
    const bool http = program == u"tinyproxy";
    if (http)
        QVERIFY(proxy.startHttp(password ? "BasicAuth ann s3cret\n" : ""));
    else
        QVERIFY(proxy.startSocks(password ? QStringList{u"-u"_s, u"ann"_s, u"-P"_s, u"s3cret"_s}
                                          : QStringList{}));
    const QString address = (http ? u"http://"_s : u"socks5://"_s) +
                            (password ? u"ann:s3cret@"_s : QString()) + u"127.0.0.1:"_s +
                            QString::number(proxy.port());

    ScriptedServer server(m_tls.server(u"server"_s));
    server.setHandler([](const ScriptedServer::Request &request, QSslSocket *socket) {
        if (request.target.contains("watch=1"))
            socket->write(ScriptedServer::chunkedHead() +
                          ScriptedServer::chunk(
                              "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"p\","
                              "\"namespace\":\"n\",\"resourceVersion\":\"2\"}}}\n"));
        else if (request.target.contains("/log"))
            socket->write(ScriptedServer::response(200, "line\n", "text/plain"));
        else
            socket->write(ScriptedServer::response(
                200, "{\"kind\":\"List\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[]}"));
    });
    Client client(config(server.url(), address));

    const auto get = client.getRaw(u"/version"_s);
    QVERIFY(ended(*get));
    QVERIFY2(get->result(), get->result() ? "" : qPrintable(get->result().error().message));

    const auto reflector = client.watch(Resource::pods(), u"n"_s);
    QTRY_VERIFY_WITH_TIMEOUT(reflector->object(u"n"_s, u"p"_s), patience);

    const auto log = client.logs(u"n"_s, u"p"_s, {});
    QByteArray text;
    connect(log.get(), &LogStream::data, this, [&text](const auto &bytes) { text += bytes; });
    QVERIFY(ended(*log));
    QVERIFY2(!log->error(), log->error() ? qPrintable(log->error()->message) : "");
    QCOMPARE(text, QByteArray("line\n"));

    ExecServer commands(m_tls.server(u"server"_s), {u"v4.channel.k8s.io"_s});
    commands.onOpen = [](QWebSocket *socket) {
        ExecServer::send(socket, 1, "out");
        ExecServer::send(socket, 3, ExecServer::success());
    };
    Client other(config(commands.url(), address));
    const auto job = exec(other);
    QVERIFY(ended(*job));
    QVERIFY2(job->result(), job->result() ? "" : qPrintable(job->result().error().message));
    QCOMPARE(job->result()->standardOutput, QByteArray("out"));

    // Through it, not past it: it says for whom it opened ways.
    for (const QUrl &url : {server.url(), commands.url()}) {
        const QByteArray place = "127.0.0.1:" + QByteArray::number(url.port());
        QTRY_VERIFY2_WITH_TIMEOUT(proxy.log().contains(place), proxy.log().constData(), patience);
    }
}

void ProxyTest::followsTheEnvironment()
{
    // Loopback is never asked through a proxy of the environment, so a name stands for it here.
    const quint16 port = freePort();
    RestConfig named = config(QUrl(u"https://somewhere.test:6443"_s), {});
    qputenv("HTTPS_PROXY", "http://127.0.0.1:" + QByteArray::number(port));
    Client through(named);
    const auto job = through.getRaw(u"/version"_s);
    qunsetenv("HTTPS_PROXY");
    QVERIFY(ended(*job));
    QVERIFY(!job->result());
    QCOMPARE(job->result().error().message,
             u"The proxy http://127.0.0.1:%1 does not open the way to somewhere.test:6443: Proxy "
             "connection refused. Check its address, its password and what it allows. (The "
             "environment variable HTTPS_PROXY)"_s.arg(port));
}

void ProxyTest::saysWhatTheProxyRefuses_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("fault"); // empty: what is said of a wrong password
    const QString ann = u"ann:s3cret@"_s;
    QTest::newRow("not allowed (403)") << u"tinyproxy"_s << QByteArray("ConnectPort 1\n") << ann
                                       << u"Connection"_s << u"Proxy denied connection"_s;
    QTest::newRow("no password (407)") << u"tinyproxy"_s << QByteArray("BasicAuth ann other\n")
                                       << QString() << u"Configuration"_s << QString();
    QTest::newRow("wrong password (401)")
        << u"tinyproxy"_s << QByteArray("BasicAuth ann other\n") << ann << u"Connection"_s
        << u"Error communicating with HTTP proxy"_s;
    QTest::newRow("unreachable") << QString() << QByteArray() << ann << u"Connection"_s
                                 << u"Proxy connection refused"_s;
    QTest::newRow("wrong password (socks)") << u"microsocks"_s << QByteArray("-u ann -P other")
                                            << ann << u"Configuration"_s << QString();
    QTest::newRow("no password (socks)") << u"microsocks"_s << QByteArray("-u ann -P other")
                                         << QString() << u"Configuration"_s << QString();
}

void ProxyTest::saysWhatTheProxyRefuses()
{
    QFETCH(QString, program);
    QFETCH(QByteArray, more);
    QFETCH(QString, user);
    QFETCH(QString, kind);
    QFETCH(QString, fault);
    if (!program.isEmpty() && !RealProxy::isInstalled(program))
        QSKIP(qPrintable(program + u" is not installed"_s));
    RealProxy proxy;
    const bool socks = program == u"microsocks";
    if (socks)
        QVERIFY(proxy.startSocks(QString::fromLatin1(more).split(u' ')));
    else if (!program.isEmpty())
        QVERIFY(proxy.startHttp(more));
    const quint16 port = program.isEmpty() ? freePort() : proxy.port();
    const QString scheme = socks ? u"socks5"_s : u"http"_s;
    ExecServer server(m_tls.server(u"server"_s), {u"v4.channel.k8s.io"_s});
    const QString place = u"127.0.0.1:"_s + QString::number(port);
    Client client(config(server.url(), scheme + u"://"_s + user + place));
    const QString name = scheme + u"://"_s + place;
    const QString expected =
        fault.isEmpty()
            ? u"The proxy %1 wants another user name and password than it was given. They belong "
              "into its address: SCHEME://USER:PASSWORD@HOST:PORT. (proxy-url of cluster “c”)"_s
                  .arg(name)
            : u"The proxy %1 does not open the way to %2: %3. Check its address, its password and "
              "what it allows. (proxy-url of cluster “c”)"_s.arg(name, server.url().authority(),
                                                                 fault);

    const auto create = client.create(Resource::pods(), u"n"_s, nlohmann::json::object());
    QVERIFY(ended(*create));
    QVERIFY(!create->result());
    QCOMPARE(create->result().error().message, expected);
    QCOMPARE(toString(create->result().error().kind), kind);

    const auto job = exec(client);
    QVERIFY(ended(*job));
    QVERIFY(!job->result());
    QCOMPARE(job->result().error().message, expected);
    QCOMPARE(toString(job->result().error().kind), kind);
    QCOMPARE(server.opened, 0);
}

void ProxyTest::refusesAnotherKindOfProxy()
{
    ScriptedServer server(m_tls.server(u"server"_s));
    Client client(config(server.url(), u"https://ann:s3cret@127.0.0.1:1"_s));
    const auto get = client.getRaw(u"/version"_s);
    QVERIFY(ended(*get));
    QVERIFY(!get->result());
    QCOMPARE(toString(get->result().error().kind), u"Configuration"_s);
    QCOMPARE(get->result().error().message,
             u"proxy-url of cluster “c” names a proxy of the kind https://, which is not "
             "supported; http:// and socks5:// are. The cluster is not reached past it."_s);
    QCOMPARE(server.connections(), 0);
}

QTEST_GUILESS_MAIN(ProxyTest)
#include "tst_proxy.moc"
