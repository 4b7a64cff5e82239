// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/awaiting.h"

#include <app/run/validation.h>

namespace assay::app {

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

} // namespace assay::app
