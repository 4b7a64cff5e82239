// SPDX-License-Identifier: Apache-2.0
#include <models/base/yaml.h>
#include <models/workbench/workbench_look.h>

namespace assay::models {

using namespace Qt::StringLiterals;

static QDateTime createdAt(const Workbench &workbench)
{
    for (const Json *object :
         {&workbench.notebook, &workbench.statefulSet, &workbench.history.pod}) {
        if (const QDateTime at = timeAt(*object, {"metadata", "creationTimestamp"}); at.isValid())
            return at;
    }
    return {};
}

//! When the last of its containers began for the first time that is known.
static QDateTime containersStartedAt(const Json &pod)
{
    QDateTime last;
    for (const Json &status : listAt(pod, {"status", "containerStatuses"})) {
        QDateTime first;
        for (const char *place : {"lastState", "state"}) {
            for (const char *kind : {"terminated", "running"}) {
                const QDateTime at = timeAt(status, {place, kind, "startedAt"});
                if (at.isValid() && (!first.isValid() || at < first))
                    first = at;
            }
        }
        if (first.isValid() && (!last.isValid() || first > last))
            last = first;
    }
    return last;
}

static QDateTime conditionAt(const Json &pod, const QString &type)
{
    for (const Json &condition : listAt(pod, {"status", "conditions"}))
        if (textAt(condition, {"type"}) == type)
            return timeAt(condition, {"lastTransitionTime"});
    return {};
}

static std::vector<Transition> statesOf(const Workbench &workbench, const WorkbenchDiagnosis &found,
                                        const QDateTime &now)
{
    const Json &pod = workbench.history.pod;
    NotebookObservation seen = NotebookObservation::fromPod(pod);
    // What is wrong on the way to a pod that is ready is no matter of its states.
    seen.failed = !found.isRunning &&
                  (found.standing == Standing::Failed || found.standing == Standing::Inconclusive);
    seen.because = found.diagnosis.cause;
    std::vector<Transition> states = reduce(NotebookStatus::Created, seen, now);
    QDateTime before = createdAt(workbench);
    for (Transition &state : states) {
        QDateTime at;
        if (state.to == NotebookStatus::PodPending)
            at = timeAt(pod, {"metadata", "creationTimestamp"});
        else if (state.to == NotebookStatus::PodRunning)
            at = containersStartedAt(pod);
        else if (state.to == NotebookStatus::Ready)
            at = conditionAt(pod, u"Ready"_s);
        else
            for (const Evidence &evidence : found.diagnosis.evidence)
                if (evidence.at.isValid() && (!at.isValid() || evidence.at < at))
                    at = evidence.at;
        // Times are of several clocks, and not all are known.
        if (!at.isValid() || at > now)
            at = state.to == NotebookStatus::Failed ? now : before;
        if (before.isValid() && (!at.isValid() || at < before))
            at = before;
        state.at = before = at.isValid() ? at : now;
    }
    return states;
}

WorkbenchLook lookAt(const Workbench &workbench, const QDateTime &now)
{
    WorkbenchLook look;
    look.found = diagnose(workbench, now);
    look.events = workbench.history.events;
    look.logs = workbench.logs;
    look.at = now;
    look.createdAt = createdAt(workbench);
    look.states = statesOf(workbench, look.found, now);
    QStringList documents;
    for (const Json *object :
         {&workbench.notebook, &workbench.statefulSet, &workbench.history.pod}) {
        if (object->is_object())
            documents << QString::fromUtf8(yaml::write(*object));
    }
    look.yaml = documents.join(u"---\n"_s);
    return look;
}

QString nameOf(const WorkbenchDiagnosis &found)
{
    return u"%1 %2/%3"_s.arg(found.kind, found.nameSpace, found.name);
}

} // namespace assay::models
