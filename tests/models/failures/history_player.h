// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/failures/readiness_judgement.h>
#include <models/record/run_record.h>

namespace assay::models {

//! Plays a pod history to the classifier, the state machine and the record as the flow's observer
//! and its wait do (NotebookObserver, ReadinessWait), on a clock that nobody waits for.
//!
//! A history is a JSON object:
//!   what          a sentence: what happens
//!   source        "recorded: Kubernetes VERSION", or "written: " and where the words are from
//!   notebook      its name, and that of its container
//!   timeout_seconds   timeout_pod_ready; 600 where it is absent
//!   logs          container to the end of its log
//!   observations  in order; `at` is in seconds since the Notebook was created, and the rest one of
//!                 pod (v1 Pod), pod_patch (a merge patch of the pod before, RFC 7386),
//!                 event (v1 Event), events (several), pod_removed (a uid), notebook (its
//!                 annotations and, once a controller wrote one, its status)
//!   expected      what play() returns
class HistoryPlayer
{
public:
    explicit HistoryPlayer(const Json &history);

    //! {"outcome": "ready" | "failed", "at": when that was known,
    //!  "suspected": [[at, category and reason, or null where it healed], …],
    //!  "transitions": [[at, status, because], …],
    //!  "error": the type it ends in, "verdict": how that is counted,
    //!  "diagnosis": {…}}; the last three only where it failed.
    Json play();

private:
    void observe(const Json &observation);
    void takePod(const Json &pod);
    void takeEvent(const Json &object);
    void walk(const NotebookObservation &observation);
    void look();
    void append(FactBody body);

    const Json &m_history;
    QString m_name;
    ReadinessJudgement m_judgement;
    RunRecord m_record;
    Json m_notebook = nullptr;
    Json m_pod = nullptr;  //!< what the observer holds
    Json m_last = nullptr; //!< what patches apply to
    bool m_podSeen = false;
    bool m_podDeleted = false;
    bool m_ready = false;
    std::optional<Diagnosis> m_diagnosis;
    std::chrono::milliseconds m_now{0};
    Json m_suspected = Json::array();
    Json m_result;
};

} // namespace assay::models
