// SPDX-License-Identifier: Apache-2.0
#include "observing.h"

#include <QCoreApplication>

namespace assay::models::classification {

using namespace Qt::StringLiterals;

//! What had not come when the time was over, in the words of the rule for it.
static void explainWait(Diagnosis &d, const PodHistory &history, const Container *container,
                        const QString &text = {}, const QStringList &facts = {})
{
    Observation o = observationOf(Place::Waiting, history, container, text, d.reason);
    o.facts << facts;
    const QString scheduler = textAt(history.pod, {"spec", "schedulerName"});
    o.values[u"scheduler"_s] = scheduler;
    if (!scheduler.isEmpty() && scheduler != u"default-scheduler")
        o.facts << u"other-scheduler"_s;
    explain(d, history, container, o);
}

static void neverCreated(const PodHistory &history, Diagnosis &d)
{
    d.reason = u"PodNotCreated"_s;
    QStringList facts;
    const Json &notebook = history.notebook;
    const QString lock = textAt(notebook, {"metadata", "annotations", "kubeflow-resource-stopped"});
    if (lock == odhLock) {
        facts << u"held-by-open-data-hub"_s;
        d.evidence.push_back(stopEvidence(lock));
    } else if (notebook.is_object() && !notebook.contains("status") && history.events.empty()) {
        facts << u"unnoticed"_s;
    }
    explainWait(d, history, nullptr, {}, facts);
    if (const auto *warning =
            lastEvent(history, [](const KubernetesEvent &event) { return event.isWarning(); }))
        d.evidence.push_back(eventEvidence(*warning));
}

static bool stillPulling(const PodHistory &history, const Container &container, Diagnosis &d)
{
    const auto *event = ongoingPull(history, container);
    if (!event)
        return false;
    d.reason = u"Pulling"_s;
    d.container = container.name;
    d.evidence.push_back(eventEvidence(*event));
    explainWait(d, history, &container);
    return true;
}

namespace {
struct DeadlineText
{
    Q_DECLARE_TR_FUNCTIONS(DeadlineText)
};
} // namespace

static Evidence runningEvidence(const Container &container)
{
    Evidence e = stateEvidence(container, container.running());
    e.text = u"running"_s;
    e.at = timeAt(container.running(), {"startedAt"});
    return e;
}

static void explainNotReady(const PodHistory &history, const Container &container, Diagnosis &d)
{
    const auto *unhealthy = lastEvent(history, [&container](const KubernetesEvent &event) {
        return event.reason == u"Unhealthy" && concerns(event, container);
    });
    d.container = container.name;
    d.evidence.push_back(runningEvidence(container));
    if (!unhealthy) {
        d.reason = u"ContainersNotReady"_s;
        explainWait(d, history, &container);
        return;
    }
    d.reason = u"Unhealthy"_s;
    d.evidence.push_back(eventEvidence(*unhealthy));
    explainProbe(d, history, container, messageOf(*unhealthy));
    const QString times =
        unhealthy->count > 1 ? DeadlineText::tr(" (%1 times)").arg(unhealthy->count) : QString();
    d.summary = DeadlineText::tr("%1 is running, but never became ready: its probe %2%3.")
                    .arg(container.subject(), d.summary, times);
}

static void explainWaiting(const PodHistory &history, const Container &container, Diagnosis &d)
{
    d.reason = textAt(container.waiting(), {"reason"});
    if (d.reason.isEmpty())
        d.reason = u"ContainerCreating"_s;
    d.container = container.name;
    d.evidence.push_back(stateEvidence(container, container.waiting()));
    QString text = messageAt(container.waiting());
    // A node that is still at the files of a volume says so, and nothing else.
    const auto *last = lastEvent(history, [](const KubernetesEvent &e) {
        return e.objectKind == u"Pod" && e.reason != u"Scheduled";
    });
    if (text.isEmpty() && last && last->reason == u"VolumePermissionChangeInProgress") {
        text = messageOf(*last);
        d.evidence.push_back(eventEvidence(*last));
    }
    explainWait(d, history, &container, text);
}

static void explainPodNotReady(const PodHistory &history, Diagnosis &d)
{
    const Json &ready = condition(history.pod, u"Ready"_s);
    if (ready.is_object())
        d.evidence.push_back(conditionEvidence(history, ready));
    d.reason = textAt(ready, {"reason"});
    if (d.reason.isEmpty())
        d.reason = u"NotReady"_s;
    explainWait(d, history, nullptr, messageAt(ready), {u"all-run"_s});
}

//! The node stopped answering after the last that it said of the pod.
static bool explainLostNode(const PodHistory &history, Diagnosis &d)
{
    const auto *event = lastEvent(history, [](const KubernetesEvent &e) {
        return e.objectKind == u"Pod" && (e.source == u"kubelet" || e.reason == u"NodeNotReady");
    });
    if (!event || event->reason != u"NodeNotReady")
        return false;
    d.reason = u"NodeNotReady"_s;
    d.evidence.push_back(eventEvidence(*event));
    explainWait(d, history, nullptr, messageOf(*event));
    return true;
}

//! " [kueue.x-k8s.io/admission]" for a pod that is held back; empty for others.
static QString gatesOf(const Json &pod)
{
    QStringList names;
    for (const Json &gate : listAt(pod, {"spec", "schedulingGates"}))
        names << textAt(gate, {"name"});
    return names.isEmpty() ? QString() : u" [%1]"_s.arg(names.join(u", "_s));
}

//! What Kueue said last of the pod or of the Workload that stands for it in the queue; null:
//! nothing.
static const KubernetesEvent *saidByKueue(const PodHistory &history)
{
    return lastEvent(history, [](const KubernetesEvent &e) {
        return e.source.startsWith(u"kueue"_s) &&
               (e.reason == u"Pending" || e.reason == u"Inadmissible");
    });
}

std::optional<Diagnosis> diagnoseLostNode(const PodHistory &history)
{
    Diagnosis d;
    if (!explainLostNode(history, d))
        return std::nullopt;
    d.category = PodFailureCategory::Timeout;
    d.outlook = Outlook::MayHeal;
    return d;
}

static bool explainUnplaced(const PodHistory &history, Diagnosis &d)
{
    const Json &scheduled = condition(history.pod, u"PodScheduled"_s);
    if (textAt(scheduled, {"status"}) == u"True")
        return false;
    d.reason = textAt(scheduled, {"reason"});
    if (scheduled.is_object())
        d.evidence.push_back(conditionEvidence(history, scheduled));
    if (const auto *scaleUp = lastEvent(history, addsNode)) {
        d.evidence.push_back(eventEvidence(*scaleUp));
        explainWait(d, history, nullptr, messageOf(*scaleUp), {u"adds-node"_s});
    } else if (const auto *claim = missingVolume(history);
               claim && d.reason != u"SchedulingGated") {
        d.reason = claim->reason;
        explainMissingVolume(d, history, claim);
    } else {
        if (d.reason.isEmpty())
            d.reason = u"Pending"_s;
        QString text = messageAt(scheduled) + gatesOf(history.pod);
        if (const auto *kueue = d.reason == u"SchedulingGated" ? saidByKueue(history) : nullptr) {
            d.evidence.push_back(eventEvidence(*kueue));
            text += u'\n' + messageOf(*kueue);
        }
        explainWait(d, history, nullptr, text);
    }
    return true;
}

static void explainDeadline(Diagnosis &d, const PodHistory &history,
                            const std::vector<Container> &containers)
{
    if (!history.pod.is_object())
        return neverCreated(history, d);
    if (explainLostNode(history, d))
        return;
    const bool nothingKnown = std::all_of(containers.begin(), containers.end(),
                                          [](const auto &c) { return c.status->is_null(); });
    if (nothingKnown && explainUnplaced(history, d))
        return;
    const bool others = std::any_of(containers.begin(), containers.end(), [](const auto &c) {
        return (c.role != Role::Main && c.running().is_object() && !c.ready()) ||
               (c.waiting().is_object() && textAt(c.waiting(), {"reason"}) != u"PodInitializing");
    });
    for (const Container &container : containers) {
        const bool waits = container.waiting().is_object() || container.status->is_null();
        if (waits) {
            if (stillPulling(history, container, d))
                return;
            // It waits for others: what they do comes further down.
            const bool behindOthers = textAt(container.waiting(), {"reason"}) == u"PodInitializing";
            if (!behindOthers || !others) {
                explainWaiting(history, container, d);
                return;
            }
            continue;
        }
        if (container.role == Role::Init && container.running().is_object()) {
            d.reason = u"PodInitializing"_s;
            d.container = container.name;
            d.evidence.push_back(runningEvidence(container));
            explainWait(d, history, &container);
            return;
        }
        if (container.running().is_object() && !container.ready()) {
            explainNotReady(history, container, d);
            return;
        }
    }
    explainPodNotReady(history, d);
}

Diagnosis diagnoseDeadline(const PodHistory &history, const std::vector<Container> &containers)
{
    Diagnosis d;
    explainDeadline(d, history, containers);
    // Whatever was waited for: it is the time that ended the wait.
    d.category = PodFailureCategory::Timeout;
    d.outlook = Outlook::Permanent;
    return d;
}

} // namespace assay::models::classification
