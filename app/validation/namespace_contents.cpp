// SPDX-License-Identifier: Apache-2.0
#include "cluster/origin.h"
#include "steps.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace assay::app {

using models::Json;
using namespace Qt::StringLiterals;

struct ContentsText
{
    Q_DECLARE_TR_FUNCTIONS(ContentsText)
};

namespace {

using Request = std::function<k8s::JobPtr<k8s::ApiJob>()>;

//! Whose objects go with the namespace.
struct Ours
{
    QSet<QString> runs; //!< labels
    QSet<QString> uids;
};

//! What the cluster itself puts into every namespace, or into every one with a workbench.
bool isTheClusters(const QString &kind, const Json &object)
{
    const QString name = models::textAt(object, {"metadata", "name"});
    if (kind == "ConfigMap"_L1)
        return name == "kube-root-ca.crt"_L1 || name == "openshift-service-ca.crt"_L1 ||
               name == "istio-ca-root-cert"_L1 || name == "odh-trusted-ca-bundle"_L1 ||
               name == "workbench-trusted-ca-bundle"_L1 || name == "pipeline-runtime-images"_L1;
    // A workbench's are taken away after it, in whatever time that takes.
    if (kind == "Service"_L1 || kind == "Ingress"_L1 || kind == "Route"_L1)
        return !models::listAt(object, {"metadata", "ownerReferences"}).empty();
    if (kind != "Secret"_L1)
        return false;
    const QString type = models::textAt(object, {"type"});
    if (type == "kubernetes.io/service-account-token"_L1 || type == "kubernetes.io/dockercfg"_L1)
        return true;
    const Json &annotations = models::at(object, {"metadata", "annotations"});
    return annotations.is_object() &&
           (annotations.contains("kubernetes.io/service-account.name") ||
            annotations.contains("openshift.io/internal-registry-auth-token.service-account"));
}

bool isOurs(const Json &object, const Ours &ours)
{
    if (ours.uids.contains(models::textAt(object, {"metadata", "uid"})) ||
        isMadeFor(object, ours.runs))
        return true;
    const Json &owners = models::at(object, {"metadata", "ownerReferences"});
    return owners.is_array() && std::any_of(owners.begin(), owners.end(), [&](const Json &owner) {
               return ours.uids.contains(models::textAt(owner, {"uid"}));
           });
}

//! What is not ours, by name.
struct Foreign
{
    QStringList standing;
    QStringList owned; //!< goes by itself, soon, if its owner is gone
};

//! What is ours adds to it, so that what belongs to that is ours too.
void takeForeign(Foreign &foreign, const QString &kind, const Json &list, Ours &ours)
{
    for (const Json &object : models::listAt(list, {"items"})) {
        if (isOurs(object, ours)) {
            ours.uids.insert(models::textAt(object, {"metadata", "uid"}));
            continue;
        }
        if (!models::at(object, {"metadata", "deletionTimestamp"}).is_null() ||
            isTheClusters(kind, object))
            continue;
        const bool isOwned = !models::listAt(object, {"metadata", "ownerReferences"}).empty();
        (isOwned ? foreign.owned : foreign.standing)
            << kind + u' ' + models::textAt(object, {"metadata", "name"});
    }
}

QString sentenceOf(const QString &nameSpace, const QStringList &foreign)
{
    constexpr int shown = 3;
    QString list = foreign.mid(0, shown).join(u", "_s);
    if (foreign.size() > shown)
        list = ContentsText::tr("%1 and %2 more").arg(list).arg(foreign.size() - shown);
    return ContentsText::tr("It holds what this run did not make: %1. Once nothing in it is "
                            "needed: kubectl delete namespace %2")
        .arg(list, nameSpace);
}

struct Kind
{
    k8s::Resource resource;
    bool isOthers; //!< people or other programs made it: no workbench consists of it
};

//! Owners before what they own. What a cluster puts into each namespace by itself (accounts,
//! roles, network policies, quotas) says nothing.
const std::vector<Kind> &kinds()
{
    static const std::vector<Kind> all{
        {k8s::Resource::notebooks(), false},
        {k8s::Resource::statefulSets(), false},
        {k8s::Resource::pods(), false},
        {k8s::Resource::persistentVolumeClaims(), false},
        {k8s::Resource::configMaps(), false},
        {k8s::Resource::secrets(), false},
        {{u"apps"_s, u"v1"_s, u"deployments"_s, u"Deployment"_s}, true},
        {{u"apps"_s, u"v1"_s, u"daemonsets"_s, u"DaemonSet"_s}, true},
        {{u"batch"_s, u"v1"_s, u"jobs"_s, u"Job"_s}, true},
        {{u"batch"_s, u"v1"_s, u"cronjobs"_s, u"CronJob"_s}, true},
        {{{}, u"v1"_s, u"services"_s, u"Service"_s}, true},
        {{u"networking.k8s.io"_s, u"v1"_s, u"ingresses"_s, u"Ingress"_s}, true},
        {{u"route.openshift.io"_s, u"v1"_s, u"routes"_s, u"Route"_s}, true},
    };
    return all;
}

//! Whoever may not list what others make may not have been let make any.
bool saysNothing(const k8s::Error &error, const Kind &kind)
{
    return error.kind == k8s::Error::Kind::NotFound ||
           (kind.isOthers && error.kind == k8s::Error::Kind::Forbidden);
}

QCoro::Task<k8s::Result<Foreign>> findForeign(std::shared_ptr<Validation> run, QElapsedTimer clock,
                                              QString nameSpace, Ours ours)
{
    std::vector<QCoro::Task<k8s::Result<Json>>> lists;
    for (const Kind &kind : kinds()) {
        const Request look = [run, resource = kind.resource, nameSpace] {
            return run->client->list(resource, nameSpace);
        };
        lists.push_back(insist(run, clock, look));
    }
    Foreign foreign;
    std::optional<k8s::Error> failure;
    for (std::size_t i = 0; i < lists.size(); ++i) {
        const k8s::Result<Json> list = co_await lists[i];
        if (list)
            takeForeign(foreign, kinds()[i].resource.kind, *list, ours);
        else if (!failure && !saysNothing(list.error(), kinds()[i]))
            failure = list.error();
    }
    if (failure)
        co_return tl::unexpected(*failure);
    co_return foreign;
}

} // namespace

