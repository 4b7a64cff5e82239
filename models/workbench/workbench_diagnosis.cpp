// SPDX-License-Identifier: Apache-2.0
#include <models/base/duration.h>
#include <models/base/enum_names.h>
#include <models/workbench/workbench_diagnosis.h>

#include "claims.h"
#include "reachability.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;
using Kind = ClusterObjects::Kind;

namespace {

struct StandingText
{
    Q_DECLARE_TR_FUNCTIONS(WorkbenchDiagnosis)
};

constexpr qint64 usualWait = 600;       //!< seconds; timeout_pod_ready where a suite gives none
constexpr qint64 keptEvents = 3600;     //!< seconds; the API server's --event-ttl
constexpr qint64 longestFarewell = 300; //!< seconds beyond a pod's grace period

const Json &conditionOf(const Json &pod, QLatin1StringView type)
{
    static const Json null = nullptr;
    for (const Json &condition : listAt(pod, {"status", "conditions"})) {
        if (textAt(condition, {"type"}) == type)
            return condition;
    }
    return null;
}

QString timeText(const QDateTime &at)
{
    return at.toUTC().toString(u"yyyy-MM-dd HH:mm 'UTC'"_s);
}

//! Since when it is waited for: its readiness may have been lost long after its pod was made.
QDateTime waitingSince(const Workbench &workbench)
{
    if (const QDateTime lost =
            timeAt(conditionOf(workbench.history.pod, "Ready"_L1), {"lastTransitionTime"});
        lost.isValid())
        return lost;
    if (!workbench.history.pod.is_object() && !workbench.history.events.empty()) {
        if (const QDateTime first = workbench.history.events.front().firstAt; first.isValid())
            return first;
    }
    return workbench.since();
}

QString withoutStop(const QString &sentence)
{
    return sentence.endsWith(u'.') ? sentence.chopped(1) : sentence;
}

void say(QString &text, const QString &sentence)
{
    // What is quoted at the end of a sentence often ends without a stop.
    static const QString openEnds = u")]}>\"'"_s;
    if (!text.isEmpty() && (text.back().isLetterOrNumber() || openEnds.contains(text.back())))
        text += u'.';
    text += (text.isEmpty() ? QString() : u" "_s) + sentence;
}

Diagnosis plain(const QString &reason, const QString &cause)
{
    Diagnosis d;
    d.reason = reason;
    d.cause = cause;
    return d;
}

std::optional<WorkbenchDiagnosis> stopped(const Workbench &workbench, WorkbenchDiagnosis found)
{
    const QString written =
        textAt(workbench.notebook, {"metadata", "annotations", "kubeflow-resource-stopped"});
    // Open Data Hub's webhook holds a new notebook back with the same annotation.
    const bool isMarked = !written.isEmpty() && written != "odh-notebook-controller-lock"_L1;
    const bool isEmptySet = at(workbench.statefulSet, {"spec", "replicas"}) == Json(0) &&
                            !workbench.history.pod.is_object() && written.isEmpty();
    if (!isMarked && !isEmptySet)
        return std::nullopt;
    found.isStopped = true;
    Diagnosis &d = found.diagnosis;
    d = plain(u"Stopped"_s, StandingText::tr("Stopped"));
    if (!isMarked) {
        d.summary = StandingText::tr("It is stopped: its StatefulSet is scaled to zero.");
        d.advice = StandingText::tr("Scale the StatefulSet to one.");
        d.evidence.push_back({Evidence::Kind::Condition,
                              u"statefulset "_s + workbench.name,
                              u"replicas 0"_s,
                              {},
                              {}});
        return found;
    }
    const QDateTime at = QDateTime::fromString(written, Qt::ISODateWithMs);
    const QString when = at.isValid() ? StandingText::tr(" since %1").arg(timeText(at)) : QString();
    d.summary =
        workbench.history.pod.is_object()
            ? StandingText::tr("It is being stopped, by its dashboard or by the culler%1.")
                  .arg(when)
            : StandingText::tr("It was stopped, by its dashboard or by the culler%1.").arg(when);
    d.advice = StandingText::tr("Nothing is wrong: start it in the dashboard. Where nobody stopped "
                                "it, the culler did, as it was idle for longer than the cluster "
                                "allows.");
    d.evidence.push_back(
        {Evidence::Kind::Condition, u"annotation kubeflow-resource-stopped"_s, written, at, {}});
    const char *active = "notebooks.kubeflow.org/last-activity";
    if (const QString last = textAt(workbench.notebook, {"metadata", "annotations", active});
        !last.isEmpty()) {
        d.evidence.push_back({Evidence::Kind::Condition,
                              u"annotation "_s + QLatin1StringView(active),
                              last,
                              QDateTime::fromString(last, Qt::ISODateWithMs),
                              {}});
    }
    return found;
}

std::optional<WorkbenchDiagnosis> leaving(const Workbench &workbench, WorkbenchDiagnosis found,
                                          const QDateTime &now)
{
    // The time at which its grace ends.
    const QDateTime ends = timeAt(workbench.history.pod, {"metadata", "deletionTimestamp"});
    if (!ends.isValid())
        return std::nullopt;
    Diagnosis &d = found.diagnosis;
    d = plain(u"Terminating"_s, StandingText::tr("Pod is going away"));
    d.evidence.push_back({Evidence::Kind::Condition,
                          u"pod deletionTimestamp"_s,
                          textAt(workbench.history.pod, {"metadata", "deletionTimestamp"}),
                          ends,
                          {}});
    if (ends.secsTo(now) < longestFarewell) {
        d.summary = StandingText::tr("Its pod is being deleted, and another may take its place.");
        d.advice = StandingText::tr("Look again when it is gone.");
        return found;
    }
    found.standing = Standing::Inconclusive;
    d.fault = Fault::Node;
    d.outlook = Outlook::MayHeal;
    d.cause = StandingText::tr("Pod cannot be deleted");
    const Json &finalizers = listAt(workbench.history.pod, {"metadata", "finalizers"});
    if (!finalizers.empty()) {
        d.fault = Fault::Cluster;
        d.evidence.push_back({Evidence::Kind::Condition,
                              u"pod finalizers"_s,
                              finalizers.front().get<QString>(),
                              {},
                              {}});
    }
    d.summary = StandingText::tr("Its pod should have been gone since %1 and stands in the way of "
                                 "the next.")
                    .arg(timeText(ends));
    d.advice =
        finalizers.empty()
            ? StandingText::tr("Its node does not answer, or cannot let go of a volume: show "
                               "this to the cluster's administrator.")
            : StandingText::tr("A finalizer holds it: whoever set it has to let it go.");
    return found;
}

//! What the container wrote that a diagnosis is of; nothing where that is not known.
std::optional<QString> logOf(const Workbench &workbench, const Diagnosis &diagnosis)
{
    const ContainerLog *best = nullptr;
    for (const ContainerLog &log : workbench.logs) {
        // How it ended stands in the log of the start that ended.
        if (log.container == diagnosis.container && (!best || log.previous))
            best = &log;
    }
    if (!best)
        return {};
    // That a later start has said nothing yet tells nothing of the one that ended.
    if (!best->previous && best->text.trimmed().isEmpty() &&
        !speaksOfRunningContainer(diagnosis, workbench.history))
        return {};
    return best->text;
}

void addReserves(const Workbench &workbench, WorkbenchDiagnosis &found, const QDateTime &now)
{
    Diagnosis &d = found.diagnosis;
    const QString sidecar = authSidecarOf(workbench.history.pod);
    if (!sidecar.isEmpty() && d.container == sidecar) {
        say(d.summary, StandingText::tr("It is the sidecar that lets users log in: nobody gets to "
                                        "the workbench without it."));
    } else if (const QString base = workbench.basePath();
               d.reason == "Unhealthy"_L1 && d.container == workbench.history.mainContainer &&
               !base.isEmpty()) {
        say(d.summary,
            StandingText::tr("Its server has to answer under %1 (NB_PREFIX).").arg(base));
    }
    if (d.outlook == Outlook::MayHeal && found.standing != Standing::Waiting &&
        found.standing != Standing::Ready)
        say(d.summary, StandingText::tr("It may still heal by itself."));
    if (!workbench.history.events.empty() || found.isRunning)
        return;
    const QDateTime made = workbench.since();
    if (!workbench.known.contains(Kind::Event))
        say(d.summary, StandingText::tr("There are no events to be seen, which may say more."));
    else if (made.isValid() && made.secsTo(now) > keptEvents)
        say(d.summary,
            StandingText::tr("Its events are no longer kept, which may have said more."));
    else
        say(d.summary, StandingText::tr("No event speaks of it."));
}

//! Nothing is wrong: how far it is.
Diagnosis onItsWay(const Workbench &workbench, const QDateTime &now)
{
    Diagnosis d = plain(u"Waiting"_s, StandingText::tr("On its way"));
    const QDateTime since = waitingSince(workbench);
    const QString waited =
        // Of input with one time in it, nothing is known of how long it waited.
        since.isValid() && since.secsTo(now) > 0
            ? StandingText::tr(" after %1").arg(formatDuration(double(since.secsTo(now))))
            : QString();
    if (!workbench.history.pod.is_object())
        d.summary = StandingText::tr("Nothing is wrong yet%1: its pod was not made so far.");
    else if (isPulling(workbench.history))
        d.summary = StandingText::tr("Nothing is wrong yet%1: a node is fetching an image.");
    else if (textAt(conditionOf(workbench.history.pod, "PodScheduled"_L1), {"status"}) == "True"_L1)
        d.summary = textAt(workbench.history.pod, {"status", "phase"}) == "Running"_L1
                        ? StandingText::tr("Nothing is wrong yet%1: it runs, and is not ready so "
                                           "far.")
                        : StandingText::tr("Nothing is wrong yet%1: its containers are being "
                                           "made.");
    else if (pendingClaim(workbench))
        d.summary = StandingText::tr("Nothing is wrong yet%1: a node is being chosen, and its "
                                     "volume claim is Pending.");
    else
        d.summary = StandingText::tr("Nothing is wrong yet%1: a node is being chosen.");
    if (const Json *claim = pendingClaim(workbench))
        d.evidence.push_back(claimEvidence(*claim));
    d.summary = d.summary.arg(waited);
    d.advice = StandingText::tr("Look again in a moment.");
    return d;
}

bool isProbed(const Workbench &workbench)
{
    for (const Json &container : listAt(workbench.history.pod, {"spec", "containers"})) {
        if (textAt(container, {"name"}) == workbench.history.mainContainer)
            return at(container, {"readinessProbe"}).is_object();
    }
    return false;
}

Diagnosis arrived(const Workbench &workbench)
{
    Diagnosis d = plain(u"Ready"_s, StandingText::tr("Ready"));
    const Json &ready = conditionOf(workbench.history.pod, "Ready"_L1);
    const QDateTime since = timeAt(ready, {"lastTransitionTime"});
    QStringList seen{since.isValid()
                         ? StandingText::tr("Its pod is ready since %1").arg(timeText(since))
                         : StandingText::tr("Its pod is ready")};
    seen += seenOfTheWay(workbench);
    d.summary = seen.join(u", "_s) + u'.';
    if (!isProbed(workbench) && !(workbench.answer && workbench.answer->status > 0)) {
        const QString base = workbench.basePath();
        say(d.summary, base.isEmpty()
                           ? StandingText::tr("No probe asks its server, so that being ready does "
                                              "not say that it answers.")
                           : StandingText::tr("No probe asks its server, so that being ready does "
                                              "not say that it answers under %1 (NB_PREFIX).")
                                 .arg(base));
    }
    if (workbench.answer && !workbench.answer->problem.isEmpty())
        say(d.summary, StandingText::tr("Its server was not asked: %1.")
                           .arg(withoutStop(workbench.answer->problem)));
    if (const QStringList unseen = unseenOfTheWay(workbench); !unseen.isEmpty())
        say(d.summary, StandingText::tr("Not looked at: %1.").arg(unseen.join(u", "_s)));
    d.evidence.push_back({Evidence::Kind::Condition, u"condition Ready"_s, u"True"_s, since,
                          textAt(workbench.history.pod, {"metadata", "resourceVersion"})});
    return d;
}

Standing standingFor(const Diagnosis &diagnosis)
{
    return countsAsFailed(diagnosis.fault) ? Standing::Failed : Standing::Inconclusive;
}

} // namespace

