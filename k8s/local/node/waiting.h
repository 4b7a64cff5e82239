// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/base/delay.h>
#include <k8s/base/error.h>
#include <local/local_facts.h>

#include <QCoro/QCoroSignal>
#include <QCoro/QCoroTask>

namespace assay::local {

//! A job always finishes, also where its client goes first.
inline QCoro::Task<> ended(k8s::Job *job)
{
    if (!job->isFinished())
        co_await qCoro(job, &k8s::Job::finished);
}

inline QCoro::Task<> pause(std::chrono::milliseconds time)
{
    const k8s::JobPtr<k8s::Delay> delay(new k8s::Delay(time));
    co_await ended(delay.get());
}

//! The engine's own, where it said something.
inline QString wordsOf(const k8s::Error &error)
{
    return error.status && !error.status->message.isEmpty() ? error.status->message : error.message;
}

//! What a container runtime would say to a kubelet: where the engine itself did not, that it is the
//! engine that failed, and no image.
inline QString runtimeWordsOf(const k8s::Error &error)
{
    const bool isItsOwn = error.status && !error.status->message.isEmpty();
    return isItsOwn ? error.status->message : engineFailed + QStringLiteral(": ") + error.message;
}

} // namespace assay::local
