// SPDX-License-Identifier: Apache-2.0
#include "readiness_wait.h"

namespace assay::app {

ReadinessWait::ReadinessWait(NotebookObserver *observer, LogCollector *logs, const Validation &run)
    : m_observer(observer)
    , m_logs(logs)
    , m_patience(run.patience)
    , m_timeout(std::chrono::seconds(run.configuration.timeoutPodReady))
    , m_judgement({.grace = m_patience.grace,
                   .refusal = run.cluster.local ? std::chrono::milliseconds(0) : m_patience.grace,
                   .readiness = m_timeout,
                   .pull = m_patience.pull})
{
    connect(observer, &NotebookObserver::changed, this, &ReadinessWait::look);
    connect(logs, &LogCollector::settled, this, &ReadinessWait::look);
    // Nothing announces that a time is over.
    connect(&m_clock, &AwakeClock::ticked, this, &ReadinessWait::look);
    // What is there already is looked at from the event loop: a job never ends where it began.
    QMetaObject::invokeMethod(this, &ReadinessWait::look, Qt::QueuedConnection);
}

void ReadinessWait::look()
{
    if (isFinished())
        return;
    m_lost = m_observer->notebookIsGone() || m_observer->podIsGone();
    if (m_lost)
        return end();
    if (m_observer->isReady()) {
        m_ready = true;
        return end();
    }
    if (auto blind = blindness()) {
        m_error = std::move(blind);
        return end();
    }
    const auto now = m_clock.elapsed();
    m_diagnosis = m_judgement.judge(m_observer->history(), now, m_blindSince.has_value());
    if (!m_diagnosis && !m_blindSince && isProvenByLog())
        m_diagnosis = m_judgement.suspicion();
    if (!m_diagnosis)
        return;
    const auto left = m_timeout - now;
    m_secondsSaved = left.count() > 0 ? static_cast<double>(left.count()) / 1000 : 0;
    end();
}

//! The container would end again and again of what it says.
bool ReadinessWait::isProvenByLog() const
{
    const auto &suspicion = m_judgement.suspicion();
    if (!suspicion || suspicion->category != models::PodFailureCategory::CrashLoop ||
        !m_logs->isSettled())
        return false;
    const auto words = m_logs->lastWords(suspicion->container, linesOfLog);
    return words && !words->isEmpty() &&
           models::withLogEvidence(*suspicion, m_observer->history(), words).outlook ==
               models::Outlook::Permanent;
}

std::optional<models::ValidationError> ReadinessWait::blindness()
{
    if (auto refusal = m_observer->refusal())
        return refusal;
    const auto error = m_observer->reconnecting();
    if (!error) {
        m_blindSince.reset();
        return {};
    }
    const auto now = m_clock.elapsed();
    if (!m_blindSince)
        m_blindSince = now;
    const auto patience = m_patience.connection;
    if (now - *m_blindSince < patience)
        return {};
    return toValidationError(*error, tr("Nothing was heard from the API server for %n second(s)",
                                        nullptr, static_cast<int>(patience.count() / 1000)));
}

void ReadinessWait::end()
{
    doAbort();
    finish();
}

void ReadinessWait::doAbort()
{
    m_clock.stop();
    m_observer->disconnect(this);
    m_logs->disconnect(this);
}

} // namespace assay::app
