// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/cancellation.h>
#include <app/validation.h>

#include <QCoro/QCoroSignal>
#include <QTimer>

namespace assay::app {

//! The one place where the flow waits for something that a cancellation ends. A job always
//! finishes, so this always returns.
inline QCoro::Task<> await(std::shared_ptr<Validation> run, k8s::Job *job)
{
    if (run->onAwait)
        run->onAwait(++run->awaits);
    const auto cancellation = run->cancellation;
    const auto connection =
        QObject::connect(cancellation.get(), &Cancellation::requested, job, &k8s::Job::abort);
    if (cancellation->isRequested())
        job->abort();
    if (!job->isFinished())
        co_await qCoro(job, &k8s::Job::finished);
    QObject::disconnect(connection);
}

//! The same for clean-up: it goes on after a cancellation, until that is abandoned.
inline QCoro::Task<> awaitCleaning(std::shared_ptr<Validation> run, k8s::Job *job)
{
    if (run->onAwait)
        run->onAwait(++run->awaits);
    const auto cancellation = run->cancellation;
    const auto connection =
        QObject::connect(cancellation.get(), &Cancellation::abandoned, job, &k8s::Job::abort);
    if (cancellation->isAbandoned())
        job->abort();
    if (!job->isFinished())
        co_await qCoro(job, &k8s::Job::finished);
    QObject::disconnect(connection);
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
