// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/json.h>

namespace assay::models {

//! Whether a resource's name is that of a device plugin for GPUs or their like: "nvidia.com/gpu",
//! "nvidia.com/mig-1g.5gb", "amd.com/gpu", "gpu.intel.com/i915", "habana.ai/gaudi".
bool isGpuResource(const QString &name);

//! Those that some node of a v1 NodeList has to give (allocatable above 0), each once, whole
//! devices before parts.
QStringList gpuResourcesOf(const Json &nodeList);

//! The one that {"requests": …, "limits": …} names; empty: none.
QString gpuResourceIn(const Json &resources);

} // namespace assay::models
