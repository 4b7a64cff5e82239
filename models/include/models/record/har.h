// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/fact.h>

namespace assay::models {

//! An HTTP Archive 1.2 of the requests to `server` (a URL), which a browser's developer tools and
//! others open. It holds no header and no body: there is nothing secret in it.
Json toHar(const std::vector<RequestMade> &requests, const QString &server,
           const QString &assayVersion);

} // namespace assay::models
