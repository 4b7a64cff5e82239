// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/json.h>

#include <functional>
#include <vector>

namespace assay::tests {

//! A pointer to each value below `json`, those that hold others among them.
inline std::vector<models::Json::json_pointer>
placesIn(const models::Json &json,
         const models::Json::json_pointer &here = models::Json::json_pointer())
{
    std::vector<models::Json::json_pointer> places;
    const auto add = [&](const models::Json::json_pointer &place, const models::Json &inner) {
        places.push_back(place);
        const auto below = placesIn(inner, place);
        places.insert(places.end(), below.begin(), below.end());
    };
    if (json.is_object()) {
        for (const auto &[key, inner] : json.items())
            add(here / key, inner);
    } else if (json.is_array()) {
        for (std::size_t i = 0; i < json.size(); ++i)
            add(here / i, json[i]);
    }
    return places;
}

//! What stands where something else is expected.
struct Confusion
{
    const char *name;
    const char *json;
};
inline constexpr Confusion confusions[] = {
    {"null", "null"},
    {"a text", "\"x\""},
    {"a number", "-1.5e300"},
    {"a list", "[null,{},[]]"},
    {"an object", "{\"a\":{\"b\":null}}"},
};

} // namespace assay::tests
