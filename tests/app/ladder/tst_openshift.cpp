// SPDX-License-Identifier: Apache-2.0

// A namespace that OpenShift is asked for as a project, from the request to its end.

#include "support/scripted_server.h"
#include "support/tls_material.h"

#include "cluster/namespace_leases.h"
#include "validation/steps.h"

#include <app/cluster/cancellation.h>
#include <models/words/place_words.h>

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay;
using assay::models::Json;
using assay::tests::ScriptedServer;

class OpenShiftTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        QVERIFY(m_tls.isValid());
        m_server = std::make_unique<ScriptedServer>(m_tls.server(u"server"_s));
        m_answers.clear();
        m_requests.clear();
        m_server->setHandler([this](const ScriptedServer::Request &request, QSslSocket *socket) {
            const QString line = QString::fromLatin1(request.method) + u' ' +
                                 QString::fromLatin1(request.target).section(u'?', 0, 0);
            m_requests << line;
            const auto answer = m_answers.value(
                line, {404, Json{{"kind", "Status"}, {"status", "Failure"}, {"code", 404}}});
            socket->write(ScriptedServer::response(
                answer.first, QByteArray::fromStdString(answer.second.dump())));
        });
    }

    void asksForAProjectAndDeletesIt()
    {
        answerAll();
        const auto run = validation();
        const auto state = stateOf(*run);
        QVERIFY(!create(run, state));
        const auto &created = run->record.created();
        QCOMPARE(created.size(), std::size_t(3));
        QCOMPARE(created[0].object.toString(), u"Project test-x"_s);
        QCOMPARE(created[0].object.uid, u"project-uid"_s);
        // The rights in it are asked for once it is there.
        QVERIFY(m_requests.indexOf(projectRequests) < m_requests.indexOf(reviews));

        // With the project goes the right to look at it.
        m_answers.insert(u"GET "_s + project, {403, failure(403)});
        clean(run, state);
        QVERIFY(m_requests.contains(u"DELETE "_s + project));
        QVERIFY(run->record.leftovers().empty());
        const auto &gone = run->record.deleted().back();
        QCOMPARE(gone.object.toString(), u"Project test-x"_s);
        QVERIFY(gone.result == models::ObjectDeleted::Result::Deleted);
    }

    void aProjectThatWasThereIsLeftAlone()
    {
        answerAll();
        m_answers.insert(projectRequests, {409, Json{{"kind", "Status"},
                                                     {"status", "Failure"},
                                                     {"code", 409},
                                                     {"reason", "AlreadyExists"},
                                                     {"message", "it exists"}}});
        const auto run = validation();
        const auto state = stateOf(*run);
        QVERIFY(!create(run, state));
        clean(run, state);
        QVERIFY(!m_requests.contains(u"DELETE "_s + project));
    }

    void aRefusalIsNoVerdictOnTheImage()
    {
        m_answers.insert(projectRequests, {403, failure(403)});
        const auto run = validation();
        const auto state = stateOf(*run);
        const auto error = create(run, state);
        QVERIFY(error);
        QCOMPARE(models::toString(error->type), u"PermissionError"_s);
        QVERIFY2(error->message.startsWith(u"Project test-x cannot be requested: "_s),
                 qPrintable(error->message));
        QVERIFY(state->attempted.empty());
    }

    //! Which releases these are, no later look at a record could tell.
    void releasesAndNodesAreRead()
    {
        const auto group = [](const char *name, const char *version) {
            return Json{{"name", name}, {"preferredVersion", {{"version", version}}}};
        };
        m_answers.insert(u"GET /version"_s, {200, Json{{"gitVersion", "v1.31.4"}}});
        Json groups = Json::object();
        groups["groups"] = Json::array(
            {group("config.openshift.io", "v1"), group("datasciencecluster.opendatahub.io", "v2")});
        m_answers.insert(u"GET /apis"_s, {200, groups});
        const Json version{{"status", {{"desired", {{"version", "4.19.3"}}}}}};
        m_answers.insert(u"GET /apis/config.openshift.io/v1/clusterversions/version"_s,
                         {200, version});
        const auto listOf = [](const Json &item) {
            Json list = Json::object();
            list["items"] = Json::array({item});
            return list;
        };
        const Json release{{"name", "OpenShift AI Self-Managed"}, {"version", "2.25.0"}};
        m_answers.insert(u"GET /apis/datasciencecluster.opendatahub.io/v2/datascienceclusters"_s,
                         {200, listOf(Json{{"status", {{"release", release}}}})});
        const Json info{{"architecture", "arm64"},
                        {"kubeletVersion", "v1.31.4"},
                        {"containerRuntimeVersion", "cri-o://1.31.3"}};
        m_answers.insert(
            u"GET /api/v1/nodes"_s,
            {200, listOf(Json{{"metadata", {{"name", "n1"}}}, {"status", {{"nodeInfo", info}}}})});
        const auto facts = probe();
        QVERIFY(facts);
        QCOMPARE(textOf(facts->versions),
                 u"Kubernetes v1.31.4, OpenShift 4.19.3, OpenShift AI Self-Managed 2.25.0"_s);
        QCOMPARE(textOf(facts->nodes.value(u"n1"_s)),
                 u"node n1 (arm64, kubelet v1.31.4, cri-o://1.31.3)"_s);

        // What may not be read is left out, and stops nothing.
        m_answers.remove(u"GET /apis/config.openshift.io/v1/clusterversions/version"_s);
        m_answers.insert(u"GET /apis/datasciencecluster.opendatahub.io/v2/datascienceclusters"_s,
                         {403, failure(403)});
        m_answers.insert(u"GET /api/v1/nodes"_s, {403, failure(403)});
        const auto narrow = probe();
        QVERIFY(narrow);
        QCOMPARE(textOf(narrow->versions), u"Kubernetes v1.31.4"_s);
        QVERIFY(narrow->nodes.isEmpty());
    }

