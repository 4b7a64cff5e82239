// SPDX-License-Identifier: Apache-2.0
#include "places.h"

#include <app/engine/engine.h>

#include <QThread>

#include <algorithm>

namespace assay::app {

bool isScripted(const Plan &plan, const QString &context)
{
    return plan.sandbox || (!plan.sandboxContext.isEmpty() && plan.sandboxContext == context);
}

bool isLocal(const Plan &plan, const QString &context)
{
    return plan.local && plan.localContext == context;
}

int placesOn(const Plan &plan, const QString &context)
{
    const int most = isLocal(plan, context)      ? std::max(QThread::idealThreadCount(), 2)
                     : isScripted(plan, context) ? 8
                                                 : 16;
    return static_cast<int>(std::clamp<std::size_t>(plan.tests.size(), 1, std::size_t(most)));
}

void chooseJobs(Plan &plan)
{
    constexpr int mostInAll = 64;
    plan.jobs = 0;
    for (const auto &context : plan.contexts)
        plan.jobs += placesOn(plan, context.contextName);
    plan.jobs = std::clamp(plan.jobs, 1, mostInAll);
    plan.adapts = true;
}

} // namespace assay::app
