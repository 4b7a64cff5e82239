// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/catalogue/cause.h>

namespace assay::models {

//! Who can mend a failure, as a sentence; empty where nothing tells whose fault it is.
QString whoCanMend(Fault fault);

//! "In the Containerfile:", before the lines of a fix.
QString whereItBelongs(Fix::Kind kind);

} // namespace assay::models
