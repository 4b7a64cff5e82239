// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/cancellation.h>
#include <app/validation.h>

#include <QCoro/QCoroSignal>
#include <QTimer>

namespace assay::app {

//! Waits for a job, which a cancellation ends: once it is requested, or only once it is abandoned.
//! A job always finishes, so this always returns.
inline QCoro::Task<> untilFinished(std::shared_ptr<Cancellation> cancellation, k8s::Job *job,
                                   bool abandonedOnly = false)
{
    const auto signal = abandonedOnly ? &Cancellation::abandoned : &Cancellation::requested;
    const auto connection = QObject::connect(cancellation.get(), signal, job, &k8s::Job::abort);
    if (abandonedOnly ? cancellation->isAbandoned() : cancellation->isRequested())
        job->abort();
    if (!job->isFinished())
        co_await qCoro(job, &k8s::Job::finished);
    QObject::disconnect(connection);
}

//! The one place where the flow waits.
inline QCoro::Task<> await(std::shared_ptr<Validation> run, k8s::Job *job)
{
    if (run->onAwait)
        run->onAwait(++run->awaits);
    co_await untilFinished(run->cancellation, job);
}

//! The same for clean-up: it goes on after a cancellation, until that is abandoned.
inline QCoro::Task<> awaitCleaning(std::shared_ptr<Validation> run, k8s::Job *job)
{
    if (run->onAwait)
        run->onAwait(++run->awaits);
    co_await untilFinished(run->cancellation, job, /*abandonedOnly=*/true);
}

//! Finishes after a time.
class Delay : public k8s::Job
{
    Q_OBJECT
public:
    explicit Delay(std::chrono::milliseconds time)
    {
        m_timer.setSingleShot(true);
        connect(&m_timer, &QTimer::timeout, this, &Delay::finish);
        m_timer.start(time);
    }

protected:
    void doAbort() override { m_timer.stop(); }

private:
    QTimer m_timer;
};

} // namespace assay::app