QString toString(Standing standing)
{
    return enumeratorName(standing).toLower();
}

WorkbenchDiagnosis diagnose(const Workbench &workbench, const QDateTime &now)
{
    WorkbenchDiagnosis found{.kind = workbench.kind,
                             .nameSpace = workbench.nameSpace,
                             .name = workbench.name,
                             .since = workbench.since(),
                             .diagnosis = {}};
    if (auto done = stopped(workbench, found))
        return *done;
    if (auto done = leaving(workbench, found, now))
        return *done;
    PodHistory history = workbench.history;
    found.isRunning = workbench.isReady();
    if (found.isRunning) {
        if (auto trouble = whatIsInTheWay(workbench)) {
            found.diagnosis = std::move(*trouble);
            found.standing = standingFor(found.diagnosis);
            addReserves(workbench, found, now);
            return found;
        }
        found.standing = Standing::Ready;
        found.diagnosis = arrived(workbench);
        return found;
    }
    const QDateTime since = waitingSince(workbench);
    history.deadlinePassed =
        since.isValid() && since.secsTo(now) >= usualWait && !isPulling(history);
    if (auto trouble = withClaims(classify(history), workbench)) {
        found.diagnosis = withLogEvidence(*trouble, history, logOf(workbench, *trouble));
        found.standing = standingFor(found.diagnosis);
    } else {
        found.diagnosis = onItsWay(workbench, now);
    }
    addReserves(workbench, found, now);
    return found;
}

