// SPDX-License-Identifier: Apache-2.0
#include "discovery.h"

#include "store/resource_type.h"

#include <algorithm>

namespace assay::sandbox {

Discovery::Discovery(std::function<bool(const ResourceType &)> isServed)
    : m_isServed(std::move(isServed))
{
}

static std::string pathOf(const ResourceType &type)
{
    return (type.group.empty() ? "api/" : "apis/") + type.apiVersion();
}

std::vector<std::string> Discovery::groups() const
{
    std::vector<std::string> names;
    for (const ResourceType &type : resourceTypes()) {
        if (!type.group.empty() && m_isServed(type) &&
            std::find(names.begin(), names.end(), type.group) == names.end())
            names.push_back(type.group);
    }
    return names;
}

Json Discovery::group(const std::string &name) const
{
    const Json version = {{"groupVersion", name + "/v1"}, {"version", "v1"}};
    return {{"name", name}, {"versions", Json::array({version})}, {"preferredVersion", version}};
}

std::optional<Json> Discovery::resources(const std::string &apiVersion) const
{
    Json list = Json::array();
    for (const ResourceType &type : resourceTypes()) {
        if (type.apiVersion() != apiVersion || !m_isServed(type))
            continue;
        Json entry = {{"name", type.plural},
                      {"singularName", type.singular()},
                      {"namespaced", type.namespaced},
                      {"kind", type.kind},
                      {"verbs", type.verbs}};
        if (!type.shortNames.empty())
            entry["shortNames"] = type.shortNames;
        if (!type.categories.empty())
            entry["categories"] = type.categories;
        list.push_back(entry);
        for (const std::string &subresource : type.subresources) {
            const Json verbs = subresource == "status" ? Json{"get", "patch", "update"}
                               : subresource == "exec" ? Json{"create", "get"}
                                                       : Json{"get"};
            list.push_back({{"name", type.plural + "/" + subresource},
                            {"singularName", ""},
                            {"namespaced", type.namespaced},
                            {"kind", subresource == "exec" ? "PodExecOptions" : type.kind},
                            {"verbs", verbs}});
        }
    }
    if (list.empty())
        return std::nullopt;
    return Json{{"kind", "APIResourceList"},
                {"apiVersion", "v1"},
                {"groupVersion", apiVersion},
                {"resources", list}};
}

Json Discovery::openApiIndex() const
{
    Json paths = Json::object();
    for (const ResourceType &type : resourceTypes()) {
        if (m_isServed(type))
            paths[pathOf(type)] = {{"serverRelativeURL", "/openapi/v3/" + pathOf(type)}};
    }
    return {{"paths", paths}};
}

std::optional<Json> Discovery::openApi(const std::string &groupVersionPath) const
{
    const auto queryParameter = [](const char *name) {
        return Json{{"name", name},
                    {"in", "query"},
                    {"schema", {{"type", "string"}, {"uniqueItems", true}}}};
    };
    Json paths = Json::object();
    Json schemas = Json::object();
    for (const ResourceType &type : resourceTypes()) {
        if (pathOf(type) != groupVersionPath || !m_isServed(type))
            continue;
        const Json kind = {{"group", type.group}, {"version", type.version}, {"kind", type.kind}};
        const std::string schema =
            (type.group.empty() ? "core" : type.group) + "." + type.version + "." + type.kind;
        schemas[schema] = {{"type", "object"},
                           {"x-kubernetes-group-version-kind", Json::array({kind})},
                           {"x-kubernetes-preserve-unknown-fields", true}};
        const std::string path = "/" + groupVersionPath +
                                 (type.namespaced ? "/namespaces/{namespace}/" : "/") +
                                 type.plural + "/{name}";
        const Json parameters = {queryParameter("dryRun"), queryParameter("fieldManager"),
                                 queryParameter("fieldValidation")};
        const Json answer = {{"200",
                              {{"description", "OK"},
                               {"content",
                                {{"application/json",
                                  {{"schema", {{"$ref", "#/components/schemas/" + schema}}}}}}}}}};
        paths[path] = {{"patch",
                        {{"parameters", parameters},
                         {"responses", answer},
                         {"x-kubernetes-action", "patch"},
                         {"x-kubernetes-group-version-kind", kind}}}};
    }
    if (paths.empty())
        return std::nullopt;
    return Json{{"openapi", "3.0.0"},
                {"info", {{"title", "Assay sandbox"}, {"version", "v1.32.0"}}},
                {"paths", paths},
                {"components", {{"schemas", schemas}}}};
}

std::optional<Json> Discovery::document(const std::string &path) const
{
    if (path == "/api")
        return Json{{"kind", "APIVersions"},
                    {"versions", Json::array({"v1"})},
                    {"serverAddressByClientCIDRs", Json::array()}};
    if (path == "/apis") {
        Json list = Json::array();
        for (const std::string &name : groups())
            list.push_back(group(name));
        return Json{{"kind", "APIGroupList"}, {"apiVersion", "v1"}, {"groups", list}};
    }
    if (path == "/openapi/v3")
        return openApiIndex();
    if (path.starts_with("/openapi/v3/"))
        return openApi(path.substr(std::string_view("/openapi/v3/").size()));
    if (path == "/api/v1")
        return resources("v1");
    if (!path.starts_with("/apis/"))
        return std::nullopt;
    const std::string rest = path.substr(std::string_view("/apis/").size());
    if (rest.find('/') != std::string::npos)
        return resources(rest);
    const auto names = groups();
    if (std::find(names.begin(), names.end(), rest) == names.end())
        return std::nullopt;
    Json result = group(rest);
    result["kind"] = "APIGroup";
    result["apiVersion"] = "v1";
    return result;
}

Json openApiV2()
{
    return {{"swagger", "2.0"},
            {"info", {{"title", "Assay sandbox"}, {"version", "v1.32.0"}}},
            {"paths", Json::object()}};
}

std::string openApiV2Protobuf()
{
    const auto field = [](int number, const std::string &bytes) {
        // Wire type 2, length-delimited; everything here is shorter than 128 bytes.
        return std::string{static_cast<char>(number << 3 | 2), static_cast<char>(bytes.size())} +
               bytes;
    };
    return field(1, "2.0") + field(2, field(1, "Assay sandbox") + field(2, "v1.32.0")) +
           field(8, {});
}

} // namespace assay::sandbox
