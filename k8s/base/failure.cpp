// SPDX-License-Identifier: Apache-2.0
#include "failure.h"

#include "text.h"

#include <algorithm>

#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;

namespace assay::k8s {

static QString textOf(const nlohmann::json &object, const char *key)
{
    const auto found = object.find(key);
    if (found == object.end() || !found->is_string())
        return {};
    return QString::fromStdString(found->get_ref<const std::string &>());
}

static int numberOf(const nlohmann::json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_number_integer() ? found->get<int>() : 0;
}

std::optional<Status> decodeStatus(const nlohmann::json &json)
{
    // Channel 3 of exec carries a Status without `kind`, so `status` is what is asked for.
    if (!json.is_object() || !json.contains("status") || !json["status"].is_string())
        return {};
    Status status;
    status.code = numberOf(json, "code");
    status.reason = textOf(json, "reason");
    status.message = textOf(json, "message");
    const auto details = json.find("details");
    if (details == json.end() || !details->is_object())
        return status;
    status.kind = textOf(*details, "kind");
    status.name = textOf(*details, "name");
    if (const int seconds = numberOf(*details, "retryAfterSeconds"); seconds > 0)
        status.retryAfter = std::chrono::seconds(seconds);
    const auto causes = details->find("causes");
    if (causes != details->end() && causes->is_array()) {
        for (const nlohmann::json &cause : *causes) {
            if (cause.is_object())
                status.causes.push_back(
                    {textOf(cause, "reason"), textOf(cause, "message"), textOf(cause, "field")});
        }
    }
    return status;
}

Error::Kind kindOf(int httpStatus, const QString &reason)
{
    switch (httpStatus) {
    case 401:
        return Error::Kind::Unauthorized;
    case 403:
        return Error::Kind::Forbidden;
    case 404:
        return Error::Kind::NotFound;
    case 408:
        return Error::Kind::Timeout;
    case 409:
        return reason == u"AlreadyExists" ? Error::Kind::AlreadyExists : Error::Kind::Conflict;
    case 410:
        return Error::Kind::Gone;
    case 429:
        return Error::Kind::TooManyRequests;
    default:
        return httpStatus >= 500 ? Error::Kind::Server : Error::Kind::Invalid;
    }
}

Error configurationError(const QString &message)
{
    Error error;
    error.kind = Error::Kind::Configuration;
    error.message = plain(message);
    return error;
}

QString plain(const QString &text)
{
    QString line = text;
    for (QChar &c : line) {
        // Surrogates are not printable one by one, but are halves of what may well be.
        if (!c.isPrint() && !c.isSurrogate())
            c = u' ';
    }
    return line.simplified();
}

QString excerpt(const QByteArray &text, qsizetype length)
{
    const QString line = plain(QString::fromUtf8(text.left(length * 4)));
    return line.size() > length ? line.left(length) + u'…' : line;
}

bool isJsonType(const QByteArray &contentType)
{
    const QByteArray type = contentType.split(';').first().trimmed().toLower();
    return type.isEmpty() || type == "application/json" || type.endsWith("+json");
}

QString notJsonText(const QByteArray &contentType, const QByteArray &body)
{
    return Text::tr("The answer is %1, not JSON as a Kubernetes API server sends it; is there a "
                    "proxy or a login page in between? It begins: %2")
        .arg(excerpt(contentType, 40), excerpt(body));
}

Error statusError(const Status &status)
{
    Error error;
    error.kind = kindOf(status.code == 0 ? 500 : status.code, status.reason);
    error.message = plain(status.message);
    if (status.reason == u"Expired" || status.reason == u"Gone")
        error.kind = Error::Kind::Gone;
    if (error.message.isEmpty())
        error.message = Text::tr("The server reported “%1” without saying why.")
                            .arg(excerpt(status.reason.toUtf8(), 60));
    error.httpStatus = status.code;
    error.status = status;
    return error;
}

} // namespace assay::k8s
