// SPDX-License-Identifier: Apache-2.0
#include "k8s/client_fixture.h"
#include "support/exec_server.h"

#include <k8s/watch/reflector.h>

#include <QLoggingCategory>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay::k8s;
using assay::tests::ExecServer;
using nlohmann::json;

static QStringList said;

static void note(QtMsgType, const QMessageLogContext &context, const QString &message)
{
    if (!QByteArrayView(context.category).startsWith("assay.k8s."))
        return;
    // Numbers, times and sizes differ from run to run.
    static const QRegularExpression number(u"\\[\\d+\\]"_s);
    static const QRegularExpression time(u"\\d+ ms"_s);
    QString line = QString::fromLatin1(context.category) + u' ' + message;
    said << line.replace(number, u"[#]"_s).replace(time, u"# ms"_s);
}

class LoggingTest : public ClientFixture
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();

    void isSilentUnlessAsked();
    void showsTheLifeOfOneRequest();
    void showsEachAttempt();
    void showsTheLifeOfOneWatch();
    void showsTheLifeOfOneCommand();

private:
    QtMessageHandler m_before = nullptr;
};

void LoggingTest::init()
{
    QVERIFY(makeClient());
    said.clear();
    m_before = qInstallMessageHandler(note);
}

void LoggingTest::cleanup()
{
    QLoggingCategory::setFilterRules({});
    qInstallMessageHandler(m_before);
    dropClient();
}

void LoggingTest::isSilentUnlessAsked()
{
    answer(ScriptedServer::response(404, ScriptedServer::status(404, "NotFound", "no such pod")));
    errorOfGet(*m_client);
    QCOMPARE(said, QStringList());
}

void LoggingTest::showsTheLifeOfOneRequest()
{
    QLoggingCategory::setFilterRules(u"assay.k8s.*.debug=true"_s);
    answer(ScriptedServer::response(201, R"({"answer":"hidden-answer"})"));
    const auto job = m_client->create(Resource::pods(), u"n"_s,
                                      json{{"metadata", {{"name", "hidden-body"}}}}, true);
    QVERIFY(ended(*job));
    QVERIFY(job->result());
    QCOMPARE(said, (QStringList{
                       u"assay.k8s.request [#] POST /api/v1/namespaces/n/pods"_s,
                       u"assay.k8s.request [#] sent, 35 bytes"_s,
                       u"assay.k8s.request [#] status 201 after # ms"_s,
                       u"assay.k8s.request [#] ended after # ms, 26 bytes"_s,
                   }));
}

void LoggingTest::showsEachAttempt()
{
    QLoggingCategory::setFilterRules(u"assay.k8s.request.debug=true"_s);
    m_client->setRetryPolicy({.attempts = 2,
                              .firstDelay = std::chrono::milliseconds(1),
                              .longestDelay = std::chrono::milliseconds(1)});
    answer(ScriptedServer::response(
        503, ScriptedServer::status(503, "ServiceUnavailable", "hidden-reason")));
    errorOfGet(*m_client);
    said.removeIf([](const QString &line) { return !line.contains(u"attempt"); });
    QCOMPARE(said, QStringList{u"assay.k8s.request GET /api/v1/namespaces/n/pods/p: attempt 1 "
                               "failed (Server), the next in # ms"_s});
}

void LoggingTest::showsTheLifeOfOneWatch()
{
    QLoggingCategory::setFilterRules(u"assay.k8s.watch.debug=true"_s);
    m_server->setHandler([](const ScriptedServer::Request &request, QSslSocket *socket) {
        if (!request.target.contains("watch=1")) {
            socket->write(ScriptedServer::response(
                200, R"({"metadata":{"resourceVersion":"10"},"items":[]})"));
            return;
        }
        socket->write(ScriptedServer::chunkedHead());
        socket->write(ScriptedServer::chunk(
            R"({"type":"ADDED","object":{"metadata":{"namespace":"n","name":"a","uid":"u",)"
            R"("resourceVersion":"11"},"spec":"hidden-spec"}})"
            "\n"));
    });
    auto reflector = m_client->watch(Resource::pods(), u"n"_s);
    QTRY_COMPARE(reflector->objects().size(), std::size_t(1));
    QCOMPARE(said, (QStringList{
                       u"assay.k8s.watch [#] list /api/v1/namespaces/n/pods"_s,
                       u"assay.k8s.watch [#] listed 0 objects at 10: 0 new or changed, 0 gone"_s,
                       u"assay.k8s.watch [#] watch /api/v1/namespaces/n/pods from 10"_s,
                       u"assay.k8s.watch [#] ADDED n/a at 11"_s,
                   }));
}

void LoggingTest::showsTheLifeOfOneCommand()
{
    QLoggingCategory::setFilterRules(u"assay.k8s.exec.debug=true"_s);
    ExecServer server(m_tls.server(u"server"_s), {u"v5.channel.k8s.io"_s});
    server.onOpen = [](QWebSocket *socket) {
        ExecServer::send(socket, 1, "hidden-output");
        ExecServer::send(socket, 3, ExecServer::exitCode(3));
    };
    RestConfig with = config();
    with.server = server.url();
    Client client(with);
    const auto job =
        client.exec(u"n"_s, u"p"_s, {.container = u"main"_s, .command = {u"hidden-command"_s}});
    QVERIFY(ended(*job));
    QVERIFY(job->result());
    QCOMPARE(said, (QStringList{
                       u"assay.k8s.exec [#] exec /api/v1/namespaces/n/pods/p/exec, container "
                       "main, 1 arguments, within # ms"_s,
                       u"assay.k8s.exec [#] open after # ms, v5.channel.k8s.io"_s,
                       u"assay.k8s.exec [#] stdout, 13 bytes"_s,
                       u"assay.k8s.exec [#] ended with 3 after # ms"_s,
                   }));
}

QTEST_GUILESS_MAIN(LoggingTest)
#include "tst_logging.moc"
