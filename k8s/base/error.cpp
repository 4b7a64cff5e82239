// SPDX-License-Identifier: Apache-2.0
#include <k8s/base/error.h>

namespace assay::k8s {

bool Error::isTransient() const
{
    switch (kind) {
    case Kind::Connection:
    case Kind::Timeout:
    case Kind::TooManyRequests:
    case Kind::Server:
        return true;
    case Kind::Configuration:
    case Kind::Tls:
    case Kind::Unauthorized:
    case Kind::Forbidden:
    case Kind::NotFound:
    case Kind::AlreadyExists:
    case Kind::Conflict:
    case Kind::Gone:
    case Kind::Invalid:
    case Kind::Protocol:
    case Kind::Cancelled:
        return false;
    }
    return false;
}

QString toString(Error::Kind kind)
{
    switch (kind) {
    case Error::Kind::Configuration:
        return QStringLiteral("Configuration");
    case Error::Kind::Connection:
        return QStringLiteral("Connection");
    case Error::Kind::Tls:
        return QStringLiteral("Tls");
    case Error::Kind::Timeout:
        return QStringLiteral("Timeout");
    case Error::Kind::Unauthorized:
        return QStringLiteral("Unauthorized");
    case Error::Kind::Forbidden:
        return QStringLiteral("Forbidden");
    case Error::Kind::NotFound:
        return QStringLiteral("NotFound");
    case Error::Kind::AlreadyExists:
        return QStringLiteral("AlreadyExists");
    case Error::Kind::Conflict:
        return QStringLiteral("Conflict");
    case Error::Kind::Gone:
        return QStringLiteral("Gone");
    case Error::Kind::Invalid:
        return QStringLiteral("Invalid");
    case Error::Kind::TooManyRequests:
        return QStringLiteral("TooManyRequests");
    case Error::Kind::Server:
        return QStringLiteral("Server");
    case Error::Kind::Protocol:
        return QStringLiteral("Protocol");
    case Error::Kind::Cancelled:
        return QStringLiteral("Cancelled");
    }
    return {};
}

} // namespace assay::k8s
