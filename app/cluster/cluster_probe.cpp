// SPDX-License-Identifier: Apache-2.0
#include <app/cluster/cluster_facts.h>

#include "awaiting.h"
#include "logging.h"

#include <models/cluster/gpu.h>
#include <models/cluster/node_capacity.h>

#include <QCoreApplication>

#include <algorithm>

namespace assay::app {

using models::ErrorType;
using models::Json;
using models::ValidationError;
using namespace Qt::StringLiterals;

namespace {

struct ProbeText
{
    Q_DECLARE_TR_FUNCTIONS(ProbeText)
};

} // namespace

ValidationError toValidationError(const k8s::Error &error, const QString &what)
{
    using Kind = k8s::Error::Kind;
    ErrorType type = ErrorType::ClusterError;
    switch (error.kind) {
    case Kind::Configuration:
        type = ErrorType::KubeconfigError;
        break;
    case Kind::Connection:
    case Kind::Tls:
    case Kind::Timeout:
        type = ErrorType::ConnectionError;
        break;
    case Kind::Unauthorized:
    case Kind::Forbidden:
        type = ErrorType::PermissionError;
        break;
    case Kind::Cancelled:
        type = ErrorType::CancelledError;
        break;
    case Kind::NotFound:
    case Kind::AlreadyExists:
    case Kind::Conflict:
    case Kind::Gone:
    case Kind::Invalid:
    case Kind::TooManyRequests:
    case Kind::Server:
    case Kind::Protocol:
        break;
    }
    return {type, what + u": "_s + error.message};
}

int exitStatusFor(const k8s::Error &error)
{
    if (error.kind == k8s::Error::Kind::Cancelled)
        return 130;
    return models::isMisconfigured(toValidationError(error, {}).type) ? 2 : 3;
}

QString gpuResourceFor(const models::CustomImageTestConfiguration &configuration,
                       const ClusterFacts &cluster)
{
    const QString chosen = models::gpuResourceIn(configuration.resources);
    if (!chosen.isEmpty())
        return chosen;
    return cluster.gpus && !cluster.gpus->isEmpty() ? cluster.gpus->first() : u"nvidia.com/gpu"_s;
}

static void readGroups(ClusterFacts &facts, const Json &groups)
{
    for (const Json &group : models::listAt(groups, {"groups"})) {
        const QString name = models::textAt(group, {"name"});
        if (name == "kubeflow.org"_L1) {
            for (const Json &served : models::listAt(group, {"versions"}))
                facts.notebookApi |= models::textAt(served, {"version"}) == "v1"_L1;
        }
        facts.openShift |= name == "route.openshift.io"_L1;
        facts.openDataHub |= name.endsWith(".opendatahub.io"_L1);
    }
}

static bool hasDefault(const Json &storageClasses)
{
    const Json &items = models::listAt(storageClasses, {"items"});
    return std::any_of(items.begin(), items.end(), [](const Json &item) {
        return models::textAt(item, {"metadata", "annotations",
                                     "storageclass.kubernetes.io/is-default-class"}) == "true"_L1;
    });
}

static QMap<QString, models::NodeSeen> nodesIn(const Json &list)
{
    QMap<QString, models::NodeSeen> nodes;
    for (const Json &node : models::listAt(list, {"items"})) {
        const QString name = models::textAt(node, {"metadata", "name"});
        const auto info = [&node](const char *key) {
            return models::textAt(node, {"status", "nodeInfo", key});
        };
        nodes.insert(name,
                     {name, info("architecture"), info("kubeletVersion"),
                      info("containerRuntimeVersion"), info("osImage"), info("kernelVersion")});
    }
    return nodes;
}

//! The version that a group is served in first; empty: it is not served.
static QString servedVersion(const Json &groups, QLatin1String name)
{
    for (const Json &group : models::listAt(groups, {"groups"})) {
        if (models::textAt(group, {"name"}) == name)
            return models::textAt(group, {"preferredVersion", "version"});
    }
    return {};
}

//! What OpenShift and the operator of Open Data Hub say of their releases, where there are any and
//! they may be read.
static QCoro::Task<> readReleases(std::shared_ptr<k8s::Client> client,
                                  std::shared_ptr<Cancellation> cancellation, const Json groups,
                                  models::ClusterSeen *versions)
{
    k8s::JobPtr<k8s::ApiJob> openShift;
    k8s::JobPtr<k8s::ApiJob> releases;
    const QString config = servedVersion(groups, "config.openshift.io"_L1);
    if (!config.isEmpty())
        openShift = client->get(
            {u"config.openshift.io"_s, config, u"clusterversions"_s, u"ClusterVersion"_s, false},
            {}, u"version"_s);
    const QString group = u"datasciencecluster.opendatahub.io"_s;
    const QString served = servedVersion(groups, "datasciencecluster.opendatahub.io"_L1);
    if (!served.isEmpty())
        releases = client->list(
            {group, served, u"datascienceclusters"_s, u"DataScienceCluster"_s, false}, {});
    if (openShift) {
        co_await untilFinished(cancellation, openShift.get());
        if (openShift->result())
            versions->openShift =
                models::textAt(*openShift->result(), {"status", "desired", "version"});
    }
    if (!releases)
        co_return;
    co_await untilFinished(cancellation, releases.get());
    if (!releases->result())
        co_return;
    for (const Json &item : models::listAt(*releases->result(), {"items"})) {
        versions->operatorName = models::textAt(item, {"status", "release", "name"});
        versions->operatorVersion = models::textAt(item, {"status", "release", "version"});
    }
}

static void logFacts(const QString &context, const ClusterFacts &facts)
{
    qCDebug(clusterLog).noquote().nospace()
        << context << ": " << facts.version << (facts.notebookApi ? ", Notebooks" : "")
        << (facts.openShift ? ", OpenShift" : "") << (facts.openDataHub ? ", Open Data Hub" : "")
        << ", largest node " << facts.largestNode.value(u"cpu"_s, -1) << " CPUs";
}

QCoro::Task<tl::expected<ClusterFacts, ValidationError>>
probeCluster(std::shared_ptr<k8s::Client> client, std::shared_ptr<Cancellation> cancellation)
{
    const QString server = client->config().server.toString(QUrl::RemoveUserInfo);
    const QString failed = ProbeText::tr("Cannot use the cluster %1 (context %2)")
                               .arg(server, client->config().contextName);
    ClusterFacts facts;
    // Side by side: on a far cluster each answer takes as long as all of them.
    auto version = client->getRaw(u"/version"_s);
    auto groups = client->getRaw(u"/apis"_s);
    auto nodes = client->list(k8s::Resource::nodes(), {});
    auto classes = client->list(k8s::Resource::storageClasses(), {});

    co_await untilFinished(cancellation, version.get());
    if (!version->result())
        co_return tl::unexpected(toValidationError(version->result().error(), failed));
    facts.version = models::textAt(*version->result(), {"gitVersion"});
    if (facts.version.isEmpty()) {
        co_return tl::unexpected(ValidationError{
            ErrorType::ConnectionError,
            failed + ProbeText::tr(
                         ": what answers there is not a Kubernetes API server. Check the server's "
                         "address in the kubeconfig.")});
    }

    co_await untilFinished(cancellation, groups.get());
    if (!groups->result())
        co_return tl::unexpected(toValidationError(groups->result().error(), failed));
    readGroups(facts, *groups->result());
    facts.versions.kubernetes = facts.version;
    co_await readReleases(client, cancellation, *groups->result(), &facts.versions);

    // Both only refine what is sent: not being allowed to look is no failure.
    co_await untilFinished(cancellation, nodes.get());
    if (nodes->result()) {
        facts.gpus = models::gpuResourcesOf(*nodes->result());
        facts.largestNode = models::largestAllocatable(*nodes->result());
        facts.nodes = nodesIn(*nodes->result());
    }
    co_await untilFinished(cancellation, classes.get());
    if (classes->result())
        facts.defaultStorageClass = hasDefault(*classes->result());
    if (cancellation->isRequested()) {
        co_return tl::unexpected(ValidationError{
            ErrorType::CancelledError, ProbeText::tr("Stopped before anything was created.")});
    }
    logFacts(client->config().contextName, facts);
    co_return facts;
}

} // namespace assay::app
