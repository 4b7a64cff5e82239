// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>

namespace assay::k8s {

//! The clocks that tell together whether this machine or this process slept.
struct SleepClocks
{
    std::chrono::milliseconds running{}; //!< stands still while the machine sleeps
    std::chrono::milliseconds always{};  //!< goes on while the machine sleeps

    //! Those of this machine (CLOCK_MONOTONIC, CLOCK_BOOTTIME).
    static SleepClocks now();
};

//! How it is found out that connections were slept through.
struct SleepWatch
{
    std::chrono::milliseconds interval{5'000}; //!< between two looks at the clocks
    std::chrono::milliseconds slept{10'000};   //!< missing so much of either clock is sleep
    std::function<SleepClocks()> clocks = SleepClocks::now;
};

} // namespace assay::k8s
