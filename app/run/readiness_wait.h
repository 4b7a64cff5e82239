// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/awake_clock.h"
#include "log_collector.h"

#include <models/failures/readiness_judgement.h>

namespace assay::app {

//! Waits until the notebook is ready, or until it is known why it will not be: at once for reasons
//! that cannot heal, be it that a container's last words prove that, after the grace for those that
//! may, at the deadline otherwise.
class ReadinessWait : public k8s::Job
{
    Q_OBJECT
public:
    ReadinessWait(NotebookObserver *observer, LogCollector *logs, const Validation &run);

    bool isReady() const { return m_ready; }
    const std::optional<models::Diagnosis> &diagnosis() const { return m_diagnosis; }
    //! The pod or the Notebook was deleted from outside.
    bool isLost() const { return m_lost; }
    //! Why none of these is known: connection lost, watching refused.
    const std::optional<models::ValidationError> &error() const { return m_error; }
    double secondsSaved() const { return m_secondsSaved; }

protected:
    void doAbort() override;

private:
    void look();
    void end();
    bool isProvenByLog() const;
    std::optional<models::ValidationError> blindness();
    NotebookObserver *m_observer;
    LogCollector *m_logs;
    const Patience m_patience;
    const std::chrono::milliseconds m_timeout;
    AwakeClock m_clock;
    models::ReadinessJudgement m_judgement;
    std::optional<std::chrono::milliseconds> m_blindSince; //!< on the clock
    bool m_ready = false;
    bool m_lost = false;
    std::optional<models::Diagnosis> m_diagnosis;
    std::optional<models::ValidationError> m_error;
    double m_secondsSaved = 0;
};

} // namespace assay::app
