// SPDX-License-Identifier: Apache-2.0
#include "look/beside.h"

#include <QThreadPool>

#include <deque>
#include <mutex>

namespace assay::ui {

namespace {
//! What waits for a thread, in its order.
struct Waiting
{
    std::mutex mutex;
    std::deque<std::function<void()>> work; //!< under the mutex

    static Waiting &instance()
    {
        // Never destroyed: the pool's threads may outlive what the program has of static duration.
        static auto *const waiting = new Waiting;
        return *waiting;
    }

    std::function<void()> next()
    {
        const std::lock_guard lock(mutex);
        std::function<void()> first = std::move(work.front());
        work.pop_front();
        return first;
    }
};
} // namespace

void beside(std::function<void()> work)
{
    Waiting &waiting = Waiting::instance();
    {
        const std::lock_guard lock(waiting.mutex);
        waiting.work.push_back(std::move(work));
    }
    // As many tasks as pieces of work: each finds one.
    QThreadPool::globalInstance()->start([] { Waiting::instance().next()(); });
}

} // namespace assay::ui
