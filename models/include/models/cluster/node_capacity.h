// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/json.h>

#include <QMap>

namespace assay::models {

//! Resource ("cpu", "memory", "nvidia.com/gpu") to its amount in the base unit: cores, bytes,
//! pieces.
using ResourceAmounts = QMap<QString, double>;

//! Of each resource the most that one node of a list of Nodes has for pods.
ResourceAmounts largestAllocatable(const Json &nodes);

//! Raises the amounts to what this node has for pods, where that is more.
void takeAllocatable(ResourceAmounts &most, const Json &node);

//! What the scheduler looks for on a node: the containers' requests together, a limit where there
//! is no request, and at least what the most demanding init container asks for. `pod` is a v1 Pod.
ResourceAmounts requestsOf(const Json &pod);

//! The resource of which a pod asks for more than any node has; empty where each has enough, or
//! where nothing is known of the nodes.
QString largerThanAnyNode(const ResourceAmounts &requests, const ResourceAmounts &largest);

} // namespace assay::models
