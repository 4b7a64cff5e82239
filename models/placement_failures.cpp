// SPDX-License-Identifier: Apache-2.0
#include "classification.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace assay::models::classification {

using namespace Qt::StringLiterals;

namespace {
struct PlacementText
{
    Q_DECLARE_TR_FUNCTIONS(PlacementText)
};
} // namespace

static bool lacksResources(const QString &message)
{
    return message.contains(u"Insufficient "_s);
}

std::optional<Diagnosis> diagnosePodCreation(const PodHistory &history)
{
    const auto *event = lastEvent(history, [](const KubernetesEvent &e) {
        return e.reason == u"FailedCreate" || e.reason == u"SuccessfulCreate";
    });
    if (!event || event->reason != u"FailedCreate")
        return std::nullopt;
    const QString message = messageOf(*event);

    Diagnosis d;
    d.reason = u"FailedCreate"_s;
    d.evidence.push_back(eventEvidence(*event));
    if (const QString quota = capture(message, u"exceeded quota: ([^,\\s]+)"_s); !quota.isEmpty()) {
        d.category = PodFailureCategory::ResourceConstraints;
        d.summary = PlacementText::tr("The pod was not created: it would exceed the namespace's "
                                      "quota \"%1\".")
                        .arg(quota);
        d.advice = PlacementText::tr("Ask for less under \"resources\", free what else uses the "
                                     "quota, or have it raised.");
    } else if (message.contains(u"failed quota"_s)) {
        d.category = PodFailureCategory::ResourceConstraints;
        d.summary = PlacementText::tr("The pod was not created: the namespace's quota asks every "
                                      "container for requests and limits.");
        d.advice = PlacementText::tr("Write the requests and limits that the evidence names under "
                                     "\"resources\".");
    } else if (message.contains(QRegularExpression(u"(maximum|minimum) \\S+ usage per "_s))) {
        d.category = PodFailureCategory::ResourceConstraints;
        d.summary = PlacementText::tr("The pod was not created: it asks for more or less than the "
                                      "namespace's limits allow.");
        d.advice = PlacementText::tr("Change \"resources\" to what the evidence allows.");
    } else if (message.contains(u"service account"_s) || message.contains(u"serviceaccount"_s)) {
        const QString name = capture(message, u"serviceaccount \"([^\"]+)\""_s);
        d.summary = PlacementText::tr("The pod was not created: its service account \"%1\" does "
                                      "not exist.")
                        .arg(name);
        d.advice = PlacementText::tr("Create the service account, or take serviceAccountName out "
                                     "of the template: only Open Data Hub's controller makes it.");
    } else if (message.contains(u"security context constraint"_s)) {
        d.summary = PlacementText::tr("The pod was not created: the cluster's security rules do "
                                      "not allow it.");
        d.advice = PlacementText::tr("Take out of the template what asks for more rights than the "
                                     "restricted rules give, such as a fixed user id.");
    } else if (message.contains(u"admission webhook"_s)) {
        d.summary = PlacementText::tr("The pod was not created: the webhook \"%1\" refused it.")
                        .arg(capture(message, u"admission webhook \"([^\"]+)\""_s));
        d.advice = PlacementText::tr("The evidence holds the webhook's reason.");
    } else {
        d.summary = PlacementText::tr("The pod was not created: the cluster refused it.");
        d.advice = PlacementText::tr("The evidence holds the cluster's reason.");
    }
    return d;
}

std::optional<Diagnosis> diagnoseFailedPod(const PodHistory &history)
{
    if (textAt(history.pod, {"status", "phase"}) != u"Failed")
        return std::nullopt;
    const Json &status = at(history.pod, {"status"});
    Diagnosis d;
    d.reason = textAt(status, {"reason"});
    if (d.reason.isEmpty())
        return std::nullopt;
    const QString message = textAt(status, {"message"});
    d.evidence.push_back({Evidence::Kind::Condition, u"pod "_s + u"status"_s,
                          message.isEmpty() ? d.reason : d.reason + u": "_s + message,
                          QDateTime()});
    if (d.reason == u"Evicted") {
        d.category = PodFailureCategory::ResourceConstraints;
        const QString resource = capture(message, u"low on resource: ([\\w-]+)"_s);
        d.summary = resource.isEmpty()
                        ? PlacementText::tr("The node threw the pod out.")
                        : PlacementText::tr("The node threw the pod out because it ran low on %1.")
                              .arg(resource);
        d.advice = PlacementText::tr("Write requests that fit what the image really uses, or free "
                                     "resources on the node.");
    } else if (d.reason.startsWith(u"OutOf"_s)) {
        d.category = PodFailureCategory::ResourceConstraints;
        d.summary = PlacementText::tr("The node had no %1 left for the pod when it arrived there.")
                        .arg(d.reason.mid(5));
        d.advice = PlacementText::tr("Ask for less under \"resources\", or free resources in the "
                                     "cluster.");
    } else {
        d.summary = PlacementText::tr("The node refused or ended the pod: %1.").arg(d.reason);
        d.advice = PlacementText::tr("The evidence holds the node's own words.");
    }
    return d;
}

