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
    for (std::size_t i = 1; i < attempts.size(); ++i) {
        const PullAttempt &attempt = attempts[i];
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

//! What the kubelet made of the error, also while it only backs off.
static QString reasonIn(const QString &message, const QString &reason)
{
    const QString inner = capture(message, u": (ErrImagePull|RegistryUnavailable|"
                                           "SignatureValidationFailed|ImageInspectError|"
                                           "ErrImageNeverPull)(?:: |\\z)"_s);
    return inner.isEmpty() ? reason : inner;
}

//! Of the answers to several logins, one that got past the login says more: it comes first.
static void putTellingFirst(std::vector<PullAttempt> &attempts, const PodHistory &history,
                            const Container &container)
{
    const auto telling = std::find_if(attempts.begin(), attempts.end(), [&](const auto &attempt) {
        const auto finding =
            ruleBook().find(observationOf(Place::Pull, history, &container, attempt.text));
        return attempt.from.isEmpty() && finding &&
               !finding->rule->id.startsWith(u"pull-secret-"_s) &&
               finding->rule->id != u"registry-refuses-reader" &&
               finding->rule->id != u"pull-failed";
    });
    if (telling != attempts.end())
        std::rotate(attempts.begin(), telling, telling + 1);
}

//! "quay.io/org/model" of "quay.io/org/model:1".
static QString repositoryIn(const QString &reference)
{
    const QString name = reference.section(u'@', 0, 0);
    const qsizetype colon = name.lastIndexOf(u':');
    return colon > name.lastIndexOf(u'/') ? name.left(colon) : name;
}

//! The image volume that could not be pulled: the kubelet says so as if it were the container's own
//! image. Null: it is that.
static const Json *failedImageVolume(const PodHistory &history, const Container &container)
{
    const QString said = messageAt(container.waiting());
    const auto *failed = lastEvent(history, [](const KubernetesEvent &event) {
        return event.reason == u"Failed" && messageOf(event).startsWith(u"Failed to pull image"_s);
    });
    for (const Json &volume : listAt(history.pod, {"spec", "volumes"})) {
        const QString reference = textAt(volume, {"image", "reference"});
        if (reference.isEmpty() || reference == container.image())
            continue;
        const QString own = repositoryIn(container.image());
        const bool ofOwn = !own.isEmpty() && said.contains(own);
        if (said.contains(reference) ||
            (!ofOwn && (said.contains(repositoryIn(reference)) ||
                        (failed && messageOf(*failed).contains(reference)))))
            return &volume;
    }
    return nullptr;
}

static Diagnosis pullOf(const PodHistory &history, const Container &container)
{
    const Json &waiting = container.waiting();
    const QString image = container.image();

    Diagnosis d;
    d.reason = textAt(waiting, {"reason"});
    d.container = container.name;
    d.evidence.push_back(stateEvidence(container, waiting));

    // While it backs off, an older kubelet says only so: the cause was in the event before.
    QString said = messageAt(waiting);
    std::vector<PullAttempt> attempts = readPullMessage(said, image);
    const auto *failed = lastEvent(history, [&container](const KubernetesEvent &event) {
        return event.reason == u"Failed" && concerns(event, container) &&
               (messageOf(event).startsWith(u"Failed to pull image"_s) ||
                messageOf(event).startsWith(u"Failed to inspect image"_s));
    });
    if (failed) {
        d.evidence.push_back(eventEvidence(*failed));
        if (attempts.empty()) {
            said = messageOf(*failed);
            attempts = readPullMessage(said, image);
        }
    }
    const auto *secrets = lastEvent(history, [](const KubernetesEvent &event) {
        return event.reason == u"FailedToRetrieveImagePullSecret";
    });
    if (attempts.empty())
        attempts.emplace_back();
    putTellingFirst(attempts, history, container);
    Observation o = observationOf(Place::Pull, history, &container, attempts.front().text,
                                  reasonIn(said, d.reason));
    if (!attempts.front().from.isEmpty()) {
        o.facts << u"mirror"_s;
        o.values[u"registry"_s] = attempts.front().from;
    }
    if (secrets)
        o.values[u"secrets"_s] = capture(messageOf(*secrets), u"\\(([^)]+)\\)"_s);
    explain(d, history, &container, o);
    if (secrets && d.rule.contains(u"pull-secret"_s))
        d.evidence.push_back(eventEvidence(*secrets));
    if (const QString &mirror = attempts.front().from; !mirror.isEmpty()) {
        d.summary += u' ' + PullText::tr("It is the mirror %1 that answered so.").arg(mirror);
    }
    if (attempts.size() > 1)
        tellMirrors(d, history, container, attempts);
    return d;
}

Diagnosis diagnosePull(const PodHistory &history, const Container &container)
{
    if (const Json *volume = failedImageVolume(history, container)) {
        const Json spec{{"name", container.name}, {"image", at(*volume, {"image", "reference"})}};
        Container asked = container;
        asked.spec = &spec;
        Diagnosis d = pullOf(history, asked);
        // Who wrote the template chose it.
        if (d.fault == Fault::Image)
            d.fault = Fault::Configuration;
        d.summary += u' ' + toldTo(PullText::tr("It is the image that the volume \"%1\" holds, not "
                                                "{that_image}."),
                                   history.audience)
                                .arg(textAt(*volume, {"name"}));
        return d;
    }
    Diagnosis d = pullOf(history, container);
    if (container.role == Role::Init) {
        d.summary += u' ' + toldTo(PullText::tr("It is the image of the init container \"%1\", not "
                                                "{that_image}."),
                                   history.audience)
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
