// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/fact.h>

namespace assay::models {

//! "Verify packages": what a step of the flow is called.
QString titleOf(Phase phase);
//! "Importing packages": what is done in it, without a full stop. activityOf() says it in detail.
QString doingIn(Phase phase);

} // namespace assay::models
