// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/json.h>

#include <QStringList>

namespace assay::models {

//! Why a namespace's quotas and limit ranges would turn a workbench away: one sentence for each
//! reason, empty where nothing would. `quotas` and `limitRanges` are lists of v1 ResourceQuota and
//! LimitRange objects (or null), `podSpec` is the pod's spec and `claim` the PersistentVolumeClaim.
//! Quotas with scopes other than NotTerminating and NotBestEffort are left out: whether they count
//! is not known beforehand.
QStringList blockedBy(const Json &quotas, const Json &limitRanges, const Json &podSpec,
                      const Json &claim);

} // namespace assay::models
