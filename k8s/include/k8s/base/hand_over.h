// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCoreApplication>
#include <QObject>
#include <QPointer>
#include <QThread>

#include <functional>
#include <memory>
#include <tuple>
#include <utility>

namespace assay::k8s {

// All that passes from one thread to another passes through here. Qt's own library is not built for
// the thread sanitizer, which therefore does not see that a queued call comes after whoever queued
// it; these functions tell it. Whatever goes another way is taken for a race, and should be.

//! Calls `function` in the thread of `receiver`, from its event loop, in the order of the calls;
//! not at all once `receiver` is gone. It is no widget: one throws away what was posted to it
//! before it counts as gone. Whoever calls from another thread makes sure that it is not gone yet.
void handOver(QObject *receiver, std::function<void()> function);

//! Calls `work` in the thread pool.
void inThreadPool(std::function<void()> work);

//! Calls `work` in the thread pool and then `done` in this thread, not at all once `context` is
//! gone. What `done` holds is destroyed in this thread.
template<class Result>
void inThreadPool(QObject *context, std::function<Result()> work,
                  std::function<void(Result &)> done)
{
    struct Home : QObject
    {
        QPointer<QObject> context;
        std::function<void(Result &)> done;
    };
    const std::shared_ptr<Home> home(new Home, [](Home *one) {
        // While the application ends, Qt throws away what was posted and lets nothing be posted;
        // and a thread that has ended takes nothing any more.
        const QThread *thread = one->thread();
        if (QCoreApplication::closingDown() || !thread || thread->isFinished())
            delete one;
        else
            one->deleteLater();
    });
    home->context = context;
    home->done = std::move(done);
    inThreadPool([home, work = std::move(work)] {
        const auto result = std::make_shared<Result>(work());
        if (const QThread *thread = home->thread(); !thread || thread->isFinished())
            return;
        handOver(home.get(), [home, result] {
            if (home->context)
                home->done(*result);
        });
    });
}

//! Calls `function` in the thread of `receiver` each time that `sender` emits in another.
//! `receiver` outlives the thread of `sender`.
template<class Sender, class... Arguments, class Function>
void handOverEach(Sender *sender, void (Sender::*signal)(Arguments...), QObject *receiver,
                  Function function)
{
    QObject::connect(
        sender, signal, sender,
        [receiver, function](const std::decay_t<Arguments> &...arguments) {
            handOver(receiver, [function, all = std::make_tuple(arguments...)] {
                std::apply(function, all);
            });
        },
        Qt::DirectConnection);
}

} // namespace assay::k8s
