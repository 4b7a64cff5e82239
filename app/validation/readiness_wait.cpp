// SPDX-License-Identifier: Apache-2.0
#include "readiness_wait.h"

namespace assay::app {

ReadinessWait::ReadinessWait(NotebookObserver *observer, const Validation &run)
    : m_observer(observer)
    , m_grace(run.patience.grace)
    , m_timeout(std::chrono::seconds(run.configuration.timeoutPodReady))
{
    m_clock.start();
    connect(observer, &NotebookObserver::changed, this, &ReadinessWait::look);
    for (QTimer *timer : {&m_deadline, &m_graceTimer, &m_blindnessTimer})
        connect(timer, &QTimer::timeout, this, &ReadinessWait::look);
    m_deadline.setSingleShot(true);
    m_deadline.start(m_timeout);
    m_graceTimer.setSingleShot(true);
    // Nothing announces that a silence has lasted too long.
    m_blindnessTimer.start(std::chrono::seconds(1));
    // What is there already is looked at from the event loop: a job never ends where it began.
    QMetaObject::invokeMethod(this, &ReadinessWait::look, Qt::QueuedConnection);
}

void ReadinessWait::look()
{
    if (isFinished())
        return;
    if (m_observer->isReady()) {
        m_ready = true;
        return end();
    }
    if (m_observer->notebookIsGone()) {
        m_error = {models::ErrorType::ClusterError,
                   tr("The Notebook was deleted by someone else while Assay waited for it.")};
        return end();
    }
    if (auto blind = m_observer->blindness()) {
        m_error = std::move(blind);
        return end();
    }
    const bool deadlinePassed = !m_deadline.isActive();
    auto diagnosis = models::classify(m_observer->history(deadlinePassed));
    if (!diagnosis) {
        m_suspected.reset();
        m_graceTimer.stop();
        return;
    }
    if (m_suspected != diagnosis->category) {
        m_suspected = diagnosis->category;
        m_graceTimer.start(m_grace);
    }
    const bool decisive = deadlinePassed || diagnosis->outlook == models::Outlook::Permanent ||
                          !m_graceTimer.isActive();
    if (!decisive)
        return;
    m_diagnosis = std::move(diagnosis);
    const auto left = m_timeout.count() - m_clock.elapsed();
    m_secondsSaved = left > 0 ? static_cast<double>(left) / 1000 : 0;
    end();
}

void ReadinessWait::end()
{
    doAbort();
    finish();
}

void ReadinessWait::doAbort()
{
    m_deadline.stop();
    m_graceTimer.stop();
    m_blindnessTimer.stop();
    m_observer->disconnect(this);
}

} // namespace assay::app
