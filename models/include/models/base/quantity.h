// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <optional>

namespace assay::models {

//! The value of a Kubernetes quantity ("500m", "1.5Gi", "2e3") in its base unit; nothing where it
//! is none. Precise enough to compare, not to add up.
std::optional<double> parseQuantity(const QString &text);

//! Whether a exceeds b by more than the rounding of their notations.
bool exceeds(double a, double b);

} // namespace assay::models
