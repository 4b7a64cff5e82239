// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json.h"

namespace assay::sandbox {

//! An object in the API's protobuf encoding (k8s.io/apimachinery runtime.Unknown), which kubectl
//! uses where it creates built-in kinds by itself: namespaces, ConfigMaps, secrets, service
//! accounts, access reviews. Throws UnsupportedMediaType for other kinds and BadRequest for what
//! does not decode.
Json decodeProtobuf(std::string_view body);

} // namespace assay::sandbox
