// SPDX-License-Identifier: Apache-2.0
#include <models/base/overloaded.h>
#include <models/record/run_record.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::models {

namespace {

//! Whether the second is news of the first.
bool isSame(const KubernetesEvent &a, const KubernetesEvent &b)
{
    return !a.uid.isEmpty() && a.uid == b.uid;
}

bool isSame(const PackageVerificationResult &a, const PackageVerificationResult &b)
{
    return a.packageName == b.packageName;
}

bool isSame(const CheckResult &a, const CheckResult &b)
{
    return a.group == b.group && a.name == b.name;
}

bool isSame(const CellResult &a, const CellResult &b)
{
    return a.index == b.index;
}

template<typename T>
void replaceOrAppend(std::vector<T> &list, const T &value)
{
    const auto found = std::find_if(list.begin(), list.end(),
                                    [&value](const T &known) { return isSame(known, value); });
    if (found == list.end())
        list.push_back(value);
    else
        *found = value;
}

void mergeLog(std::vector<LogFile> &logs, const LogSegment &segment)
{
    const auto found = std::find_if(logs.begin(), logs.end(), [&](const LogFile &log) {
        return log.container == segment.container && log.attempt == segment.attempt;
    });
    LogFile &log = found == logs.end()
                       ? logs.emplace_back(LogFile{segment.container, segment.attempt, {}, 0, {}})
                       : *found;
    if (!segment.file.isEmpty())
        log.file = segment.file;
    log.size = std::max(log.size, segment.offset + segment.length);
    log.problem = segment.problem;
}

bool isGone(const ObjectRef &object, const ObjectDeleted &deletion)
{
    if (deletion.result != ObjectDeleted::Result::Deleted &&
        deletion.result != ObjectDeleted::Result::AlreadyGone)
        return false;
    const ObjectRef &gone = deletion.object;
    // A namespace takes everything in it along.
    if ((gone.kind == "Namespace"_L1 || gone.kind == "Project"_L1) && gone.name == object.nameSpace)
        return true;
    if (!gone.uid.isEmpty() && !object.uid.isEmpty())
        return gone.uid == object.uid;
    return gone.kind == object.kind && gone.nameSpace == object.nameSpace &&
           gone.name == object.name;
}

double secondsBetween(const QDateTime &from, const QDateTime &to)
{
    if (!from.isValid() || !to.isValid())
        return 0;
    // A clock that was set back gives no negative times.
    return std::max(0.0, static_cast<double>(from.msecsTo(to)) / 1000.0);
}

} // namespace

void RunRecord::append(const Fact &fact)
{
    m_facts.push_back(fact);
    std::visit(Overloaded{
                   [&](const RunStarted &f) {
                       m_start = f;
                       m_notebook = NotebookResource::fromConfiguration(f.configuration);
                   },
                   [&](const PhaseStarted &f) {
                       m_phase = f.phase;
                       m_phases.emplace_back(f.phase, fact.at);
                   },
                   [&](const PreflightCheck &f) { m_preflight.push_back(f); },
                   [&](const Note &f) { m_notes.append(f.text); },
                   [&](const NotRecorded &f) { m_notRecorded.append(f.problem); },
                   [&](const ObjectCreated &f) { m_created.push_back(f); },
                   [&](const ObjectDeleted &f) { m_deleted.push_back(f); },
                   [&](const StateChanged &f) {
                       m_transitions.push_back(f.transition);
                       m_notebook.status = f.transition.to;
                   },
                   [&](const PodSnapshot &f) {
                       if (!f.pod.is_object())
                           return;
                       m_pod = f.pod;
                       const QString name = textAt(f.pod, {"metadata", "name"});
                       if (!name.isEmpty())
                           m_notebook.podName = name;
                   },
                   [&](const EventSeen &f) { replaceOrAppend(m_events, f.event); },
                   [&](const LogSegment &f) { mergeLog(m_logs, f); },
                   [&](const CommandExecuted &f) { m_commands.push_back(f); },
                   [&](const PackageVerified &f) { replaceOrAppend(m_results, f.result); },
                   [&](const PodDiagnosed &f) { m_diagnosis = f; },
                   [&](const Verdict &f) { m_verdict = f; },
                   [&](const RequestMade &f) { m_requests.push_back(f); },
                   [&](const ObjectAttempted &f) { m_attempted.push_back(f.object); },
                   [&](const InventoryTaken &f) { m_inventory = f; },
                   [&](const CheckMade &f) { replaceOrAppend(m_checks, f.result); },
                   [&](const CellExecuted &f) { replaceOrAppend(m_cells, f.result); },
                   [&](const ResourceUsageSeen &f) { m_usage = f.usage; },
                   [&](const ImageResolved &f) { m_image = f; },
                   [&](const ClusterSeen &f) { m_cluster = f; },
                   [&](const NodeSeen &f) { m_node = f; },
                   [&](const RunFinished &) { m_finishedAt = fact.at; },
                   // What no one asks a record for by name is found among its facts.
                   [](const auto &) {},
               },
               fact.body);
}

QDateTime RunRecord::startedAt() const
{
    return m_facts.empty() ? QDateTime() : m_facts.front().at;
}

QDateTime RunRecord::lastAt() const
{
    return m_facts.empty() ? QDateTime() : m_facts.back().at;
}

QMap<NotebookStatus, double> RunRecord::secondsInStates(const QDateTime &now) const
{
    // Created begins with the Notebook itself; no transition leads to it.
    QDateTime since;
    for (const Fact &fact : m_facts) {
        const auto *created = std::get_if<ObjectCreated>(&fact.body);
        if (created && created->object.kind == "Notebook"_L1) {
            since = fact.at;
            break;
        }
    }
    QMap<NotebookStatus, double> seconds;
    if (!since.isValid()) {
        if (m_transitions.empty())
            return seconds;
        since = startedAt();
    }

    NotebookStatus current =
        m_transitions.empty() ? NotebookStatus::Created : m_transitions.front().from;
    for (const Transition &transition : m_transitions) {
        seconds[transition.from] += secondsBetween(since, transition.at);
        since = transition.at;
        current = transition.to;
    }
    seconds[current] += secondsBetween(since, m_finishedAt.isValid() ? m_finishedAt : now);
    return seconds;
}

std::vector<ObjectRef> RunRecord::leftovers() const
{
    std::vector<ObjectRef> left;
    for (const ObjectCreated &creation : m_created) {
        if (creation.existed)
            continue;
        const bool gone =
            std::any_of(m_deleted.begin(), m_deleted.end(), [&](const ObjectDeleted &deletion) {
                return isGone(creation.object, deletion);
            });
        if (!gone)
            left.push_back(creation.object);
    }
    return left;
}

std::vector<ObjectRef> RunRecord::unanswered() const
{
    if (isFinished())
        return {};
    std::vector<ObjectRef> open;
    for (const ObjectRef &attempt : m_attempted) {
        const bool answered =
            std::any_of(m_created.begin(), m_created.end(), [&](const ObjectCreated &creation) {
                return creation.object.kind == attempt.kind &&
                       creation.object.nameSpace == attempt.nameSpace &&
                       creation.object.name == attempt.name;
            });
        if (!answered)
            open.push_back(attempt);
    }
    return open;
}

} // namespace assay::models
