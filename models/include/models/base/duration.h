// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <optional>

namespace assay::models {

//! A length of time for people: "0.4 s", "14 s", "2 min 05 s", "1 h 03 min". Negative: empty.
QString formatDuration(double seconds);

//! Seconds of "90", "90s", "1.5m", "1h30m", "2d"; nothing where it is no length of time.
std::optional<double> parseDuration(QStringView text);

} // namespace assay::models
