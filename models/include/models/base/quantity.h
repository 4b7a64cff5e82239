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

//! The other way, to one decimal: "512Gi" (bytes, in the largest binary unit) or "1.5".
QString formatQuantity(double value, bool isBytes);

} // namespace assay::models
