// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>

namespace assay::k8s {

//! How long to wait after so many failures in a row: `first`, then twice as long each time, at most
//! `longest`. `failures` counts those before this one.
std::chrono::milliseconds backoff(std::chrono::milliseconds first,
                                  std::chrono::milliseconds longest, int failures);

//! The pause before the next attempt: `delay` and by chance up to a half more, so that many who
//! failed at once do not all come back at once; or as long as the server asks for (Retry-After),
//! where that is longer, but an hour at most, because a timer that is set to 25 days never fires.
std::chrono::milliseconds pauseFor(std::chrono::milliseconds delay,
                                   std::optional<std::chrono::seconds> asked);

} // namespace assay::k8s
