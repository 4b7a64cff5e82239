// SPDX-License-Identifier: Apache-2.0
#include "steady_wait.h"

namespace assay::app {

SteadyWait::SteadyWait(PodVigil *vigil, const Patience &patience)
    : m_vigil(vigil)
    , m_patience(patience)
{
    connect(vigil, &PodVigil::changed, this, &SteadyWait::look);
    // Nothing announces that a time is over.
    connect(&m_clock, &AwakeClock::ticked, this, &SteadyWait::look);
    // What is there already is looked at from the event loop: a job never ends where it began.
    QMetaObject::invokeMethod(this, &SteadyWait::look, Qt::QueuedConnection);
}

void SteadyWait::look()
{
    if (isFinished())
        return;
    const auto now = m_clock.elapsed();
    const auto passed = now - std::exchange(m_last, now);
    if (m_vigil->isLost())
        return end();
    // What is not seen is not judged, but not waited for without an end either.
    if (m_vigil->isBlind()) {
        m_blind += passed;
        m_readySince.reset();
        if (m_blind >= m_patience.connection)
            end();
        return;
    }
    if (!m_vigil->isReady())
        m_readySince.reset();
    else if (!m_readySince)
        m_readySince = now;
    m_steady = m_readySince && now - *m_readySince >= m_patience.steady;
    if (m_steady || now - m_blind >= m_patience.grace + m_patience.steady)
        end();
}

void SteadyWait::end()
{
    doAbort();
    finish();
}

void SteadyWait::doAbort()
{
    m_clock.stop();
    m_vigil->disconnect(this);
}

} // namespace assay::app
