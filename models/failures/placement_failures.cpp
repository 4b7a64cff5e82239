// SPDX-License-Identifier: Apache-2.0
#include "observing.h"
#include "scheduler_message.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <numeric>

namespace assay::models::classification {

using namespace Qt::StringLiterals;

namespace {
struct PlacementText
{
    Q_DECLARE_TR_FUNCTIONS(PlacementText)
};
} // namespace

std::optional<Diagnosis> diagnosePodCreation(const PodHistory &history)
{
    const auto *event = lastEvent(history, [](const KubernetesEvent &e) {
        return e.reason == u"FailedCreate" || e.reason == u"SuccessfulCreate";
    });
    if (!event || event->reason != u"FailedCreate")
        return std::nullopt;
    static const QRegularExpression wrapping(
        u"\\A(?:create (?:Pod|Claim) .*? failed error: )?(?:pods \"[^\"]*\" is forbidden: )?"_s);
    Diagnosis d;
    d.reason = u"FailedCreate"_s;
    d.evidence.push_back(eventEvidence(*event));
    explain(d, history, nullptr,
            observationOf(Place::Admission, history, nullptr, messageOf(*event).remove(wrapping),
                          d.reason));
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

const KubernetesEvent *missingVolume(const PodHistory &history)
{
    const auto *event = lastEvent(
        history, [](const KubernetesEvent &e) { return e.objectKind == u"PersistentVolumeClaim"; });
    return event && event->reason != u"ProvisioningSucceeded" ? event : nullptr;
}

void explainMissingVolume(Diagnosis &d, const PodHistory &history,
                          const KubernetesEvent *claimEvent)
{
    if (claimEvent)
        d.evidence.push_back(eventEvidence(*claimEvent));
    explain(d, history, nullptr,
            observationOf(Place::Claim, history, nullptr,
                          claimEvent ? messageOf(*claimEvent) : QString(),
                          claimEvent ? claimEvent->reason : QString()));
}

namespace {

//! What one of the scheduler's reasons means, for how many nodes.
struct NodeFinding
{
    int nodes = 0;
    Finding finding;
};

} // namespace

//! Several resources that run short are one reason.
static void joinShortages(std::vector<NodeReason> &reasons)
{
    static const QRegularExpression insufficient(u"\\AInsufficient (\\S+)\\z"_s);
    auto first = reasons.end();
    for (auto reason = reasons.begin(); reason != reasons.end();) {
        const auto match = insufficient.match(reason->text);
        if (match.hasMatch() && first != reasons.end()) {
            first->text += u", "_s + match.captured(1);
            first->nodes = std::max(first->nodes, reason->nodes);
            reason = reasons.erase(reason);
            continue;
        }
        if (match.hasMatch())
            first = reason;
        ++reason;
    }
}

//! "control plane (3), closed to new pods (2)" for all findings but the first.
static QString othersIn(const std::vector<NodeFinding> &findings)
{
    QStringList others;
    for (std::size_t i = 1; i < findings.size(); ++i) {
        const QString cause = findings[i].finding.cause;
        others << (findings[i].nodes > 0 ? u"%1 (%2)"_s.arg(cause).arg(findings[i].nodes) : cause);
    }
    return others.join(u", "_s);
}

//! Says by the reason that weighs most why no node takes the pod, and names the others.
static void explainNodes(Diagnosis &d, const PodHistory &history, const SchedulerMessage &message)
{
    std::vector<NodeReason> reasons = message.reasons;
    joinShortages(reasons);
    std::vector<NodeFinding> findings;
    std::vector<std::pair<int, Diagnosis>> each;
    for (const NodeReason &reason : reasons) {
        Observation o = observationOf(Place::Scheduling, history, nullptr, reason.text, d.reason);
        o.values[u"nodes"_s] = QString::number(reason.nodes);
        o.values[u"all_nodes"_s] = QString::number(message.nodes);
        if (reason.nodes > 0 && reason.nodes == message.nodes)
            o.facts << u"every-node"_s;
        Diagnosis part = d;
        if (const Finding finding = explain(part, history, nullptr, o); finding.rule) {
            findings.push_back({reason.nodes, finding});
            each.emplace_back(finding.rule->weight, std::move(part));
        }
    }
    if (findings.empty())
        return;
    std::vector<std::size_t> order(findings.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return each[a].first != each[b].first ? each[a].first > each[b].first
                                              : findings[a].nodes > findings[b].nodes;
    });
    std::vector<NodeFinding> sorted;
    for (const std::size_t i : order)
        sorted.push_back(findings[i]);
    d = each[order.front()].second;
    if (sorted.size() > 1)
        d.summary += u' ' + PlacementText::tr("The other nodes: %1.").arg(othersIn(sorted));
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
        explainMissingVolume(d, history, claim);
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
    explainNodes(d, history, readSchedulerMessage(message));
    // The autoscaler knows of nodes that are not there yet.
    if (refused && d.category != PodFailureCategory::ResourceConstraints) {
        Diagnosis grown = d;
        Observation o =
            observationOf(Place::Scheduling, history, nullptr, answer, u"NotTriggerScaleUp"_s);
        if (const Finding finding = explain(grown, history, nullptr, o);
            finding.rule && !finding.rule->reasons.isEmpty())
            d = grown;
    }
    // What the scheduler says of the claim is less than what its own events say.
    if (d.rule.startsWith(u"claim-unbound"_s))
        explainMissingVolume(d, history, missingVolume(history));
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
    // It is let go when the pod before is gone, by force after six minutes.
    if (message.contains(u"Multi-Attach"_s) && !history.deadlinePassed)
        return std::nullopt;
    explain(d, history, nullptr,
            observationOf(isSandboxFailure(*event) ? Place::Sandbox : Place::Mount, history,
                          nullptr, message, event->reason));
    return d;
}

} // namespace assay::models::classification
