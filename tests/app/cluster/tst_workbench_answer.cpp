// SPDX-License-Identifier: Apache-2.0

// What is made of the answer of a workbench's own page, asked through an API server whose answers
// are written down here: is it the workbench that answers, or the server in its place?

#include "support/scripted_server.h"
#include "support/tls_material.h"

#include "cluster/workbench_reading.h"

#include <app/cluster/cancellation.h>

#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay;
using assay::models::Json;
using assay::tests::ScriptedServer;

class WorkbenchAnswerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void isTold_data();
    void isTold();
    void isNotAskedBehindASidecarWhetherSomethingListens();

private:
    models::Workbench ready() const;
    models::Workbench answered(models::Workbench workbench);

    tests::TlsMaterial m_tls;
    std::unique_ptr<ScriptedServer> m_server;
    int m_status = 200;
    QByteArray m_body;
};

void WorkbenchAnswerTest::init()
{
    QVERIFY(m_tls.isValid());
    m_server = std::make_unique<ScriptedServer>(m_tls.server(u"server"_s));
    m_server->setHandler([this](const ScriptedServer::Request &, QSslSocket *socket) {
        socket->write(ScriptedServer::response(m_status, m_body));
    });
}

models::Workbench WorkbenchAnswerTest::ready() const
{
    models::Workbench workbench;
    workbench.nameSpace = u"team"_s;
    workbench.name = u"nb"_s;
    workbench.history.mainContainer = u"nb"_s;
    workbench.history.pod = {
        {"metadata", {{"name", "nb-0"}, {"namespace", "team"}}},
        {"spec",
         {{"containers",
           Json::array({{{"name", "nb"},
                         {"env", Json::array({{{"name", "NB_PREFIX"},
                                               {"value", "/notebook/team/nb"}}})}}})}}},
        {"status",
         {{"phase", "Running"},
          {"conditions", Json::array({{{"type", "Ready"}, {"status", "True"}}})}}}};
    return workbench;
}

models::Workbench WorkbenchAnswerTest::answered(models::Workbench workbench)
{
    k8s::RestConfig config;
    config.server = m_server->url();
    config.certificateAuthority = m_tls.read(u"ca.crt"_s);
    config.token = "s3cret";
    const auto client = std::make_shared<k8s::Client>(config);
    client->setRetryPolicy({.attempts = 1});
    std::optional<models::Workbench> end;
    const auto run = [&]() -> QCoro::Task<> {
        models::Workbench told = co_await app::withAnswer(
            client, std::make_shared<app::Cancellation>(), std::move(workbench));
        end = told;
    };
    const auto task = run();
    if (!QTest::qWaitFor([&end] { return end.has_value(); }, 20'000))
        return {};
    return *end;
}

//! A Status as the API server sends it; before 1.21 its proxy gave no reason.
static QByteArray status(int code, const char *reason, const char *message)
{
    Json status{{"kind", "Status"},
                {"apiVersion", "v1"},
                {"status", "Failure"},
                {"message", message},
                {"code", code}};
    if (*reason)
        status["reason"] = reason;
    return QByteArray::fromStdString(status.dump());
}

void WorkbenchAnswerTest::isTold_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("told");
    QTest::addColumn<bool>("isRefused");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char *name, int code, const QByteArray &body, int told,
                        bool isRefused, const QString &problem) {
        QTest::newRow(name) << code << body << told << isRefused << problem;
    };
    row("its page", 200, "<html>", 200, false, {});
    row("its own 404", 404, "<html>404 : Not Found</html>", 404, false, {});
    row("its own 500", 500, "<html>500 : Internal Server Error</html>", 500, false, {});
    const char *refused = "error trying to reach service: dial tcp 10.1.2.3:8888: connect: "
                          "connection refused";
    row("nothing listens", 503, status(503, "ServiceUnavailable", refused), 0, true, {});
    row("nothing listens, before 1.21", 500, status(500, "", refused), 0, true, {});
    const char *silent = "error trying to reach service: dial tcp 10.1.2.3:8888: i/o timeout";
    row("no way to the pod", 503, status(503, "ServiceUnavailable", silent), 0, false,
        QString::fromLatin1(silent));
    row("no way to the pod, before 1.21", 500, status(500, "", silent), 0, false,
        QString::fromLatin1(silent));
    const char *forbidden = "pods \"nb-0:8888\" is forbidden: User \"u\" cannot get resource "
                            "\"pods/proxy\" in API group \"\" in the namespace \"team\"";
    row("no right to ask", 403, status(403, "Forbidden", forbidden), 0, false,
        QString::fromLatin1(forbidden));
}

void WorkbenchAnswerTest::isTold()
{
    QFETCH(int, code);
    QFETCH(QByteArray, body);
    m_status = code;
    m_body = body;
    const auto workbench = answered(ready());
    QCOMPARE(m_server->requests().size(), std::size_t(1));
    QCOMPARE(m_server->requests().front().target,
             "/api/v1/namespaces/team/pods/nb-0%3A8888/proxy/notebook/team/nb/");
    QVERIFY(workbench.answer);
    QCOMPARE(workbench.answer->path, u"/notebook/team/nb/"_s);
    QTEST(workbench.answer->status, "told");
    QTEST(workbench.answer->isRefused, "isRefused");
    QTEST(workbench.answer->problem, "problem");
}

//! It need not listen for others than its sidecar.
void WorkbenchAnswerTest::isNotAskedBehindASidecarWhetherSomethingListens()
{
    m_status = 500;
    m_body = status(500, "",
                    "error trying to reach service: dial tcp 10.1.2.3:8888: connect: connection "
                    "refused");
    auto workbench = ready();
    workbench.history.pod["spec"]["containers"].push_back({{"name", "kube-rbac-proxy"}});
    workbench = answered(std::move(workbench));
    QVERIFY(workbench.answer);
    QVERIFY(!workbench.answer->isRefused);
    QCOMPARE(workbench.answer->status, 0);
}

QTEST_GUILESS_MAIN(WorkbenchAnswerTest)
#include "tst_workbench_answer.moc"
