// SPDX-License-Identifier: Apache-2.0
#include "classification.h"

#include <QCoreApplication>

namespace assay::models::classification {

using namespace Qt::StringLiterals;

namespace {
struct DeadlineText
{
    Q_DECLARE_TR_FUNCTIONS(DeadlineText)
};
} // namespace

static Diagnosis neverCreated(const PodHistory &history, Diagnosis d)
{
    d.reason = u"PodNotCreated"_s;
    const Json &notebook = history.notebook;
    const QString lock = textAt(notebook, {"metadata", "annotations", "kubeflow-resource-stopped"});
    if (lock == odhLock) {
        d.summary = DeadlineText::tr("The pod was never created: Open Data Hub's controller did "
                                     "not release the notebook.");
        d.advice = DeadlineText::tr("Check that the odh-notebook-controller runs, and look in its "
                                    "log.");
        d.evidence.push_back(stopEvidence(lock));
    } else if (notebook.is_object() && !notebook.contains("status") && history.events.empty()) {
        d.summary = DeadlineText::tr("The pod was never created: no controller took notice of "
                                     "the notebook.");
        d.advice = DeadlineText::tr("Check that the notebook controller is installed and runs.");
    } else {
        d.summary = DeadlineText::tr("The pod was never created.");
        d.advice = DeadlineText::tr("Check that the notebook controller runs, and look in its "
                                    "log.");
    }
    if (const auto *warning =
            lastEvent(history, [](const KubernetesEvent &event) { return event.isWarning(); }))
        d.evidence.push_back(eventEvidence(*warning));
    return d;
}

static bool stillPulling(const PodHistory &history, const Container &container, Diagnosis &d)
{
    const auto *event = ongoingPull(history, container);
    if (!event)
        return false;
    d.reason = u"Pulling"_s;
    d.container = container.name;
    d.evidence.push_back(eventEvidence(*event));
    d.summary = DeadlineText::tr("The image %1 was still being pulled when the time was over.")
                    .arg(container.image());
    d.advice = DeadlineText::tr("Make the image smaller, have it pulled to the node before, or "
                                "find out why the node fetches it so slowly.");
    return true;
}

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
        d.summary = DeadlineText::tr("%1 is running, but did not become ready in time.")
                        .arg(container.subject());
        d.advice = DeadlineText::tr("Look in the log for what it waits for, or raise "
                                    "timeout_pod_ready.");
        return;
    }
    const ProbeFinding finding = readProbe(messageOf(*unhealthy));
    d.reason = u"Unhealthy"_s;
    d.evidence.push_back(eventEvidence(*unhealthy));
    const QString times =
        unhealthy->count > 1 ? DeadlineText::tr(" (%1 times)").arg(unhealthy->count) : QString();
    d.summary = DeadlineText::tr("%1 is running, but never became ready: its probe %2%3.")
                    .arg(container.subject(), finding.answer, times);
    d.advice = finding.advice;
}

static void explainWaiting(const Container &container, Diagnosis &d)
{
    d.reason = textAt(container.waiting(), {"reason"});
    if (d.reason.isEmpty())
        d.reason = u"ContainerCreating"_s;
    d.container = container.name;
    d.evidence.push_back(stateEvidence(container, container.waiting()));
    d.summary =
        DeadlineText::tr("%1 had not started when the time was over.").arg(container.subject());
    d.advice = DeadlineText::tr("The events show how far it came; raise timeout_pod_ready if it "
                                "only needs longer.");
}

static void explainPodNotReady(const PodHistory &history, Diagnosis &d)
{
    const Json &ready = condition(history.pod, u"Ready"_s);
    if (ready.is_object())
        d.evidence.push_back(conditionEvidence(history, ready));
    d.reason = textAt(ready, {"reason"});
    if (d.reason.isEmpty())
        d.reason = u"NotReady"_s;
    const QString gate = capture(textAt(ready, {"message"}), u"readiness gate \"([^\"]+)\""_s);
    if (!gate.isEmpty()) {
        d.summary = DeadlineText::tr("Every container is ready, but the pod waits for \"%1\", "
                                     "which something outside of it has to confirm.")
                        .arg(gate);
        d.advice = DeadlineText::tr("Check the controller that sets this condition, or take "
                                    "readinessGates out of the template.");
        return;
    }
    d.summary = DeadlineText::tr("Every container runs, but the pod did not become ready in time.");
    d.advice = DeadlineText::tr("Check the pod's conditions, and raise timeout_pod_ready if it "
                                "only needs longer.");
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
    d.summary = DeadlineText::tr("The node that runs the pod stopped answering.");
    d.advice = DeadlineText::tr("This is a fault of the cluster: show the evidence to its "
                                "administrator, and run the test again.");
    return true;
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
        d.summary = DeadlineText::tr("The cluster was still adding a node for the pod when the "
                                     "time was over.");
        d.advice = DeadlineText::tr("Raise timeout_pod_ready, or run the test again when the node "
                                    "is there.");
    } else if (d.reason == u"SchedulingGated") {
        d.summary = DeadlineText::tr("The pod was held back in a queue until the time was over.");
        d.advice = DeadlineText::tr("Check the queue that admits workloads in this namespace.");
    } else if (const auto *claim = missingVolume(history)) {
        d.reason = claim->reason;
        explainMissingVolume(d, claim);
    } else {
        if (d.reason.isEmpty())
            d.reason = u"Pending"_s;
        d.summary = DeadlineText::tr("No node was chosen for the pod before the time was over.");
        d.advice = DeadlineText::tr("Check that the cluster's scheduler runs.");
    }
    return true;
}

Diagnosis diagnoseDeadline(const PodHistory &history, const std::vector<Container> &containers)
{
    Diagnosis d;
    d.category = PodFailureCategory::Timeout;
    d.outlook = Outlook::Permanent;
    if (!history.pod.is_object())
        return neverCreated(history, d);

    if (explainLostNode(history, d))
        return d;
    const bool nothingKnown = std::all_of(containers.begin(), containers.end(),
                                          [](const auto &c) { return c.status->is_null(); });
    if (nothingKnown && explainUnplaced(history, d))
        return d;
    const bool others = std::any_of(containers.begin(), containers.end(), [](const auto &c) {
        return (c.role != Role::Main && c.running().is_object() && !c.ready()) ||
               (c.waiting().is_object() && textAt(c.waiting(), {"reason"}) != u"PodInitializing");
    });
    for (const Container &container : containers) {
        const bool waits = container.waiting().is_object() || container.status->is_null();
        if (waits) {
            if (stillPulling(history, container, d))
                return d;
            // It waits for others: what they do comes further down.
            const bool behindOthers = textAt(container.waiting(), {"reason"}) == u"PodInitializing";
            if (!behindOthers || !others) {
                explainWaiting(container, d);
                return d;
            }
            continue;
        }
        if (container.role == Role::Init && container.running().is_object()) {
            d.reason = u"PodInitializing"_s;
            d.container = container.name;
            d.evidence.push_back(runningEvidence(container));
            d.summary = DeadlineText::tr("%1 had not finished when the time was over.")
                            .arg(container.subject());
            d.advice = DeadlineText::tr("Its log shows what it was doing.");
            return d;
        }
        if (container.running().is_object() && !container.ready()) {
            explainNotReady(history, container, d);
            return d;
        }
    }
    explainPodNotReady(history, d);
    return d;
}

} // namespace assay::models::classification
