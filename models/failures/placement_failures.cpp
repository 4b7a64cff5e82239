// SPDX-License-Identifier: Apache-2.0
#include "admission_message.h"
#include "observing.h"
#include "scheduler_message.h"

#include <models/base/quantity.h>

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

//! The first field that is objected to, and which others are.
static void putFieldErrors(Observation &o, const std::vector<FieldError> &errors)
{
    if (errors.empty())
        return;
    const FieldError &first = errors.front();
    o.values[u"field"_s] = first.field;
    o.values[u"objection"_s] = first.detail.isEmpty()
                                   ? first.problem.toLower()
                                   : (first.problem == u"Invalid value"
                                          ? first.detail
                                          : first.problem.toLower() + u": "_s + first.detail);
    QStringList others;
    for (const FieldError &error : errors) {
        if (error.field != first.field && !others.contains(error.field))
            others << error.field;
    }
    o.values[u"other_fields"_s] = others.join(u", "_s);
}

//! Whether more is asked for than a quota allows in all: then it helps nothing to free some.
static bool isLargerThanQuota(const QString &refusal)
{
    static const QRegularExpression quota(
        u"exceeded quota: [^,\\s]+, requested: (\\S+), used: \\S+, limited: ([^\\s\\]]+)"_s);
    const auto match = quota.match(refusal);
    if (!match.hasMatch())
        return false;
    const auto amounts = [](const QString &list) {
        QHash<QString, double> read;
        for (const QString &part : list.split(u',')) {
            if (const auto amount = parseQuantity(part.section(u'=', 1)))
                read.insert(part.section(u'=', 0, 0), *amount);
        }
        return read;
    };
    const auto asked = amounts(match.captured(1)), allowed = amounts(match.captured(2));
    return std::any_of(asked.keyBegin(), asked.keyEnd(), [&](const QString &resource) {
        return allowed.contains(resource) && exceeds(asked[resource], allowed[resource]);
    });
}

std::optional<Diagnosis> diagnosePodCreation(const PodHistory &history)
{
    const auto *event = lastEvent(history, [](const KubernetesEvent &e) {
        return e.reason == u"FailedCreate" || e.reason == u"SuccessfulCreate";
    });
    if (!event || event->reason != u"FailedCreate")
        return std::nullopt;
    const QString refusal = admissionRefusal(messageOf(*event));
    Diagnosis d;
    d.reason = u"FailedCreate"_s;
    d.evidence.push_back(eventEvidence(*event));
    Observation o = observationOf(Place::Admission, history, nullptr, refusal, d.reason);
    putFieldErrors(o, readFieldErrors(refusal));
    if (isLargerThanQuota(refusal))
        o.facts << u"larger-than-quota"_s;
    explain(d, history, nullptr, o);
    return d;
}

bool addsNode(const KubernetesEvent &event)
{
    // The cluster autoscaler's and Karpenter's words.
    return event.reason == u"TriggeredScaleUp" || event.reason == u"Nominated";
}

//! Karpenter says so with the scheduler's own word.
static bool refusesNode(const KubernetesEvent &event)
{
    return event.reason == u"NotTriggerScaleUp" || event.reason == u"FailedScaleUp" ||
           (event.reason == u"FailedScheduling" &&
            (event.source == u"karpenter" ||
             event.message.startsWith(u"Failed to schedule pod, "_s)));
}

//! Whether the autoscaler adds a node for this pod: then it waits, and did not fail.
static bool scalesUp(const PodHistory &history, const QDateTime &since)
{
    const auto *event =
        lastEvent(history, [](const KubernetesEvent &e) { return addsNode(e) || refusesNode(e); });
    return event && addsNode(*event) &&
           (!since.isValid() || !event->lastAt.isValid() || event->lastAt >= since);
}

static const KubernetesEvent *lastOfClaim(const PodHistory &history, const QString &claim,
                                          const QStringList &reasons)
{
    return lastEvent(history, [&](const KubernetesEvent &e) {
        return e.objectKind == u"PersistentVolumeClaim" && e.objectName == claim &&
               (reasons.isEmpty() || reasons.contains(e.reason));
    });
}

//! Whether it only says that somebody else is waited for.
static bool onlyWaits(const KubernetesEvent &event)
{
    return event.reason == u"ExternalProvisioning" || event.reason == u"Provisioning" ||
           event.reason == u"WaitForFirstConsumer" || event.reason == u"WaitForPodScheduled";
}

