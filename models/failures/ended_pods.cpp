// SPDX-License-Identifier: Apache-2.0
#include "observing.h"

#include <QRegularExpression>

#include <algorithm>

namespace assay::models::classification {

using namespace Qt::StringLiterals;

//! A pod that was thrown out is made again; so often, it will happen again.
static constexpr int evictionsOfALoop = 2;

static void explainEnd(Diagnosis &d, const PodHistory &history, const QString &message)
{
    Observation o = observationOf(Place::End, history, nullptr, message, d.reason);
    // The kubelet names the resource in its reason: "OutOfcpu", "OutOfnvidia.com/gpu".
    if (d.reason.startsWith(u"OutOf"_s)) {
        o.facts << u"out-of-resource"_s;
        o.values[u"resource"_s] = d.reason.mid(5);
        // The same message tells whether the node would have had it, had it been empty.
        static const QRegularExpression amounts(
            u"requested: (\\d+), used: \\d+, capacity: (\\d+)"_s);
        if (const auto match = amounts.match(message); match.hasMatch()) {
            o.facts.removeAll(u"larger-than-any-node"_s);
            if (match.captured(1).toDouble() > match.captured(2).toDouble())
                o.facts << u"larger-than-any-node"_s;
        }
    }
    explain(d, history, nullptr, o);
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
    d.evidence.push_back(eventEvidence(*event));
    explainEnd(d, history, messageOf(*event));
    d.outlook = Outlook::Permanent;
    return d;
}

//! The condition that says who ended the pod: the cluster's, or Kueue's own; null: none does.
static const Json &disruptionOf(const Json &pod)
{
    static const Json null = nullptr;
    for (const QString &type : {u"DisruptionTarget"_s, u"TerminationTarget"_s}) {
        const Json &found = condition(pod, type);
        if (textAt(found, {"status"}) == u"True" && !textAt(found, {"reason"}).isEmpty())
            return found;
    }
    return null;
}

//! A pod that somebody ended from outside has no reason of its own, and its containers an exit
//! status that looks like a crash.
static std::optional<Diagnosis> diagnoseDisrupted(const PodHistory &history)
{
    const Json &disruption = disruptionOf(history.pod);
    if (!disruption.is_object())
        return std::nullopt;
    Diagnosis d;
    d.reason = textAt(disruption, {"reason"});
    if (d.reason.startsWith(u"PreemptionBy"_s))
        d.reason = u"Preempted"_s;
    d.evidence.push_back(conditionEvidence(history, disruption));
    explainEnd(d, history, messageAt(disruption).trimmed());
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
        return diagnoseDisrupted(history);
    const QString message = messageAt(status).trimmed();
    d.evidence.push_back({Evidence::Kind::Condition, u"pod status"_s,
                          message.isEmpty() ? d.reason : d.reason + u": "_s + message, QDateTime(),
                          versionOf(history.pod)});
    explainEnd(d, history, message);
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
    d.evidence.push_back(stopEvidence(since));
    Observation o = observationOf(Place::End, history, nullptr, {}, d.reason);
    if (history.podDeleted)
        o.facts << u"deleted"_s;
    explain(d, history, nullptr, o);
    d.outlook = Outlook::Permanent;
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
    if (disruption.is_object())
        d.evidence.push_back(conditionEvidence(history, disruption));
    d.reason = u"PodDeleted"_s;
    if (preempted || disruptedBy.startsWith(u"PreemptionBy"_s)) {
        d.reason = u"Preempted"_s;
        event = preempted ? preempted : event;
    } else if (tainted || disruptedBy == u"DeletionByTaintManager") {
        d.reason = u"TaintManagerEviction"_s;
        event = tainted ? tainted : event;
    } else if (!disruptedBy.isEmpty()) {
        d.reason = disruptedBy;
    }
    explainEnd(d, history, event ? messageOf(*event) : QString());
    d.outlook = Outlook::Permanent;
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
