// SPDX-License-Identifier: Apache-2.0
#include <models/failures/server_evidence.h>

#include "../image/python_script.h"
#include "../image/workbench_script.h"

#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

namespace {

PodHistory unready(const Json &probe, const char *event)
{
    PodHistory history;
    history.mainContainer = u"nb"_s;
    history.deadlinePassed = true;
    history.pod = {{"metadata", {{"name", "nb-0"}, {"namespace", "ns"}, {"uid", "1"}}},
                   {"spec",
                    {{"nodeName", "node"},
                     {"containers",
                      {{{"name", "nb"},
                        {"image", "example.org/nb:1"},
                        {"ports", {{{"name", "web"}, {"containerPort", 8888}}}},
                        {"readinessProbe", probe}}}}}},
                   {"status",
                    {{"phase", "Running"},
                     {"conditions", {{{"type", "PodScheduled"}, {"status", "True"}}}},
                     {"containerStatuses",
                      {{{"name", "nb"},
                        {"ready", false},
                        {"restartCount", 0},
                        {"state", {{"running", {{"startedAt", "2026-11-26T10:00:00Z"}}}}}}}}}}};
    if (event) {
        KubernetesEvent unhealthy;
        unhealthy.uid = u"e"_s;
        unhealthy.type = u"Warning"_s;
        unhealthy.reason = u"Unhealthy"_s;
        unhealthy.message = QString::fromUtf8(event);
        unhealthy.objectKind = u"Pod"_s;
        unhealthy.objectName = u"nb-0"_s;
        unhealthy.container = u"nb"_s;
        history.events.push_back(unhealthy);
    }
    return history;
}

const Json httpProbe{{"httpGet", {{"path", "/notebook/ns/nb/api"}, {"port", "web"}}}};
const char *refused =
    "Readiness probe failed: Get \"http://10.0.0.1:8888/notebook/ns/nb/api\": dial tcp "
    "10.0.0.1:8888: connect: connection refused";

} // namespace

