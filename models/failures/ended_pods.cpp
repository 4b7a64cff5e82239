// SPDX-License-Identifier: Apache-2.0
#include "classification.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay::models::classification {

using namespace Qt::StringLiterals;

namespace {
struct EndedText
{
    Q_DECLARE_TR_FUNCTIONS(EndedText)
};
} // namespace

//! A pod that was thrown out is made again; so often, it will happen again.
static constexpr int evictionsOfALoop = 2;

static void explainEviction(Diagnosis &d, const QString &message)
{
    d.category = PodFailureCategory::ResourceConstraints;
    if (const QString volume = capture(message, u"EmptyDir volume \"([^\"]+)\""_s);
        !volume.isEmpty()) {
        const QString limit = capture(message, u"limit \"([^\"]+)\""_s);
        d.summary =
            EndedText::tr("The node threw the pod out because it wrote more than the %1 that its "
                          "volume \"%2\" may hold.")
                .arg(limit, volume);
        d.advice =
            EndedText::tr("Raise the volume's sizeLimit in the template, or let the image write "
                          "less there.");
        return;
    }
    if (message.contains(u"ephemeral"_s) && message.contains(u"exceed"_s)) {
        d.summary =
            EndedText::tr("The node threw the pod out because it wrote more to the node's disk "
                          "than its limit allows.");
        d.advice =
            EndedText::tr("Raise the limit for ephemeral-storage under \"resources\", or let the "
                          "image write less outside of its volumes.");
        return;
    }
    QString resource = capture(message, u"low on resource: ([\\w-]+)"_s);
    if (const QString pressure = capture(message, u"node had condition: \\[(\\w+)Pressure"_s);
        !pressure.isEmpty()) {
        resource = pressure == u"Disk"     ? EndedText::tr("disk space")
                   : pressure == u"Memory" ? EndedText::tr("memory")
                                           : EndedText::tr("process ids");
    }
    d.summary =
        resource.isEmpty()
            ? EndedText::tr("The node threw the pod out.")
            : EndedText::tr("The node threw the pod out because it ran low on %1.").arg(resource);
    d.advice =
        EndedText::tr("Write requests that fit what the image really uses, or have room made on "
                      "the node.");
}

static void explainRefusal(Diagnosis &d, const QString &message)
{
    if (d.reason == u"DeadlineExceeded") {
        d.summary =
            EndedText::tr("The pod was ended because it ran longer than its template allows.");
        d.advice = EndedText::tr("Take activeDeadlineSeconds out of the template.");
    } else if (d.reason == u"NodeAffinity") {
        d.summary =
            EndedText::tr("The node refused the pod: it no longer has the labels that the pod "
                          "asks for.");
        d.advice =
            EndedText::tr("Run the test again; if it happens again, look at who changes the labels "
                          "of the nodes.");
    } else if (d.reason == u"UnexpectedAdmissionError") {
        const QString device = capture(message, u"unhealthy devices ([^\\s,]+)"_s);
        d.summary =
            device.isEmpty()
                ? EndedText::tr("The node could not hand out a device that the pod asks for.")
                : EndedText::tr("The node has no working %1 left to hand out.").arg(device);
        d.advice = EndedText::tr("This is a fault of the node: show the evidence to the cluster's "
                                 "administrator.");
    } else if (message.contains(u"shutdown"_s) || message.contains(u"shutting"_s)) {
        d.summary = EndedText::tr("The node that ran the pod was shut down.");
        d.advice = EndedText::tr("Run the test again.");
    } else {
        d.summary = EndedText::tr("The node refused or ended the pod: %1.").arg(d.reason);
        d.advice = EndedText::tr("The evidence holds the node's own words.");
    }
}

std::optional<Diagnosis> diagnoseEvictions(const PodHistory &history)
{
    const auto isEviction = [](const KubernetesEvent &e) {
        return e.objectKind == u"Pod" && e.reason == u"Evicted";
    };
    const auto times = std::count_if(history.events.begin(), history.events.end(), isEviction);
    if (times < (history.deadlinePassed ? 1 : evictionsOfALoop))
        return std::nullopt;
    const auto *event = lastEvent(history, isEviction);
    Diagnosis d;
    d.reason = u"Evicted"_s;
    d.outlook = Outlook::Permanent;
    d.evidence.push_back(eventEvidence(*event));
    explainEviction(d, messageOf(*event));
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
    const QString message = textAt(status, {"message"}).trimmed();
    d.evidence.push_back({Evidence::Kind::Condition, u"pod status"_s,
                          message.isEmpty() ? d.reason : d.reason + u": "_s + message, QDateTime(),
                          versionOf(history.pod)});
    if (d.reason == u"Evicted") {
        explainEviction(d, message);
    } else if (d.reason.startsWith(u"OutOf"_s)) {
        d.category = PodFailureCategory::ResourceConstraints;
        d.summary = EndedText::tr("The node had no %1 left for the pod when it arrived there.")
                        .arg(d.reason.mid(5));
        d.advice = EndedText::tr("Ask for less under \"resources\", or free resources in the "
                                 "cluster.");
    } else {
        explainRefusal(d, message);
    }
    return d;
}

