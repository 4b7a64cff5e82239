// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDebug>
#include <QLoggingCategory>

namespace assay::sandbox {

// What the sandbox does, off unless QT_LOGGING_RULES asks for it, e.g.
// "assay.sandbox.api.debug=true".
Q_DECLARE_LOGGING_CATEGORY(apiLog)         //!< assay.sandbox.api: requests, without query and body
Q_DECLARE_LOGGING_CATEGORY(controllersLog) //!< assay.sandbox.controllers: what is reconciled
Q_DECLARE_LOGGING_CATEGORY(nodeLog)        //!< assay.sandbox.node: pods and what befalls them

} // namespace assay::sandbox