//! What says most of why this claim has no volume; null: it has one, or nothing is known.
static const KubernetesEvent *whyUnbound(const PodHistory &history, const QString &claim)
{
    const auto *event = lastOfClaim(history, claim, {});
    if (!event || event->reason == u"ProvisioningSucceeded")
        return nullptr;
    // The cluster goes on to say that it waits, whatever the provisioner answered.
    if (!onlyWaits(*event))
        return event;
    const auto *answer =
        lastOfClaim(history, claim, {u"ProvisioningFailed"_s, u"ProvisioningSucceeded"_s});
    if (answer && answer->reason == u"ProvisioningFailed")
        return answer;
    const auto *begun = lastOfClaim(history, claim, {u"Provisioning"_s});
    return event->reason == u"ExternalProvisioning" && begun ? begun : event;
}

const KubernetesEvent *missingVolume(const PodHistory &history)
{
    QStringList claims;
    for (const KubernetesEvent &event : history.events) {
        if (event.objectKind == u"PersistentVolumeClaim" && !claims.contains(event.objectName))
            claims << event.objectName;
    }
    // Of several claims the one that was refused, then the latest that waits.
    const KubernetesEvent *found = nullptr;
    for (const QString &claim : std::as_const(claims)) {
        const auto *event = whyUnbound(history, claim);
        if (!event)
            continue;
        if (!found || (onlyWaits(*found) && !onlyWaits(*event)) ||
            (onlyWaits(*found) == onlyWaits(*event) && found->lastAt <= event->lastAt))
            found = event;
    }
    return found;
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

//! "cpu" of "Insufficient cpu"; empty for other reasons.
static QString shortResource(const NodeReason &reason)
{
    static const QRegularExpression insufficient(u"\\AInsufficient ([^\\s,]+)"_s);
    return insufficient.match(reason.text).captured(1);
}

//! Whether the pod asks for more of this resource than any node has, even an empty one.
static bool isLarger(const PodHistory &history, const QString &resource)
{
    const ResourceAmounts requests = requestsOf(history.pod);
    return requests.contains(resource) &&
           !largerThanAnyNode({{resource, requests[resource]}}, history.largestNode).isEmpty();
}

//! Several resources that run short are one reason; those that no node could ever give are another.
static std::vector<NodeReason> withJoinedShortages(const std::vector<NodeReason> &reasons,
                                                   const PodHistory &history)
{
    std::vector<NodeReason> joined;
    std::optional<std::size_t> shortOf, tooLarge;
    for (const NodeReason &reason : reasons) {
        const QString resource = shortResource(reason);
        auto &place = isLarger(history, resource) ? tooLarge : shortOf;
        if (resource.isEmpty() || !place) {
            if (!resource.isEmpty())
                place = joined.size();
            joined.push_back(reason);
            continue;
        }
        joined[*place].text += u", "_s + resource;
        joined[*place].nodes = std::max(joined[*place].nodes, reason.nodes);
    }
    return joined;
}

//! "Reserved for the control plane (3), Closed to new pods (2)" for the findings from `first` on.
static QString inWords(const std::vector<NodeFinding> &findings, std::size_t first)
{
    QStringList others;
    for (std::size_t i = first; i < findings.size(); ++i) {
        const QString cause = findings[i].finding.cause;
        others << (findings[i].nodes > 0 ? u"%1 (%2)"_s.arg(cause).arg(findings[i].nodes) : cause);
    }
    return others.join(u", "_s);
}

static const QString volumeElsewhere = u"volume-on-another-node"_s;

//! Where the volume is tied to some nodes, what keeps the pod from those is the cause: the
//! scheduler asks for the volume last, so that a node with another reason was never asked.
static bool putVolumesNodesFirst(std::vector<std::size_t> &order,
                                 const std::vector<NodeFinding> &findings)
{
    const auto isVolumes = [&findings](std::size_t i) {
        return findings[i].finding.rule->id == volumeElsewhere;
    };
    if (std::none_of(order.begin(), order.end(), isVolumes))
        return false;
    const auto passes = [&findings](std::size_t i) {
        const NodeFinding &found = findings[i];
        const Fault fault = found.finding.rule->fault;
        // A workbench's volume was never on a node that takes no workbench.
        static const QStringList forOthers{u"node-of-control-plane"_s, u"node-of-infrastructure"_s,
                                           u"node-is-virtual"_s};
        return found.nodes > 0 && (fault == Fault::Cluster || fault == Fault::Node) &&
               !forOthers.contains(found.finding.rule->id);
    };
    if (isVolumes(order.front())) {
        const auto at = std::find_if(order.begin(), order.end(), passes);
        if (at != order.end())
            std::rotate(order.begin(), at, at + 1);
    }
    return passes(order.front());
}

//! A node whose taint keeps the pod off is not asked for its labels: it may have those that are
//! asked for, as nodes with GPUs often do.
static void adviseOnReservedNodes(Diagnosis &d, const std::vector<NodeFinding> &sorted)
{
    const auto reserved = std::find_if(sorted.begin(), sorted.end(), [](const NodeFinding &f) {
        return f.finding.rule->id == u"node-reserved" || f.finding.rule->id == u"node-reserved-for";
    });
    if (d.rule != u"labels-not-on-any-node" || reserved == sorted.end())
        return;
    d.advice += u' ' + PlacementText::tr("Where the labels are those of the nodes that are "
                                         "reserved, the template lacks their toleration.");
}

//! Says by the reason that weighs most why no node takes the pod, and names the others.
static void explainNodes(Diagnosis &d, const PodHistory &history, const SchedulerMessage &message)
{
    auto reasons = withJoinedShortages(message.reasons, history);
    // A scheduler of the cluster's own may say that it finds no node, and not why.
    if (reasons.empty())
        reasons.emplace_back();
    std::vector<NodeFinding> findings;
    std::vector<std::pair<int, Diagnosis>> each;
    for (const NodeReason &reason : reasons) {
        Observation o = observationOf(Place::Scheduling, history, nullptr, reason.text, d.reason);
        o.values[u"nodes"_s] = QString::number(reason.nodes);
        o.values[u"all_nodes"_s] = QString::number(message.nodes);
        if (reason.nodes > 0 && reason.nodes == message.nodes)
            o.facts << u"every-node"_s;
        if (const QString resource = shortResource(reason);
            !resource.isEmpty() && !isLarger(history, resource))
            o.facts.removeAll(u"larger-than-any-node"_s);
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
    const bool tied = putVolumesNodesFirst(order, findings);
    std::vector<NodeFinding> sorted;
    for (const std::size_t i : order)
        sorted.push_back(findings[i]);
    d = each[order.front()].second;
    if (sorted.size() == 1)
        return;
    if (tied) {
        std::erase_if(sorted, [](const auto &f) { return f.finding.rule->id == volumeElsewhere; });
        d.summary = PlacementText::tr("The pod's volume ties it to nodes that do not take it: %1.")
                        .arg(inWords(sorted, 0));
        return;
    }
    // One node may have several reasons: then there are no others.
    const bool apart = sorted.front().nodes > 0 && sorted.front().nodes < message.nodes;
    d.summary += u' ' + (apart ? PlacementText::tr("The other nodes: %1.").arg(inWords(sorted, 1))
                               : PlacementText::tr("Besides: %1.").arg(inWords(sorted, 1)));
    adviseOnReservedNodes(d, sorted);
}

//! What the pod asks of a node, where the scheduler says that nodes lack it, and not what.
static std::vector<Evidence> askedOfNodes(const PodHistory &history,
                                          const SchedulerMessage &message)
{
    const auto asked = [&history](const QString &text) {
        return Evidence{Evidence::Kind::Condition, u"pod"_s, text, {}, versionOf(history.pod)};
    };
    std::vector<Evidence> all;
    QStringList labels;
    for (const auto &[name, value] : objectAt(history.pod, {"spec", "nodeSelector"}).items())
        labels << QString::fromStdString(name) + u'=' +
                      (value.is_string() ? value.get<QString>() : QString());
    const bool noneHasThem =
        std::any_of(message.reasons.begin(), message.reasons.end(), [](const NodeReason &reason) {
            return reason.text.contains("node affinity"_L1) ||
                   reason.text.contains("NodeAffinity"_L1) ||
                   reason.text.contains("node selector"_L1);
        });
    if (noneHasThem && !labels.isEmpty())
        all.push_back(asked(PlacementText::tr("nodeSelector: %1").arg(labels.join(u", "_s))));
    const ResourceAmounts requests = requestsOf(history.pod);
    for (const NodeReason &reason : message.reasons) {
        const QString resource = shortResource(reason);
        if (resource.isEmpty() || !requests.contains(resource))
            continue;
        const bool isBytes = resource == "memory"_L1 || resource == "ephemeral-storage"_L1 ||
                             resource.startsWith("hugepages-"_L1);
        const QString own = formatQuantity(requests[resource], isBytes);
        all.push_back(asked(
            history.largestNode.contains(resource)
                ? PlacementText::tr("asks for %1 %2; the largest node has %3")
                      .arg(resource, own, formatQuantity(history.largestNode[resource], isBytes))
                : PlacementText::tr("asks for %1 %2").arg(resource, own)));
    }
    return all;
}

//! The scheduler says that a claim of a device is not made yet; who is to make it says why.
static void explainMissingDeviceClaim(Diagnosis &d, const PodHistory &history)
{
    const auto *event = lastEvent(history, [](const KubernetesEvent &e) {
        return e.reason == u"FailedResourceClaimCreation";
    });
    if (d.rule != u"device-claim-missing" || !event)
        return;
    d.evidence.push_back(eventEvidence(*event));
    explain(d, history, nullptr,
            observationOf(Place::Scheduling, history, nullptr, messageOf(*event), d.reason));
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
    // It has its node as soon as the pods that it takes the place of are gone.
    if (!history.deadlinePassed && !textAt(history.pod, {"status", "nominatedNodeName"}).isEmpty())
        return std::nullopt;

    const QString message = messageAt(scheduled);
    const auto *refused = lastEvent(history, refusesNode);
    const QString answer = refused ? messageOf(*refused) : QString();

    Diagnosis d;
    d.reason = reason.isEmpty() ? u"Unschedulable"_s : reason;
    d.evidence.push_back(conditionEvidence(history, scheduled));
    if (refused)
        d.evidence.push_back(eventEvidence(*refused));
    const SchedulerMessage nodes = readSchedulerMessage(message);
    for (Evidence &asked : askedOfNodes(history, nodes))
        d.evidence.push_back(std::move(asked));
    explainNodes(d, history, nodes);
    // The autoscaler knows of nodes that are not there yet.
    if (refused && !d.rule.startsWith(u"claim-"_s) && d.rule != u"larger-than-any-node") {
        Diagnosis grown = d;
        Observation o =
            observationOf(Place::Scheduling, history, nullptr, answer, u"NotTriggerScaleUp"_s);
        if (const Finding finding = explain(grown, history, nullptr, o);
            finding.rule && !finding.rule->reasons.isEmpty())
            d = grown;
    }
    explainMissingDeviceClaim(d, history);
    // What the scheduler says of the claim is less than what its own events say.
    const auto *claim = missingVolume(history);
    if (d.rule == u"claim-unbound" || (claim && d.rule == u"claim-unbound-in-time"))
        explainMissingVolume(d, history, claim);
    return d;
}

//! Claimed devices are prepared where volumes are mounted.
static bool isMountFailure(const KubernetesEvent &event)
{
    return event.reason == u"FailedMount" || event.reason == u"FailedAttachVolume" ||
           event.reason == u"FailedMapVolume" || event.reason == u"FailedPrepareDynamicResources";
}

//! It says for which volumes was waited, not why in vain.
static bool onlyWaited(const KubernetesEvent &event)
{
    return event.message.contains(u"Unable to attach or mount volumes"_s) &&
           !event.message.contains(u"error processing PVC"_s);
}

static bool isSandboxFailure(const KubernetesEvent &event)
{
    return event.reason == u"FailedCreatePodSandBox" || event.reason == u"NetworkNotReady";
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
               e.reason == u"Pulled" || e.reason == u"Created" ||
               e.reason == u"SuccessfulAttachVolume";
    });
    if (anyStarted || !event || (!isMountFailure(*event) && !isSandboxFailure(*event)))
        return std::nullopt;
    // "Timed out waiting" follows the event that says for what.
    if (const auto *precise = lastEvent(
            history, [](const KubernetesEvent &e) { return isMountFailure(e) && !onlyWaited(e); });
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
