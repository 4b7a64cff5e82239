// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/json.h"
#include "store/resource_type.h"

namespace assay::sandbox {

//! Whether this kind is answered at once and never stored.
bool isReview(const ResourceType &type);
//! The one user may do everything, and is told so.
Json answerReview(const ResourceType &type, Json review);

} // namespace assay::sandbox
