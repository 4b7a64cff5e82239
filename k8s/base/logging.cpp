// SPDX-License-Identifier: Apache-2.0
#include "logging.h"

#include <atomic>

namespace assay::k8s {

Q_LOGGING_CATEGORY(identityLog, "assay.k8s.identity", QtWarningMsg)
Q_LOGGING_CATEGORY(requestLog, "assay.k8s.request", QtWarningMsg)
Q_LOGGING_CATEGORY(watchLog, "assay.k8s.watch", QtWarningMsg)
Q_LOGGING_CATEGORY(logsLog, "assay.k8s.logs", QtWarningMsg)
Q_LOGGING_CATEGORY(execLog, "assay.k8s.exec", QtWarningMsg)

quint64 nextLogNumber()
{
    static std::atomic<quint64> last = 0;
    return ++last;
}

} // namespace assay::k8s
