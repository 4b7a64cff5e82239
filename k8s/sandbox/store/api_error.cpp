// SPDX-License-Identifier: Apache-2.0
#include "api_error.h"

#include "resource_type.h"

namespace assay::sandbox {

static Json detailsOf(const ResourceType &type, const std::string &name)
{
    Json details = {{"name", name}, {"kind", type.plural}};
    if (!type.group.empty())
        details["group"] = type.group;
    return details;
}

ApiError::ApiError(int code, const std::string &reason, const std::string &message,
                   const Json &details)
    : m_code(code)
    , m_what(message)
{
    m_status = {{"kind", "Status"},    {"apiVersion", "v1"}, {"metadata", Json::object()},
                {"status", "Failure"}, {"message", message}, {"reason", reason},
                {"code", code}};
    if (!details.is_null())
        m_status["details"] = details;
}

std::string ApiError::message() const
{
    return m_what;
}

ApiError ApiError::badRequest(const std::string &message)
{
    return {400, "BadRequest", message};
}

ApiError ApiError::unauthorized()
{
    return {401, "Unauthorized", "Unauthorized"};
}

ApiError ApiError::forbidden(const ResourceType &type, const std::string &name,
                             const std::string &why, const Json &causes)
{
    Json details = detailsOf(type, name);
    if (!causes.is_null())
        details["causes"] = causes;
    return {403, "Forbidden", type.qualifiedName() + " \"" + name + "\" is forbidden: " + why,
            details};
}

ApiError ApiError::notFound(const ResourceType &type, const std::string &name)
{
    return {404, "NotFound", type.qualifiedName() + " \"" + name + "\" not found",
            detailsOf(type, name)};
}

ApiError ApiError::noSuchPath()
{
    return {404, "NotFound", "the server could not find the requested resource", Json::object()};
}

ApiError ApiError::methodNotAllowed()
{
    return {405, "MethodNotAllowed",
            "the server does not allow this method on the requested resource", Json::object()};
}

ApiError ApiError::alreadyExists(const ResourceType &type, const std::string &name)
{
    return {409, "AlreadyExists", type.qualifiedName() + " \"" + name + "\" already exists",
            detailsOf(type, name)};
}

ApiError ApiError::conflict(const ResourceType &type, const std::string &name,
                            const std::string &why)
{
    return {409, "Conflict",
            "Operation cannot be fulfilled on " + type.qualifiedName() + " \"" + name +
                "\": " + why,
            detailsOf(type, name)};
}

ApiError ApiError::invalid(const ResourceType &type, const std::string &name,
                           const std::string &field, const std::string &causeReason,
                           const std::string &why)
{
    Json details = detailsOf(type, name);
    details["kind"] = type.kind;
    details["causes"] = {{{"reason", causeReason}, {"message", why}, {"field", field}}};
    const std::string kind = type.group.empty() ? type.kind : type.kind + "." + type.group;
    return {422, "Invalid", kind + " \"" + name + "\" is invalid: " + field + ": " + why, details};
}

ApiError ApiError::unsupportedMediaType()
{
    return {415, "UnsupportedMediaType",
            "the body of the request was in an unknown format - accepted media types include: "
            "application/json, application/yaml",
            Json::object()};
}

ApiError ApiError::internal(const std::string &message)
{
    return {500,
            "InternalError",
            "Internal error occurred: " + message,
            {{"causes", {{{"message", message}}}}}};
}

ApiError ApiError::expired(const std::string &message)
{
    return {410, "Expired", message};
}

} // namespace assay::sandbox
