// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/json.h>

namespace assay::models {

//! The most CPU that one node of a list of Nodes has for pods, in cores; -1 where none says it.
double largestNodeCpu(const Json &nodes);

} // namespace assay::models
