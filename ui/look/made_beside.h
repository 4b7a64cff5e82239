// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFuture>
#include <QPromise>
#include <QThreadPool>

#include <memory>

namespace assay::ui {

//! What `make` returns, made on another thread: what takes longer than a key may.
template<typename Make>
auto madeBeside(Make make)
{
    using Made = decltype(make());
    const auto promise = std::make_shared<QPromise<Made>>();
    const QFuture<Made> future = promise->future();
    promise->start();
    QThreadPool::globalInstance()->start([promise, make = std::move(make)] {
        promise->addResult(make());
        promise->finish();
    });
    return future;
}

} // namespace assay::ui
