// SPDX-License-Identifier: Apache-2.0

// The ladder from the server's name to the namespace, against an API server whose answers are
// written down here.

#include "support/scripted_server.h"
#include "support/tls_material.h"

#include "ladder/climb.h"

#include <app/cluster/cancellation.h>
#include <models/words/ladder_text.h>

#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay;
using assay::models::Json;
using assay::tests::ScriptedServer;

class LadderTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void climbsToTheTop();
    void endsAt_data();
    void endsAt();
    void saysWhoIAm_data();
    void saysWhoIAm();
    void looksAtTheNamespace_data();
    void looksAtTheNamespace();
    void listsEveryMissingRight();
    void looksAtEveryTest();
    void isStopped();
    void isWrittenForPeople();

private:
    struct Answer
    {
        int code = 200;
        Json body;
    };
    static Answer status(int code, const char *message)
    {
        return {code,
                {{"kind", "Status"}, {"status", "Failure"}, {"code", code}, {"message", message}}};
    }
    void serve(const QString &target, const Answer &answer) { m_answers.insert(target, answer); }
    std::optional<models::ValidationError> climb(app::ClimbPlan plan = {});
    //! "✗ Name: detail" of what was told under this name; empty where nothing was.
    QString told(const QString &name) const;
    k8s::RestConfig config() const
    {
        k8s::RestConfig config;
        config.contextName = u"c"_s;
        config.clusterName = u"cluster"_s;
        config.userName = u"user"_s;
        config.server = m_server->url();
        config.certificateAuthority = m_tls.read(u"ca.crt"_s);
        config.token = "s3cret";
        config.defaultNamespace = u"mine"_s;
        return config;
    }

    tests::TlsMaterial m_tls;
    std::unique_ptr<ScriptedServer> m_server;
    QHash<QString, Answer> m_answers; //!< by path; else 404
    QStringList m_denied;             //!< "create pods/exec"
    std::vector<models::PreflightCheck> m_checks;
};

void LadderTest::init()
{
    QVERIFY(m_tls.isValid());
    m_server = std::make_unique<ScriptedServer>(m_tls.server(u"server"_s));
    m_answers.clear();
    m_denied.clear();
    serve(u"/version"_s, {200, {{"gitVersion", "v1.30.1"}}});
    serve(u"/apis"_s,
          {200,
           {{"groups", Json::array({{{"name", "kubeflow.org"},
                                     {"versions", Json::array({{{"version", "v1"}}})}}})}}});
    const Json empty{{"items", Json::array()}};
    for (const auto &path :
         {u"/api/v1/nodes"_s, u"/apis/storage.k8s.io/v1/storageclasses"_s,
          u"/api/v1/namespaces/mine/resourcequotas"_s, u"/api/v1/namespaces/mine/limitranges"_s})
        serve(path, {200, empty});
    serve(u"/api/v1/namespaces/mine"_s, {200, {{"metadata", {{"name", "mine"}}}}});
    m_server->setHandler([this](const ScriptedServer::Request &request, QSslSocket *socket) {
        const QString path = QString::fromLatin1(request.target).section(u'?', 0, 0);
        Answer answer = m_answers.value(path, status(404, "not found"));
        if (path.endsWith(u"/selfsubjectaccessreviews"_s) && !m_answers.contains(path)) {
            const Json asked =
                Json::parse(request.body.toStdString())["spec"]["resourceAttributes"];
            QString what = asked["verb"].get<QString>() + u' ' + asked["resource"].get<QString>();
            if (asked.contains("subresource"))
                what += u'/' + asked["subresource"].get<QString>();
            answer = {201, {{"status", {{"allowed", !m_denied.contains(what)}}}}};
        }
        socket->write(
            ScriptedServer::response(answer.code, QByteArray::fromStdString(answer.body.dump())));
    });
}

