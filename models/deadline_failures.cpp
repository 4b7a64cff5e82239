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
    d.summary = DeadlineText::tr("The pod was never created.");
    d.advice = DeadlineText::tr("Check that the notebook controller runs, and that the notebook "
                                "is not marked as stopped.");
    if (const auto *warning =
            lastEvent(history, [](const KubernetesEvent &event) { return event.isWarning(); }))
        d.evidence.push_back(eventEvidence(*warning));
    return d;
}

static bool stillPulling(const PodHistory &history, const Container &container, Diagnosis &d)
{
    const auto *event = lastEvent(history, [&container](const KubernetesEvent &e) {
        return (e.reason == u"Pulling" || e.reason == u"Pulled") && concerns(e, container);
    });
    if (!event || event->reason != u"Pulling")
        return false;
    d.reason = u"Pulling"_s;
    d.container = container.name;
    d.evidence.push_back(eventEvidence(*event));
    d.summary = DeadlineText::tr("The image %1 was still being pulled when the time was over.")
                    .arg(container.image());
    d.advice = DeadlineText::tr("Raise timeout_pod_ready, make the image smaller, or have it "
                                "pulled to the node before.");
    return true;
}

static void explainNotReady(const PodHistory &history, const Container &container, Diagnosis &d)
{
    const auto *unhealthy = lastEvent(history, [&container](const KubernetesEvent &event) {
        return event.reason == u"Unhealthy" && concerns(event, container);
    });
    d.container = container.name;
    d.evidence.push_back(stateEvidence(container, container.running()));
    d.evidence.back().text = u"running"_s;
    d.evidence.back().at = timeAt(container.running(), {"startedAt"});
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

static bool explainUnplaced(const PodHistory &history, Diagnosis &d)
{
    const Json &scheduled = condition(history.pod, u"PodScheduled"_s);
    if (textAt(scheduled, {"status"}) == u"True")
        return false;
    d.reason = textAt(scheduled, {"reason"});
    if (scheduled.is_object())
        d.evidence.push_back(conditionEvidence(scheduled));
    if (const auto *scaleUp = lastEvent(
            history, [](const KubernetesEvent &e) { return e.reason == u"TriggeredScaleUp"; })) {
        d.evidence.push_back(eventEvidence(*scaleUp));
        d.summary = DeadlineText::tr("The cluster was still adding a node for the pod when the "
                                     "time was over.");
        d.advice = DeadlineText::tr("Raise timeout_pod_ready, or run the test again when the node "
                                    "is there.");
    } else if (d.reason == u"SchedulingGated") {
        d.summary = DeadlineText::tr("The pod was held back in a queue until the time was over.");
        d.advice = DeadlineText::tr("Check the queue that admits workloads in this namespace.");
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

    const bool nothingKnown = std::all_of(containers.begin(), containers.end(),
                                          [](const auto &c) { return c.status->is_null(); });
    if (nothingKnown && explainUnplaced(history, d))
        return d;
    for (const Container &container : containers) {
        const bool waits = container.waiting().is_object() || container.status->is_null();
        const bool behindOthers = textAt(container.waiting(), {"reason"}) == u"PodInitializing" &&
                                  container.role == Role::Init;
        if (waits && !behindOthers) {
            if (!stillPulling(history, container, d))
                explainWaiting(container, d);
            return d;
        }
        if (container.role == Role::Init && container.running().is_object()) {
            d.reason = u"PodInitializing"_s;
            d.container = container.name;
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
    d.reason = u"NotReady"_s;
    if (const Json &ready = condition(history.pod, u"Ready"_s); ready.is_object())
        d.evidence.push_back(conditionEvidence(ready));
    d.summary = DeadlineText::tr("Every container runs, but the pod did not become ready in time.");
    d.advice = DeadlineText::tr("Check the pod's conditions, and raise timeout_pod_ready if it "
                                "only needs longer.");
    return d;
}

} // namespace assay::models::classification
