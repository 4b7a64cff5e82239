// SPDX-License-Identifier: Apache-2.0
#include "logging.h"

namespace assay::sandbox {

Q_LOGGING_CATEGORY(apiLog, "assay.sandbox.api", QtWarningMsg)
Q_LOGGING_CATEGORY(controllersLog, "assay.sandbox.controllers", QtWarningMsg)
Q_LOGGING_CATEGORY(nodeLog, "assay.sandbox.node", QtWarningMsg)

} // namespace assay::sandbox
