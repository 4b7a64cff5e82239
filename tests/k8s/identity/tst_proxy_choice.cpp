// SPDX-License-Identifier: Apache-2.0
#include "identity/proxy_choice.h"

#include <QProcessEnvironment>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay::k8s;

//! Which way to the server; the table of exceptions is what kubectl does with the same variables.
class ProxyChoiceTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsAnAddress_data();
    void readsAnAddress();
    void refusesAnAddress_data();
    void refusesAnAddress();
    void takesTheVariableOfItsScheme();
    void kubeconfigWinsOverEnvironment();
    void keepsExceptions_data();
    void keepsExceptions();

private:
    static RestConfig to(const QString &server)
    {
        RestConfig config;
        config.clusterName = u"c"_s;
        config.server = QUrl(server);
        return config;
    }
};

void ProxyChoiceTest::readsAnAddress_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<int>("type");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("password");
    const int http = QNetworkProxy::HttpProxy;
    const int socks = QNetworkProxy::Socks5Proxy;
    QTest::newRow("http") << u"http://p:3128"_s << http << u"http://p:3128"_s << u""_s << u""_s;
    QTest::newRow("no scheme") << u"p:3128"_s << http << u"http://p:3128"_s << u""_s << u""_s;
    QTest::newRow("no port") << u"http://p/"_s << http << u"http://p:80"_s << u""_s << u""_s;
    QTest::newRow("socks") << u"socks5://p"_s << socks << u"socks5://p:1080"_s << u""_s << u""_s;
    QTest::newRow("socks5h") << u"socks5h://p:1"_s << socks << u"socks5://p:1"_s << u""_s << u""_s;
    QTest::newRow("user") << u"http://u%40x:p%3Aw@[::1]:3128"_s << http << u"http://[::1]:3128"_s
                          << u"u@x"_s << u"p:w"_s;
}

void ProxyChoiceTest::readsAnAddress()
{
    QFETCH(QString, url);
    QFETCH(int, type);
    const auto choice = parseProxy(url, u"HERE"_s);
    QVERIFY2(choice, choice ? "" : qPrintable(choice.error().message));
    QCOMPARE(int(choice->proxy.type()), type);
    QTEST(choice->name, "name");
    QTEST(choice->proxy.user(), "user");
    QTEST(choice->proxy.password(), "password");
    QCOMPARE(choice->origin, u"HERE"_s);
}

void ProxyChoiceTest::refusesAnAddress_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("message");
    QTest::newRow("https")
        << u"https://u:secret@p:443"_s
        << u"HERE names a proxy of the kind https://, which is not supported; http:// and "
           "socks5:// are. The cluster is not reached past it."_s;
    QTest::newRow("socks4")
        << u"socks4://u:secret@p"_s
        << u"HERE names a proxy of the kind socks4://, which is not supported; http:// and "
           "socks5:// are. The cluster is not reached past it."_s;
    QTest::newRow("nothing like it") << u"http://u:secret@:x"_s
                                     << u"HERE is “http://…@:x”, which is not the address of a "
                                        u"proxy, such as http://host:3128 or "
                                        "socks5://host:1080."_s;
}

void ProxyChoiceTest::refusesAnAddress()
{
    QFETCH(QString, url);
    const auto choice = parseProxy(url, u"HERE"_s);
    QVERIFY(!choice);
    QCOMPARE(toString(choice.error().kind), u"Configuration"_s);
    QTEST(choice.error().message, "message");
}

