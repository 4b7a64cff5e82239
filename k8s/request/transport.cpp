// SPDX-License-Identifier: Apache-2.0
#include "transport.h"

#include <QNetworkRequest>
#include <QProcessEnvironment>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::k8s {

static constexpr int streamsPerManager = 5;

static StreamPool::Place makeManager(const QNetworkProxy &proxy)
{
    // deleteLater: it may be let go of inside a signal of its own reply.
    StreamPool::Place manager(new QNetworkAccessManager,
                              [](QNetworkAccessManager *m) { m->deleteLater(); });
    manager->setProxy(proxy);
    manager->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    manager->setAutoDeleteReplies(false);
    return manager;
}

StreamPool::Place StreamPool::acquire(const QNetworkProxy &proxy)
{
    auto free = std::find_if(m_managers.begin(), m_managers.end(), [](const auto &manager) {
        return manager.use_count() - 1 < streamsPerManager;
    });
    if (free != m_managers.end())
        return *free;
    m_managers.push_back(makeManager(proxy));
    return m_managers.back();
}

Wire::Wire(const QSslConfiguration &ssl, const QNetworkProxy &proxy)
    : tls(ssl)
    , manager(makeManager(proxy))
    , m_proxy(proxy)
{
}

Transport::Transport(RestConfig config)
    : m_config(std::move(config))
    , m_proxy(chooseProxy(m_config, QProcessEnvironment::systemEnvironment()))
    , m_files(m_config)
    , m_credentials(m_config)
{
}

void Transport::prepare(const QString &path, const QString &query, QObject *context,
                        const Ready &ready)
{
    m_credentials.withIdentity(
        context, [this, path, query, ready](const Result<Identity> &identity) {
            Result<Prepared> prepared =
                identity ? makeRequest(path, query, *identity) : tl::unexpected(identity.error());
            ready(prepared);
        });
}

Result<std::shared_ptr<Wire>> Transport::wireFor(const Identity &identity)
{
    RestConfig config = m_files.current();
    if (!identity.certificate.isEmpty()) {
        config.clientCertificate = identity.certificate;
        config.clientKey = identity.key;
    }
    const Pems pems{config.certificateAuthority, config.clientCertificate, config.clientKey};
    if (m_wire && m_wirePems == pems)
        return m_wire;
    auto tls = makeSslConfiguration(config);
    if (!tls)
        return tl::unexpected(std::move(tls.error()));
    m_wire = std::make_shared<Wire>(std::move(*tls), proxy().proxy);
    m_wirePems = pems;
    return m_wire;
}

//! Header names may hold less than the keys of extras (client-go: transport.headerKeyEscape).
static QByteArray headerKey(const QString &key)
{
    return key.toUtf8().toPercentEncoding("!#$&'*+^`|", "%");
}

void Transport::impersonate(QNetworkRequest &request) const
{
    const Impersonation &as = m_config.impersonation;
    if (as.user.isEmpty())
        return;
    // QNetworkRequest holds one value for a name, but each group is a header of its own; so the
    // further ones ride in the first one's value. None holds a line break (rest_config.cpp).
    const auto repeat = [&request](const QByteArray &name, const QStringList &values) {
        QByteArrayList list;
        for (const QString &value : values)
            list.append(value.toUtf8());
        if (!list.isEmpty())
            request.setRawHeader(name, list.join("\r\n" + name + ": "));
    };
    request.setRawHeader("Impersonate-User", as.user.toUtf8());
    if (!as.uid.isEmpty())
        request.setRawHeader("Impersonate-Uid", as.uid.toUtf8());
    repeat("Impersonate-Group", as.groups);
    for (auto it = as.extra.cbegin(); it != as.extra.cend(); ++it)
        repeat("Impersonate-Extra-" + headerKey(it.key()), it.value());
}

QUrl Transport::url(const QString &path, const QString &query) const
{
    QUrl url = m_config.server;
    QString prefix = m_config.server.path(QUrl::FullyEncoded);
    while (prefix.endsWith(u'/'))
        prefix.chop(1);
    url.setPath(prefix + path, QUrl::StrictMode);
    if (!query.isEmpty())
        url.setQuery(query, QUrl::StrictMode);
    return url;
}

Result<Prepared> Transport::makeRequest(const QString &path, const QString &query,
                                        const Identity &identity)
{
    if (!m_proxy)
        return tl::unexpected(m_proxy.error());
    auto wire = wireFor(identity);
    if (!wire)
        return tl::unexpected(std::move(wire.error()));
    QNetworkRequest request(url(path, query));
    request.setSslConfiguration((*wire)->tls);
    if (!m_config.tlsServerName.isEmpty())
        request.setPeerVerifyName(m_config.tlsServerName);
    if (!identity.authorization.isEmpty())
        request.setRawHeader("Authorization", identity.authorization);
    impersonate(request);
    request.setHeader(QNetworkRequest::UserAgentHeader, u"assay"_s);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    return Prepared{request, *wire, identity.generation};
}

QString encodeQuery(const QList<QPair<QString, QString>> &items)
{
    QStringList parts;
    for (const auto &[key, value] : items)
        parts.append(QString::fromLatin1(QUrl::toPercentEncoding(key) + '=' +
                                         QUrl::toPercentEncoding(value)));
    return parts.join(u'&');
}

} // namespace assay::k8s