QCoro::Task<std::optional<QString>> whatHolds(std::shared_ptr<Validation> run, QElapsedTimer clock,
                                              QString nameSpace, QSet<QString> runs)
{
    Ours ours;
    ours.runs = runs;
    for (const models::ObjectCreated &made : run->record.created()) {
        if (!made.existed)
            ours.uids.insert(made.object.uid);
    }
    ours.uids.insert(models::textAt(run->record.pod(), {"metadata", "uid"}));
    ours.uids.remove(QString());

    // The pod of a run that was killed before it saw it, say, is owned by what went with the
    // Notebook, and unknown.
    QElapsedTimer waiting;
    waiting.start();
    std::chrono::milliseconds pause(250);
    while (true) {
        const k8s::Result<Foreign> foreign = co_await findForeign(run, clock, nameSpace, ours);
        if (!foreign)
            co_return ContentsText::tr(
                "Whether others put something into it cannot be looked up, so "
                "it stays: %1")
                .arg(foreign.error().message);
        const QStringList all = foreign->standing + foreign->owned;
        if (all.isEmpty())
            co_return std::nullopt;
        if (!foreign->standing.isEmpty() || run->cancellation->isAbandoned() ||
            waiting.elapsed() > run->patience.held.count() / 2)
            co_return sentenceOf(nameSpace, all);
        const k8s::JobPtr<Delay> delay(new Delay(pause));
        co_await awaitCleaning(run, delay.get());
        pause = std::min(pause * 3 / 2, std::chrono::milliseconds(1500));
    }
}

static bool isKubernetesOwn(const QString &finalizer)
{
    // Those from before finalizers had to have a domain.
    static const QStringList old{u"foregroundDeletion"_s, u"orphan"_s, u"kubernetes"_s};
    const QString owner = finalizer.section(u'/', 0, 0);
    return old.contains(finalizer) || owner == u"kubernetes.io" ||
           owner.endsWith(u".kubernetes.io") || owner.endsWith(u".k8s.io");
}

//! But those of Kubernetes itself, which takes them off.
static QStringList finalizersOf(const Json &object)
{
    QStringList foreign;
    if (models::at(object, {"metadata", "deletionTimestamp"}).is_null())
        return foreign;
    for (const Json &finalizer : models::listAt(object, {"metadata", "finalizers"}))
        foreign << finalizer.get<QString>();
    foreign.removeIf(isKubernetesOwn);
    return foreign;
}

//! What the API server says of what is in a namespace that goes: "example.com/hold in 1 resource
//! instances".
static QStringList finalizersWithin(const Json &nameSpace)
{
    static const QRegularExpression one(u"([^\\s,:]+) in \\d+ resource instances"_s);
    QStringList foreign;
    for (const Json &condition : models::listAt(nameSpace, {"status", "conditions"})) {
        if (models::textAt(condition, {"type"}) != u"NamespaceFinalizersRemaining" ||
            models::textAt(condition, {"status"}) != u"True")
            continue;
        auto matches = one.globalMatch(models::textAt(condition, {"message"}));
        while (matches.hasNext())
            foreign << matches.next().captured(1);
    }
    foreign.removeIf(isKubernetesOwn);
    return foreign;
}

static QString holdersText(const QStringList &finalizers)
{
    return finalizers.isEmpty()
               ? QString()
               : ContentsText::tr("the finalizer %1").arg(finalizers.join(u", "_s));
}

QCoro::Task<QString> whoHolds(std::shared_ptr<Validation> run, QElapsedTimer clock,
                              models::ObjectRef ref, Json object)
{
    const QString own = holdersText(finalizersOf(object));
    if (!own.isEmpty() || !isNamespace(ref))
        co_return own;
    const QString within = holdersText(finalizersWithin(object));
    if (!within.isEmpty())
        co_return ContentsText::tr("%1 of what is in it").arg(within);
    const Request look = [run, ref] {
        return run->client->list(k8s::Resource::notebooks(), ref.name);
    };
    const k8s::Result<Json> list = co_await insist(run, clock, look);
    if (!list)
        co_return QString();
    for (const Json &notebook : models::listAt(*list, {"items"})) {
        const QString held = holdersText(finalizersOf(notebook));
        if (!held.isEmpty())
            co_return ContentsText::tr("%1 of Notebook %2")
                .arg(held, models::textAt(notebook, {"metadata", "name"}));
    }
    co_return QString();
}

} // namespace assay::app
