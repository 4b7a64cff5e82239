// SPDX-License-Identifier: Apache-2.0
#include "cluster/manifests.h"
#include "cluster/origin.h"
#include "cluster/rehearsed_objects.h"

#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;
using models::Json;

static models::CustomImageTestConfiguration configuration()
{
    models::CustomImageTestConfiguration c;
    c.id = u"sdg"_s;
    c.nameSpace = u"test-sdg-hub"_s;
    c.notebookName = u"sdg-hub"_s;
    c.customImage = u"quay.io/opendatahub/sdg:1"_s;
    c.packagesToVerify = {u"json"_s};
    return c;
}

class TestManifests : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void upstreamsManifestIsTheDefault()
    {
        app::ClusterFacts cluster;
        cluster.openDataHub = true;
        const auto manifests = app::renderManifests(configuration(), u"run-1"_s, cluster, 1);
        const Json &notebook = manifests.notebook;
        QCOMPARE(notebook["metadata"]["name"].get<QString>(), u"sdg-hub"_s);
        QCOMPARE(notebook["metadata"]["namespace"].get<QString>(), u"test-sdg-hub"_s);
        QVERIFY(
            notebook["metadata"]["annotations"] ==
            Json({{"notebooks.opendatahub.io/inject-auth", "true"},
                  {"opendatahub.io/accelerator-name", ""},
                  {"notebooks.opendatahub.io/last-image-selection", "quay.io/opendatahub/sdg:1"},
                  {"assay/made-as", "test-sdg-hub/sdg-hub"}}));
        QVERIFY(notebook["metadata"]["labels"] == Json({{"app", "sdg-hub"},
                                                        {"opendatahub.io/dashboard", "true"},
                                                        {"opendatahub.io/odh-managed", "true"},
                                                        {"app.kubernetes.io/managed-by", "assay"},
                                                        {"assay/run", "run-1"}}));
        const Json &spec = notebook["spec"]["template"]["spec"];
        QCOMPARE(spec["serviceAccountName"].get<QString>(), u"sdg-hub"_s);
        const Json &container = spec["containers"][0];
        QCOMPARE(container["image"].get<QString>(), u"quay.io/opendatahub/sdg:1"_s);
        QCOMPARE(container["readinessProbe"]["httpGet"]["path"].get<QString>(),
                 u"/notebook/test-sdg-hub/sdg-hub/api"_s);
        QVERIFY(container["resources"] == Json({{"requests", {{"cpu", "1"}, {"memory", "1Gi"}}},
                                                {"limits", {{"cpu", "2"}, {"memory", "4Gi"}}}}));
        QCOMPARE(manifests.persistentVolumeClaim["spec"]["resources"]["requests"]["storage"]
                     .get<QString>(),
                 u"10Gi"_s);
        QCOMPARE(manifests.nameSpace["metadata"]["labels"]["app.kubernetes.io/managed-by"]
                     .get<QString>(),
                 u"assay"_s);
        QCOMPARE(manifests.notes, QStringList());
    }

    void withoutOpenDataHubItsPartsAreLeftOutAndItIsSaid()
    {
        const auto manifests = app::renderManifests(configuration(), u"run-1"_s, {}, 1);
        QVERIFY(!manifests.notebook["spec"]["template"]["spec"].contains("serviceAccountName"));
        QVERIFY(!manifests.notebook["metadata"]["annotations"].contains(
            "notebooks.opendatahub.io/inject-auth"));
        QCOMPARE(manifests.notes.size(), 1);
        QVERIFY(manifests.notes[0].startsWith(u"This cluster has no Open Data Hub controllers"_s));
    }

    void smallNodesLowerTheRequest_data()
    {
        QTest::addColumn<double>("cores");
        QTest::addColumn<int>("jobs");
        QTest::addColumn<QString>("cpu");
        QTest::newRow("unknown") << -1.0 << 4 << u"1"_s;
        QTest::newRow("large") << 16.0 << 4 << u"1"_s;
        QTest::newRow("2 cores, 4 jobs") << 2.0 << 4 << u"250m"_s;
        QTest::newRow("2 cores, 3 jobs") << 2.0 << 3 << u"300m"_s;
        QTest::newRow("1 core, 200 jobs") << 1.0 << 200 << u"50m"_s;
    }
    void smallNodesLowerTheRequest()
    {
        QFETCH(double, cores);
        QFETCH(int, jobs);
        QFETCH(QString, cpu);
        app::ClusterFacts cluster;
        cluster.largestNode[u"cpu"_s] = cores;
        const auto manifests = app::renderManifests(configuration(), u"run-1"_s, cluster, jobs);
        const Json &container = manifests.notebook["spec"]["template"]["spec"]["containers"][0];
        QCOMPARE(container["resources"]["requests"]["cpu"].get<QString>(), cpu);
    }

    void theSuiteOverrides()
    {
        auto c = configuration();
        c.resources = {{"requests", {{"cpu", "64"}}}};
        c.storage = {{"size", "1Gi"}, {"class", "fast"}};
        c.authAnnotations = {{u"notebooks.opendatahub.io/auth-sidecar-cpu-limit"_s, u"1"_s}};
        c.templateOverride = {
            {"metadata", {{"name", "other"}, {"labels", {{"assay/run", "x"}, {"team", "a"}}}}},
            {"spec", {{"template", {{"spec", {{"enableServiceLinks", true}}}}}}}};
        app::ClusterFacts cluster;
        cluster.largestNode[u"cpu"_s] = 2;
        const auto manifests = app::renderManifests(c, u"run-1"_s, cluster, 4);
        const Json &notebook = manifests.notebook;
        const Json &spec = notebook["spec"]["template"]["spec"];
        QVERIFY(spec["containers"][0]["resources"]["requests"] ==
                Json({{"cpu", "64"}, {"memory", "1Gi"}}));
        QCOMPARE(spec["enableServiceLinks"].get<bool>(), true);
        QCOMPARE(notebook["metadata"]["name"].get<QString>(), u"sdg-hub"_s);
        QCOMPARE(notebook["metadata"]["labels"]["assay/run"].get<QString>(), u"run-1"_s);
        QCOMPARE(notebook["metadata"]["labels"]["team"].get<QString>(), u"a"_s);
        QCOMPARE(
            notebook["metadata"]["annotations"]["notebooks.opendatahub.io/auth-sidecar-cpu-limit"]
                .get<QString>(),
            u"1"_s);
        const Json &claim = manifests.persistentVolumeClaim["spec"];
        QCOMPARE(claim["storageClassName"].get<QString>(), u"fast"_s);
        QCOMPARE(claim["resources"]["requests"]["storage"].get<QString>(), u"1Gi"_s);
    }

    void noOverrideThrows_data()
    {
        QTest::addColumn<QByteArray>("override");
        for (const char *metadata :
             {"null", "5", "\"x\"", "[1]", "{\"labels\": null}", "{\"labels\": \"x\"}",
              "{\"labels\": [\"a\"]}", "{\"name\": {}, \"annotations\": 4}",
              "{\"annotations\": {\"assay/made-as\": null}}"})
            QTest::addRow("metadata %s", metadata)
                << QByteArray("{\"metadata\": ") + metadata + '}';
        for (const char *spec :
             {"null", "\"x\"", "{\"template\": 5}", "{\"template\": {\"spec\": []}}"})
            QTest::addRow("spec %s", spec) << QByteArray("{\"spec\": ") + spec + '}';
    }
    void noOverrideThrows()
    {
        QFETCH(QByteArray, override);
        auto c = configuration();
        c.templateOverride = Json::parse(override.toStdString());
        c.resources = {{"requests", "x"}, {"limits", 5}};
        c.gpuRequired = true;
        const Json notebook = app::renderManifests(c, u"run-1"_s, {}, 1).notebook;
        QCOMPARE(models::textAt(notebook, {"metadata", "name"}), u"sdg-hub"_s);
        QCOMPARE(models::textAt(notebook, {"metadata", "labels", "assay/run"}), u"run-1"_s);
        QCOMPARE(models::textAt(notebook, {"metadata", "labels", "app.kubernetes.io/managed-by"}),
                 u"assay"_s);
        QVERIFY(app::isAssays(notebook));
    }

    //! Labels and all, under another name or in another namespace.
    void aCopyIsWhoseverItIs()
    {
        const auto manifests = app::renderManifests(configuration(), u"run-1"_s, {}, 1, true);
        for (const Json &object : {manifests.nameSpace, manifests.persistentVolumeClaim,
                                   manifests.notebook, manifests.pullSecret}) {
            QCOMPARE(app::runLabelOf(object), u"run-1"_s);
            QVERIFY(app::isMadeFor(object, {u"run-1"_s}));
            QVERIFY(!app::isMadeFor(object, {u"run-2"_s}));
            for (const char *key : {"name", "namespace"}) {
                Json copy = object;
                copy["metadata"][key] = "mine";
                QVERIFY(!app::isAssays(copy));
                QCOMPARE(app::runLabelOf(copy), QString());
                QVERIFY(!app::isMadeFor(copy, {u"run-1"_s}));
            }
            Json plain = object;
            app::unmark(plain);
            QVERIFY(!app::isAssays(plain));
            QVERIFY2(plain.dump().find("assay") == std::string::npos, plain.dump().c_str());
        }
        // What a controller makes of a Notebook has its labels, and a name of its own.
        Json pod = manifests.notebook;
        pod["metadata"]["name"] = "sdg-hub-0";
        pod["metadata"]["ownerReferences"] = {{{"kind", "StatefulSet"}, {"name", "sdg-hub"}}};
        QVERIFY(app::isMadeFor(pod, {u"run-1"_s}));
    }

    void whatIsNotTheTemplatesIsNamed()
    {
        using Kind = app::DifferentPlace::Kind;
        using Places = std::vector<app::DifferentPlace>;
        const auto placesOf = [](const app::RehearsedObject &object) {
            return app::differentPlaces(object);
        };
        auto test = configuration();
        const auto plain = app::rehearsedObjects(test, app::assumedCluster(), 1, false);
        QCOMPARE(plain.size(), 3U);
        for (const app::RehearsedObject &object : plain) {
            QVERIFY(object.object == object.ofTemplate);
            QVERIFY(placesOf(object) == Places());
        }
        QVERIFY(!plain[2].object["metadata"]["labels"].contains("assay/run"));

        test.resources = Json{{"limits", {{"cpu", "3"}}}};
        test.authAnnotations.insert(u"example.com/note"_s, u"x"_s);
        test.storage = Json{{"size", "20Gi"}};
        test.pullSecret = u"team/pull"_s;
        test.templateOverride = Json{{"spec", {{"template", {{"spec", {{"affinity", nullptr}}}}}}}};
        const auto objects = app::rehearsedObjects(test, app::assumedCluster(), 1, false);
        QCOMPARE(objects.size(), 4U);
        QVERIFY(placesOf(objects[0]) == Places());
        QVERIFY(objects[1].ofTemplate.is_null());
        QVERIFY(placesOf(objects[2]) ==
                (Places{{Kind::Changed, u"spec.resources.requests.storage"_s}}));
        QVERIFY(placesOf(objects[3]) ==
                (Places{{Kind::Added, u"metadata.annotations[\"example.com/note\"]"_s},
                        {Kind::LeftOut, u"spec.template.spec.affinity"_s},
                        {Kind::Changed, u"spec.template.spec.containers[0].resources.limits.cpu"_s},
                        {Kind::Added, u"spec.template.spec.imagePullSecrets"_s}}));
        // Nothing of a run's own is in it, and what two tests share is there once.
        auto all = plain;
        app::addUnlike(all, objects);
        QCOMPARE(all.size(), 6U);
    }

    void longRunIdsFitALabel()
    {
        const auto manifests = app::renderManifests(
            configuration(), u"20251030T101500Z-"_s + QString(44, u'a') + u"-_--3f9c"_s, {}, 1);
        QCOMPARE(manifests.notebook["metadata"]["labels"]["assay/run"].get<QString>(),
                 u"20251030T101500Z-"_s + QString(44, u'a'));
    }
};

QTEST_GUILESS_MAIN(TestManifests)
#include "tst_manifests.moc"
