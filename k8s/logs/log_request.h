// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "request/exchange.h"

#include <k8s/base/job.h>
#include <k8s/logs/log_options.h>

namespace assay::k8s {

//! GET of pods/log, handed on as it comes.
class LogRequest final : public LogStream
{
    Q_OBJECT
public:
    LogRequest(std::shared_ptr<Transport> transport, const QString &nameSpace, const QString &pod,
               const LogOptions &options);

private:
    void doAbort() override;
    void drain();

    ExchangePtr m_exchange;
};

} // namespace assay::k8s
