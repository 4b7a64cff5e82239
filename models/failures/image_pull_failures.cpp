// SPDX-License-Identifier: Apache-2.0
#include "classification.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace assay::models::classification {

using namespace Qt::StringLiterals;

namespace {

struct PullText
{
    Q_DECLARE_TR_FUNCTIONS(PullText)
};

//! Words that runtimes and registries use for one cause. Sentences take the image as %1.
struct PullCause
{
    std::array<const char *, 6> words; //!< lower case; any of them
    const char *summary;
    const char *advice;
    Outlook outlook;
};

// In order: what is said first is the narrower cause, where messages hold the words of several.
constexpr std::array pullCauses{
    PullCause{{"pull qps exceeded"},
              QT_TRANSLATE_NOOP("PullText", "The node put off pulling %1, because it is asked for "
                                            "many images at once."),
              QT_TRANSLATE_NOOP("PullText", "It tries again by itself: run the test again when "
                                            "fewer pods start at the same time."),
              Outlook::MayHeal},
    PullCause{{"toomanyrequests", "too many requests", "rate limit"},
              QT_TRANSLATE_NOOP("PullText", "The registry refused to hand out %1: too many pulls "
                                            "in a short time."),
              QT_TRANSLATE_NOOP("PullText", "Wait, or give the cluster a pull secret of an account "
                                            "with a higher limit, or copy the image to another "
                                            "registry."),
              Outlook::MayHeal},
    PullCause{{"no match for platform", "no matching manifest for",
               "no image found in manifest list", "no image found in image index"},
              QT_TRANSLATE_NOOP("PullText", "The image %1 is not built for the node's processor or "
                                            "system."),
              QT_TRANSLATE_NOOP("PullText", "Build the image for the node's architecture too, for "
                                            "example with --platform linux/amd64."),
              Outlook::Permanent},
    PullCause{{"no space left on device"},
              QT_TRANSLATE_NOOP("PullText", "The node has no disk space left for the image %1."),
              QT_TRANSLATE_NOOP("PullText", "Make the image smaller, or ask the cluster's "
                                            "administrator for room on the node."),
              Outlook::MayHeal},
    PullCause{{"proxyconnect", "proxy authentication required"},
              QT_TRANSLATE_NOOP("PullText", "The node cannot reach the registry of %1 through its "
                                            "proxy."),
              QT_TRANSLATE_NOOP("PullText", "Ask the cluster's administrator to correct the proxy "
                                            "that the nodes use."),
              Outlook::MayHeal},
    PullCause{{"x509", "tls: ", "http response to https client"},
              QT_TRANSLATE_NOOP("PullText",
                                "The node does not trust the connection to the registry "
                                "of %1."),
              QT_TRANSLATE_NOOP("PullText", "Ask the cluster's administrator to trust the "
                                            "registry's certificate authority, or use a registry "
                                            "with a public certificate."),
              Outlook::MayHeal},
    PullCause{{"no such host", "dial tcp: lookup ", "name resolution", "server misbehaving"},
              QT_TRANSLATE_NOOP("PullText",
                                "The node cannot find the registry of %1: its name does "
                                "not resolve."),
              QT_TRANSLATE_NOOP("PullText", "Check the spelling of the registry; if it is right, "
                                            "the node's DNS does not know it."),
              Outlook::MayHeal},
    PullCause{{"connection refused"},
              QT_TRANSLATE_NOOP("PullText", "The registry of %1 refused the connection."),
              QT_TRANSLATE_NOOP("PullText", "Check the registry's host and port, and that it runs "
                                            "and can be reached from the node."),
              Outlook::MayHeal},
    PullCause{{"500 internal server error", "502 bad gateway", "503 service unavailable",
               "504 gateway timeout", "connection reset by peer", "unexpected eof"},
              QT_TRANSLATE_NOOP("PullText", "The registry of %1 broke off or failed to answer."),
              QT_TRANSLATE_NOOP("PullText", "This is a fault of the registry or of the way to it: "
                                            "try again later."),
              Outlook::MayHeal},
    PullCause{{"i/o timeout", "deadline exceeded", "tls handshake timeout", "no route to host",
               "network is unreachable"},
              QT_TRANSLATE_NOOP("PullText", "The registry of %1 cannot be reached from the node."),
              QT_TRANSLATE_NOOP("PullText", "Check that the cluster may reach the registry through "
                                            "its network, firewall and proxy."),
              Outlook::MayHeal},
    PullCause{{"unauthorized", "authentication required", "denied", "403 forbidden",
               "authorization failed", "no basic auth credentials"},
              QT_TRANSLATE_NOOP("PullText", "The registry does not let the cluster read %1: it is "
                                            "private, or does not exist."),
              QT_TRANSLATE_NOOP("PullText", "Check the name; if it is right, make the repository "
                                            "public, or add a pull secret to the notebook's "
                                            "service account."),
              Outlook::MayHeal},
    PullCause{{"manifest unknown", "not found", "name unknown", "unknown manifest"},
              QT_TRANSLATE_NOOP("PullText", "The image %1 does not exist in its registry."),
              QT_TRANSLATE_NOOP("PullText", "Check the repository and the tag, and that the image "
                                            "was pushed."),
              Outlook::MayHeal},
};

} // namespace