std::optional<models::ValidationError> LadderTest::climb(app::ClimbPlan plan)
{
    m_checks.clear();
    plan.cluster = config();
    const auto client = std::make_shared<k8s::Client>(plan.cluster);
    client->setRetryPolicy({.attempts = 1});
    std::optional<app::Rung> end;
    const auto run = [&]() -> QCoro::Task<> {
        app::Rung rung = co_await app::climb(
            client, std::make_shared<app::Cancellation>(), plan,
            [this](const models::PreflightCheck &check) { m_checks.push_back(check); });
        end = rung;
    };
    const auto task = run();
    if (!QTest::qWaitFor([&end] { return end.has_value(); }, 20'000))
        return models::ValidationError{models::ErrorType::CancelledError, u"did not end"_s};
    return *end;
}

QString LadderTest::told(const QString &name) const
{
    for (const auto &check : m_checks) {
        if (check.name == name)
            return models::ladderLine(check).simplified();
    }
    return {};
}

void LadderTest::climbsToTheTop()
{
    QVERIFY(!climb());
    QStringList names;
    for (const auto &check : m_checks) {
        QVERIFY2(check.result != models::PreflightCheck::Result::Failed, qPrintable(check.name));
        if (!check.name.startsWith("May "_L1))
            names << check.name;
    }
    QCOMPARE(names, (QStringList{u"Server name"_s, u"Connection"_s, u"TLS"_s, u"Credentials"_s,
                                 u"Who am I"_s, u"Kubernetes"_s, u"Notebook API"_s, u"Namespace"_s,
                                 u"Quotas and limits"_s, u"Storage class"_s}));
    QCOMPARE(told(u"Kubernetes"_s), u"✓ Kubernetes v1.30.1"_s);
    QCOMPARE(told(u"Namespace"_s), u"✓ Namespace mine exists; it is used and left alone."_s);
    // Nothing was created: only reviews were posted.
    for (const auto &request : m_server->requests())
        QVERIFY(request.method == "GET" || request.target.contains("/selfsubject"));
}

void LadderTest::endsAt_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("says");
    QTest::addColumn<QString>("type");
    const QString review = u"/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"_s;
    QTest::newRow("refused credentials")
        << review << 401 << u"Unauthorized"_s << u"Credentials"_s
        << u"The server refused the credentials of user “user”"_s << u"PermissionError"_s;
    QTest::newRow("no credentials")
        << review << 403 << u"User \"system:anonymous\" cannot create resource"_s
        << u"Credentials"_s << u"takes it for an anonymous one"_s << u"PermissionError"_s;
    QTest::newRow("server error") << review << 500 << u"etcd is gone"_s << u"Credentials"_s
                                  << u"etcd is gone"_s << u"ClusterError"_s;
    QTest::newRow("no version") << u"/version"_s << 503 << u"starting"_s << u"Kubernetes"_s
                                << u"starting"_s << u"ClusterError"_s;
    QTest::newRow("no Notebook API") << u"/apis"_s << 200 << QString() << u"Notebook API"_s
                                     << u"does not know Notebooks"_s << u"ClusterError"_s;
}

void LadderTest::endsAt()
{
    QFETCH(QString, path);
    QFETCH(int, code);
    QFETCH(QString, message);
    QFETCH(QString, name);
    QFETCH(QString, says);
    QFETCH(QString, type);
    serve(path, code == 200 ? Answer{200, {{"groups", Json::array()}}}
                            : status(code, qPrintable(message)));
    const auto error = climb();
    QVERIFY(error);
    QCOMPARE(models::toString(error->type), type);
    QCOMPARE(m_checks.back().name, name);
    QVERIFY(m_checks.back().result == models::PreflightCheck::Result::Failed);
    QVERIFY2(m_checks.back().detail.contains(says), qPrintable(m_checks.back().detail));
    QVERIFY(!models::ladderText(m_checks).contains(u"s3cret"_s));
}

void LadderTest::saysWhoIAm_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<Json>("body");
    QTest::addColumn<QString>("line");
    const Json review{{"status", {{"userInfo", {{"username", "ada"}, {"groups", {"dev", "ml"}}}}}}};
    QTest::newRow("1.28") << u"/apis/authentication.k8s.io/v1/selfsubjectreviews"_s << review
                          << u"✓ Who am I ada (groups: dev, ml)"_s;
    QTest::newRow("1.27") << u"/apis/authentication.k8s.io/v1beta1/selfsubjectreviews"_s << review
                          << u"✓ Who am I ada (groups: dev, ml)"_s;
    QTest::newRow("OpenShift") << u"/apis/user.openshift.io/v1/users/~"_s
                               << Json{{"metadata", {{"name", "ada@example"}}}}
                               << u"✓ Who am I ada@example"_s;
    QTest::newRow("nobody says")
        << u"/nothing"_s << Json()
        << u"✓ Who am I User “user” of the kubeconfig; this server does not tell what it calls it."_s;
}

void LadderTest::saysWhoIAm()
{
    QFETCH(QString, path);
    QFETCH(Json, body);
    QFETCH(QString, line);
    serve(path, {201, body});
    QVERIFY(!climb());
    QCOMPARE(told(u"Who am I"_s), line);
}

void LadderTest::looksAtTheNamespace_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("mayCreate");
    QTest::addColumn<bool>("openShift");
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("holds");
    QTest::newRow("to be made") << 404 << true << false
                                << u"✓ Namespace mine does not exist; it is made for the "
                                   "validation and deleted after it."_s
                                << true;
    QTest::newRow("cannot be made")
        << 404 << false << false
        << u"✗ Namespace The namespace mine does not exist, and user user may not make it. → Ask "
           "the cluster's administrator for it, or choose a namespace that exists."_s
        << false;
    QTest::newRow("as a project") << 403 << false << true
                                  << u"✓ Namespace mine does not exist; the project is requested "
                                     "for the validation and deleted after it."_s
                                  << true;
    QTest::newRow("may not look") << 403 << false << false
                                  << u"! Namespace Whether mine exists may not be asked. → If it "
                                     "does not exist, ask for a namespace of your own."_s
                                  << true;
}

