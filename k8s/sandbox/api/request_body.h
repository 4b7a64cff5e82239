// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/http_message.h"
#include "store/json.h"

namespace assay::sandbox {

//! The object in a request's body, JSON, YAML or protobuf by its Content-Type. Throws BadRequest
//! and UnsupportedMediaType. An empty body is null.
Json parseBody(const HttpRequest &request);

} // namespace assay::sandbox