//! Whether the autoscaler adds a node for this pod: then it waits, and did not fail.
static bool scalesUp(const PodHistory &history, const QDateTime &since)
{
    const auto *event = lastEvent(history, [](const KubernetesEvent &e) {
        return e.reason == u"TriggeredScaleUp" || e.reason == u"NotTriggerScaleUp";
    });
    return event && event->reason == u"TriggeredScaleUp" &&
           (!since.isValid() || !event->lastAt.isValid() || event->lastAt >= since);
}

static QString listOf(const QString &message)
{
    static const QRegularExpression insufficient(u"Insufficient ([\\w./-]+\\w)"_s);
    QStringList names;
    auto matches = insufficient.globalMatch(message);
    while (matches.hasNext()) {
        if (const QString name = matches.next().captured(1); !names.contains(name))
            names << name;
    }
    return names.join(u", "_s);
}

static void explainUnschedulable(Diagnosis &d, const QString &message)
{
    using T = PlacementText;
    if (const QString claim = capture(message, u"persistentvolumeclaim \"([^\"]+)\" not found"_s);
        !claim.isEmpty()) {
        d.summary =
            T::tr("The pod waits for the volume claim \"%1\", which does not exist.").arg(claim);
        d.advice = T::tr("Create the claim, or take the volume out of the template.");
    } else if (message.contains(u"PersistentVolumeClaim"_s) ||
               message.contains(u"persistent volumes to bind"_s)) {
        d.summary = T::tr("The pod waits for its volume, which no storage has provided.");
        d.advice = T::tr("Check that the cluster has a default storage class, or write another "
                         "class or a smaller size under \"storage\".");
    } else if (message.contains(u"volume node affinity"_s)) {
        d.summary = T::tr("The pod's volume lies on a node where the pod cannot run.");
        d.advice = T::tr("Delete the volume claim of an earlier run, or free that node.");
    } else if (message.contains(u"taint"_s)) {
        d.summary = T::tr("No node accepts the pod: the nodes are reserved by taints that it does "
                          "not tolerate.");
        d.advice = T::tr("Add the tolerations that the nodes ask for to the template.");
    } else if (message.contains(u"affinity"_s) || message.contains(u"selector"_s)) {
        d.summary = T::tr("No node has the labels that the pod asks for.");
        d.advice = T::tr("Correct nodeSelector or affinity in the template.");
    } else if (message.contains(u"unschedulable"_s)) {
        d.summary = T::tr("Every node is closed to new pods.");
        d.advice = T::tr("Ask the cluster's administrator to open a node again.");
    } else {
        d.summary = T::tr("No node can take the pod.");
        d.advice = T::tr("The evidence holds the scheduler's own words.");
    }
}

