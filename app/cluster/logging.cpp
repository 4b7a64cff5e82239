// SPDX-License-Identifier: Apache-2.0
#include "logging.h"

namespace assay::app {

Q_LOGGING_CATEGORY(clusterLog, "assay.app.cluster", QtWarningMsg)
Q_LOGGING_CATEGORY(ladderLog, "assay.app.ladder", QtWarningMsg)
Q_LOGGING_CATEGORY(validationLog, "assay.app.validation", QtWarningMsg)
Q_LOGGING_CATEGORY(engineLog, "assay.app.engine", QtWarningMsg)

} // namespace assay::app
