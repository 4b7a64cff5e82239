// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFuture>
#include <QPromise>

#include <functional>
#include <memory>

namespace assay::ui {

//! Calls `work` in the thread pool: what takes longer than a key may. No widget starts a task
//! another way: what passes to the other thread here is seen to by a lock that ThreadSanitizer
//! knows, which those inside Qt are not.
void beside(std::function<void()> work);

//! What `make` returns, made in the thread pool.
template<typename Make>
auto madeBeside(Make make)
{
    using Made = decltype(make());
    const auto promise = std::make_shared<QPromise<Made>>();
    const QFuture<Made> future = promise->future();
    promise->start();
    beside([promise, make = std::move(make)] {
        promise->addResult(make());
        promise->finish();
    });
    return future;
}

} // namespace assay::ui
