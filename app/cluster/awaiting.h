// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/cluster/cancellation.h>
#include <k8s/base/delay.h>

#include <k8s/base/hand_over.h>

#include <QCoro/QCoroSignal>
#include <QCoro/QCoroTask>

#include <functional>
#include <memory>

namespace assay::app {

//! Waits for a job, which a cancellation ends: once it is requested, or only once it is abandoned.
//! A job always finishes, so this always returns.
inline QCoro::Task<> untilFinished(std::shared_ptr<Cancellation> cancellation, k8s::Job *job,
                                   bool abandonedOnly = false)
{
    if (cancellation->onWait)
        cancellation->onWait();
    const Cancellation *from = cancellation.get();
    const auto connection =
        abandonedOnly ? QObject::connect(from, &Cancellation::abandoned, job, &k8s::Job::abort)
                      : QObject::connect(from, &Cancellation::requested, job, &k8s::Job::abort);
    if (abandonedOnly ? cancellation->isAbandoned() : cancellation->isRequested())
        job->abort();
    if (!job->isFinished())
        co_await qCoro(job, &k8s::Job::finished);
    QObject::disconnect(connection);
}

using k8s::Delay;

//! Does `work` in the thread pool and finishes after it; an abort does not wait for it. What the
//! work touches must be its own, or shared by pointer.
class InBackground : public k8s::Job
{
    Q_OBJECT
public:
    explicit InBackground(std::function<void()> work)
    {
        k8s::inThreadPool<bool>(
            this,
            [work = std::move(work)] {
                work();
                return true;
            },
            [this](bool) {
                if (!isFinished())
                    finish();
            });
    }

protected:
    void doAbort() override {}
};

} // namespace assay::app
