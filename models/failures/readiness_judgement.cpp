// SPDX-License-Identifier: Apache-2.0
#include <models/failures/readiness_judgement.h>

#include <utility>

namespace assay::models {

//! The registry's answer was heard, and a wrong name will get no other.
static bool isRefusedImage(const Diagnosis &diagnosis)
{
    return diagnosis.category == PodFailureCategory::ImagePullError &&
           diagnosis.fault == Fault::Configuration;
}

std::optional<Diagnosis> ReadinessJudgement::judge(PodHistory history, Time now, bool blind)
{
    if (m_pulling)
        m_pulled += now - m_judgedAt;
    m_judgedAt = now;
    m_pulling = isPulling(history);
    // What is not seen is not judged.
    history.deadlinePassed =
        !blind && (m_pulling ? m_pulled >= m_limits.pull : now - m_pulled >= m_limits.readiness);
    const auto known = std::exchange(m_suspicion, classify(history));
    if (!m_suspicion)
        return std::nullopt;
    // Reasons alternate while a thing is tried again (ErrImagePull, ImagePullBackOff): they are one
    // trouble.
    if (!known || known->category != m_suspicion->category)
        m_suspectedSince = now;
    const Time grace = isRefusedImage(*m_suspicion) ? m_limits.refusal : m_limits.grace;
    const bool graceIsOver = now - m_suspectedSince >= grace && !m_pulling && !blind;
    if (history.deadlinePassed || m_suspicion->outlook == Outlook::Permanent || graceIsOver)
        return m_suspicion;
    return std::nullopt;
}

} // namespace assay::models
