// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/workbench/workbench.h>

namespace assay::models {

//! What keeps users from a workbench whose pod is ready; nothing where nothing was seen.
std::optional<Diagnosis> whatIsInTheWay(const Workbench &workbench);

//! What of the way to a workbench was looked at, in the order of the way: "its Service", …
QStringList seenOfTheWay(const Workbench &workbench);
//! What was not there to be looked at.
QStringList unseenOfTheWay(const Workbench &workbench);

//! The container that asks users to log in; empty where there is none.
QString authSidecarOf(const Json &pod);

//! metadata.name
inline QString nameOf(const Json &object)
{
    return textAt(object, {"metadata", "name"});
}

} // namespace assay::models