void ProxyChoiceTest::takesTheVariableOfItsScheme()
{
    QProcessEnvironment environment;
    const auto name = [&](const QString &server) {
        return chooseProxy(to(server), environment)->name;
    };
    QCOMPARE(name(u"https://h"_s), QString());
    environment.insert(u"HTTP_PROXY"_s, u"http://plain:1"_s);
    QCOMPARE(name(u"https://h"_s), QString());
    QCOMPARE(name(u"http://h"_s), u"http://plain:1"_s);
    environment.insert(u"https_proxy"_s, u"lower:2"_s);
    QCOMPARE(name(u"https://h"_s), u"http://lower:2"_s);
    environment.insert(u"HTTPS_PROXY"_s, u"socks5://upper:3"_s);
    QCOMPARE(name(u"https://h"_s), u"socks5://upper:3"_s);
    QCOMPARE(chooseProxy(to(u"https://h"_s), environment)->origin,
             u"The environment variable HTTPS_PROXY"_s);
    environment.insert(u"REQUEST_METHOD"_s, u"GET"_s);
    QVERIFY(chooseProxy(to(u"https://h"_s), environment));
    QVERIFY(!chooseProxy(to(u"http://h"_s), environment));
}

void ProxyChoiceTest::kubeconfigWinsOverEnvironment()
{
    QProcessEnvironment environment;
    environment.insert(u"HTTPS_PROXY"_s, u"http://environment:1"_s);
    environment.insert(u"NO_PROXY"_s, u"*"_s);
    RestConfig config = to(u"https://127.0.0.1"_s);
    config.proxyUrl = u"http://named:2"_s;
    QCOMPARE(chooseProxy(config, environment)->name, u"http://named:2"_s);
    QCOMPARE(chooseProxy(config, environment)->origin, u"proxy-url of cluster “c”"_s);
}

void ProxyChoiceTest::keepsExceptions_data()
{
    QTest::addColumn<QString>("server");
    QTest::addColumn<QString>("noProxy");
    QTest::addColumn<bool>("direct");
    const auto row = [](const char *server, const char *noProxy, bool direct) {
        QTest::addRow("%s NO_PROXY=%s", server, noProxy)
            << QString::fromLatin1(server) << QString::fromLatin1(noProxy) << direct;
    };
    row("https://localhost:1", "", true);
    row("https://127.0.0.1:1", "", true);
    row("https://127.9.9.9:1", "", true);
    row("https://[::1]:1", "", true);
    row("https://a.b.test", "", false);
    row("https://a.b.test", "*", true);
    row("https://a.b.test", "b.test", true);
    row("https://b.test", "b.test", true);
    row("https://ab.test", "b.test", false);
    row("https://b.test", ".b.test", false);
    row("https://a.b.test", ".b.test", true);
    row("https://a.b.test", "*.b.test", true);
    row("https://b.test", "*.b.test", false);
    row("https://a.b.test", "other, B.TEST ,more", true);
    row("https://a.b.test", "b.test:443", true);
    row("https://a.b.test:6443", "b.test:443", false);
    row("https://a.b.test:6443", "b.test:6443", true);
    row("https://a.b.test", ":443", false);
    row("https://a.b.test", "test", true);
    row("https://10.1.2.3", "10.0.0.0/8", true);
    row("https://11.1.2.3", "10.0.0.0/8", false);
    row("https://10.1.2.3", "10.1.2.3", true);
    row("https://10.1.2.3:6443", "10.1.2.3:6443", true);
    row("https://10.1.2.3:6443", "10.1.2.3:443", false);
    row("https://10.1.2.3", "2.3", false);
    row("https://[fd00::5]", "fd00::/8", true);
    row("https://[fd00::5]", "fd00::5", true);
    row("https://[fd00::5]:6443", "[fd00::5]:6443", true);
    row("https://[fd00::5]:6443", "[fd00::5]:1", false);
}

void ProxyChoiceTest::keepsExceptions()
{
    QFETCH(QString, server);
    QFETCH(QString, noProxy);
    QFETCH(bool, direct);
    QProcessEnvironment environment;
    environment.insert(u"HTTPS_PROXY"_s, u"http://p:3128"_s);
    environment.insert(u"NO_PROXY"_s, noProxy);
    const auto choice = chooseProxy(to(server), environment);
    QVERIFY(choice);
    QCOMPARE(choice->name.isEmpty(), direct);
}

QTEST_GUILESS_MAIN(ProxyChoiceTest)
#include "tst_proxy_choice.moc"