std::optional<WantedLog> wantedLog(const Workbench &workbench, const WorkbenchDiagnosis &found)
{
    if (found.isRunning ||
        (found.standing != Standing::Failed && found.standing != Standing::Inconclusive))
        return std::nullopt;
    for (const ContainerStatus &status : containerStatusesOf(workbench.history.pod)) {
        if (status.name != found.diagnosis.container)
            continue;
        if (status.exitCode)
            return WantedLog{status.name, status.state != "terminated"_L1, false};
        // Of a sidecar that runs and is not ready the log says why, of a workbench whether there is
        // anything to look for.
        if (status.state == "running"_L1 && !status.ready)
            return WantedLog{status.name, false, true};
    }
    return std::nullopt;
}

int exitStatusFor(const std::vector<WorkbenchDiagnosis> &found)
{
    int status = 0;
    for (const WorkbenchDiagnosis &one : found) {
        if (one.standing == Standing::Failed)
            return 1;
        if (one.standing == Standing::Inconclusive)
            status = 3;
    }
    return status;
}

std::vector<DiagnosisGroup> groupedByCause(const std::vector<WorkbenchDiagnosis> &found)
{
    std::vector<const WorkbenchDiagnosis *> order;
    for (const WorkbenchDiagnosis &one : found)
        order.push_back(&one);
    std::stable_sort(order.begin(), order.end(), [](const auto *a, const auto *b) {
        if (a->isStopped != b->isStopped)
            return b->isStopped;
        // What has no time comes last.
        return a->since.isValid() && (!b->since.isValid() || a->since < b->since);
    });
    std::vector<DiagnosisGroup> groups;
    std::map<QString, std::size_t> places;
    for (const WorkbenchDiagnosis *one : order) {
        const Diagnosis &d = one->diagnosis;
        const QString cause = d.cause.isEmpty() ? d.reason : d.cause;
        const QString key = toString(one->standing) + u'|' + d.rule + u'|' + cause;
        const auto [place, isNew] = places.emplace(key, groups.size());
        if (isNew)
            groups.push_back({cause, {}});
        groups[place->second].members.push_back(one);
    }
    return groups;
}

} // namespace assay::models
