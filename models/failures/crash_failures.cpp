// SPDX-License-Identifier: Apache-2.0
#include "base/json_reading.h"
#include "base/signal_names.h"
#include "classification.h"

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

static void explainExit(Diagnosis &d, const Container &container, int exitCode)
{
    const QString who = container.subject();
    if (exitCode == 0) {
        d.summary =
            CrashText::tr("%1 ended by itself without an error, but it has to keep running.")
                .arg(who);
        d.advice = CrashText::tr("Let the image's entrypoint start the server in the foreground.");
    } else if (exitCode == 127) {
        d.summary = CrashText::tr("%1 ended with exit status 127: its start script calls a command "
                                  "that the image does not have.")
                        .arg(who);
        d.advice = CrashText::tr("The log names the command: install it in the image, or put it on "
                                 "the PATH.");
        d.outlook = Outlook::Permanent;
    } else if (exitCode == 126) {
        d.summary = CrashText::tr("%1 ended with exit status 126: its start script calls a file "
                                  "that may not be executed.")
                        .arg(who);
        d.advice = CrashText::tr("The log names the file: make it executable for every user.");
        d.outlook = Outlook::Permanent;
    } else if (exitCode > 128) {
        d.summary = CrashText::tr("%1 was ended by %2 (exit status %3).")
                        .arg(who, signalName(exitCode - 128))
                        .arg(exitCode);
        d.advice = exitCode == 137
                       ? CrashText::tr("Something killed it: often the node ran out of memory. "
                                       "Look at the log and at the events around that time.")
                       : CrashText::tr("The end of the log shows what it did last.");
    } else {
        d.summary =
            CrashText::tr("%1 crashed: it ended with exit status %2.").arg(who).arg(exitCode);
        d.advice = container.role == Role::Main
                       ? CrashText::tr("The end of the log shows the error: correct it in the "
                                       "image.")
                       : CrashText::tr("The end of its log shows the error.");
    }
}

static void explainUnknownStart(Diagnosis &d, const Container &container)
{
    d.summary =
        CrashText::tr("%1 could not be started by the container runtime.").arg(container.subject());
    d.advice = CrashText::tr("The evidence holds the runtime's own words: check the image's "
                             "entrypoint and working directory.");
}

static void explainUnknownEnd(Diagnosis &d, const Container &container)
{
    d.category = PodFailureCategory::Unknown;
    d.summary = CrashText::tr("%1 ended, and the node does not know why: it lost sight of it.")
                    .arg(container.subject());
    d.advice = CrashText::tr("This happens when a node is restarted: run the test again.");
}

static void explainForbiddenCall(Diagnosis &d, const Container &container)
{
    d.summary = CrashText::tr("%1 was killed because it called a function of the system that the "
                              "cluster forbids.")
                    .arg(container.subject());
    d.advice = CrashText::tr("The node's audit log names the call: avoid it in the image, or ask "
                             "the cluster's administrator for a seccomp profile that allows it.");
}

static QString memoryLimitOf(const Container &container)
{
    const Json &limit = at(*container.spec, {"resources", "limits", "memory"});
    return limit.is_number() ? QString::fromStdString(limit.dump()) : limit.get<QString>();
}

static void explainOutOfMemory(Diagnosis &d, const Container &container)
{
    const QString limit = memoryLimitOf(container);
    d.summary = limit.isEmpty()
                    ? CrashText::tr("%1 was killed because the node ran out of memory.")
                          .arg(container.subject())
                    : CrashText::tr("%1 needed more memory than its limit of %2 and was killed.")
                          .arg(container.subject(), limit);
    d.advice = CrashText::tr("Raise the memory limit under \"resources\", or let the image use "
                             "less memory when it starts.");
}

//! Where the kubelet killed it because a probe failed; false where that is not why it ended.
static bool explainProbeKill(Diagnosis &d, const PodHistory &history, const Container &container)
{
    const auto *killing = lastEvent(history, [&container](const KubernetesEvent &event) {
        return event.reason == u"Killing" && concerns(event, container) &&
               event.message.contains(u"probe"_s);
    });
    if (!killing)
        return false;
    const bool startup = killing->message.contains(u"startup probe"_s);
    const QString kind = startup ? u"Startup probe"_s : u"Liveness probe"_s;
    const auto *unhealthy = lastEvent(history, [&](const KubernetesEvent &event) {
        return event.reason == u"Unhealthy" && concerns(event, container) &&
               messageOf(event).startsWith(kind);
    });
    const ProbeFinding finding = readProbe(unhealthy ? messageOf(*unhealthy) : QString());
    d.reason = u"Unhealthy"_s;
    d.summary = startup ? CrashText::tr("The cluster keeps restarting %1: its startup probe %2.")
                        : CrashText::tr("The cluster keeps restarting %1: its liveness probe %2.");
    const QString who = container.role == Role::Main ? CrashText::tr("the workbench")
                                                     : CrashText::tr("\"%1\"").arg(container.name);
    d.summary = d.summary.arg(who, finding.answer);
    d.advice = finding.advice;
    if (unhealthy)
        d.evidence.push_back(eventEvidence(*unhealthy));
    d.evidence.push_back(eventEvidence(*killing));
    return true;
}

Diagnosis diagnoseCrash(const PodHistory &history, const Container &container,
                        const Json &terminated)
{
    int exitCode = -1;
    reading::read(terminated, "exitCode", exitCode);
    const QString message = textAt(terminated, {"message"});

    Diagnosis d;
    d.category = PodFailureCategory::CrashLoop;
    d.reason = textAt(terminated, {"reason"});
    if (d.reason.isEmpty())
        d.reason = exitCode < 0 ? u"CrashLoopBackOff"_s : u"Error"_s;
    d.container = container.name;
    d.outlook = Outlook::MayHeal;
    if (terminated.is_object())
        d.evidence.push_back(stateEvidence(container, terminated));
    if (container.waiting().is_object())
        d.evidence.push_back(stateEvidence(container, container.waiting()));

    if (d.reason == u"OOMKilled") {
        explainOutOfMemory(d, container);
    } else if (d.reason == u"StartError" || d.reason == u"ContainerCannotRun") {
        if (!explainStart(d, container, message))
            explainUnknownStart(d, container);
    } else if (d.reason == u"ContainerStatusUnknown") {
        explainUnknownEnd(d, container);
    } else if (d.reason == u"seccomp killed") {
        explainForbiddenCall(d, container);
    } else if (exitCode < 0) {
        d.summary = CrashText::tr("%1 keeps ending soon after it starts.").arg(container.subject());
        d.advice = CrashText::tr("The log of its last attempt shows why.");
    } else if ((exitCode != 137 && exitCode != 143) || !explainProbeKill(d, history, container)) {
        explainExit(d, container, exitCode);
    }
    if (!container.running().is_object() && container.restarts() >= hopelessRestarts)
        d.outlook = Outlook::Permanent;
    return d;
}

} // namespace assay::models::classification
