// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/fact.h>

#include <QMap>

namespace assay::models {

//! A log file of a run as far as it is written.
struct LogFile
{
    QString container;
    int attempt = 0;
    QString file; //!< relative to the run folder
    qint64 size = 0;
    QString problem;
};

//! The record of a run: its facts, and what follows from them. Whatever is shown or reported
//! comes from here.
class RunRecord
{
public:
    //! Facts come in order.
    void append(const Fact &fact);
    //! Which rules of the data model the fact would break as the next one, a sentence each: a
    //! result that contradicts itself, a change of state that there is not. Empty where all hold.
    QStringList rulesBrokenBy(const FactBody &next) const;

    const std::vector<Fact> &facts() const { return m_facts; }
    bool isEmpty() const { return m_facts.empty(); }

    const RunStarted &start() const { return m_start; }
    const QString &runId() const { return m_start.runId; }
    const CustomImageTestConfiguration &configuration() const { return m_start.configuration; }
    QDateTime startedAt() const;
    QDateTime lastAt() const; //!< of the newest fact

    std::optional<Phase> phase() const { return m_phase; }
    //! When each phase began, in order.
    const std::vector<std::pair<Phase, QDateTime>> &phases() const { return m_phases; }
    bool isFinished() const { return m_finishedAt.isValid(); } //!< RunFinished was recorded
    const std::optional<Verdict> &verdict() const { return m_verdict; }

    //! What the record says of the notebook: status, and the pod's real name once seen.
    const NotebookResource &notebook() const { return m_notebook; }
    const std::vector<Transition> &transitions() const { return m_transitions; }
    //! Seconds spent in each state so far; the current one counts until `now` (or the end of the
    //! run).
    QMap<NotebookStatus, double> secondsInStates(const QDateTime &now) const;

    const std::vector<PreflightCheck> &preflight() const { return m_preflight; }
    const QStringList &notes() const { return m_notes; }
    //! What could not be written to the run's folder; empty where all is well.
    const QStringList &notRecorded() const { return m_notRecorded; }
    const std::vector<PackageVerificationResult> &results() const { return m_results; }
    //! What the image's Python said of itself, or why it did not; nothing: it was not asked.
    const std::optional<InventoryTaken> &inventory() const { return m_inventory; }
    const std::vector<CheckResult> &checks() const { return m_checks; }
    const std::vector<CellResult> &cells() const { return m_cells; } //!< by index
    const std::optional<ResourceUsage> &resourceUsage() const { return m_usage; }
    //! What the image's reference stood for, and before, once a container of it ran.
    const std::optional<ImageResolved> &image() const { return m_image; }
    //! What cluster and node were, as far as could be read.
    const std::optional<ClusterSeen> &cluster() const { return m_cluster; }
    const std::optional<NodeSeen> &node() const { return m_node; }
    const std::vector<KubernetesEvent> &events() const
    {
        return m_events;
    } //!< latest form of each uid
    const std::vector<LogFile> &logs() const { return m_logs; }
    const std::vector<CommandExecuted> &commands() const { return m_commands; }
    const std::vector<RequestMade> &requests() const { return m_requests; }
    const std::vector<ObjectCreated> &created() const { return m_created; }
    const std::vector<ObjectDeleted> &deleted() const { return m_deleted; }
    //! Created by the run and not deleted or gone so far.
    std::vector<ObjectRef> leftovers() const;
    //! About to be created when the record ends: whether they are there, the cluster knows. Empty
    //! for a run that ended by itself.
    std::vector<ObjectRef> unanswered() const;
    const Json &pod() const { return m_pod; } //!< last snapshot; null: none
    const std::optional<PodDiagnosed> &diagnosis() const { return m_diagnosis; }

private:
    std::vector<Fact> m_facts;
    RunStarted m_start;
    std::optional<Phase> m_phase;
    std::vector<std::pair<Phase, QDateTime>> m_phases;
    QDateTime m_finishedAt;
    std::vector<ObjectRef> m_attempted;
    std::optional<Verdict> m_verdict;
    NotebookResource m_notebook;
    std::vector<Transition> m_transitions;
    std::vector<PreflightCheck> m_preflight;
    QStringList m_notes;
    QStringList m_notRecorded;
    std::vector<PackageVerificationResult> m_results;
    std::vector<KubernetesEvent> m_events;
    std::vector<LogFile> m_logs;
    std::vector<CommandExecuted> m_commands;
    std::vector<RequestMade> m_requests;
    std::vector<ObjectCreated> m_created;
    std::vector<ObjectDeleted> m_deleted;
    Json m_pod = nullptr;
    std::optional<PodDiagnosed> m_diagnosis;
    std::optional<InventoryTaken> m_inventory;
    std::vector<CheckResult> m_checks;
    std::vector<CellResult> m_cells;
    std::optional<ResourceUsage> m_usage;
    std::optional<ImageResolved> m_image;
    std::optional<ClusterSeen> m_cluster;
    std::optional<NodeSeen> m_node;
};

} // namespace assay::models
