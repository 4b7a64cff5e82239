// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace assay::sandbox {

//! A resource.Quantity as a number: "500m" is 0.5, "1Gi" is 1073741824. Nothing where it is none.
std::optional<double> parseQuantity(const std::string &text);

} // namespace assay::sandbox
