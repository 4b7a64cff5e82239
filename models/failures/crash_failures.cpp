// SPDX-License-Identifier: Apache-2.0
#include "base/json_reading.h"
#include "observing.h"

#include <QCoreApplication>

namespace assay::models::classification {

using namespace Qt::StringLiterals;

namespace {
struct CrashText
{
    Q_DECLARE_TR_FUNCTIONS(CrashText)
};
} // namespace

//! Restarting does not mend a program that ended this often, or that is not there.
static constexpr int hopelessRestarts = 2;

//! Where the kubelet killed it because a probe failed; false where that is not why it ended.
static bool explainProbeKill(Diagnosis &d, const PodHistory &history, const Container &container,
                             const Json &terminated)
{
    const auto *killing = lastEvent(history, [&container](const KubernetesEvent &event) {
        return event.reason == u"Killing" && concerns(event, container) &&
               event.message.contains(u"probe"_s);
    });
    // Whatever its exit status: a program may end well when it is told to. The node reports such
    // events sparsely, so that an older one counts where the status is a kill's.
    int exitCode = -1;
    reading::read(terminated, "exitCode", exitCode);
    const QDateTime started = timeAt(terminated, {"startedAt"});
    const bool ofAnotherStart = killing && started.isValid() && killing->lastAt < started;
    if (!killing || (ofAnotherStart && exitCode != 137 && exitCode != 143))
        return false;
    const bool startup = killing->message.contains(u"startup probe"_s);
    const QString kind = startup ? u"Startup probe"_s : u"Liveness probe"_s;
    const auto ofThisProbe = [&](const KubernetesEvent &event) {
        return event.reason == u"Unhealthy" && concerns(event, container) &&
               messageOf(event).startsWith(kind);
    };
    // A program that was just started again refuses, whatever it is killed for: where it answered
    // once, that says more.
    const auto *unhealthy = lastEvent(history, [&](const KubernetesEvent &event) {
        return ofThisProbe(event) && !messageOf(event).contains(u"connection refused"_s);
    });
    if (!unhealthy)
        unhealthy = lastEvent(history, ofThisProbe);
    const QString kindOfProbe =
        startup ? CrashText::tr("startup probe") : CrashText::tr("liveness probe");
    explainProbe(d, history, container, unhealthy ? messageOf(*unhealthy) : QString());
    d.category = PodFailureCategory::CrashLoop;
    d.reason = u"Unhealthy"_s;
    d.summary = CrashText::tr("The cluster keeps restarting %1: its %2 %3.")
                    .arg(container.role == Role::Main ? CrashText::tr("the workbench")
                                                      : CrashText::tr("\"%1\"").arg(container.name),
                         kindOfProbe, d.summary);
    if (unhealthy)
        d.evidence.push_back(eventEvidence(*unhealthy));
    d.evidence.push_back(eventEvidence(*killing));
    return true;
}

//! Where the kubelet killed it because the command right after its start failed.
static bool explainHookKill(Diagnosis &d, const PodHistory &history, const Container &container)
{
    // A program that ended by itself takes its hook with it, not the other way round.
    if (!d.exitStatus || (*d.exitStatus != 137 && *d.exitStatus != 143))
        return false;
    const auto *hook = lastEvent(history, [&container](const KubernetesEvent &event) {
        return event.reason == u"FailedPostStartHook" && concerns(event, container);
    });
    if (!hook)
        return false;
    d.reason = u"PostStartHookError"_s;
    d.evidence.push_back(eventEvidence(*hook));
    explain(d, history, &container,
            observationOf(Place::Creation, history, &container, messageOf(*hook), d.reason));
    d.category = PodFailureCategory::CrashLoop;
    return true;
}

Diagnosis diagnoseCrash(const PodHistory &history, const Container &container,
                        const Json &terminated)
{
    int exitCode = -1;
    reading::read(terminated, "exitCode", exitCode);

    Diagnosis d;
    d.reason = textAt(terminated, {"reason"});
    if (d.reason.isEmpty())
        d.reason = exitCode < 0 ? u"CrashLoopBackOff"_s : u"Error"_s;
    d.container = container.name;
    if (exitCode >= 0)
        d.exitStatus = exitCode;
    if (terminated.is_object())
        d.evidence.push_back(stateEvidence(container, terminated));
    if (container.waiting().is_object())
        d.evidence.push_back(stateEvidence(container, container.waiting()));

    const bool neverRan = d.reason == u"StartError" || d.reason == u"ContainerCannotRun";
    const bool killed = d.reason == u"OOMKilled";
    if (neverRan || killed ||
        (!explainProbeKill(d, history, container, terminated) &&
         !explainHookKill(d, history, container))) {
        Observation o = observationOf(neverRan ? Place::Start : Place::Exit, history, &container,
                                      messageAt(terminated), d.reason);
        if (d.exitStatus)
            putExitStatus(o, *d.exitStatus);
        explain(d, history, &container, o);
    }
    if (!container.running().is_object() && container.restarts() >= hopelessRestarts)
        d.outlook = Outlook::Permanent;
    return d;
}

} // namespace assay::models::classification
