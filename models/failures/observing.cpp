// SPDX-License-Identifier: Apache-2.0
#include "observing.h"

#include <models/base/quantity.h>

#include "base/json_reading.h"
#include "base/signal_names.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace assay::models::classification {

using namespace Qt::StringLiterals;

namespace {

struct ObservingText
{
    Q_DECLARE_TR_FUNCTIONS(ObservingText)
};

//! A limit below this is too little for the runtime itself.
constexpr double smallestMemory = 16 * 1024 * 1024;
constexpr int lastSignal = 64;

QString quantityText(const Json &value)
{
    return value.is_number() ? QString::fromStdString(value.dump()) : value.get<QString>();
}

//! The memory limit of one container; empty where it has none.
QString memoryLimitOf(const Json &spec)
{
    return quantityText(at(spec, {"resources", "limits", "memory"}));
}

bool isMesh(const QString &container)
{
    return container.startsWith(u"istio-"_s) || container.startsWith(u"linkerd-"_s) ||
           container.startsWith(u"envoy"_s) || container.startsWith(u"kuma-"_s);
}

//! What Open Data Hub's webhook puts beside the workbench.
bool isAuthProxy(const QString &container)
{
    return container == u"oauth-proxy" || container == u"kube-rbac-proxy";
}

//! Whether the image lies in a registry that is a Service of the cluster, as OpenShift's own.
bool isInClusterRegistry(const QString &image)
{
    const QString host = image.section(u'/', 0, 0).section(u':', 0, 0);
    return image.contains(u'/') &&
           (host.endsWith(u".svc"_s) || host.endsWith(u".svc.cluster.local"_s));
}

//! Whether a volume takes the place of the 64 MiB of shared memory that each container gets.
bool mountsSharedMemory(const Container &container)
{
    const Json &mounts = listAt(*container.spec, {"volumeMounts"});
    return std::any_of(mounts.begin(), mounts.end(), [](const Json &mount) {
        const QString path = textAt(mount, {"mountPath"});
        return path == u"/dev/shm" || path == u"/dev/shm/";
    });
}

//! Whether the Notebook's own template names a container: others were put in by the cluster.
bool isOfTemplate(const PodHistory &history, const QString &container)
{
    const Json &spec = at(history.notebook, {"spec", "template", "spec"});
    for (const char *list : {"containers", "initContainers"}) {
        for (const Json &entry : listAt(spec, {list})) {
            if (textAt(entry, {"name"}) == container)
                return true;
        }
    }
    return false;
}

//! Facts about the pod's memory and disk, whichever container they belong to.
QStringList limitFacts(const PodHistory &history, const Container *container, QString &limit)
{
    QStringList facts;
    const auto look = [&](const Json &spec) {
        const QString memory = memoryLimitOf(spec);
        if (!memory.isEmpty() && !facts.contains(u"memory-limit"_s)) {
            facts << u"memory-limit"_s;
            limit = memory;
        }
        if (memory.endsWith(u'm'))
            facts << u"memory-in-thousandths"_s;
        const auto bytes = parseQuantity(memory);
        if (bytes && *bytes < smallestMemory)
            facts << u"memory-small"_s;
        if ((memory.endsWith(u'm') || (bytes && *bytes < smallestMemory)))
            limit = memory;
        if (!at(spec, {"resources", "limits", "ephemeral-storage"}).is_null())
            facts << u"storage-limit"_s;
    };
    if (container) {
        look(*container->spec);
        return facts;
    }
    for (const char *list : {"containers", "initContainers"}) {
        for (const Json &spec : listAt(history.pod, {"spec", list}))
            look(spec);
    }
    return facts;
}

//! What the image of the container is built for, where the node said so as it got it.
QString architectureOf(const PodHistory &history, const Container &container)
{
    static const QRegularExpression platform(u" Image platform: [^\\s/]+/([^\\s/]+)\\.\\z"_s);
    const auto *pulled = lastEvent(history, [&container](const KubernetesEvent &event) {
        return event.reason == u"Pulled" && concerns(event, container);
    });
    return pulled ? platform.match(messageOf(*pulled)).captured(1) : QString();
}

QStringList factsOf(const PodHistory &history, const Container *container, QString &limit)
{
    QStringList facts = limitFacts(history, container, limit);
    if (history.deadlinePassed)
        facts << u"over"_s;
    if (lastEvent(history, [](const KubernetesEvent &e) {
            return e.reason == u"FailedToRetrieveImagePullSecret";
        }))
        facts << u"pull-secret-missing"_s;
    if (!largerThanAnyNode(requestsOf(history.pod), history.largestNode).isEmpty())
        facts << u"larger-than-any-node"_s;
    if (!container)
        return facts;
    facts << (container->role == Role::Main   ? u"main"_s
              : container->role == Role::Init ? u"init"_s
                                              : u"sidecar"_s);
    if (isMesh(container->name))
        facts << u"mesh"_s;
    if (isAuthProxy(container->name))
        facts << u"auth-proxy"_s;
    if (isInClusterRegistry(container->image()))
        facts << u"registry-in-cluster"_s;
    if (container->restarts() > 0)
        facts << u"restarted"_s;
    if (mountsSharedMemory(*container))
        facts << u"shared-memory-mounted"_s;
    return facts;
}

//! What to try where a limit of memory was too little: about twice as much, as people write it.
QString moreThan(const QString &limit)
{
    constexpr double gibibyte = 1024 * 1024 * 1024;
    constexpr qint64 most = qint64(1) << 20;
    const auto bytes = parseQuantity(limit);
    if (!bytes)
        return u"4Gi"_s;
    // 1, 2, 3, 4, 6, 8, 12, 16, …: below a gibibyte no workbench does much.
    qint64 wanted = 1;
    while (wanted < most && double(wanted) * gibibyte < 2 * *bytes) {
        const bool isPower = (wanted & (wanted - 1)) == 0;
        wanted = wanted == 1 ? 2 : isPower ? wanted * 3 / 2 : wanted * 4 / 3;
    }
    return QString::number(wanted) + u"Gi"_s;
}

void putImage(QHash<QString, QString> &values, const QString &image)
{
    values[u"image"_s] = image;
    const qsizetype slash = image.indexOf(u'/');
    const QString first = image.left(std::max<qsizetype>(slash, 0));
    const bool named = first.contains(u'.') || first.contains(u':') || first == u"localhost";
    values[u"registry"_s] = named ? first : u"docker.io"_s;
    QString rest = named ? image.mid(slash + 1) : image;
    const qsizetype at = rest.indexOf(u'@');
    const qsizetype colon = rest.lastIndexOf(u':', at);
    values[u"tag"_s] = at >= 0 ? rest.mid(at + 1) : colon >= 0 ? rest.mid(colon + 1) : u"latest"_s;
    values[u"repository"_s] = rest.left(at >= 0 ? at : colon >= 0 ? colon : rest.size());
}

} // namespace

