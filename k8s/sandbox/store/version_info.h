// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json.h"

namespace assay::sandbox {

//! The version that /version tells and whose words the kubelet uses.
Json versionInfo();

} // namespace assay::sandbox
