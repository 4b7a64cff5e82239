// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/awake_clock.h"
#include "pod_vigil.h"

namespace assay::app {

//! Waits until a readiness that was lost has come back and stayed, or until it is known that it
//! does not.
class SteadyWait : public k8s::Job
{
    Q_OBJECT
public:
    SteadyWait(PodVigil *vigil, const Patience &patience);

    //! It was ready without a break for long enough. Otherwise the pod is lost, was not seen, or
    //! does not stay ready: the vigil tells.
    bool isSteady() const { return m_steady; }

protected:
    void doAbort() override;

private:
    void look();
    void end();

    PodVigil *m_vigil;
    const Patience m_patience;
    AwakeClock m_clock;
    std::optional<std::chrono::milliseconds> m_readySince; //!< on the clock
    std::chrono::milliseconds m_blind{0};                  //!< how long nothing was seen
    std::chrono::milliseconds m_last{0};
    bool m_steady = false;
};

} // namespace assay::app
