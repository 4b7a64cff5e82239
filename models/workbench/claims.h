// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/workbench/workbench.h>

namespace assay::models {

//! What the claims of a workbench's volumes say of themselves, for events are gone after an hour
//! and claims are not: `found`, why its pod does not start, as it is or with what they say more;
//! of a claim that has lost its volume also where nothing was found.
std::optional<Diagnosis> withClaims(std::optional<Diagnosis> found, const Workbench &workbench);

//! A claim that has no volume so far, first of all one that names its volume; null: none is known
//! to wait.
const Json *pendingClaim(const Workbench &workbench);

//! "phase Pending, storage class gp3", as the cluster has it.
Evidence claimEvidence(const Json &claim);

} // namespace assay::models
