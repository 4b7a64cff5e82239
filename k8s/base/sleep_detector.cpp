// SPDX-License-Identifier: Apache-2.0
#include "sleep_detector.h"

#include <ctime>

namespace assay::k8s {

static std::chrono::milliseconds read(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
}

SleepClocks SleepClocks::now()
{
    return {read(CLOCK_MONOTONIC), read(CLOCK_BOOTTIME)};
}

SleepDetector::SleepDetector(SleepWatch watch) : m_watch(std::move(watch)), m_last(m_watch.clocks())
{
    connect(&m_timer, &QTimer::timeout, this, &SleepDetector::look);
    m_timer.start(m_watch.interval);
}

void SleepDetector::look()
{
    const SleepClocks now = m_watch.clocks();
    const SleepClocks last = std::exchange(m_last, now);
    const auto ran = now.running - last.running;
    const auto passed = now.always - last.always;
    // A suspended machine stops the first clock only; a stopped process sees both go on, and this
    // timer come late.
    if (passed - ran >= m_watch.slept || ran - m_watch.interval >= m_watch.slept)
        Q_EMIT woke();
}

} // namespace assay::k8s