//! A container that runs and is not ready is asked for the reason from inside.
class ServerEvidenceTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsAsked_data()
    {
        QTest::addColumn<PodHistory>("history");
        QTest::addColumn<QByteArray>("question");
        QTest::newRow("a named port")
            << unready(httpProbe, refused)
            << QByteArray(
                   R"({"https":false,"path":"/notebook/ns/nb/api","port":8888,"reached":false})");
        QTest::newRow("answered")
            << unready({{"httpGet", {{"port", 8080}, {"scheme", "HTTPS"}}}},
                       "Readiness probe failed: HTTP probe failed with statuscode: 404")
            << QByteArray(R"({"https":true,"path":"/","port":8080,"reached":true})");
        QTest::newRow("a connection alone")
            << unready({{"tcpSocket", {{"port", 8888}}}}, nullptr)
            << QByteArray(R"({"https":false,"path":"","port":8888,"reached":false})");
        QTest::newRow("no port") << unready({{"exec", {{"command", {"true"}}}}}, refused)
                                 << QByteArray("null");
        QTest::newRow("nothing that can be read")
            << unready({{"httpGet", {{"port", {1, 2}}}}, {"tcpSocket", 7}}, refused)
            << QByteArray("null");
        PodHistory waiting = unready(httpProbe, refused);
        waiting.pod["status"]["containerStatuses"][0]["state"] = {
            {"waiting", {{"reason", "CrashLoopBackOff"}}}};
        QTest::newRow("not running") << waiting << QByteArray("null");
    }

    void whatIsAsked()
    {
        QFETCH(PodHistory, history);
        const auto diagnosis = classify(history);
        QVERIFY(diagnosis);
        QTEST(QByteArray::fromStdString(serverQuestionOf(*diagnosis, history).dump()), "question");
    }

    void nobodyIsSentToAnEmptyLog()
    {
        const PodHistory history = unready(httpProbe, refused);
        const QStringList answers{u"No program listens on any port"_s};
        const Diagnosis found = withServerEvidence(*classify(history), history, answers);
        QVERIFY(speaksOfRunningContainer(found, history));
        QCOMPARE(found.advice, u"Look in the log for what it does instead, or give it more time to "
                               "start (timeout_pod_ready)."_s);
        QVERIFY(withLogEvidence(found, history, std::nullopt) == found);
        QVERIFY(withLogEvidence(found, history, u"starting\n"_s) == found);
        const Diagnosis silent = withLogEvidence(found, history, u"\n"_s);
        QCOMPARE(silent.advice, u"Start its command by hand in a container, and see what it does "
                                "instead; or give it more time to start (timeout_pod_ready)."_s);
        QCOMPARE(silent.summary,
                 found.summary + u" The workbench has written nothing to its log yet."_s);
        // It ran before, and ended: the log may be that of either start.
        PodHistory again = history;
        again.pod["status"]["containerStatuses"][0]["restartCount"] = 1;
        QVERIFY(!speaksOfRunningContainer(found, again));
        QVERIFY(withLogEvidence(found, again, QString()) == found);
        // Where nobody was advised to look there, nothing is said of it.
        const Diagnosis unasked = *classify(history);
        QVERIFY(withLogEvidence(unasked, history, QString()) == unasked);
    }

    void whatIsFoundOut_data()
    {
        QTest::addColumn<QStringList>("answers");
        QTest::addColumn<QString>("expected"); // rule: cause: summary
        const QString nb = u"The workbench is running, but "_s;
        QTest::newRow("localhost")
            << QStringList{u"Port 8888 is listened on by 127.0.0.1 and ::1 alone"_s,
                           u"GET /notebook/ns/nb/api is answered with status 200"_s}
            << u"server-on-localhost: The server listens on localhost only: "_s + nb +
                   u"nobody can reach it: its server listens on 127.0.0.1, inside of its own "
                   "container, and not on all addresses."_s;
        QTest::newRow("another port")
            << QStringList{u"No program listens on port 8888, but on 8080"_s}
            << u"server-on-another-port: The server listens on port 8080, not on 8888: "_s + nb +
                   u"nothing in it listens on port 8888, where it is looked for; port 8080 is "
                   "taken."_s;
        QTest::newRow("in a circle")
            << QStringList{u"GET /x is redirected for ever: /x, /y, /x"_s}
            << u"server-redirects-for-ever: The server redirects in a circle: "_s + nb +
                   u"its server redirects /x in a circle and never answers."_s;
        // It proves nothing: who answers now may have been late.
        QTest::newRow("all is well")
            << QStringList{u"GET /notebook/ns/nb/api is answered with status 200"_s}
            << u"nothing-listens: Nothing listens on the port: The workbench is running, but never "
               "became ready: its probe found nothing that listens on the port."_s;
        QTest::newRow("nothing")
            << QStringList()
            << u"nothing-listens: Nothing listens on the port: The workbench is "
               "running, but never became ready: its probe found nothing that "
               "listens on the port."_s;
    }

    void whatIsFoundOut()
    {
        QFETCH(QStringList, answers);
        const PodHistory history = unready(httpProbe, refused);
        const Diagnosis before = *classify(history);
        const Diagnosis after = withServerEvidence(before, history, answers);
        QTEST(u"%1: %2: %3"_s.arg(after.rule, after.cause, after.summary), "expected");
        QVERIFY(after.category == before.category);
        QCOMPARE(after.reason, before.reason);
        QCOMPARE(after.evidence.size(), before.evidence.size() + answers.size());
        if (!answers.isEmpty()) {
            QCOMPARE(after.evidence.back().text, answers.last());
            QCOMPARE(after.evidence.back().source, u"inside of nb"_s);
        }
    }

    void whatIsRead()
    {
        QCOMPARE(serverAnswersFrom("chatter\nASSAY-SERVER [\"a\", 7, \"b\"]\nmore\n"),
                 (QStringList{u"a"_s, u"b"_s}));
        for (const char *garbage :
             {"", "ASSAY-SERVER [\"a\"]", "\nASSAY-SERVER [\"a\"]", "\nASSAY-SERVER {}\n",
              "\nASSAY-SERVER [[[\n", "\nASSAY-SERVER \"a\"\n", "\nASSAY-SERVER [\"\"]\n",
              "\nASSAY-SERVER [\" \\n\", \"\\u2003\"]\n"})
            QCOMPARE(serverAnswersFrom(garbage), QStringList());
        QByteArray many("\nASSAY-SERVER [\"a\"");
        for (int i = 0; i < 100; ++i)
            many += ",\"" + QByteArray(10'000, 'x') + '"';
        const QStringList answers = serverAnswersFrom(many + "]\n");
        QCOMPARE(answers.size(), 8);
        QCOMPARE(answers.last().size(), 500);
    }

    void theProgram_data()
    {
        QTest::addColumn<QByteArray>("address"); // as /proc/net/tcp writes it; "" for no row
        QTest::addColumn<bool>("reached");
        QTest::addColumn<QString>("where"); // "" for a page
        QTest::addColumn<QString>("expected");
        QTest::newRow("on all addresses")
            << QByteArray("00000000") << false << QString()
            << u"GET /notebook/ns/nb/api is answered with status 200"_s;
        QTest::newRow("on localhost") << QByteArray("0100007F") << false << QString()
                                      << u"Port PORT is listened on by 127.0.0.1 alone|"
                                         "GET /notebook/ns/nb/api is answered with status 200"_s;
        QTest::newRow("reached nevertheless")
            << QByteArray("0100007F") << true << QString()
            << u"GET /notebook/ns/nb/api is answered with status 200"_s;
        QTest::newRow("nowhere") << QByteArray() << false << QString()
                                 << u"No program listens on any port"_s;
        QTest::newRow("in a circle")
            << QByteArray("00000000") << true << u"/notebook/ns/nb/api"_s
            << u"GET /notebook/ns/nb/api is redirected for ever: /notebook/ns/nb/api, "
               "/notebook/ns/nb/api, /notebook/ns/nb/api, /notebook/ns/nb/api"_s;
        QTest::newRow("to a page that is not there")
            << QByteArray("00000000") << true << u"/lab"_s
            << u"GET /lab is answered with status 404 after 1 redirects from /notebook/ns/nb/api"_s;
        QTest::newRow("to another host")
            << QByteArray("00000000") << true << u"https://sso.example/login"_s
            << u"GET /notebook/ns/nb/api is redirected to the host sso.example: "
               "https://sso.example/login"_s;
    }

    void theProgram()
    {
        if (python::program().isEmpty())
            QSKIP("there is no python3 on this machine");
        QFETCH(QByteArray, address);
        QFETCH(QString, where);
        QFETCH(QString, expected);
        const QByteArray answer = where.isEmpty()
                                      ? workbench::page("200 OK", "{}")
                                      : workbench::page("302 Found\r\nLocation: " + where.toUtf8());
        workbench::OnePageServer server({{"/notebook/ns/nb/api", answer}}, QHostAddress::LocalHost);
        const QByteArray row =
            address.isEmpty()
                ? QByteArray()
                : "   0: " + address + ':' +
                      QByteArray::number(server.serverPort(), 16).toUpper().rightJustified(4, '0') +
                      " 00000000:0000 0A 0 0\n";
        QFETCH(bool, reached);
        const Json ask{{"port", server.serverPort()},
                       {"path", "/notebook/ns/nb/api"},
                       {"https", false},
                       {"reached", reached}};
        // Other programs of this machine listen too.
        const QString before =
            u"import builtins, io\nreal = open\n"
            "builtins.open = lambda f, *a, **k: io.StringIO('head\\n' + ('''%1''' if f == "
            "'/proc/net/tcp' else '')) if str(f).startswith('/proc/net') else real(f, *a, **k)\n"_s
                .arg(QString::fromUtf8(row));
        const auto run = python::run(
            {before + python::script(u"ask_server.py"_s), QString::fromStdString(ask.dump())});
        QCOMPARE(QString::fromUtf8(run.errors), QString());
        QCOMPARE(serverAnswersFrom(run.output).join(u'|'),
                 expected.replace(u"PORT"_s, QString::number(server.serverPort())));
    }

    void theProgramListensToTheKernel()
    {
        if (python::program().isEmpty())
            QSKIP("there is no python3 on this machine");
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const Json ask{
            {"port", server.serverPort()}, {"path", ""}, {"https", false}, {"reached", false}};
        const auto run =
            python::run({python::script(u"ask_server.py"_s), QString::fromStdString(ask.dump())});
        QCOMPARE(
            serverAnswersFrom(run.output),
            QStringList{u"Port %1 is listened on by 127.0.0.1 alone"_s.arg(server.serverPort())});
    }
};

QTEST_GUILESS_MAIN(ServerEvidenceTest)
#include "tst_server_evidence.moc"