private:
    std::optional<app::ClusterFacts> probe()
    {
        std::optional<tl::expected<app::ClusterFacts, models::ValidationError>> end;
        const auto run = validation();
        const auto work = [&]() -> QCoro::Task<> {
            auto result = co_await app::probeCluster(run->client, run->cancellation);
            end = std::move(result);
        };
        const auto task = work();
        if (!QTest::qWaitFor([&end] { return end.has_value(); }, 20'000) || !*end)
            return {};
        return **end;
    }

    static Json failure(int code)
    {
        return {{"kind", "Status"}, {"status", "Failure"}, {"code", code}, {"message", "no"}};
    }

    void answerAll()
    {
        m_answers.insert(projectRequests,
                         {201, Json{{"metadata", {{"name", "test-x"}, {"uid", "project-uid"}}}}});
        m_answers.insert(reviews, {201, Json{{"status", {{"allowed", true}}}}});
        m_answers.insert(u"POST /api/v1/namespaces/test-x/persistentvolumeclaims"_s,
                         {201, Json{{"metadata", {{"name", "nb"}, {"uid", "claim-uid"}}}}});
        m_answers.insert(u"POST /apis/kubeflow.org/v1/namespaces/test-x/notebooks"_s,
                         {201, Json{{"metadata", {{"name", "nb"}, {"uid", "notebook-uid"}}}}});
        for (const QString &path :
             {project, u"/api/v1/namespaces/test-x/persistentvolumeclaims/nb"_s,
              u"/apis/kubeflow.org/v1/namespaces/test-x/notebooks/nb"_s})
            m_answers.insert(u"DELETE "_s + path, {200, Json{{"status", "Success"}}});
    }

    std::shared_ptr<app::Validation> validation()
    {
        k8s::RestConfig config;
        config.server = m_server->url();
        config.certificateAuthority = m_tls.read(u"ca.crt"_s);
        config.token = "t";
        auto run = std::make_shared<app::Validation>();
        run->client = std::make_shared<k8s::Client>(config);
        run->leases = std::make_shared<app::NamespaceLeases>();
        run->cancellation = std::make_shared<app::Cancellation>();
        run->cluster.openShift = true;
        run->configuration.id = u"case"_s;
        run->configuration.nameSpace = u"test-x"_s;
        run->configuration.notebookName = u"nb"_s;
        run->configuration.customImage = u"quay.io/a/b:1"_s;
        run->patience.cleanUp = std::chrono::seconds(10);
        run->journal =
            std::move(*models::RunJournal::create(m_folder.path(), u"run-%1"_s.arg(++m_runs)));
        return run;
    }

    static std::shared_ptr<app::FlowState> stateOf(const app::Validation &run)
    {
        auto state = std::make_shared<app::FlowState>();
        state->projectRequest = true;
        state->manifests = app::renderManifests(run.configuration, u"run"_s, run.cluster, 1);
        return state;
    }

    static app::StepResult create(const std::shared_ptr<app::Validation> &run,
                                  const std::shared_ptr<app::FlowState> &state)
    {
        std::optional<app::StepResult> end;
        const auto work = [&]() -> QCoro::Task<> {
            app::StepResult result = co_await app::createObjects(run, state);
            end = result;
        };
        const auto task = work();
        if (!QTest::qWaitFor([&end] { return end.has_value(); }, 20'000))
            return models::ValidationError{models::ErrorType::CancelledError, u"did not end"_s};
        return *end;
    }

    static void clean(const std::shared_ptr<app::Validation> &run,
                      const std::shared_ptr<app::FlowState> &state)
    {
        bool ended = false;
        const auto work = [&]() -> QCoro::Task<> {
            co_await app::cleanUp(run, state);
            ended = true;
        };
        const auto task = work();
        QVERIFY(QTest::qWaitFor([&ended] { return ended; }, 20'000));
    }

    const QString projectRequests = u"POST /apis/project.openshift.io/v1/projectrequests"_s;
    const QString reviews = u"POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews"_s;
    const QString project = u"/apis/project.openshift.io/v1/projects/test-x"_s;
    tests::TlsMaterial m_tls;
    std::unique_ptr<ScriptedServer> m_server;
    QHash<QString, std::pair<int, Json>> m_answers;
    QStringList m_requests;
    QTemporaryDir m_folder;
    int m_runs = 0;
};

QTEST_GUILESS_MAIN(OpenShiftTest)
#include "tst_openshift.moc"