bool isPullReason(const QString &reason)
{
    return reason == u"ErrImagePull" || reason == u"ImagePullBackOff" ||
           reason == u"ImageInspectError" || reason == u"ErrImageNeverPull" ||
           reason == u"RegistryUnavailable" || reason == u"SignatureValidationFailed";
}

//! The summary and advice for the kubelet's own words, where the message tells no cause.
static void explainByReason(Diagnosis &d, const QString &image)
{
    if (d.reason == u"ErrImageNeverPull") {
        d.summary = PullText::tr("The image %1 is not on the node, and its pull policy is Never.")
                        .arg(image);
        d.advice = PullText::tr("Set imagePullPolicy to IfNotPresent or Always.");
        d.outlook = Outlook::Permanent;
    } else if (d.reason == u"SignatureValidationFailed") {
        d.summary = PullText::tr("The signature of the image %1 was not accepted.").arg(image);
        d.advice = PullText::tr("Sign the image as the cluster's policy asks.");
    } else if (d.reason == u"RegistryUnavailable") {
        d.summary = PullText::tr("The registry of %1 is not available.").arg(image);
        d.advice = PullText::tr("Check that the registry runs, and try again later.");
    } else if (d.reason == u"ImageInspectError") {
        d.summary =
            PullText::tr("The node cannot read the image %1 that it has stored.").arg(image);
        d.advice = PullText::tr("Push the image again under another tag; the copy on the node may "
                                "be damaged.");
    } else {
        d.summary = PullText::tr("The image %1 could not be pulled.").arg(image);
        d.advice = PullText::tr("The events may hold the registry's answer: check the image's "
                                "name, and that the cluster may read it.");
    }
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

Diagnosis diagnosePull(const PodHistory &history, const Container &container)
{
    const Json &waiting = container.waiting();
    const QString image = container.image();

    Diagnosis d;
    d.category = PodFailureCategory::ImagePullError;
    d.reason = textAt(waiting, {"reason"});
    d.container = container.name;
    d.outlook = Outlook::MayHeal;
    d.evidence.push_back(stateEvidence(container, waiting));

    // While it backs off, an older kubelet says only so: the cause was in the event before.
    QString message = textAt(waiting, {"message"});
    const auto *failed = lastEvent(history, [&container](const KubernetesEvent &event) {
        return event.reason == u"Failed" && concerns(event, container) &&
               messageOf(event).startsWith(u"Failed to pull image"_s);
    });
    if (failed) {
        d.evidence.push_back(eventEvidence(*failed));
        message += u'\n' + messageOf(*failed);
    }
    // The image's own name may hold any of the words.
    message = message.remove(image).toLower();

    const auto cause = std::find_if(pullCauses.begin(), pullCauses.end(), [&](const auto &c) {
        return std::any_of(c.words.begin(), c.words.end(), [&message](const char *word) {
            return word && message.contains(QLatin1String(word));
        });
    });
    if (cause != pullCauses.end() && d.reason != u"ErrImageNeverPull" &&
        d.reason != u"SignatureValidationFailed") {
        d.summary = PullText::tr(cause->summary).arg(image);
        d.advice = PullText::tr(cause->advice);
        d.outlook = cause->outlook;
    } else {
        explainByReason(d, image);
    }
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
