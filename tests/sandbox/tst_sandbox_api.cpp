// SPDX-License-Identifier: Apache-2.0
// The verbs of the API: objects, their versions, watches, refusals.
#include "support.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>

using namespace assay;
using namespace Qt::StringLiterals;
using test::Json;

static Json configMap(const char *name, const Json &labels = Json::object())
{
    return {{"metadata", {{"name", name}, {"labels", labels}}}, {"data", {{"a", "1"}}}};
}

class SandboxApi : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_sandbox = std::make_unique<test::Sandbox>();
        m_sandbox->createNamespace("test-a");
    }

    void refusesStrangers()
    {
        QNetworkAccessManager network;
        QNetworkRequest request = m_sandbox->request("/api/v1/pods");
        request.setRawHeader("Authorization", "Bearer wrong");
        const std::unique_ptr<QNetworkReply> reply(network.get(request));
        QSignalSpy finished(reply.get(), &QNetworkReply::finished);
        QVERIFY(finished.wait());
        QCOMPARE(reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), 401);
        const Json status = Json::parse(reply->readAll().toStdString());
        QCOMPARE(status["reason"], Json("Unauthorized"));
        QCOMPARE(QFile::permissions(m_sandbox->cluster.kubeconfigPath()) &
                     (QFile::ReadGroup | QFile::ReadOther | QFile::WriteOther),
                 QFile::Permissions());
    }

    void refusesWithTheRightStatus_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<QString>("message");
        const QByteArray maps = "/api/v1/namespaces/test-a/configmaps";
        QTest::newRow("missing") << "GET"_ba << maps + "/x" << QByteArray() << 404 << u"NotFound"_s
                                 << u"configmaps \"x\" not found"_s;
        QTest::newRow("missing custom")
            << "GET"_ba
            << "/apis/kubeflow.org/v1/namespaces/test-a/notebooks/x"_ba << QByteArray() << 404
            << u"NotFound"_s << u"notebooks.kubeflow.org \"x\" not found"_s;
        QTest::newRow("no such kind")
            << "GET"_ba
            << "/api/v1/widgets"_ba << QByteArray() << 404 << u"NotFound"_s
            << u"the server could not find the requested resource"_s;
        QTest::newRow("no such namespace")
            << "POST"_ba
            << "/api/v1/namespaces/nowhere/configmaps"_ba
            << R"({"metadata":{"name":"x"}})"_ba << 404 << u"NotFound"_s
            << u"namespaces \"nowhere\" not found"_s;
        QTest::newRow("exists") << "POST"_ba << maps
                                << R"({"metadata":{"name":"kube-root-ca.crt"}})"_ba << 409
                                << u"AlreadyExists"_s
                                << u"configmaps \"kube-root-ca.crt\" already exists"_s;
        QTest::newRow("invalid name")
            << "POST"_ba
            << "/api/v1/namespaces"_ba
            << R"({"metadata":{"name":"Test_A"}})"_ba << 422 << u"Invalid"_s
            << u"Namespace \"Test_A\" is invalid: metadata.name: "_s;
        QTest::newRow("no container")
            << "POST"_ba
            << "/api/v1/namespaces/test-a/pods"_ba
            << R"({"metadata":{"name":"p"},"spec":{}})"_ba << 422 << u"Invalid"_s
            << u"Pod \"p\" is invalid: spec.containers: Required value"_s;
        QTest::newRow("no account")
            << "POST"_ba
            << "/api/v1/namespaces/test-a/pods"_ba
            << R"({"metadata":{"name":"p"},"spec":{"serviceAccountName":"bob","containers":[{"name":"c","image":"i"}]}})"_ba
            << 403 << u"Forbidden"_s
            << u"pods \"p\" is forbidden: error looking up service account test-a/bob: "
               "serviceaccount \"bob\" not found"_s;
        QTest::newRow("no JSON") << "POST"_ba << maps << "{"_ba << 400 << u"BadRequest"_s
                                 << u"couldn't get version/kind"_s;
        QTest::newRow("wrong kind") << "POST"_ba << maps << R"({"kind":"Pod"})"_ba << 400
                                    << u"BadRequest"_s << u"the API version in the data"_s;
        QTest::newRow("wrong verb") << "PUT"_ba << maps << "{}"_ba << 405 << u"MethodNotAllowed"_s
                                    << u"the server does not allow this method"_s;
        QTest::newRow("unsupported field")
            << "GET"_ba
            << "/api/v1/pods?fieldSelector=spec.colour%3Dred"_ba << QByteArray() << 400
            << u"BadRequest"_s << u"field label not supported: spec.colour"_s;
    }
    void refusesWithTheRightStatus()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(int, code);
        QFETCH(QString, reason);
        QFETCH(QString, message);
        QTRY_VERIFY(m_sandbox->get("/api/v1/namespaces/test-a/configmaps/kube-root-ca.crt").code ==
                    200);
        const auto answer =
            m_sandbox->call(method, path, body.isEmpty() ? Json() : Json(body.toStdString()));
        QCOMPARE(answer.code, code);
        QCOMPARE(answer.body["kind"], Json("Status"));
        QCOMPARE(answer.body["code"], Json(code));
        QCOMPARE(QString::fromStdString(answer.reason()), reason);
        QVERIFY2(QString::fromStdString(answer.message()).startsWith(message),
                 answer.raw.constData());
    }

    void refusesUnknownMediaTypes()
    {
        const auto answer = m_sandbox->call("POST", "/api/v1/namespaces/test-a/configmaps",
                                            configMap("x"), "text/html");
        QCOMPARE(answer.code, 415);
        QCOMPARE(answer.reason(), "UnsupportedMediaType");
    }

    void setsWhatTheServerDecides()
    {
        const auto created =
            m_sandbox->call("POST", "/api/v1/namespaces/test-a/configmaps",
                            {{"metadata", {{"generateName", "gen-"}, {"uid", "mine"}}}});
        QCOMPARE(created.code, 201);
        const Json &metadata = created.body["metadata"];
        const std::string name = metadata["name"];
        QCOMPARE(name.size(), std::string("gen-").size() + 5);
        QCOMPARE(metadata["uid"].get<std::string>().size(), 36U);
        QVERIFY(metadata["creationTimestamp"].is_string());
        QCOMPARE(metadata["namespace"], Json("test-a"));
    }

    void countsVersionsAndGenerations()
    {
        const QByteArray path = "/apis/kubeflow.org/v1/namespaces/test-a/notebooks";
        QCOMPARE(m_sandbox->createNotebook("test-a", "nb", "sandbox.local/none:1").code, 201);
        const auto before = m_sandbox->get(path + "/nb").body;
        const auto labelled =
            m_sandbox->call("PATCH", path + "/nb", {{"metadata", {{"labels", {{"a", "b"}}}}}},
                            "application/merge-patch+json");
        QCOMPARE(labelled.code, 200);
        QCOMPARE(labelled.body["metadata"]["generation"], before["metadata"]["generation"]);
        QVERIFY(labelled.body["metadata"]["resourceVersion"] !=
                before["metadata"]["resourceVersion"]);

        Json stale = before;
        stale["metadata"]["labels"]["c"] = "d";
        const auto conflict = m_sandbox->call("PUT", path + "/nb", stale);
        QCOMPARE(conflict.code, 409);
        QCOMPARE(conflict.reason(), "Conflict");

        const Json operation = {{"op", "add"},
                                {"path", "/spec/template/spec/containers/0/workingDir"},
                                {"value", "/tmp"}};
        const auto patched = m_sandbox->call("PATCH", path + "/nb", Json::array({operation}),
                                             "application/json-patch+json");
        QCOMPARE(patched.code, 200);
        QCOMPARE(patched.body["metadata"]["generation"], Json(2));
        const auto bad = m_sandbox->call(
            "PATCH", path + "/nb", Json::array({{{"op", "remove"}, {"path", "/spec/nothing"}}}),
            "application/json-patch+json");
        QCOMPARE(bad.code, 422);
    }

    void mergesStrategically()
    {
        const QByteArray path = "/api/v1/namespaces/test-a/configmaps";
        QCOMPARE(m_sandbox->call("POST", path, configMap("m")).code, 201);
        const auto patched =
            m_sandbox->call("PATCH", path + "/m", {{"data", {{"a", nullptr}, {"b", "2"}}}},
                            "application/strategic-merge-patch+json");
        QCOMPARE(patched.body["data"], Json({{"b", "2"}}));
        const auto applied = m_sandbox->call("PATCH", path + "/new?fieldManager=me",
                                             Json("metadata: {name: new}\ndata: {n: \"1\"}\n"),
                                             "application/apply-patch+yaml");
        QCOMPARE(applied.code, 201);
        QCOMPARE(applied.body["data"]["n"], Json("1"));
    }

    void doesNothingOnADryRun()
    {
        const QByteArray path = "/api/v1/namespaces/test-a/configmaps";
        QCOMPARE(m_sandbox->call("POST", path + "?dryRun=All", configMap("dry")).code, 201);
        QCOMPARE(m_sandbox->get(path + "/dry").code, 404);
        QCOMPARE(m_sandbox->call("POST", path, configMap("wet")).code, 201);
        QCOMPARE(m_sandbox->call("DELETE", path + "/wet?dryRun=All").code, 200);
        QCOMPARE(m_sandbox->get(path + "/wet").code, 200);
    }

    void pagesAndSelects()
    {
        const QByteArray path = "/api/v1/namespaces/test-b/configmaps";
        m_sandbox->createNamespace("test-b");
        QTRY_COMPARE(m_sandbox->get(path).body["items"].size(), 1U);
        for (const char *name : {"a", "b", "c", "d"})
            m_sandbox->call("POST", path, configMap(name, {{"n", name}}));
        const auto first = m_sandbox->get(path + "?limit=2").body;
        QCOMPARE(first["items"].size(), 2U);
        QCOMPARE(first["items"][1]["metadata"]["name"], Json("b"));
        QCOMPARE(first["metadata"]["remainingItemCount"], Json(3));
        const auto token = QByteArray::fromStdString(first["metadata"]["continue"]);
        const auto second = m_sandbox->get(path + "?limit=3&continue=" + token).body;
        QCOMPARE(second["items"].size(), 3U);
        QCOMPARE(second["items"][0]["metadata"]["name"], Json("c"));
        QVERIFY(!second["metadata"].contains("continue"));

        const auto names = [&](const QByteArray &selector) {
            QStringList result;
            const Json list = m_sandbox->get(path + "?" + selector).body;
            for (const Json &item : list["items"])
                result << QString::fromStdString(item["metadata"]["name"]);
            return result.join(u' ');
        };
        QCOMPARE(names("labelSelector=n%20in%20(a,c)"), u"a c"_s);
        QCOMPARE(names("labelSelector=n,n!%3Da"), u"b c d"_s);
        QCOMPARE(names("labelSelector=!n"), u"kube-root-ca.crt"_s);
        QCOMPARE(names("fieldSelector=metadata.name%3Dd"), u"d"_s);
    }

    void watchesFromAVersion()
    {
        const QByteArray path = "/api/v1/namespaces/test-a/configmaps";
        QTRY_COMPARE(m_sandbox->get(path).body["items"].size(), 1U);
        const auto version = m_sandbox->value(path, "/metadata/resourceVersion");
        m_sandbox->call("POST", path, configMap("a", {{"x", "1"}}));
        test::WatchLog all(m_sandbox->open(path + "?watch=1"));
        test::WatchLog resumed(m_sandbox->open(
            path + "?watch=1&resourceVersion=" + QByteArray::fromStdString(version)));
        test::WatchLog selected(m_sandbox->open(
            path +
            "?watch=1&labelSelector=x%3D1&resourceVersion=" + QByteArray::fromStdString(version)));
        QTRY_COMPARE(resumed.summary(), QStringList{u"ADDED a"_s});
        QTRY_COMPARE(selected.summary(), QStringList{u"ADDED a"_s});
        QTRY_COMPARE(all.summary(), (QStringList{u"ADDED a"_s, u"ADDED kube-root-ca.crt"_s}));
        m_sandbox->call("PATCH", path + "/a", {{"metadata", {{"labels", {{"x", "2"}}}}}},
                        "application/merge-patch+json");
        m_sandbox->call("DELETE", path + "/a");
        const QStringList changes{u"ADDED a"_s, u"MODIFIED a"_s, u"DELETED a"_s};
        QTRY_COMPARE(resumed.summary(), changes);
        // It leaves the selection by its label, before it is deleted.
        QCOMPARE(selected.summary(), (QStringList{u"ADDED a"_s, u"DELETED a"_s}));
        QCOMPARE(resumed.events().back()["object"]["data"]["a"], Json("1"));
    }

    void endsWatchesInTimeWithABookmark()
    {
        test::WatchLog watch(m_sandbox->open(
            "/api/v1/namespaces/test-a/pods?watch=1&allowWatchBookmarks=true&timeoutSeconds=1"));
        QTRY_VERIFY_WITH_TIMEOUT(watch.isFinished(), 5000);
        QCOMPARE(watch.events().size(), 1U);
        QCOMPARE(watch.events()[0]["type"], Json("BOOKMARK"));
        const Json &object = watch.events()[0]["object"];
        QCOMPARE(object["kind"], Json("Pod"));
        QVERIFY(std::stoi(object["metadata"]["resourceVersion"].get<std::string>()) > 1000);
    }

    void expiresOldVersions()
    {
        test::WatchLog watch(m_sandbox->open("/api/v1/pods?watch=1&resourceVersion=1"));
        QTRY_VERIFY(watch.isFinished());
        QCOMPARE(watch.events().size(), 1U);
        QCOMPARE(watch.events()[0]["type"], Json("ERROR"));
        QCOMPARE(watch.events()[0]["object"]["code"], Json(410));
        QCOMPARE(watch.events()[0]["object"]["reason"], Json("Expired"));
    }

    void refusesAWatchList()
    {
        const auto answer =
            m_sandbox->get("/api/v1/pods?watch=1&sendInitialEvents=true&allowWatchBookmarks=true"
                           "&resourceVersionMatch=NotOlderThan");
        QCOMPARE(answer.code, 422);
        QCOMPARE(answer.reason(), "Invalid");
    }

    void deletesUnderPreconditions()
    {
        const QByteArray path = "/api/v1/namespaces/test-a/configmaps";
        const auto created = m_sandbox->call("POST", path, configMap("p"));
        const auto refused =
            m_sandbox->call("DELETE", path + "/p", {{"preconditions", {{"uid", "another"}}}});
        QCOMPARE(refused.code, 409);
        QCOMPARE(refused.reason(), "Conflict");
        const auto gone = m_sandbox->call(
            "DELETE", path + "/p", {{"preconditions", {{"uid", created.body["metadata"]["uid"]}}}});
        QCOMPARE(gone.code, 200);
        QCOMPARE(gone.body["status"], Json("Success"));
        QCOMPARE(m_sandbox->get(path + "/p").code, 404);
    }

    void waitsForFinalizers()
    {
        const QByteArray path = "/api/v1/namespaces/test-a/configmaps";
        Json held = configMap("held");
        held["metadata"]["finalizers"] = {"example.com/hold", "example.com/too"};
        m_sandbox->call("POST", path, held);
        const auto deleted = m_sandbox->call("DELETE", path + "/held");
        QVERIFY(deleted.body["metadata"]["deletionTimestamp"].is_string());
        QCOMPARE(m_sandbox->get(path + "/held").code, 200);
        m_sandbox->call("PATCH", path + "/held", {{"metadata", {{"finalizers", nullptr}}}},
                        "application/merge-patch+json");
        QCOMPARE(m_sandbox->get(path + "/held").code, 404);
    }

    void collectsWhatLostItsOwner_data()
    {
        QTest::addColumn<QString>("policy");
        QTest::addColumn<bool>("survives");
        QTest::newRow("background") << u"Background"_s << false;
        QTest::newRow("foreground") << u"Foreground"_s << false;
        QTest::newRow("orphan") << u"Orphan"_s << true;
    }
    void collectsWhatLostItsOwner()
    {
        QFETCH(QString, policy);
        QFETCH(bool, survives);
        const QByteArray path = "/api/v1/namespaces/test-a/configmaps";
        const auto owner = m_sandbox->call("POST", path, configMap("owner")).body;
        Json owned = configMap("owned");
        owned["metadata"]["ownerReferences"] = Json::array({{{"apiVersion", "v1"},
                                                             {"kind", "ConfigMap"},
                                                             {"name", "owner"},
                                                             {"uid", owner["metadata"]["uid"]}}});
        m_sandbox->call("POST", path, owned);
        m_sandbox->call("DELETE", path + "/owner", {{"propagationPolicy", policy.toStdString()}});
        QTRY_COMPARE(m_sandbox->get(path + "/owner").code, 404);
        if (survives) {
            const auto orphan = m_sandbox->get(path + "/owned");
            QCOMPARE(orphan.code, 200);
            QVERIFY(orphan.body["metadata"]["ownerReferences"].empty());
        } else {
            QTRY_COMPARE(m_sandbox->get(path + "/owned").code, 404);
        }
    }

    void emptiesANamespaceThatIsDeleted()
    {
        QCOMPARE(m_sandbox->createNotebook("test-a", "nb", "sandbox.local/workbench/minimal:2025.1")
                     .code,
                 201);
        QTRY_COMPARE_WITH_TIMEOUT(
            m_sandbox->value("/api/v1/namespaces/test-a/pods/nb-0", "/status/phase"),
            Json("Running"), 5000);
        // It does not go before it was seen going.
        const QByteArray maps = "/api/v1/namespaces/test-a/configmaps";
        Json held = configMap("held");
        held["metadata"]["finalizers"] = {"example.com/hold"};
        QCOMPARE(m_sandbox->call("POST", maps, held).code, 201);
        const auto deleted = m_sandbox->call("DELETE", "/api/v1/namespaces/test-a");
        QCOMPARE(deleted.body["status"]["phase"], Json("Terminating"));
        const auto refused = m_sandbox->call("POST", maps, configMap("late"));
        QCOMPARE(refused.code, 403);
        QCOMPARE(refused.body["details"]["causes"][0]["reason"], Json("NamespaceTerminating"));
        m_sandbox->call("PATCH", maps + "/held", {{"metadata", {{"finalizers", nullptr}}}},
                        "application/merge-patch+json");
        QTRY_COMPARE_WITH_TIMEOUT(m_sandbox->get("/api/v1/namespaces/test-a").code, 404, 5000);
        for (const auto &plural : {u"notebooks"_s, u"pods"_s, u"statefulsets"_s})
            QCOMPARE(m_sandbox->cluster.count(plural), 0);
    }

    void servesNotebooksOnlyWithTheirDefinition()
    {
        const QByteArray notebooks = "/apis/kubeflow.org/v1/namespaces/test-a/notebooks";
        QCOMPARE(m_sandbox->get(notebooks).code, 200);
        QCOMPARE(m_sandbox
                     ->call("DELETE", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/"
                                      "notebooks.kubeflow.org")
                     .code,
                 200);
        QCOMPARE(m_sandbox->get(notebooks).code, 404);
        QCOMPARE(m_sandbox->get("/apis/kubeflow.org/v1").code, 404);
    }

    void readsProtobuf()
    {
        // runtime.Unknown{type {apiVersion v1, kind Namespace}, raw {metadata {name test-p}}}
        const QByteArray type = "\x0a\x02v1\x12\x09Namespace";
        const QByteArray raw = "\x0a\x08\x0a\x06test-p";
        const QByteArray body = QByteArray("k8s\0", 4) + '\x0a' + char(type.size()) + type +
                                '\x12' + char(raw.size()) + raw;
        const auto answer = m_sandbox->call("POST", "/api/v1/namespaces", Json(body.toStdString()),
                                            "application/vnd.kubernetes.protobuf");
        QCOMPARE(answer.code, 201);
        QCOMPARE(m_sandbox->value("/api/v1/namespaces/test-p", "/status/phase"), Json("Active"));
    }

    void livesInAThreadOfItsOwn()
    {
        QThread thread;
        auto *cluster = new sandbox::Cluster;
        cluster->moveToThread(&thread);
        thread.start();
        QCOMPARE(cluster->start({}), std::nullopt);
        QVERIFY(cluster->port() != 0);
        QVERIFY(QFile::exists(cluster->kubeconfigPath()));
        QCOMPARE(cluster->count(u"namespaces"_s), 4);
        const QString kubeconfig = cluster->kubeconfigPath();
        cluster->stop();
        QVERIFY(!QFile::exists(kubeconfig));
        cluster->deleteLater();
        thread.quit();
        QVERIFY(thread.wait());
    }

    void saysWhyItCannotStart()
    {
        sandbox::Cluster second;
        sandbox::Cluster::Options options;
        options.port = m_sandbox->cluster.port();
        QCOMPARE(second.start(options).value_or(QString()),
                 u"port %1 is in use: choose another with --port"_s.arg(options.port));
        options.port = 0;
        QTemporaryDir directory;
        QFile file(directory.filePath(u"images.yaml"_s));
        const QString nothing =
            u" this file says nothing of images: it needs a list \"images\", of "
            "which each entry has an \"image\""_s;
        for (const auto &[content, says] : {
                 std::pair<QByteArray, QString>{"images:\n  - image: a\n    behavior: serve\n",
                                                u"3: unknown field \"behavior\""_s},
                 {"images:\n  - image: a\n    status: [1]\n", u"3: this value cannot stand here"_s},
                 {"images:\n  - a\n", u"2: an entry of \"images\" has fields, such as \"image\""_s},
                 {"images: [\n", u"2: this is not YAML: end of sequence flow not found"_s},
                 {"version: 1\ntests: []\n", nothing},
                 {"", nothing},
             }) {
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(content);
            file.close();
            options.imagesFile = file.fileName();
            QCOMPARE(second.start(options).value_or(QString()), file.fileName() + u':' + says);
        }
        options.imagesFile = directory.path();
        QCOMPARE(second.start(options).value_or(QString()),
                 directory.path() + u": this is a folder: name a file"_s);
    }

private:
    std::unique_ptr<test::Sandbox> m_sandbox;
};

QTEST_GUILESS_MAIN(SandboxApi)
#include "tst_sandbox_api.moc"
