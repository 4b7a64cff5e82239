// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDebug>
#include <QLoggingCategory>

namespace assay::app {

// What each sub-room does, off unless QT_LOGGING_RULES asks for it, e.g.
// "assay.app.validation.debug=true". Names and numbers only: what came from a container or a server
// may hold a secret.
Q_DECLARE_LOGGING_CATEGORY(clusterLog) //!< assay.app.cluster: what a cluster was found to be
Q_DECLARE_LOGGING_CATEGORY(ladderLog)  //!< assay.app.ladder: rungs, and whether they hold
Q_DECLARE_LOGGING_CATEGORY(
    validationLog)                    //!< assay.app.validation: the facts of a run, as they come
Q_DECLARE_LOGGING_CATEGORY(engineLog) //!< assay.app.engine: which test runs where

} // namespace assay::app
