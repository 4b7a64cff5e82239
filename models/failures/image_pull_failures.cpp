// SPDX-License-Identifier: Apache-2.0
#include "observing.h"
#include "pull_message.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay::models::classification {

using namespace Qt::StringLiterals;

namespace {
struct PullText
{
    Q_DECLARE_TR_FUNCTIONS(PullText)
};
} // namespace

bool isPullReason(const QString &reason)
{
    return reason == u"ErrImagePull" || reason == u"ImagePullBackOff" ||
           reason == u"ImageInspectError" || reason == u"ErrImageNeverPull" ||
           reason == u"RegistryUnavailable" || reason == u"SignatureValidationFailed";
}

//! The latest that was said of pulling this container's image; null: nothing.
static const KubernetesEvent *lastOfPull(const PodHistory &history, const Container &container)
{
    return lastEvent(history, [&container](const KubernetesEvent &e) {
        return (e.reason == u"Pulling" || e.reason == u"Pulled" || e.reason == u"Failed" ||
                e.reason == u"BackOff") &&
               concerns(e, container);
    });
}

const KubernetesEvent *ongoingPull(const PodHistory &history, const Container &container)
{
    const auto *event = lastOfPull(history, container);
    const bool waits = container.waiting().is_object() || container.status->is_null();
    return waits && event && event->reason == u"Pulling" ? event : nullptr;
}

bool hasPulled(const PodHistory &history, const Container &container)
{
    const auto *event = lastOfPull(history, container);
    return event && event->reason == u"Pulled";
}

//! What the mirrors said, where the image's own registry decides.
static void tellMirrors(Diagnosis &d, const PodHistory &history, const Container &container,
                        const std::vector<PullAttempt> &attempts)
{
    for (const PullAttempt &attempt : attempts) {
        if (attempt.from.isEmpty())
            continue;
        const auto finding = ruleBook().find(
            observationOf(Place::Pull, history, &container, attempt.text, d.reason));
        const QString cause = finding ? finding->cause : attempt.text;
        d.summary +=
            u' ' + PullText::tr("Its mirror %1 failed as well: %2.").arg(attempt.from, cause);
        if (finding && finding->rule->id != d.rule)
            d.advice += u' ' + PullText::tr("For the mirror: %1").arg(finding->advice);
    }
}

Diagnosis diagnosePull(const PodHistory &history, const Container &container)
{
    const Json &waiting = container.waiting();
    const QString image = container.image();

    Diagnosis d;
    d.reason = textAt(waiting, {"reason"});
    d.container = container.name;
    d.evidence.push_back(stateEvidence(container, waiting));

    // While it backs off, an older kubelet says only so: the cause was in the event before.
    std::vector<PullAttempt> attempts = readPullMessage(textAt(waiting, {"message"}), image);
    const auto *failed = lastEvent(history, [&container](const KubernetesEvent &event) {
        return event.reason == u"Failed" && concerns(event, container) &&
               messageOf(event).startsWith(u"Failed to pull image"_s);
    });
    if (failed) {
        d.evidence.push_back(eventEvidence(*failed));
        if (attempts.empty())
            attempts = readPullMessage(messageOf(*failed), image);
    }
    const auto *secrets = lastEvent(history, [](const KubernetesEvent &event) {
        return event.reason == u"FailedToRetrieveImagePullSecret";
    });
    if (attempts.empty())
        attempts.emplace_back();
    Observation o =
        observationOf(Place::Pull, history, &container, attempts.front().text, d.reason);
    if (!attempts.front().from.isEmpty()) {
        o.facts << u"mirror"_s;
        o.values[u"registry"_s] = attempts.front().from;
    }
    if (secrets)
        o.values[u"secrets"_s] = capture(messageOf(*secrets), u"\\(([^)]+)\\)"_s);
    explain(d, history, &container, o);
    if (secrets && d.rule.contains(u"pull-secret"_s))
        d.evidence.push_back(eventEvidence(*secrets));
    if (attempts.size() > 1)
        tellMirrors(d, history, container, attempts);
    if (container.role == Role::Init) {
        d.summary += u' ' + PullText::tr("It is the image of the init container \"%1\", not the "
                                         "one under test.")
                                .arg(container.name);
    }
    return d;
}

} // namespace assay::models::classification

bool assay::models::isPulling(const PodHistory &history)
{
    using namespace classification;
    const auto containers = containersOf(history);
    return !history.podDeleted &&
           std::any_of(containers.begin(), containers.end(),
                       [&history](const auto &c) { return ongoingPull(history, c) != nullptr; });
}
