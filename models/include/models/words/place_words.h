// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/fact.h>

namespace assay::models {

//! "Kubernetes v1.31.4, OpenShift 4.19.3, Open Data Hub 2.33.0"; what is not known is left out.
QString textOf(const ClusterSeen &cluster);
//! "node worker-1 (amd64, kubelet v1.31.4, cri-o://1.31.3)"
QString textOf(const NodeSeen &node);
//! "commit 3f9c2ab04d1e, with changes"; empty where the suite is of no repository.
QString commitText(const RunOrigin &origin);

} // namespace assay::models
