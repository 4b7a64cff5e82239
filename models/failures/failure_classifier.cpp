// SPDX-License-Identifier: Apache-2.0
#include <models/failures/failure_classifier.h>

#include <models/base/enum_names.h>

#include "base/json_reading.h"
#include "observing.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;
using namespace classification;

namespace {
struct ClassifierText
{
    Q_DECLARE_TR_FUNCTIONS(ClassifierText)
};
} // namespace

//! From this many restarts on, a container that runs for the moment is not trusted any more.
static constexpr int restartsOfALoop = 3;

static bool isNormalWait(const QString &reason)
{
    return reason.isEmpty() || reason == u"ContainerCreating" || reason == u"PodInitializing";
}

static Diagnosis diagnoseInvalidName(const PodHistory &history, const Container &container)
{
    Diagnosis d;
    d.reason = u"InvalidImageName"_s;
    d.container = container.name;
    d.evidence.push_back(stateEvidence(container, container.waiting()));
    explain(
        d, history, &container,
        observationOf(Place::Pull, history, &container, messageAt(container.waiting()), d.reason));
    return d;
}

static std::optional<Diagnosis> diagnoseWaiting(const PodHistory &history,
                                                const Container &container)
{
    const QString reason = textAt(container.waiting(), {"reason"});
    if (isPullReason(reason)) {
        if (hasPulled(history, container))
            return std::nullopt;
        return diagnosePull(history, container);
    }
    if (reason == u"InvalidImageName")
        return diagnoseInvalidName(history, container);
    if (reason == u"CrashLoopBackOff")
        return diagnoseCrash(history, container, container.lastTerminated());
    if (!isNormalWait(reason))
        return diagnoseCreation(history, container);
    return std::nullopt;
}

//! A container that the kubelet killed over a failing probe did not crash: until that has become a
//! loop, it is one that is not ready yet.
static std::optional<Diagnosis> unlessProbed(const PodHistory &history, const Container &container,
                                             Diagnosis d)
{
    if (d.reason != u"Unhealthy" || container.restarts() >= restartsOfALoop)
        return d;
    if (!history.deadlinePassed)
        return std::nullopt;
    d.category = PodFailureCategory::Timeout;
    d.outlook = Outlook::Permanent;
    return d;
}

static std::optional<Diagnosis> diagnoseContainer(const PodHistory &history,
                                                  const Container &container)
{
    if (container.waiting().is_object())
        return diagnoseWaiting(history, container);
    if (const Json &terminated = container.terminated(); terminated.is_object()) {
        int exitCode = -1;
        reading::read(terminated, "exitCode", exitCode);
        if (container.role == Role::Init && exitCode == 0)
            return std::nullopt;
        return unlessProbed(history, container, diagnoseCrash(history, container, terminated));
    }
    const int patience = history.deadlinePassed ? 1 : restartsOfALoop;
    if (container.running().is_object() && !container.ready() && container.restarts() >= patience &&
        container.lastTerminated().is_object())
        return unlessProbed(history, container,
                            diagnoseCrash(history, container, container.lastTerminated()));
    return std::nullopt;
}

//! What befalls a sidecar is no verdict on the image under test.
static Diagnosis blameless(Diagnosis d, Audience audience)
{
    if (d.category != PodFailureCategory::Timeout)
        d.category = PodFailureCategory::Unknown;
    d.summary += u' ' + toldTo(ClassifierText::tr("{the_image} is not the cause."), audience);
    if (speaksToImageAuthor(d)) {
        d.advice = adviceOnSidecar(false);
        d.fix = {};
    }
    return d;
}

std::optional<Diagnosis> classify(const PodHistory &history)
{
    const std::vector<Container> containers = containersOf(history);
    if (history.podDeleted) {
        const auto failed = diagnoseFailedPod(history);
        return failed ? failed : diagnoseDeleted(history);
    }
    if (!history.pod.is_object()) {
        if (const auto d = diagnoseStopped(history))
            return d;
        if (const auto d = diagnosePodCreation(history))
            return d;
        return history.deadlinePassed ? std::optional(diagnoseDeadline(history, containers))
                                      : std::nullopt;
    }
    if (textAt(condition(history.pod, u"Ready"_s), {"status"}) == u"True")
        return std::nullopt;
    if (const auto d = diagnoseEvictions(history))
        return d;
    if (const auto d = diagnoseFailedPod(history))
        return d;
    if (const auto d = diagnoseScheduling(history))
        return d;
    for (const Container &container : containers) {
        if (const auto d = diagnoseContainer(history, container))
            return container.role == Role::Sidecar ? blameless(*d, history.audience) : *d;
    }
    if (const auto d = diagnoseVolumesAndSandbox(history, containers))
        return d;
    // A test waits for the node to come back; who asks wants to know now.
    if (!history.deadlinePassed)
        return history.audience == Audience::WorkbenchUser ? diagnoseLostNode(history)
                                                           : std::nullopt;
    const Diagnosis d = diagnoseDeadline(history, containers);
    const bool ofSidecar = std::any_of(containers.begin(), containers.end(), [&d](const auto &c) {
        return c.role == Role::Sidecar && c.name == d.container;
    });
    return ofSidecar ? blameless(d, history.audience) : d;
}

static QString toString(Evidence::Kind kind)
{
    return enumeratorName(kind);
}

void to_json(Json &j, const Evidence &e)
{
    j = Json{{"kind", toString(e.kind)},
             {"source", e.source},
             {"text", e.text},
             {"at", e.at},
             {"reference", e.reference}};
}

void from_json(const Json &j, Evidence &e)
{
    e = {};
    e.kind = enumFromString<Evidence::Kind>(textAt(j, {"kind"})).value_or(e.kind);
    reading::read(j, "source", e.source);
    reading::read(j, "text", e.text);
    reading::read(j, "at", e.at);
    reading::read(j, "reference", e.reference);
}

void to_json(Json &j, const Diagnosis &d)
{
    j = Json{{"category", toString(d.category)},
             {"fault", toString(d.fault)},
             {"rule", d.rule},
             {"reason", d.reason},
             {"container", d.container},
             {"exit_status", d.exitStatus},
             {"cause", d.cause},
             {"summary", d.summary},
             {"advice", d.advice},
             {"outlook", enumeratorName(d.outlook)},
             {"evidence", d.evidence}};
    if (!d.fix.text.isEmpty())
        j["fix"] = Json{{"kind", toString(d.fix.kind)}, {"text", d.fix.text}};
}

void from_json(const Json &j, Diagnosis &d)
{
    d = {};
    d.category = enumFromString<PodFailureCategory>(textAt(j, {"category"}))
                     .value_or(PodFailureCategory::Unknown);
    d.fault = enumFromString<Fault>(textAt(j, {"fault"})).value_or(Fault::Unknown);
    reading::read(j, "rule", d.rule);
    reading::read(j, "reason", d.reason);
    reading::read(j, "container", d.container);
    reading::read(j, "exit_status", d.exitStatus);
    reading::read(j, "cause", d.cause);
    d.fix.kind = enumFromString<Fix::Kind>(textAt(j, {"fix", "kind"})).value_or(d.fix.kind);
    d.fix.text = textAt(j, {"fix", "text"});
    reading::read(j, "summary", d.summary);
    reading::read(j, "advice", d.advice);
    d.outlook = textAt(j, {"outlook"}) == u"Permanent" ? Outlook::Permanent : Outlook::MayHeal;
    if (const Json &evidence = at(j, {"evidence"}); evidence.is_array()) {
        for (const Json &entry : evidence)
            d.evidence.push_back(entry.get<Evidence>());
    }
}

} // namespace assay::models
