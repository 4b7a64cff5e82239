// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>
#include <tl/expected.hpp>
#include <vector>

namespace assay::k8s {

//! One entry of `Status.details.causes` (meta/v1 StatusCause).
struct StatusCause
{
    QString reason;
    QString message;
    QString field;
};

//! What an API server says of a request that failed (meta/v1 Status), as it said it.
struct Status
{
    int code = 0;    //!< HTTP status, 0 where the server left it out
    QString reason;  //!< machine-readable, e.g. "AlreadyExists", "Forbidden", "Expired"
    QString message; //!< the server's sentence
    QString kind;    //!< details.kind
    QString name;    //!< details.name
    std::optional<std::chrono::seconds> retryAfter;
    std::vector<StatusCause> causes;
};

//! Why a request did not succeed. The kind is what a caller may branch on; the rest is evidence.
struct Error
{
    enum class Kind {
        Configuration,   //!< the kubeconfig or a file it names is unusable; nothing was sent
        Connection,      //!< no answer: name, refusal, reset, end of stream
        Tls,             //!< the server's or our certificate was not accepted
        Timeout,         //!< silence past the deadline
        Unauthorized,    //!< 401
        Forbidden,       //!< 403
        NotFound,        //!< 404
        AlreadyExists,   //!< 409 with reason AlreadyExists
        Conflict,        //!< 409 otherwise
        Gone,            //!< 410, or an ERROR event with reason Expired or Gone
        Invalid,         //!< 400, 422: the server refused what the request says
        TooManyRequests, //!< 429
        Server,          //!< 5xx
        Protocol, //!< an answer that is not what the API promises (not JSON, cut short, too large)
        Cancelled //!< abort() was called
    };

    Kind kind = Kind::Connection;
    QString message; //!< one sentence for a person: what failed and why; never a secret
    QString request; //!< "GET /api/v1/namespaces/x/pods", no query, empty where nothing was sent
    int httpStatus = 0;
    std::optional<Status> status; //!< where the server sent one

    //! True where the same request may succeed later (connection, timeout, 429, 5xx).
    bool isTransient() const;
};

template<class T>
using Result = tl::expected<T, Error>;

//! The kind's name as written in this file, for logs and tests.
QString toString(Error::Kind kind);

} // namespace assay::k8s
