// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

namespace assay::sandbox {

//! How fast the scripted world goes.
struct Pace
{
    double speed = 1.0;
    int backOffSeconds = 2;
    //! Between the tries of a readiness or startup probe until its first success, which begin at
    //! once; 0: as the probe's own fields say.
    int eagerProbeMilliseconds = 0;
    double podSetupSeconds = 0.2; //!< before the first of a pod's containers

    //! The real time that this much scripted time takes.
    int milliseconds(double seconds) const
    {
        return std::max(1, static_cast<int>(seconds * 1000.0 / speed));
    }
};

} // namespace assay::sandbox
