// SPDX-License-Identifier: Apache-2.0
#include "backoff.h"

#include <QRandomGenerator>

#include <algorithm>

namespace assay::k8s {

using std::chrono::milliseconds;

milliseconds backoff(milliseconds first, milliseconds longest, int failures)
{
    milliseconds delay = first;
    for (int i = 0; i < failures && delay < longest; ++i)
        delay *= 2;
    return std::min(delay, longest);
}

milliseconds pauseFor(milliseconds delay, std::optional<std::chrono::seconds> asked)
{
    constexpr std::chrono::seconds most = std::chrono::hours(1);
    const double jitter = 1.0 + QRandomGenerator::global()->generateDouble() / 2;
    return std::max(milliseconds(qint64(double(delay.count()) * jitter)),
                    milliseconds(std::min(asked.value_or(std::chrono::seconds(0)), most)));
}

} // namespace assay::k8s
