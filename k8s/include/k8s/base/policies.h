// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/base/sleep_clocks.h>

#include <chrono>

namespace assay::k8s {

//! How patient a Reflector is (defaults: client-go's).
struct WatchTimings
{
    std::chrono::milliseconds firstDelay{800}; //!< after a failure; doubles, with jitter
    std::chrono::milliseconds longestDelay{30'000};
    std::chrono::milliseconds refusedDelay{30'000}; //!< after 401, 403 or 404
    std::chrono::milliseconds calmAfter{120'000};   //!< without a failure: back to firstDelay
    std::chrono::seconds shortestWatch{300};        //!< each watch asks for a random time between
    std::chrono::seconds longestWatch{600};
    std::chrono::milliseconds grace{30'000}; //!< past that time without a byte: taken as dead
    SleepWatch sleep;                        //!< a watch that was slept through is begun anew
};

//! When a request that failed is sent again by itself, within its one deadline. Only where that is
//! safe: after 429 any request, since the server had not looked at it; after 500, 502, 503, 504 or
//! a lost connection those that do the same when they are done twice (all but create). Retry-After
//! is honoured. Watches, logs and exec are never repeated here.
struct RetryPolicy
{
    int attempts = 4;                          //!< in all; 1: never again
    std::chrono::milliseconds firstDelay{250}; //!< doubles, with jitter of up to a half
    std::chrono::milliseconds longestDelay{5'000};
};

} // namespace assay::k8s
