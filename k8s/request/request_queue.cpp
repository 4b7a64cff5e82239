// SPDX-License-Identifier: Apache-2.0
#include "request_queue.h"

#include <utility>

namespace assay::k8s {

void RequestQueue::enter(QObject *context, std::function<void(const Turn &)> go)
{
    if (m_free > 0)
        go(take());
    else
        m_waiting.push_back({context, std::move(go)});
}

RequestQueue::Turn RequestQueue::take()
{
    --m_free;
    return {this, [queue = weak_from_this()](void *) {
                if (const auto held = queue.lock())
                    held->leave();
            }};
}

void RequestQueue::leave()
{
    ++m_free;
    while (m_free > 0 && !m_waiting.empty()) {
        Waiting next = std::move(m_waiting.front());
        m_waiting.pop_front();
        if (!next.context)
            continue;
        // Where the context goes before its turn comes, the turn goes with the call.
        QMetaObject::invokeMethod(
            next.context, [turn = take(), go = std::move(next.go)] { go(turn); },
            Qt::QueuedConnection);
    }
}

} // namespace assay::k8s