Observation observationOf(Place place, const PodHistory &history, const Container *container,
                          const QString &text, const QString &reason)
{
    Observation o{.place = place, .text = text, .reason = reason, .audience = history.audience};
    QString limit;
    o.facts = factsOf(history, container, limit);
    o.values = {{u"limit"_s, limit},
                {u"more_memory"_s, moreThan(limit)},
                {u"node"_s, textAt(history.pod, {"spec", "nodeName"})},
                {u"processor"_s, history.nodeArchitecture},
                {u"namespace"_s, textAt(history.pod, {"metadata", "namespace"})},
                {u"name"_s, history.mainContainer}};
    if (!container)
        return o;
    o.values[u"container"_s] = container->name;
    o.values[u"who"_s] = container->subject();
    o.values[u"it"_s] = container->role == Role::Main
                            ? ObservingText::tr("the workbench's container")
                            : ObservingText::tr("the container \"%1\"").arg(container->name);
    putImage(o.values, container->image());
    const QString builtFor = architectureOf(history, *container);
    o.values[u"built_for"_s] = builtFor;
    if (!builtFor.isEmpty() && !history.nodeArchitecture.isEmpty())
        o.facts << (builtFor == history.nodeArchitecture ? u"same-processor"_s
                                                         : u"other-processor"_s);
    return o;
}

void putExitStatus(Observation &observation, int status)
{
    observation.exitStatus = status;
    observation.values[u"exit"_s] = QString::number(status);
    // Above 64 there is no signal: such a status is the program's own.
    if (status > 128 && status <= 128 + lastSignal) {
        observation.facts << u"signal"_s;
        observation.values[u"signal"_s] = signalName(status - 128);
    }
}

Fault faultOf(Fault fault, const PodHistory &history, const Container *container)
{
    if (!container || container->role == Role::Main || fault != Fault::Image)
        return fault;
    if (isMesh(container->name) || isAuthProxy(container->name))
        return Fault::Cluster;
    if (!at(history.notebook, {"spec"}).is_object())
        return Fault::Unknown;
    return isOfTemplate(history, container->name) ? Fault::Configuration : Fault::Cluster;
}

bool speaksToImageAuthor(const Diagnosis &diagnosis)
{
    const Rule *rule = ruleBook().rule(diagnosis.rule);
    return !rule || rule->fault == Fault::Image || rule->fault == Fault::Unknown;
}

QString adviceOnSidecar(bool isLogEmpty)
{
    return isLogEmpty ? ObservingText::tr("Look at the sidecar's settings, or leave it out of the "
                                          "template.")
                      : ObservingText::tr("Look at the sidecar's log and settings, or leave it "
                                          "out of the template.");
}

Finding explain(Diagnosis &d, const PodHistory &history, const Container *container,
                const Observation &observation)
{
    const auto finding = ruleBook().find(observation);
    if (!finding)
        return {};
    const Rule &rule = *finding->rule;
    d.category = rule.category.value_or(categoryOf(observation.place));
    d.fault = faultOf(rule.fault, history, container);
    d.rule = rule.id;
    d.cause = finding->cause;
    d.summary = finding->summary;
    d.advice = finding->advice;
    d.fix = finding->fix;
    d.outlook = rule.heals ? Outlook::MayHeal : Outlook::Permanent;
    return *finding;
}

void explainProbe(Diagnosis &d, const PodHistory &history, const Container &container,
                  const QString &message)
{
    // A program's own output may follow on further lines.
    explain(
        d, history, &container,
        observationOf(Place::Probe, history, &container, message.section(u'\n', 0, 0), d.reason));
}

} // namespace assay::models::classification
