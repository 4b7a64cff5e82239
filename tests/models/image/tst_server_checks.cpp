// SPDX-License-Identifier: Apache-2.0
#include "workbench_script.h"

#include <QTest>

using namespace workbench;
using Pages = QMap<QByteArray, QByteArray>;

//! What the workbench's server is asked from inside of its container.
class ServerChecksTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        if (python::program().isEmpty())
            QSKIP("there is no python3 on this machine");
    }

    void baseUrls_data()
    {
        QTest::addColumn<QByteArray>("answer"); // of /notebook/ns/nb/api
        QTest::addColumn<QByteArray>("atRoot"); // of /api
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QByteArray &answer, const QByteArray &atRoot,
                            const QString &expected) {
            QTest::newRow(name) << answer << atRoot << expected;
        };
        const QString at = u"/notebook/ns/nb/api"_s;
        row("Jupyter", page("200 OK", "{\"version\": \"2.14.1\"}"), {},
            u"passed: Jupyter Server 2.14.1 answers at %1."_s.arg(at));
        row("not there", {}, {},
            u"failed: The server on port PORT answers nothing at %1."_s.arg(at));
        row("at the root", {}, page("200 OK", "{\"version\": \"2\"}"),
            u"failed: The server on port PORT answers nothing at %1, but at /: it ignores the base "
            "URL in NOTEBOOK_ARGS."_s.arg(at));
        row("a login", page("302 Found\r\nLocation: /hub/login?next=x"), {},
            u"failed: %1 is redirected to /hub/login?next=x, a login page."_s.arg(at));
        row("elsewhere", page("301 Moved\r\nLocation: /lab"), {},
            u"failed: %1 is redirected to /lab."_s.arg(at));
        row("forbidden", page("403 Forbidden"), {},
            u"inconclusive: %1 wants a login, so that it cannot be told what answers."_s.arg(at));
        row("another server", page("200 OK", "<html>"), {},
            u"failed: What answers at %1 is no Jupyter server."_s.arg(at));
        row("JSON without a version", page("200 OK", "[1]"), {},
            u"failed: What answers at %1 is no Jupyter server."_s.arg(at));
        row("an error", page("500 Oh"), {}, u"failed: %1 is answered with status 500."_s.arg(at));
        row("no HTTP", "SSH-2.0-OpenSSH\r\n", {},
            u"failed: What listens on port PORT does not speak HTTP (BadStatusLine)."_s);
    }

    void baseUrls()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QByteArray, atRoot);
        QFETCH(QString, expected);
        QMap<QByteArray, QByteArray> pages;
        if (!answer.isEmpty())
            pages["/notebook/ns/nb/api"] = answer;
        if (!atRoot.isEmpty())
            pages["/api"] = atRoot;
        OnePageServer server(pages, QHostAddress::LocalHost);
        QVERIFY(server.isListening());
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"http_proxy"_s, u"http://127.0.0.1:1"_s);
        const CheckResult result =
            check(u"base_url"_s, {}, {{"port", server.serverPort()}}, environment);
        QCOMPARE(told(result), expected.replace(u"PORT"_s, QString::number(server.serverPort())));
        QCOMPARE(server.asked.first(), QByteArray("/notebook/ns/nb/api"));
    }

    void baseUrlOverIPv6Alone()
    {
        OnePageServer server({{"/notebook/ns/nb/api", page("200 OK", "{\"version\": \"2\"}")}},
                             QHostAddress::LocalHostIPv6);
        if (!server.isListening())
            QSKIP("this machine has no IPv6");
        QCOMPARE(told(check(u"base_url"_s, {}, {{"port", server.serverPort()}})),
                 u"passed: Jupyter Server 2 answers at /notebook/ns/nb/api."_s);
    }

    void baseUrlWithoutAServer()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const quint16 port = server.serverPort();
        server.close();
        QCOMPARE(told(check(u"base_url"_s, {}, {{"port", port}})),
                 u"failed: Nothing listens on port %1."_s.arg(port));
    }

    void prefixes_data()
    {
        QTest::addColumn<Pages>("pages");
        QTest::addColumn<QString>("expected");
        const QByteArray nb("/notebook/ns/nb");
        const auto to = [](const QByteArray &where) {
            return page("302 Found\r\nLocation: " + where);
        };
        const Pages good{{nb + "/", to("/notebook/ns/nb/lab?")},
                         {nb + "/lab", page("200 OK", "<html>")},
                         {nb + "/api", page("200 OK", "{}")},
                         {nb + "/api/kernels", page("200 OK", "[]")}};
        const auto row = [&](const char *name, const Pages &changed, const QString &expected) {
            Pages pages = good;
            for (auto i = changed.begin(); i != changed.end(); ++i)
                pages[i.key()] = i.value();
            QTest::newRow(name) << pages << expected;
        };
        row("good", {},
            u"passed: All of /notebook/ns/nb/ answers under that prefix, after 1 redirects."_s);
        row("relative", {{nb + "/", to("lab?")}},
            u"passed: All of /notebook/ns/nb/ answers under that prefix, after 1 redirects."_s);
        row("with a host", {{nb + "/", to("http://127.0.0.1:8888/notebook/ns/nb/lab")}},
            u"failed: /notebook/ns/nb/ is redirected to http://127.0.0.1:8888/notebook/ns/nb/lab, "
            "with a host in it."_s);
        row("without a scheme", {{nb + "/", to("//else.where/notebook/ns/nb/")}},
            u"failed: /notebook/ns/nb/ is redirected to //else.where/notebook/ns/nb/, with a host "
            "in it."_s);
        row("out of it", {{nb + "/", to("/lab")}},
            u"failed: A redirect leaves the prefix /notebook/ns/nb for /lab."_s);
        row("to a neighbour", {{nb + "/", to("/notebook/ns/nb2/lab")}},
            u"failed: A redirect leaves the prefix /notebook/ns/nb for /notebook/ns/nb2/lab."_s);
        row("up and out", {{nb + "/", to("../other")}},
            u"failed: A redirect leaves the prefix /notebook/ns/nb for /notebook/ns/other."_s);
        row("for ever", {{nb + "/lab", to(nb + "/")}},
            u"failed: /notebook/ns/nb/ is redirected more than ten times."_s);
        row("an error", {{nb + "/lab", page("500 Oh")}},
            u"failed: /notebook/ns/nb/ ends in status 500."_s);
        row("a redirect to nowhere", {{nb + "/", page("302 Found")}},
            u"failed: /notebook/ns/nb/ ends in status 302."_s);
        row("no API", {{nb + "/api", page("404 Not Found")}},
            u"failed: /notebook/ns/nb/api is answered with status 404."_s);
        row("an API of pages", {{nb + "/api/kernels", page("200 OK", "<html>")}},
            u"failed: /notebook/ns/nb/api/kernels is answered with something that is no JSON."_s);
        row("no HTTP", {{nb + "/", "SSH-2.0-OpenSSH\r\n"}},
            u"failed: What listens on port PORT does not speak HTTP (BadStatusLine)."_s);
    }

    void prefixes()
    {
        QFETCH(Pages, pages);
        QFETCH(QString, expected);
        OnePageServer server(pages, QHostAddress::LocalHost);
        const CheckResult result = check(u"gateway_prefix"_s, {}, {{"port", server.serverPort()}});
        QCOMPARE(told(result), expected.replace(u"PORT"_s, QString::number(server.serverPort())));
        QVERIFY(server.asked.size() <= 13);
    }

    void redirects_data()
    {
        QTest::addColumn<QByteArray>("asked"); // the path that is redirected, or a header's line
        QTest::addColumn<QByteArray>("where");
        QTest::addColumn<QString>("expected");
        const QString good = u"passed: None of 9 forged requests is redirected to another host."_s;
        const QString bad = u"failed: GET %1 sends the browser to another host: %2"_s;
        QTest::newRow("none") << QByteArray("nothing") << QByteArray() << good;
        QTest::newRow("relative") << QByteArray("Host: assay.invalid")
                                  << QByteArray("/notebook/ns/nb/lab") << good;
        QTest::newRow("to the host asked")
            << QByteArray("Host: assay.invalid") << QByteArray("http://assay.invalid/lab")
            << bad.arg(u"/notebook/ns/nb/ with Host: assay.invalid"_s,
                       u"http://assay.invalid/lab"_s);
        QTest::newRow("to a forwarded host")
            << QByteArray("X-Forwarded-Host: assay.invalid") << QByteArray("//assay.invalid/x")
            << bad.arg(u"/notebook/ns/nb/ with X-Forwarded-Host: assay.invalid"_s,
                       u"//assay.invalid/x"_s);
        QTest::newRow("two slashes")
            << QByteArray("GET //assay.invalid/ ") << QByteArray("//assay.invalid")
            << bad.arg(u"//assay.invalid/"_s, u"//assay.invalid"_s);
        QTest::newRow("a backslash")
            << QByteArray("GET /%5Cassay.invalid ") << QByteArray("/\\assay.invalid")
            << bad.arg(u"/%5Cassay.invalid"_s, u"/\\assay.invalid"_s);
        QTest::newRow("the next page of a login")
            << QByteArray("GET /notebook/ns/nb/login?next=//assay.invalid ")
            << QByteArray("https://assay.invalid")
            << bad.arg(u"/notebook/ns/nb/login?next=//assay.invalid"_s, u"https://assay.invalid"_s);
    }

    void redirects()
    {
        QFETCH(QByteArray, asked);
        QFETCH(QByteArray, where);
        OnePageServer server([&](const QByteArray &head) {
            return head.contains(asked) ? page("302 Found\r\nLocation: " + where)
                                        : page("404 Not Found");
        });
        QTEST(told(check(u"no_open_redirect"_s, {}, {{"port", server.serverPort()}})), "expected");
    }

    void kernels_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("expected");
        const QString at = u"/notebook/ns/nb/api/kernels"_s;
        QTest::newRow("none") << page("200 OK", "[]")
                              << u"passed: %1 lists 0 kernels as the culler reads them."_s.arg(at);
        QTest::newRow("one") << page("200 OK",
                                     "[{\"last_activity\": \"2026-11-26T15:00:00.123456Z\", "
                                     "\"execution_state\": \"idle\"}]")
                             << u"passed: %1 lists 1 kernels as the culler reads them."_s.arg(at);
        QTest::newRow("another time")
            << page("200 OK",
                    "[{\"last_activity\": \"Thu Nov 26\", \"execution_state\": \"idle\"}]")
            << u"failed: A kernel of %1 has \"Thu Nov 26\" as last_activity, which is no RFC 3339 "
               "time."_s.arg(at);
        QTest::newRow("no state") << page("200 OK",
                                          "[{\"last_activity\": \"2026-11-26T15:00:00+01:00\"}]")
                                  << u"failed: A kernel of %1 has no execution_state."_s.arg(at);
        QTest::newRow("no object") << page("200 OK", "[7]")
                                   << u"failed: A kernel of %1 has \"\" as last_activity, which is "
                                      "no RFC 3339 time."_s.arg(at);
        QTest::newRow("no list") << page("200 OK", "{}")
                                 << u"failed: What answers at %1 is no list of kernels."_s.arg(at);
        QTest::newRow("a page") << page("200 OK", "<html>")
                                << u"failed: What answers at %1 is no list of kernels."_s.arg(at);
        QTest::newRow("not there")
            << page("404 Not Found") << u"failed: %1 is answered with status 404."_s.arg(at);
    }

    void kernels()
    {
        QFETCH(QByteArray, answer);
        OnePageServer server({{"/notebook/ns/nb/api/kernels", answer}}, QHostAddress::LocalHost);
        QTEST(told(check(u"culling_api"_s, {}, {{"port", server.serverPort()}})), "expected");
    }

    void startsOffline_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("expected");
        const QString late = u"failed: Started without a network, it was not ready after 1 "
                             "seconds: "_s;
        QTest::newRow("ready") << page("200 OK")
                               << u"passed: Started without a network, it answers at "
                                  "/notebook/ns/nb/api."_s;
        QTest::newRow("wants a login") << page("302 Found")
                                       << u"passed: Started without a network, it answers at "
                                          "/notebook/ns/nb/api."_s;
        QTest::newRow("not ready")
            << page("503 Service Unavailable")
            << late + u"GET /notebook/ns/nb/api is answered with status 503."_s;
        QTest::newRow("at another page") << page("404 Not Found")
                                         << u"passed: Started without a network, it answers at "
                                            "/notebook/ns/nb/api."_s;
        QTest::newRow("no HTTP") << QByteArray("SSH-2.0\r\n")
                                 << late + u"GET /notebook/ns/nb/api: SSH-2.0\r\n."_s;
    }

    void startsOffline()
    {
        QFETCH(QByteArray, answer);
        OnePageServer server({{"/notebook/ns/nb/api", answer}}, QHostAddress::LocalHost);
        const CheckResult result =
            check(u"starts_offline"_s, {}, {{"port", server.serverPort()}, {"seconds", 1}});
        QTEST(told(result), "expected");
        QCOMPARE(result.advice.contains(u"nothing can be fetched"_s),
                 result.outcome == CheckOutcome::Failed);
    }

    void startsOfflineWithoutAServer()
    {
        QCOMPARE(told(check(u"starts_offline"_s, {}, {{"port", 1}, {"seconds", 1}})),
                 u"failed: Started without a network, it was not ready after 1 seconds: Nothing "
                 "listens on port 1."_s);
    }

    void fromOutside()
    {
        const QString addresses =
            u"import socket\nreal = socket.getaddrinfo\nsocket.gethostname = lambda: 'pod'\n"
            "socket.getaddrinfo = lambda h, *a: [(0, 0, 0, '', (i, 0)) for i in ('127.0.1.1', "
            "'%1')] if h == 'pod' else real(h, *a)\nsocket.SOCK_DGRAM = -1"_s;
        OnePageServer server({{"/notebook/ns/nb/", page("302 Found")}}, QHostAddress::LocalHost);
        const Json port{{"port", server.serverPort()}};
        // Written like this 127.0.0.2 stands for the pod's own address: it is always there.
        const CheckResult closed =
            check(u"reachable_from_outside"_s, addresses.arg(u"0x7f000002"_s), port);
        QCOMPARE(told(closed),
                 u"failed: The server answers inside the container only: on 0x7f000002 port "
                 "%1 there is nothing."_s.arg(server.serverPort()));
        QVERIFY(closed.advice.contains(u"--ServerApp.ip=0.0.0.0"_s));

        OnePageServer open({{"/notebook/ns/nb/", page("302 Found")}}, QHostAddress::AnyIPv4);
        QCOMPARE(told(check(u"reachable_from_outside"_s, addresses.arg(u"0x7f000002"_s),
                            {{"port", open.serverPort()}})),
                 u"passed: The server answers on 0x7f000002 port %1 (status 302)."_s.arg(
                     open.serverPort()));
        QCOMPARE(told(check(u"reachable_from_outside"_s, addresses.arg(u"127.0.0.1"_s), port)),
                 u"inconclusive: The container has no address but the loopback."_s);
    }

    void nobodyListens()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const quint16 port = server.serverPort();
        server.close();
        for (const QString &name : {u"gateway_prefix"_s, u"no_open_redirect"_s, u"culling_api"_s})
            QCOMPARE(told(check(name, {}, {{"port", port}})),
                     u"failed: Nothing listens on port %1."_s.arg(port));
    }
};

QTEST_GUILESS_MAIN(ServerChecksTest)
#include "tst_server_checks.moc"
