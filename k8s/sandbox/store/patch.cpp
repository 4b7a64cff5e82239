// SPDX-License-Identifier: Apache-2.0
#include "patch.h"

#include "api_error.h"

#include <algorithm>
#include <map>

namespace assay::sandbox {

Json mergePatch(const Json &original, const Json &patch)
{
    Json result = original;
    result.merge_patch(patch);
    return result;
}

Json jsonPatch(const Json &original, const Json &patch)
{
    try {
        return original.patch(patch);
    } catch (const Json::exception &error) {
        throw ApiError(422, "Invalid",
                       std::string("the server rejected our request due to an error in our "
                                   "request: ") +
                           error.what(),
                       Json::object());
    }
}

//! patchMergeKey of the API's lists, by field name; others are replaced whole.
static std::string mergeKeyOf(const std::string &field, const Json &element)
{
    static const std::map<std::string, std::string> keys = {
        {"containers", "name"},
        {"initContainers", "name"},
        {"ephemeralContainers", "name"},
        {"env", "name"},
        {"volumes", "name"},
        {"volumeMounts", "mountPath"},
        {"volumeDevices", "devicePath"},
        {"imagePullSecrets", "name"},
        {"conditions", "type"},
        {"ownerReferences", "uid"},
        {"hostAliases", "ip"},
        {"topologySpreadConstraints", "topologyKey"},
        {"secrets", "name"},
        {"podIPs", "ip"}};
    if (field == "ports")
        return element.contains("containerPort") ? "containerPort" : "port";
    const auto found = keys.find(field);
    return found == keys.end() ? std::string() : found->second;
}

static Json mergeList(const std::string &field, const Json &original, const Json &patch)
{
    if (patch.empty() || !patch.front().is_object())
        return field == "finalizers" && original.is_array() ? [&] {
            Json joined = original;
            for (const Json &value : patch) {
                if (std::find(joined.begin(), joined.end(), value) == joined.end())
                    joined.push_back(value);
            }
            return joined;
        }() : patch;
    Json result = original.is_array() ? original : Json::array();
    for (const Json &element : patch) {
        if (element.value("$patch", "") == "replace") {
            result = Json::array();
            continue;
        }
        const std::string key = mergeKeyOf(field, element);
        if (key.empty())
            return patch;
        const auto same = std::find_if(result.begin(), result.end(), [&](const Json &candidate) {
            return candidate.is_object() && at(candidate, "/" + key) == at(element, "/" + key);
        });
        if (element.value("$patch", "") == "delete") {
            if (same != result.end())
                result.erase(same);
        } else if (same != result.end()) {
            *same = strategicMergePatch(*same, element);
        } else {
            result.push_back(element);
        }
    }
    return result;
}

Json strategicMergePatch(const Json &original, const Json &patch)
{
    if (!patch.is_object())
        return patch;
    Json result = original.is_object() ? original : Json::object();
    if (patch.value("$patch", "") == "replace")
        result = Json::object();
    static const std::string deleteFrom = "$deleteFromPrimitiveList/";
    for (const auto &[field, value] : patch.items()) {
        if (field.starts_with(deleteFrom)) {
            Json &list = result[field.substr(deleteFrom.size())];
            for (const Json &gone : value)
                list.erase(std::remove(list.begin(), list.end(), gone), list.end());
        } else if (field == "$retainKeys") {
            for (auto entry = result.begin(); entry != result.end();) {
                const bool kept = std::find(value.begin(), value.end(), entry.key()) != value.end();
                entry = kept ? std::next(entry) : result.erase(entry);
            }
        } else if (field.starts_with('$')) {
            continue; // an order that does not matter here
        } else if (value.is_null()) {
            result.erase(field);
        } else if (value.is_array()) {
            result[field] = mergeList(field, result.value(field, Json()), value);
        } else if (value.is_object()) {
            if (value.value("$patch", "") == "delete")
                result.erase(field);
            else
                result[field] = strategicMergePatch(result.value(field, Json()), value);
        } else {
            result[field] = value;
        }
    }
    return result;
}

} // namespace assay::sandbox
