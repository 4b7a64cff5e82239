// SPDX-License-Identifier: Apache-2.0
#include "manifests.h"

#include "origin.h"

#include <models/cluster/gpu.h>
#include <models/image/workbench_checks.h>

#include <QCoreApplication>
#include <QFile>

#include <cmath>

// A static library's resources are linked in only where they are asked for; the macro wants to be
// outside of every namespace.
static void initResources()
{
    Q_INIT_RESOURCE(app);
}

namespace assay::app {

using models::Json;
using namespace Qt::StringLiterals;

//! As OpenShift counts them: far above every user that an image knows by name.
static constexpr qint64 arbitraryUserId = 1'000'730'000;

namespace {

struct ManifestText
{
    Q_DECLARE_TR_FUNCTIONS(ManifestText)
};

void fillIn(Json &value, const QMap<QString, QString> &values)
{
    if (value.is_string()) {
        auto text = value.get<QString>();
        for (auto it = values.begin(); it != values.end(); ++it)
            text.replace(u"${"_s + it.key() + u'}', it.value());
        value = text;
    } else if (value.is_structured()) {
        for (Json &item : value)
            fillIn(item, values);
    }
}

Json templateObjects()
{
    initResources();
    QFile file(u":/notebook-template.json"_s);
    const bool opened = file.open(QIODevice::ReadOnly);
    Q_ASSERT(opened);
    Q_UNUSED(opened)
    return Json::parse(file.readAll().toStdString(), nullptr, true, /*ignore_comments=*/true);
}

} // namespace

//! The member, made an object where it is none: a suite's override may have put anything there.
static Json &objectIn(Json &parent, const char *key)
{
    Json &member = parent[key];
    if (!member.is_object())
        member = Json::object();
    return member;
}

//! One device, unless the suite says how many. Devices are not shared: request and limit are equal.
static void addGpu(Json &resources, const std::string &gpu)
{
    const Json &given = models::at(resources, {"limits", gpu.c_str()}).is_null()
                            ? models::at(resources, {"requests", gpu.c_str()})
                            : models::at(resources, {"limits", gpu.c_str()});
    const Json count = given.is_null() ? Json("1") : given;
    for (const char *key : {"requests", "limits"})
        objectIn(resources, key)[gpu] = count;
}

//! Without Open Data Hub's controllers nothing makes what its template counts on.
static void adaptToCluster(Json &notebook, const ClusterFacts &cluster, QStringList &notes)
{
    if (cluster.openDataHub)
        return;
    if (cluster.local) {
        notebook["metadata"]["annotations"].erase("notebooks.opendatahub.io/inject-auth");
        notebook["spec"]["template"]["spec"].erase("serviceAccountName");
        return;
    }
    notebook["metadata"]["annotations"].erase("notebooks.opendatahub.io/inject-auth");
    notebook["spec"]["template"]["spec"].erase("serviceAccountName");
    notes << ManifestText::tr(
        "This cluster has no Open Data Hub controllers: the workbench runs under the namespace's "
        "default service account and without the auth sidecar.");
}

static void setResources(Json &resources, const models::CustomImageTestConfiguration &configuration,
                         const ClusterFacts &cluster, int jobs, QStringList &notes)
{
    if (!configuration.resources.is_null()) {
        resources.merge_patch(configuration.resources);
    } else if (cluster.local) {
        // Without a scheduler a request asks nobody.
    } else if (const double cores = cluster.largestNode.value(u"cpu"_s); cores > 0) {
        // Half of the largest node, shared by those that run side by side.
        const double fits = cores / 2 / std::max(jobs, 1);
        if (fits < 1) {
            const int millicores = std::max(50, static_cast<int>(std::floor(fits * 20)) * 50);
            resources["requests"]["cpu"] = std::to_string(millicores) + "m";
            notes << ManifestText::tr(
                         "The largest node has %1 CPUs: the workbench asks for %2m instead of the "
                         "template's 1. Set \"resources\" in the suite to decide this.")
                         .arg(cores)
                         .arg(millicores);
        }
    }
    if (configuration.gpuRequired)
        addGpu(resources, gpuResourceFor(configuration, cluster).toStdString());
}

static void setUser(Json &podSpec, const models::CustomImageTestConfiguration &configuration,
                    const ClusterFacts &cluster, QStringList &notes)
{
    // OpenShift gives every namespace user ids of its own; elsewhere one is asked for.
    if (!models::checksAskedFor(configuration.workbenchChecks).contains(u"arbitrary_user_id"_s) ||
        cluster.openShift)
        return;
    podSpec["securityContext"] = {
        {"runAsUser", arbitraryUserId}, {"runAsGroup", 0}, {"fsGroup", arbitraryUserId}};
    notes << ManifestText::tr(
                 "The workbench runs as user %1 and group 0, as OpenShift would run it.")
                 .arg(arbitraryUserId);
}

//! A container engine has no scheduler and no admission: what those would do is done here.
static void adaptToEngine(Json &podSpec, const LocalEngine &engine, QStringList &notes)
{
    Json &container = podSpec["containers"][0];
    // The image of this computer is the one that is meant, whatever a registry holds.
    container["imagePullPolicy"] = "IfNotPresent";
    Json &requests = container["resources"]["requests"];
    requests["cpu"] = "1m";
    requests["memory"] = "1Mi";
    podSpec["terminationGracePeriodSeconds"] = 2;
    podSpec["securityContext"] = {
        {"runAsUser", engine.userId}, {"runAsGroup", 0}, {"fsGroup", engine.groupId}};
    notes << (engine.highUserIds
                  ? ManifestText::tr("The container runs as user %1 and group 0, as OpenShift "
                                     "would run it.")
                        .arg(engine.userId)
                  : ManifestText::tr("The container runs as user %1 and group 0. OpenShift gives "
                                     "ids of ten digits; this engine has none so high.")
                        .arg(engine.userId));
    QStringList untold{
        ManifestText::tr("admission"),       ManifestText::tr("SELinux"),
        ManifestText::tr("quotas"),          ManifestText::tr("pull secrets"),
        ManifestText::tr("storage classes"), ManifestText::tr("the proxy before the workbench")};
    if (!engine.limitsMemory)
        untold << ManifestText::tr("limits on memory, which this engine ignores");
    if (!engine.limitsCpu)
        untold << ManifestText::tr("limits on CPU, which this engine ignores");
    notes << ManifestText::tr("Run on %1 on this computer. What only a cluster has cannot be told "
                              "here: %2.")
                 .arg(engine.name, untold.join(u", "_s));
}

static void setStorage(Json &claimSpec, const Json &storage)
{
    if (!storage.is_object())
        return;
    if (storage.contains("size"))
        claimSpec["resources"]["requests"]["storage"] = storage["size"];
    if (storage.contains("class"))
        claimSpec["storageClassName"] = storage["class"];
}

static void applyOverride(Json &notebook, const Json &override)
{
    if (!override.is_object())
        return;
    const Json metadata = notebook["metadata"];
    notebook.merge_patch(override);
    // By these the object is found, watched and deleted again; an override may not change them.
    Json &merged = objectIn(notebook, "metadata");
    for (const char *key : {"name", "namespace"})
        merged[key] = metadata[key];
    objectIn(merged, "labels").update(metadata["labels"]);
}

bool makesPullSecret(const models::CustomImageTestConfiguration &configuration, bool ownPullSecret)
{
    return ownPullSecret ||
           (!configuration.pullSecret.isEmpty() &&
            configuration.pullSecret.section(u'/', 0, 0) != configuration.nameSpace);
}

//! Names it in the pod, beside what an override names there.
static void setPullSecret(Manifests &result,
                          const models::CustomImageTestConfiguration &configuration,
                          bool ownPullSecret)
{
    QString name = configuration.pullSecret.section(u'/', 1);
    if (makesPullSecret(configuration, ownPullSecret)) {
        name = configuration.notebookName + "-pull"_L1;
        result.pullSecret = {{"apiVersion", "v1"},
                             {"kind", "Secret"},
                             {"metadata", {{"name", name}, {"namespace", configuration.nameSpace}}},
                             {"type", "kubernetes.io/dockerconfigjson"}};
    }
    if (name.isEmpty())
        return;
    Json &podSpec = objectIn(objectIn(objectIn(result.notebook, "spec"), "template"), "spec");
    Json &secrets = podSpec["imagePullSecrets"];
    if (!secrets.is_array())
        secrets = Json::array();
    secrets.push_back({{"name", name}});
}

Manifests renderManifests(const models::CustomImageTestConfiguration &configuration,
                          const QString &runId, const ClusterFacts &cluster, int jobs,
                          bool ownPullSecret)
{
    Json objects = templateObjects();
    fillIn(objects, {{u"name"_s, configuration.notebookName},
                     {u"namespace"_s, configuration.nameSpace},
                     {u"image"_s, configuration.customImage}});
    Manifests result;
    Json &notebook = objects["notebook"];
    Json &podSpec = notebook["spec"]["template"]["spec"];
    adaptToCluster(notebook, cluster, result.notes);
    Json &annotations = notebook["metadata"]["annotations"];
    for (auto it = configuration.authAnnotations.begin(); it != configuration.authAnnotations.end();
         ++it)
        annotations[it.key().toStdString()] = it.value();
    setResources(podSpec["containers"][0]["resources"], configuration, cluster, jobs, result.notes);
    if (cluster.local)
        adaptToEngine(podSpec, *cluster.local, result.notes);
    else
        setUser(podSpec, configuration, cluster, result.notes);
    setStorage(objects["persistentVolumeClaim"]["spec"], configuration.storage);
    applyOverride(notebook, configuration.templateOverride);

    result.nameSpace = objects["namespace"];
    result.persistentVolumeClaim = objects["persistentVolumeClaim"];
    result.notebook = notebook;
    setPullSecret(result, configuration, ownPullSecret);
    for (Json *object :
         {&result.nameSpace, &result.persistentVolumeClaim, &result.notebook, &result.pullSecret}) {
        if (!object->is_null())
            markAsMadeBy(*object, runLabel(runId));
    }
    return result;
}

} // namespace assay::app
