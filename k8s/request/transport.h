// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "identity/credentials.h"
#include "identity/identity_files.h"
#include "identity/proxy_choice.h"
#include "identity/tls_identity.h"
#include "request_queue.h"

#include <k8s/base/policies.h>
#include <k8s/base/request_trace.h>

#include <QNetworkAccessManager>
#include <QSslConfiguration>

#include <array>
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

//! The connections of one client certificate and one authority. A QNetworkAccessManager does not
//! tell identities apart where it uses a connection again, so another certificate needs others.
struct Wire
{
    Wire(const QSslConfiguration &ssl, const QNetworkProxy &proxy);

    const QSslConfiguration tls;
    //! For requests that end soon.
    const std::shared_ptr<QNetworkAccessManager> manager;
    const std::shared_ptr<RequestQueue> queue = std::make_shared<RequestQueue>();
    StreamPool::Place streamPlace() { return m_streams.acquire(m_proxy); }

private:
    const QNetworkProxy m_proxy;
    StreamPool m_streams;
};

//! A request that may be sent now.
struct Prepared
{
    QNetworkRequest request; //!< URL, TLS, identity and attributes that every request has
    std::shared_ptr<Wire> wire;
    quint64 generation = 0; //!< of its credentials
};

//! What all jobs of one Client share: identity, network managers, deadlines and the trace. Jobs
//! hold it, so that it outlives the Client until the last of them is gone.
class Transport
{
public:
    explicit Transport(RestConfig config);

    const RestConfig &config() const { return m_config; }

    //! Calls `ready` with a request for `path` and `query`, which are percent-encoded: at once
    //! unless a plugin must be asked for credentials first; not at all once `context` is gone.
    using Ready = std::function<void(Result<Prepared> &)>;
    void prepare(const QString &path, const QString &query, QObject *context, const Ready &ready);
    //! The server answered 401 to what this generation of credentials sent. True where it is worth
    //! preparing the request once more.
    bool renewCredentials(quint64 generation) { return m_credentials.renew(generation); }

    QUrl url(const QString &path, const QString &query) const;
    //! As the kubeconfig has it, without what a plugin gives.
    Result<QSslConfiguration> tls() { return makeSslConfiguration(m_files.current()); }
    //! Direct, also where it cannot be used, which prepare() says.
    const ProxyChoice &proxy() const { return m_proxy ? *m_proxy : m_direct; }
    std::optional<Error> proxyFault() const
    {
        return m_proxy ? std::optional<Error>() : m_proxy.error();
    }

    qint64 held = 0; //!< bytes of bodies that its exchanges have in memory
    std::chrono::milliseconds requestTimeout{30'000};
    RetryPolicy retryPolicy;
    WatchTimings watchTimings;
    std::function<void(const RequestTrace &)> trace; //!< empty once the Client is gone

private:
    Result<Prepared> makeRequest(const QString &path, const QString &query,
                                 const Identity &identity);
    Result<std::shared_ptr<Wire>> wireFor(const Identity &identity);
    void impersonate(QNetworkRequest &request) const;

    const RestConfig m_config;
    const Result<ProxyChoice> m_proxy;
    const ProxyChoice m_direct;
    IdentityFiles m_files;
    Credentials m_credentials;
    using Pems = std::array<QByteArray, 3>; //!< authority, certificate, key
    std::shared_ptr<Wire> m_wire;
    Pems m_wirePems;
};

//! Percent-encodes everything, also the '+' and ';' that QUrlQuery leaves and servers read as
//! something else.
QString encodeQuery(const QList<QPair<QString, QString>> &items);

} // namespace assay::k8s
