// SPDX-License-Identifier: Apache-2.0
#include "failure.h"

#include "identity/proxy_choice.h"
#include "identity/tls_identity.h"
#include "text.h"

#include <QSslError>

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

std::chrono::milliseconds pauseFor(std::chrono::milliseconds delay,
                                   std::optional<std::chrono::seconds> asked)
{
    constexpr std::chrono::seconds most = std::chrono::hours(1);
    return std::max<std::chrono::milliseconds>(
        delay, std::min(asked.value_or(std::chrono::seconds(0)), most));
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

QString hostPort(const RestConfig &config)
{
    const int standard = config.server.scheme() == u"http" ? 80 : 443;
    const QString host = config.server.host();
    return u"%1:%2"_s.arg(host.contains(u':') ? u'[' + host + u']' : host)
        .arg(config.server.port(standard));
}

Error responseError(int httpStatus, const QByteArray &contentType, const QByteArray &body,
                    const QByteArray &location, const RestConfig &config)
{
    Error error;
    error.httpStatus = httpStatus;
    if (httpStatus < 400) {
        error.kind = Error::Kind::Protocol;
        error.message = location.isEmpty()
                            ? Text::tr("%1 answered with HTTP status %2, which is not an answer of "
                                       "a Kubernetes API server.")
                                  .arg(hostPort(config))
                                  .arg(httpStatus)
                            : Text::tr("%1 redirects to %2; a Kubernetes API server does not. "
                                       "Check the server address of cluster “%3”.")
                                  .arg(hostPort(config), excerpt(location), config.clusterName);
        return error;
    }
    error.status = decodeStatus(nlohmann::json::parse(body, nullptr, false));
    const QString said = error.status ? error.status->message : QString();
    error.kind = kindOf(httpStatus, error.status ? error.status->reason : QString());
    if (error.kind == Error::Kind::Unauthorized) {
        error.message = Text::tr("The server refused the credentials of user “%1” in context “%2”. "
                                 "They may have expired; sign in again.")
                            .arg(config.userName, config.contextName);
        return error;
    }
    if (!said.isEmpty()) {
        error.message = plain(said);
        return error;
    }
    const QString heard = excerpt(body);
    error.message = heard.isEmpty()
                        ? Text::tr("The server at %1 answered with HTTP status %2 and no reason.")
                              .arg(hostPort(config))
                              .arg(httpStatus)
                        : Text::tr("The server at %1 answered with HTTP status %2 (%3): %4")
                              .arg(hostPort(config), QString::number(httpStatus),
                                   excerpt(contentType, 40), heard);
    return error;
}

static Error make(Error::Kind kind, const QString &message)
{
    Error error;
    error.kind = kind;
    error.message = message;
    return error;
}

//! Where it was the proxy that failed, or that said that the server did. Qt gives most of its
//! faults the code of any fault and a text of their own.
static std::optional<Error> proxyError(QNetworkReply::NetworkError code, const QString &wrong,
                                       const QString &where, const ProxyChoice &proxy)
{
    if (proxy.name.isEmpty())
        return {};
    switch (code) {
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return make(Error::Kind::Configuration,
                    Text::tr("The proxy %1 wants another user name and password than it was given. "
                             "They belong into its address: SCHEME://USER:PASSWORD@HOST:PORT. (%2)")
                        .arg(proxy.name, proxy.origin));
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::UnknownProxyError:
    case QNetworkReply::UnknownNetworkError:
    case QNetworkReply::ConnectionRefusedError:
    case QNetworkReply::HostNotFoundError:
        return make(Error::Kind::Connection,
                    Text::tr("The proxy %1 does not open the way to %2: %3. Check its address, its "
                             "password and what it allows. (%4)")
                        .arg(proxy.name, where, wrong, proxy.origin));
    default:
        return {};
    }
}

Error networkError(QNetworkReply::NetworkError code, const QString &wrong,
                   const QList<QSslError> &tlsErrors, const RestConfig &config,
                   const ProxyChoice &proxy)
{
    const QString where = hostPort(config);
    if (const auto error = proxyError(code, wrong, where, proxy))
        return *error;
    switch (code) {
    case QNetworkReply::ConnectionRefusedError:
        return make(Error::Kind::Connection,
                    Text::tr("Nothing answers at %1 (connection refused). Is the cluster running, "
                             "and is the server address of cluster “%2” right?")
                        .arg(where, config.clusterName));
    case QNetworkReply::HostNotFoundError:
        return make(Error::Kind::Connection,
                    Text::tr("The host name %1 is not known. Check the server address of cluster "
                             "“%2”, and whether a VPN is needed.")
                        .arg(config.server.host(), config.clusterName));
    case QNetworkReply::ContentReSendError:
        return make(Error::Kind::Connection,
                    Text::tr("The server at %1 closed the connection before it answered, so "
                             "whether the request took effect is not known.")
                        .arg(where));
    case QNetworkReply::RemoteHostClosedError:
        return make(Error::Kind::Connection,
                    Text::tr("The server at %1 closed the connection before its answer was "
                             "complete.")
                        .arg(where));
    case QNetworkReply::TimeoutError:
    case QNetworkReply::OperationCanceledError:
        return make(Error::Kind::Timeout, Text::tr("The server at %1 did not answer in time. Is "
                                                   "it reachable from here?")
                                              .arg(where));
    case QNetworkReply::SslHandshakeFailedError: {
        const QString found = describeTlsErrors(tlsErrors, config);
        return make(Error::Kind::Tls,
                    found.isEmpty() ? Text::tr("No secure connection to %1: %2").arg(where, wrong)
                                    : Text::tr("No secure connection to %1. %2").arg(where, found));
    }
    case QNetworkReply::ProtocolUnknownError:
    case QNetworkReply::ProtocolInvalidOperationError:
    case QNetworkReply::ProtocolFailure:
    case QNetworkReply::UnknownContentError:
        return make(Error::Kind::Protocol,
                    Text::tr("What %1 answered is not what a Kubernetes API server says: %2")
                        .arg(where, wrong));
    default:
        return make(Error::Kind::Connection, Text::tr("No connection to %1: %2").arg(where, wrong));
    }
}

Error statusError(const Status &status)
{
    Error error =
        make(kindOf(status.code == 0 ? 500 : status.code, status.reason), plain(status.message));
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
