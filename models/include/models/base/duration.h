// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace assay::models {

//! A length of time for people: "0.4 s", "14 s", "2 min 05 s", "1 h 03 min". Negative: empty.
QString formatDuration(double seconds);

} // namespace assay::models
