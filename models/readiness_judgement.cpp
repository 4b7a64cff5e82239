// SPDX-License-Identifier: Apache-2.0
#include <models/readiness_judgement.h>

#include <utility>

namespace assay::models {

std::optional<Diagnosis> ReadinessJudgement::judge(PodHistory history, Time now, bool blind)
{
    // What is not seen is not judged.
    history.deadlinePassed = now >= m_timeout && !blind;
    const auto known = std::exchange(m_suspicion, classify(history));
    if (!m_suspicion)
        return std::nullopt;
    // Reasons alternate while a thing is tried again (ErrImagePull, ImagePullBackOff): they are one
    // trouble.
    if (!known || known->category != m_suspicion->category)
        m_suspectedSince = now;
    const bool graceIsOver = now - m_suspectedSince >= m_grace && !blind;
    if (history.deadlinePassed || m_suspicion->outlook == Outlook::Permanent || graceIsOver)
        return m_suspicion;
    return std::nullopt;
}

} // namespace assay::models