QString stoppedSince(const PodHistory &history)
{
    const QString value =
        textAt(history.notebook, {"metadata", "annotations", "kubeflow-resource-stopped"});
    return value == odhLock ? QString() : value;
}

std::optional<Diagnosis> diagnoseStopped(const PodHistory &history)
{
    const QString since = stoppedSince(history);
    if (since.isEmpty())
        return std::nullopt;
    Diagnosis d;
    d.reason = u"Stopped"_s;
    d.outlook = Outlook::Permanent;
    d.evidence.push_back(stopEvidence(since));
    if (history.podDeleted) {
        d.summary = EndedText::tr("The workbench was stopped while it was being tested.");
        d.advice = EndedText::tr("Find out who or what stops workbenches in this namespace (a "
                                 "culler, a person), and run the test again.");
    } else {
        d.summary = EndedText::tr("No pod is made, because the notebook is marked as stopped.");
        d.advice = EndedText::tr("Take the annotation kubeflow-resource-stopped out of the "
                                 "template.");
    }
    return d;
}

//! Its StatefulSet took the pod away to make it anew from a changed template, as controllers do
//! that complete a notebook in several steps.
static bool isBeingReplaced(const PodHistory &history)
{
    return lastEvent(history,
                     [](const KubernetesEvent &e) { return e.reason == u"SuccessfulDelete"; });
}

std::optional<Diagnosis> diagnoseDeleted(const PodHistory &history)
{
    if (const auto stopped = diagnoseStopped(history))
        return stopped;
    if (isBeingReplaced(history) && !history.deadlinePassed)
        return std::nullopt;
    const Json &disruption = condition(history.pod, u"DisruptionTarget"_s);
    const QString disruptedBy = textAt(disruption, {"reason"});
    const auto *event = lastEvent(history, [](const KubernetesEvent &e) {
        return e.reason == u"Killing" || e.reason == u"Preempted" ||
               e.reason == u"TaintManagerEviction" || e.reason == u"Evicted";
    });
    const auto *preempted =
        lastEvent(history, [](const KubernetesEvent &e) { return e.reason == u"Preempted"; });
    const auto *tainted = lastEvent(
        history, [](const KubernetesEvent &e) { return e.reason == u"TaintManagerEviction"; });

    Diagnosis d;
    d.outlook = Outlook::Permanent;
    if (disruption.is_object())
        d.evidence.push_back(conditionEvidence(history, disruption));
    if (preempted || disruptedBy.startsWith(u"PreemptionBy"_s)) {
        d.category = PodFailureCategory::ResourceConstraints;
        d.reason = u"Preempted"_s;
        d.summary =
            EndedText::tr("The cluster removed the pod to make room for a more important one.");
        d.advice =
            EndedText::tr("Free or add resources, or give the pod a higher priorityClassName in "
                          "the template.");
        event = preempted ? preempted : event;
    } else if (tainted || disruptedBy == u"DeletionByTaintManager") {
        d.reason = u"TaintManagerEviction"_s;
        d.summary = EndedText::tr("The pod was removed because its node failed or was closed.");
        d.advice =
            EndedText::tr("Run the test again; if it happens again, show the evidence to the "
                          "cluster's administrator.");
        event = tainted ? tainted : event;
    } else if (disruptedBy == u"EvictionByEvictionAPI") {
        d.reason = disruptedBy;
        d.summary = EndedText::tr("The pod was taken off its node, as when a node is emptied to be "
                                  "maintained.");
        d.advice = EndedText::tr("Run the test again.");
    } else {
        d.reason = u"PodDeleted"_s;
        d.summary = EndedText::tr("The pod was deleted from outside while it was being tested.");
        d.advice = EndedText::tr("Find out who or what deletes pods in this namespace (a culler, "
                                 "a drained node, a person), and run the test again.");
    }
    if (event) {
        d.evidence.push_back(eventEvidence(*event));
    } else if (const QString at = textAt(history.pod, {"metadata", "deletionTimestamp"});
               !at.isEmpty()) {
        d.evidence.push_back({Evidence::Kind::Condition,
                              u"pod deletionTimestamp"_s,
                              at,
                              {},
                              versionOf(history.pod)});
    }
    return d;
}

} // namespace assay::models::classification
