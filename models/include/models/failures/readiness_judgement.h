// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/failures/failure_classifier.h>

#include <chrono>

namespace assay::models {

//! When a diagnosis ends the wait for readiness: at once where it cannot heal, after the grace
//! where it may, and at the deadline whatever it is. Asked again and again with what is known;
//! has no clock of its own.
//!
//! A pull has a limit of its own: while an image is fetched the time for readiness stands still,
//! and no failure of an earlier attempt is final.
class ReadinessJudgement
{
public:
    using Time = std::chrono::milliseconds; //!< since the wait began

    struct Limits
    {
        Time grace; //!< for what may heal
        //! For an image that its registry answers not to have, or not to give to whoever asks:
        //! where somebody waits who has just typed its name, there is nothing to wait for.
        Time refusal;
        Time readiness; //!< timeout_pod_ready
        Time pull;      //!< for all pulls together
    };
    explicit ReadinessJudgement(const Limits &limits) : m_limits(limits) {}

    //! Why the pod will not become ready, once that is sure; nothing: wait on. Whoever is `blind`,
    //! because the connection is lost, judges by no time that passes. Sets
    //! `history.deadlinePassed` itself.
    std::optional<Diagnosis> judge(PodHistory history, Time now, bool blind = false);

    //! What would be the diagnosis if it did not heal; of the last judgement.
    const std::optional<Diagnosis> &suspicion() const { return m_suspicion; }

private:
    Limits m_limits;
    Time m_pulled{0}; //!< how long images were fetched so far
    Time m_judgedAt{0};
    bool m_pulling = false;
    std::optional<Diagnosis> m_suspicion;
    Time m_suspectedSince{0};
};

} // namespace assay::models
