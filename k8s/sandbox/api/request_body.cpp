// SPDX-License-Identifier: Apache-2.0
#include "request_body.h"

#include "store/api_error.h"
#include "store/protobuf.h"

#include <yaml-cpp/yaml.h>

namespace assay::sandbox {

static Json toJson(const YAML::Node &node)
{
    if (node.IsMap()) {
        Json object = Json::object();
        for (const auto &entry : node)
            object[entry.first.as<std::string>()] = toJson(entry.second);
        return object;
    }
    if (node.IsSequence()) {
        Json array = Json::array();
        for (const YAML::Node &element : node)
            array.push_back(toJson(element));
        return array;
    }
    if (!node.IsScalar())
        return {};
    const std::string scalar = node.as<std::string>();
    if (node.Tag() == "!") // quoted
        return scalar;
    if (scalar == "true" || scalar == "false")
        return scalar == "true";
    const bool numeric =
        !scalar.empty() && scalar.find_first_not_of("0123456789+-.eE") == std::string::npos;
    if (numeric) {
        const Json value = Json::parse(scalar, nullptr, false);
        if (value.is_number())
            return value;
    }
    return scalar;
}

Json parseBody(const HttpRequest &request)
{
    if (request.body.empty())
        return {};
    const std::string type = request.contentType();
    if (type == "application/vnd.kubernetes.protobuf")
        return decodeProtobuf(request.body);
    const bool yaml = type.ends_with("yaml");
    if (!yaml && !type.empty() && !type.ends_with("json"))
        throw ApiError::unsupportedMediaType();
    Json body = Json::parse(request.body, nullptr, false);
    if (!body.is_discarded())
        return body;
    if (!yaml) {
        throw ApiError::badRequest("couldn't get version/kind; json parse error: the body is not "
                                   "valid JSON");
    }
    try {
        return toJson(YAML::Load(request.body));
    } catch (const YAML::Exception &error) {
        throw ApiError::badRequest(std::string("error converting YAML to JSON: ") + error.what());
    }
}

} // namespace assay::sandbox
