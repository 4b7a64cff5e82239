// SPDX-License-Identifier: Apache-2.0
#include <models/cluster/notebook_state_machine.h>

#include <models/base/enum_names.h>

#include "base/json_reading.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay::models {

using enum NotebookStatus;

//! A process ran: the runtime reports a container that could not be started as terminated, too.
static bool processRan(const Json &terminated)
{
    const QString reason = textAt(terminated, {"reason"});
    return terminated.is_object() && reason != u"StartError" && reason != u"ContainerCannotRun";
}

static bool everyContainerStarted(const Json &pod)
{
    const Json &wanted = at(pod, {"spec", "containers"});
    const Json &statuses = at(pod, {"status", "containerStatuses"});
    if (!wanted.is_array() || !statuses.is_array() || statuses.size() < wanted.size() ||
        statuses.empty())
        return false;
    return std::all_of(statuses.begin(), statuses.end(), [](const Json &status) {
        return at(status, {"state", "running"}).is_object() ||
               processRan(at(status, {"state", "terminated"})) ||
               processRan(at(status, {"lastState", "terminated"}));
    });
}

NotebookObservation NotebookObservation::fromPod(const Json &pod)
{
    NotebookObservation seen;
    if (!pod.is_object())
        return seen;
    seen.podExists = true;
    seen.containersStarted = everyContainerStarted(pod);
    if (const Json &conditions = at(pod, {"status", "conditions"}); conditions.is_array()) {
        seen.ready = std::any_of(conditions.begin(), conditions.end(), [](const Json &condition) {
            return textAt(condition, {"type"}) == u"Ready" &&
                   textAt(condition, {"status"}) == u"True";
        });
    }
    return seen;
}

bool isLegalTransition(NotebookStatus from, NotebookStatus to)
{
    switch (from) {
    case Created:
        return to == PodPending || to == Failed || to == Deleted;
    case PodPending:
        return to == PodRunning || to == Failed || to == Deleted;
    case PodRunning:
        return to == Ready || to == Failed || to == Deleted;
    case Ready:
        return to == PodRunning || to == Failed || to == Deleted;
    case Failed:
        return to == Deleted;
    case Deleted:
        return false;
    }
    return false;
}

namespace {
struct TransitionText
{
    Q_DECLARE_TR_FUNCTIONS(TransitionText)
};
} // namespace

static QString reasonOf(NotebookStatus from, NotebookStatus to, const NotebookObservation &seen)
{
    switch (to) {
    case PodPending:
        return TransitionText::tr("The pod appeared.");
    case PodRunning:
        if (from != Ready)
            return TransitionText::tr("Every container started.");
        return seen.podExists ? TransitionText::tr("The pod lost its readiness.")
                              : TransitionText::tr("The pod is gone.");
    case Ready:
        return TransitionText::tr("The pod reports that it is ready.");
    case Failed:
        return seen.because.isEmpty() ? TransitionText::tr("The notebook cannot become ready.")
                                      : seen.because;
    case Deleted:
        return TransitionText::tr("The notebook was deleted.");
    case Created:
        break;
    }
    return {};
}

std::vector<Transition> reduce(NotebookStatus current, const NotebookObservation &seen,
                               const QDateTime &when)
{
    std::vector<Transition> walked;
    const auto walk = [&](NotebookStatus to) {
        walked.push_back({current, to, when, reasonOf(current, to, seen)});
        current = to;
    };

    if (current == Deleted)
        return walked;
    if (seen.deleted) {
        walk(Deleted);
        return walked;
    }
    if (current == Failed)
        return walked;

    // A failure outweighs a readiness that was seen with it, but not what came before: the way to
    // Failed shows how far the pod got.
    const bool ready = seen.ready && !seen.failed;
    const bool started = seen.containersStarted || seen.ready;
    const bool exists = seen.podExists || started;

    if (current == Created && exists)
        walk(PodPending);
    if (current == PodPending && started)
        walk(PodRunning);
    if (current == PodRunning && ready)
        walk(Ready);
    if (seen.failed)
        walk(Failed);
    else if (current == Ready && !ready)
        walk(PodRunning);
    return walked;
}

void to_json(Json &j, const Transition &t)
{
    j = Json{
        {"from", toString(t.from)}, {"to", toString(t.to)}, {"at", t.at}, {"because", t.because}};
}

void from_json(const Json &j, Transition &t)
{
    t = {};
    t.from = enumFromString<NotebookStatus>(textAt(j, {"from"})).value_or(Created);
    t.to = enumFromString<NotebookStatus>(textAt(j, {"to"})).value_or(Created);
    reading::read(j, "at", t.at);
    reading::read(j, "because", t.because);
}

} // namespace assay::models
