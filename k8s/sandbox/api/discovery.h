// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/json.h"

#include <functional>
#include <optional>

namespace assay::sandbox {

struct ResourceType;

//! What is served, as clients ask for it. `isServed` says whether a kind is (a custom one is only
//! while its definition exists).
class Discovery
{
public:
    explicit Discovery(std::function<bool(const ResourceType &)> isServed);

    //! /api, /apis, /apis/GROUP, /api/v1, /apis/GROUP/VERSION, /openapi/v3…; nothing for others.
    std::optional<Json> document(const std::string &path) const;

private:
    std::vector<std::string> groups() const;
    Json group(const std::string &name) const;
    std::optional<Json> resources(const std::string &apiVersion) const;
    std::optional<Json> openApi(const std::string &groupVersionPath) const;
    Json openApiIndex() const;

    std::function<bool(const ResourceType &)> m_isServed;
};

//! The OpenAPI v2 document, which only says that nothing is known beforehand: clients then leave
//! validation to the server.
Json openApiV2();
//! The same in the protobuf encoding that kubectl asks for.
std::string openApiV2Protobuf();

} // namespace assay::sandbox
