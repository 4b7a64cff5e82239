// SPDX-License-Identifier: Apache-2.0
#include <models/cluster/node_capacity.h>

#include <models/base/json.h>
#include <models/base/quantity.h>

#include <algorithm>

namespace assay::models {

double largestNodeCpu(const Json &nodes)
{
    double most = -1;
    for (const Json &node : listAt(nodes, {"items"}))
        most = std::max(most,
                        parseQuantity(textAt(node, {"status", "allocatable", "cpu"})).value_or(-1));
    return most;
}

} // namespace assay::models