void LadderTest::looksAtTheNamespace()
{
    QFETCH(int, code);
    QFETCH(bool, mayCreate);
    QFETCH(bool, openShift);
    QFETCH(QString, line);
    QFETCH(bool, holds);
    serve(u"/api/v1/namespaces/mine"_s, status(code, "no"));
    if (!mayCreate)
        m_denied << u"create namespaces"_s;
    if (openShift) {
        m_answers[u"/apis"_s].body["groups"].push_back({{"name", "route.openshift.io"}});
        serve(u"/apis/project.openshift.io/v1/projects/mine"_s, status(403, "no"));
        // Rights come with the project: until it is there, nothing is allowed in it.
        m_denied << u"create notebooks"_s << u"create pods/exec"_s;
    }
    const auto error = climb();
    QCOMPARE(told(u"Namespace"_s), line);
    QCOMPARE(!error.has_value(), holds);
}

void LadderTest::listsEveryMissingRight()
{
    m_denied = {u"create pods/exec"_s, u"delete notebooks"_s, u"get pods/log"_s};
    const auto error = climb();
    QVERIFY(error);
    QCOMPARE(models::toString(error->type), u"PermissionError"_s);
    QCOMPARE(error->message,
             u"The user user may not do what the validation needs in namespace mine: delete "
             "notebooks, create pods/exec. Ask the cluster's administrator for these rights, or "
             "choose another context."_s);
    QCOMPARE(told(u"May delete notebooks"_s),
             u"✗ May delete notebooks Not allowed in namespace mine."_s);
    QCOMPARE(
        told(u"May create pods/exec"_s),
        u"✗ May create pods/exec Not allowed in namespace mine. → Ask the cluster's "
        "administrator for what is missing; the role “edit” of a namespace usually holds it, and "
        "\"assay manifest --rbac\" prints one that does."_s);
    QCOMPARE(told(u"May get pods/log"_s),
             u"! May get pods/log Not allowed in namespace mine. → A validation can do without, "
             "but shows less."_s);
    QCOMPARE(told(u"May watch pods"_s), u"✓ May watch pods"_s);
}

void LadderTest::looksAtEveryTest()
{
    app::ClimbPlan plan;
    for (const auto &nameSpace : {u"mine"_s, u"other"_s}) {
        models::CustomImageTestConfiguration test;
        test.nameSpace = nameSpace;
        test.notebookName = u"nb"_s;
        test.customImage = u"quay.io/a/b:1"_s;
        plan.tests.push_back(test);
    }
    serve(u"/apis/kubeflow.org/v1/namespaces/mine/notebooks/nb"_s,
          {200, {{"metadata", {{"name", "nb"}}}}});
    serve(u"/api/v1/namespaces/other/resourcequotas"_s,
          {200,
           {{"items", Json::array({{{"metadata", {{"name", "q"}}},
                                    {"spec", {{"hard", {{"pods", "0"}}}}}}})}}});
    serve(u"/api/v1/namespaces/other/limitranges"_s, {200, {{"items", Json::array()}}});
    const auto error = climb(plan);
    QVERIFY(error);
    QCOMPARE(told(u"mine: Name is free"_s),
             u"✗ mine: Name is free A Notebook named nb is already in namespace mine. → Delete it, "
             "or choose another notebook_name."_s);
    QCOMPARE(told(u"other: Quotas and limits"_s),
             u"✗ other: Quotas and limits The quota “q” allows 0 of pods, 0 is used, and the "
             "workbench asks for 1. → Free what is used, have the limit raised, or set "
             "\"resources\" or \"storage\" in the suite."_s);
}

void LadderTest::isStopped()
{
    // Silence: only the cancellation ends it.
    m_server->setHandler([](const auto &, QSslSocket *) {});
    const auto cancellation = std::make_shared<app::Cancellation>();
    const auto client = std::make_shared<k8s::Client>(config());
    std::optional<app::Rung> end;
    const auto run = [&]() -> QCoro::Task<> {
        app::Rung rung = co_await app::climb(client, cancellation, {}, [](const auto &) {});
        end = rung;
    };
    const auto task = run();
    QTRY_VERIFY_WITH_TIMEOUT(!m_server->requests().empty(), 10'000);
    cancellation->request();
    QTRY_VERIFY_WITH_TIMEOUT(end.has_value(), 10'000);
    QVERIFY(*end);
    QCOMPARE(models::toString((*end)->type), u"CancelledError"_s);
}

void LadderTest::isWrittenForPeople()
{
    const std::vector<models::PreflightCheck> checks{
        {u"One"_s, models::PreflightCheck::Result::Passed, u"fine"_s, {}},
        {u"Two"_s, models::PreflightCheck::Result::Failed, u"a\nb"_s, u"do this"_s}};
    QCOMPARE(models::ladderText(checks), u"✓ One                                fine\n"
                                         "✗ Two                                a\n"
                                         "                                     b\n"
                                         "                                     → do this\n"
                                         "\n"
                                         "One step stands in the way of a validation.\n"_s);
    QCOMPARE(
        models::ladderJson(checks).dump(),
        std::string(R"([{"advice":"","detail":"fine","name":"One","result":"Passed"},)"
                    R"({"advice":"do this","detail":"a\nb","name":"Two","result":"Failed"}])"));
}

QTEST_GUILESS_MAIN(LadderTest)
#include "tst_ladder.moc"
