// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proxy_choice.h"

#include <k8s/client.h>
#include <k8s/reflector.h>

#include <QNetworkAccessManager>
#include <QSslConfiguration>

#include <functional>

namespace assay::k8s {

//! Gives each stream a network manager with a free connection: a QNetworkAccessManager opens at
//! most six to one host, and a seventh request would wait behind streams that never end.
class StreamPool
{
public:
    //! A stream's place; given back when the last copy goes.
    using Place = std::shared_ptr<QNetworkAccessManager>;
    Place acquire(const QNetworkProxy &proxy);

private:
    std::vector<std::shared_ptr<QNetworkAccessManager>> m_managers;
};

//! What all jobs of one Client share: identity, network managers, deadlines and the trace. Jobs
//! hold it, so that it outlives the Client until the last of them is gone.
class Transport
{
public:
    explicit Transport(RestConfig config);

    const RestConfig &config() const { return m_config; }
    const Result<QSslConfiguration> &tls() const { return m_tls; }

    //! URL, TLS, identity and attributes that every request has. Reads the token file again.
    //! `path` and `query` are percent-encoded.
    Result<QNetworkRequest> makeRequest(const QString &path, const QString &query);
    QUrl url(const QString &path, const QString &query) const;
    //! Direct, also where it cannot be used, which makeRequest() says.
    const ProxyChoice &proxy() const { return m_proxy ? *m_proxy : m_direct; }
    std::optional<Error> proxyFault() const
    {
        return m_proxy ? std::optional<Error>() : m_proxy.error();
    }

    //! For requests that end soon.
    QNetworkAccessManager &manager();
    StreamPool::Place streamPlace() { return m_streams.acquire(proxy().proxy); }

    std::chrono::milliseconds requestTimeout{30'000};
    RetryPolicy retryPolicy;
    WatchTimings watchTimings;
    std::function<void(const Client::RequestTrace &)> trace; //!< empty once the Client is gone

private:
    Result<QByteArray> bearerToken();
    Result<QByteArray> authorization();
    void impersonate(QNetworkRequest &request) const;

    RestConfig m_config;
    Result<QSslConfiguration> m_tls;
    Result<ProxyChoice> m_proxy;
    const ProxyChoice m_direct;
    QByteArray m_lastToken;
    std::unique_ptr<QNetworkAccessManager> m_manager;
    StreamPool m_streams;
};

//! Percent-encodes everything, also the '+' and ';' that QUrlQuery leaves and servers read as
//! something else.
QString encodeQuery(const QList<QPair<QString, QString>> &items);

} // namespace assay::k8s
