// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json.h"

#include <exception>

namespace assay::sandbox {

struct ResourceType;

//! A refusal as the API server words it: a metav1.Status with code, reason, message and details.
//! Thrown by whatever refuses, answered in one place.
class ApiError : public std::exception
{
public:
    ApiError(int code, const std::string &reason, const std::string &message,
             const Json &details = Json());

    static ApiError badRequest(const std::string &message);
    static ApiError unauthorized();
    static ApiError forbidden(const ResourceType &type, const std::string &name,
                              const std::string &why, const Json &causes = Json());
    static ApiError notFound(const ResourceType &type, const std::string &name);
    //! No such path.
    static ApiError noSuchPath();
    static ApiError methodNotAllowed();
    static ApiError alreadyExists(const ResourceType &type, const std::string &name);
    static ApiError conflict(const ResourceType &type, const std::string &name,
                             const std::string &why);
    //! `field: why`, e.g. {"metadata.name", "Invalid value: …"}.
    static ApiError invalid(const ResourceType &type, const std::string &name,
                            const std::string &field, const std::string &causeReason,
                            const std::string &why);
    static ApiError unsupportedMediaType();
    static ApiError internal(const std::string &message);
    static ApiError expired(const std::string &message);

    int code() const { return m_code; }
    const Json &status() const { return m_status; }
    std::string message() const;
    const char *what() const noexcept override { return m_what.c_str(); }

private:
    int m_code;
    Json m_status;
    std::string m_what;
};

} // namespace assay::sandbox
