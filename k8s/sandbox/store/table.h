// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json.h"
#include "resource_type.h"

namespace assay::sandbox {

//! A meta.k8s.io/v1 Table with the columns that `kubectl get` shows for this kind.
//! `includeObject` is "None", "Metadata" or "Object".
Json makeTable(const ResourceType &type, const std::vector<ObjectPtr> &objects,
               const std::string &includeObject);

//! What STATUS says of a pod: the phase, or the reason that a container waits or ended for.
std::string podStatusText(const Json &pod);
//! "5s", "3m12s", "2d"
std::string humanDuration(qint64 seconds);

} // namespace assay::sandbox
