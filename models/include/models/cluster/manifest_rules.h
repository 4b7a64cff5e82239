// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/json.h>

namespace assay::models {

//! What the controllers of a cluster are known to reject in a Notebook, as sentences; empty where
//! nothing. `openDataHub`: its webhooks are there (opendatahub-io/kubeflow,
//! odh-notebook-controller). Everywhere: the Notebook CRD and the notebook controller, which copies
//! the first container's name.
QStringList rejectedBy(const Json &notebook, bool openDataHub);

} // namespace assay::models
