// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json.h"

namespace assay::sandbox {

//! RFC 7386.
Json mergePatch(const Json &original, const Json &patch);
//! RFC 6902; throws a 422 where an operation does not apply.
Json jsonPatch(const Json &original, const Json &patch);
//! Kubernetes' own: maps merge, lists of the well-known keys merge by key, `$patch` directives
//! replace and delete. Server-side apply uses it too: it adds and changes, and removes nothing.
Json strategicMergePatch(const Json &original, const Json &patch);

} // namespace assay::sandbox
