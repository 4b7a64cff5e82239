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

// NOLINTNEXTLINE(readability-function-size): one rule after another.
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
    } else if (message.contains(u"security context constraint"_s)) {
        d.summary = PlacementText::tr("The pod was not created: the cluster's security rules do "
                                      "not allow it.");
        d.advice = PlacementText::tr("Take out of the template what asks for more rights than the "
                                     "restricted rules give, such as a fixed user id.");
    } else if (const QString name = capture(message, u"serviceaccount \"([^\"]+)\" not found"_s);
               !name.isEmpty()) {
        d.summary = PlacementText::tr("The pod was not created: its service account \"%1\" does "
                                      "not exist.")
                        .arg(name);
        d.advice = PlacementText::tr("Create the service account, or take serviceAccountName out "
                                     "of the template: only Open Data Hub's controller makes it.");
    } else if (const QString level = capture(message, u"violates PodSecurity \"([^\"]+)\""_s);
               !level.isEmpty()) {
        d.summary = PlacementText::tr("The pod was not created: the namespace's security level "
                                      "\"%1\" does not allow it.")
                        .arg(level);
        d.advice = PlacementText::tr("The evidence names what the template has to set, or leave "
                                     "out; or use a namespace with a lower level.");
    } else if (const QString hook = capture(message, u"failed calling webhook \"([^\"]+)\""_s);
               !hook.isEmpty()) {
        d.summary = PlacementText::tr("The pod was not created: the webhook \"%1\", which has to "
                                      "approve it, did not answer.")
                        .arg(hook);
        d.advice = PlacementText::tr("This is a fault of the cluster: show the evidence to its "
                                     "administrator.");
    } else if (message.contains(u"admission webhook"_s)) {
        d.summary = PlacementText::tr("The pod was not created: the webhook \"%1\" refused it.")
                        .arg(capture(message, u"admission webhook \"([^\"]+)\""_s));
        d.advice = PlacementText::tr("The evidence holds the webhook's reason.");
    } else if (message.contains(u"updates to statefulset spec for fields other than"_s) ||
               message.contains(u"already exists"_s)) {
        d.summary = PlacementText::tr("The pod was not created: a StatefulSet of the notebook's "
                                      "name is there already and belongs to something else.");
        d.advice = PlacementText::tr("Give the notebook another name, or delete that StatefulSet.");
    } else if (message.contains(u" is invalid: "_s)) {
        d.summary = PlacementText::tr("The pod was not created: its template is not valid.");
        d.advice = PlacementText::tr("Correct the field of the template that the evidence names.");
    } else {
        d.summary = PlacementText::tr("The pod was not created: the cluster refused it.");
        d.advice = PlacementText::tr("The evidence holds the cluster's reason.");
    }
    return d;
}

bool addsNode(const KubernetesEvent &event)
{
    // The cluster autoscaler's and Karpenter's words.
    return event.reason == u"TriggeredScaleUp" || event.reason == u"Nominated";
}

//! Whether the autoscaler adds a node for this pod: then it waits, and did not fail.
static bool scalesUp(const PodHistory &history, const QDateTime &since)
{
    const auto *event = lastEvent(history, [](const KubernetesEvent &e) {
        return addsNode(e) || e.reason == u"NotTriggerScaleUp";
    });
    return event && addsNode(*event) &&
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

const KubernetesEvent *missingVolume(const PodHistory &history)
{
    const auto *event = lastEvent(
        history, [](const KubernetesEvent &e) { return e.objectKind == u"PersistentVolumeClaim"; });
    return event && event->reason != u"ProvisioningSucceeded" ? event : nullptr;
}

void explainMissingVolume(Diagnosis &d, const KubernetesEvent *claimEvent)
{
    if (claimEvent)
        d.evidence.push_back(eventEvidence(*claimEvent));
    const QString missing =
        claimEvent ? capture(claimEvent->message, u"storageclass\\S* \"([^\"]+)\" not found"_s)
                   : QString();
    if (!missing.isEmpty()) {
        d.summary = PlacementText::tr(
                        "The pod waits for its volume: the storage class \"%1\" does not exist.")
                        .arg(missing);
        d.advice =
            PlacementText::tr("Write a storage class that the cluster has under \"storage\".");
        return;
    }
    d.summary = PlacementText::tr("The pod waits for its volume, which no storage has provided.");
    d.advice =
        PlacementText::tr("Check that the cluster has a default storage class, or write another "
                          "class or a smaller size under \"storage\".");
}

static void explainUnschedulable(Diagnosis &d, const QString &message,
                                 const KubernetesEvent *claimEvent)
{
    if (const QString claim = capture(message, u"persistentvolumeclaim \"([^\"]+)\" not found"_s);
        !claim.isEmpty()) {
        d.summary =
            PlacementText::tr("The pod waits for the volume claim \"%1\", which does not exist.")
                .arg(claim);
        d.advice = PlacementText::tr("Create the claim, or take the volume out of the template.");
    } else if (message.contains(u"PersistentVolumeClaim"_s) ||
               message.contains(u"persistent volumes to bind"_s)) {
        explainMissingVolume(d, claimEvent);
    } else if (message.contains(u"volume node affinity"_s)) {
        d.summary = PlacementText::tr("The pod's volume lies on a node where the pod cannot run.");
        d.advice =
            PlacementText::tr("Delete the volume claim of an earlier run, or free that node.");
    } else if (message.contains(u"Too many pods"_s)) {
        d.category = PodFailureCategory::ResourceConstraints;
        d.summary = PlacementText::tr("Every node already runs as many pods as it may.");
        d.advice = PlacementText::tr("Delete pods that nobody needs, or have a node added.");
    } else if (message.contains(u"taint"_s)) {
        d.summary = PlacementText::tr(
            "No node accepts the pod: the nodes are reserved by taints that it does "
            "not tolerate.");
        d.advice = PlacementText::tr("Add the tolerations that the nodes ask for to the template.");
    } else if (message.contains(u"affinity"_s) || message.contains(u"selector"_s)) {
        d.summary = PlacementText::tr("No node has the labels that the pod asks for.");
        d.advice = PlacementText::tr("Correct nodeSelector or affinity in the template.");
    } else if (message.contains(u"unschedulable"_s)) {
        d.summary = PlacementText::tr("Every node is closed to new pods.");
        d.advice = PlacementText::tr("Ask the cluster's administrator to open a node again.");
    } else {
        d.summary = PlacementText::tr("No node can take the pod.");
        d.advice = PlacementText::tr("The evidence holds the scheduler's own words.");
    }
}

std::optional<Diagnosis> diagnoseScheduling(const PodHistory &history)
{
    const Json &scheduled = condition(history.pod, u"PodScheduled"_s);
    const QString reason = textAt(scheduled, {"reason"});
    // Where the volume is made for the chosen node, the pod has no condition meanwhile.
    if (const auto *claim = missingVolume(history);
        scheduled.is_null() && claim && claim->reason == u"ProvisioningFailed") {
        Diagnosis d;
        d.reason = claim->reason;
        explainMissingVolume(d, claim);
        return d;
    }
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
    d.evidence.push_back(conditionEvidence(history, scheduled));
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
        explainUnschedulable(d, message, missingVolume(history));
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
    // It is let go when the pod before is gone, by force after six minutes.
    if (message.contains(u"Multi-Attach"_s) && !history.deadlinePassed)
        return std::nullopt;
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