std::optional<Diagnosis> diagnoseScheduling(const PodHistory &history)
{
    const Json &scheduled = condition(history.pod, u"PodScheduled"_s);
    const QString reason = textAt(scheduled, {"reason"});
    if (textAt(scheduled, {"status"}) != u"False" || reason == u"SchedulingGated")
        return std::nullopt;
    if (scalesUp(history, timeAt(scheduled, {"lastTransitionTime"})))
        return std::nullopt;

    const QString message = textAt(scheduled, {"message"});
    const auto *refused = lastEvent(
        history, [](const KubernetesEvent &e) { return e.reason == u"NotTriggerScaleUp"; });
    const QString answer = refused ? messageOf(*refused) : QString();

    Diagnosis d;
    d.reason = reason.isEmpty() ? u"Unschedulable"_s : reason;
    d.evidence.push_back(conditionEvidence(scheduled));
    if (refused)
        d.evidence.push_back(eventEvidence(*refused));
    if (lacksResources(message)) {
        d.category = PodFailureCategory::ResourceConstraints;
        d.summary =
            PlacementText::tr("No node has enough free %1 for the pod.").arg(listOf(message));
        d.advice = PlacementText::tr("Ask for less under \"resources\", or free or add nodes.");
    } else if (lacksResources(answer) || answer.contains(u"max node group size reached"_s)) {
        d.category = PodFailureCategory::ResourceConstraints;
        d.summary = PlacementText::tr("No node can take the pod, and the cluster cannot grow.");
        d.advice = PlacementText::tr("Ask for less under \"resources\", or have the cluster's "
                                     "size limit raised.");
    } else if (reason == u"SchedulerError") {
        d.summary = PlacementText::tr("The cluster's scheduler failed to place the pod.");
        d.advice = PlacementText::tr("The evidence holds the scheduler's error: show it to the "
                                     "cluster's administrator.");
    } else {
        explainUnschedulable(d, message);
    }
    return d;
}

static bool isMountFailure(const KubernetesEvent &event)
{
    return event.reason == u"FailedMount" || event.reason == u"FailedAttachVolume";
}

static bool isSandboxFailure(const KubernetesEvent &event)
{
    return event.reason == u"FailedCreatePodSandBox";
}

std::optional<Diagnosis> diagnoseVolumesAndSandbox(const PodHistory &history,
                                                   const std::vector<Container> &containers)
{
    const bool anyStarted = std::any_of(containers.begin(), containers.end(), [](const auto &c) {
        return c.running().is_object() || c.terminated().is_object();
    });
    // What comes after the volumes and the sandbox shows that they are there.
    const auto *event = lastEvent(history, [](const KubernetesEvent &e) {
        return isMountFailure(e) || isSandboxFailure(e) || e.reason == u"Pulling" ||
               e.reason == u"Pulled" || e.reason == u"Created";
    });
    if (anyStarted || !event || (!isMountFailure(*event) && !isSandboxFailure(*event)))
        return std::nullopt;
    // "Timed out waiting" follows the event that says for what.
    if (const auto *precise = lastEvent(history,
                                        [](const KubernetesEvent &e) {
                                            return isMountFailure(e) &&
                                                   !e.message.contains(u"Unable to attach"_s);
                                        });
        precise && isMountFailure(*event))
        event = precise;

    const QString message = messageOf(*event);
    Diagnosis d;
    d.reason = event->reason;
    d.evidence.push_back(eventEvidence(*event));
    if (isSandboxFailure(*event)) {
        d.summary = PlacementText::tr("The node could not set up the pod's network or sandbox.");
        d.advice = PlacementText::tr("This is a fault of the cluster: show the evidence to its "
                                     "administrator.");
        return d;
    }
    const QString secret = capture(message, u"secret \"([^\"]+)\" not found"_s);
    const QString map = capture(message, u"configmap \"([^\"]+)\" not found"_s);
    if (secret.endsWith(u"-tls"_s)) {
        d.summary = PlacementText::tr("The pod waits for the certificate \"%1\", which nobody has "
                                      "made.")
                        .arg(secret);
        d.advice = PlacementText::tr("Only OpenShift makes it: on other clusters leave out the "
                                     "auth sidecar (inject-auth).");
    } else if (!secret.isEmpty() || !map.isEmpty()) {
        d.summary = secret.isEmpty() ? PlacementText::tr("The pod waits for the ConfigMap \"%1\", "
                                                         "which does not exist.")
                                           .arg(map)
                                     : PlacementText::tr("The pod waits for the Secret \"%1\", "
                                                         "which does not exist.")
                                           .arg(secret);
        d.advice = PlacementText::tr("Create it in the namespace, or take the volume out of the "
                                     "template.");
    } else if (message.contains(u"Multi-Attach"_s)) {
        d.summary = PlacementText::tr("The pod's volume is still attached to another node.");
        d.advice =
            PlacementText::tr("Wait until the pod that uses it is gone, or delete that pod.");
    } else {
        d.summary = PlacementText::tr("The node could not attach or mount a volume of the pod.");
        d.advice = PlacementText::tr("Check the volumes in the template and the state of the "
                                     "volume claim.");
    }
    return d;
}

} // namespace assay::models::classification
