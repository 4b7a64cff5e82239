// SPDX-License-Identifier: Apache-2.0
#include "request_failure.h"

#include "base/failure.h"
#include "base/json_decode.h"
#include "base/text.h"
#include "identity/proxy_choice.h"
#include "identity/tls_identity.h"

#include <QSslError>

#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;

namespace assay::k8s {

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
    if (httpStatus < 400 || httpStatus > 599) {
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
    error.status = decodeStatus(decodeJson(body).value_or(nullptr));
    const QString said = error.status ? error.status->message : QString();
    error.kind = kindOf(httpStatus, error.status ? error.status->reason : QString());
    if (error.kind == Error::Kind::Unauthorized) {
        error.message = Text::tr("The server refused the credentials of user “%1” in context “%2”. "
                                 "Sign in again: they may have expired.")
                            .arg(config.userName, config.contextName);
        return error;
    }
    if (error.kind == Error::Kind::Forbidden && said.contains(u"system:anonymous"_s)) {
        error.message = Text::tr("User “%1” in the kubeconfig has no credentials, so the server "
                                 "takes it for an anonymous one. Give it a token or a client "
                                 "certificate, or sign in (on OpenShift: oc login).")
                            .arg(config.userName);
        return error;
    }
    if (!said.isEmpty()) {
        error.message = plain(said);
        return error;
    }
    const QString heard = excerpt(body);
    const QString type = excerpt(contentType, 40);
    const QString code = QString::number(httpStatus);
    if (heard.isEmpty())
        error.message = Text::tr("The server at %1 answered with HTTP status %2 and no reason.")
                            .arg(hostPort(config), code);
    else if (type.isEmpty())
        error.message = Text::tr("The server at %1 answered with HTTP status %2: %3")
                            .arg(hostPort(config), code, heard);
    else
        error.message = Text::tr("The server at %1 answered with HTTP status %2 (%3): %4")
                            .arg(hostPort(config), code, type, heard);
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
    case QNetworkReply::NoError:
        // Qt takes a status of 0 for one that has not come.
        return make(Error::Kind::Protocol,
                    Text::tr("%1 answered without an HTTP status, which no Kubernetes API server "
                             "does. Check the server address of cluster “%2”.")
                        .arg(where, config.clusterName));
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

} // namespace assay::k8s
