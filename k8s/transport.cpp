// SPDX-License-Identifier: Apache-2.0
#include "transport.h"

#include "kubeconfig_entries.h"
#include "text.h"
#include "tls_identity.h"

#include <QNetworkRequest>
#include <QProcessEnvironment>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::k8s {

static constexpr int streamsPerManager = 5;

static void setUp(QNetworkAccessManager &manager, const QNetworkProxy &proxy)
{
    manager.setProxy(proxy);
    manager.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    manager.setAutoDeleteReplies(false);
}

StreamPool::Place StreamPool::acquire(const QNetworkProxy &proxy)
{
    auto free = std::find_if(m_managers.begin(), m_managers.end(), [](const auto &manager) {
        return manager.use_count() - 1 < streamsPerManager;
    });
    if (free != m_managers.end())
        return *free;
    // deleteLater: the last place may be given back inside a signal of the manager's own reply.
    Place manager(new QNetworkAccessManager, [](QNetworkAccessManager *m) { m->deleteLater(); });
    setUp(*manager, proxy);
    m_managers.push_back(manager);
    return manager;
}

Transport::Transport(RestConfig config)
    : m_config(std::move(config))
    , m_tls(makeSslConfiguration(m_config))
    , m_proxy(chooseProxy(m_config, QProcessEnvironment::systemEnvironment()))
{
}

QNetworkAccessManager &Transport::manager()
{
    if (!m_manager) {
        m_manager = std::make_unique<QNetworkAccessManager>();
        setUp(*m_manager, proxy().proxy);
    }
    return *m_manager;
}

Result<QByteArray> Transport::bearerToken()
{
    QByteArray token = m_config.token;
    if (!m_config.tokenFile.isEmpty()) {
        const auto read = readSmallFile(
            m_config.tokenFile, Text::tr("The token file of user “%1”").arg(m_config.userName));
        // A file that is just being replaced must not end a session that has a good token.
        if (read && !read->trimmed().isEmpty())
            m_lastToken = read->trimmed();
        if (!m_lastToken.isEmpty())
            token = m_lastToken;
        if (!read && token.isEmpty())
            return tl::unexpected(read.error());
    }
    const bool legal =
        std::all_of(token.begin(), token.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    if (!legal) {
        Error error;
        error.kind = Error::Kind::Configuration;
        error.message = Text::tr("The token of user “%1” holds characters that no token has "
                                 "(spaces, line breaks or others).")
                            .arg(m_config.userName);
        return tl::unexpected(std::move(error));
    }
    return token;
}

Result<QByteArray> Transport::authorization()
{
    auto token = bearerToken();
    if (!token)
        return tl::unexpected(std::move(token.error()));
    if (!token->isEmpty())
        return "Bearer " + *token;
    if (m_config.username.isEmpty() && m_config.password.isEmpty())
        return QByteArray();
    return "Basic " + (m_config.username + u':' + m_config.password).toUtf8().toBase64();
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

Result<QNetworkRequest> Transport::makeRequest(const QString &path, const QString &query)
{
    if (!m_tls)
        return tl::unexpected(m_tls.error());
    if (!m_proxy)
        return tl::unexpected(m_proxy.error());
    auto authorization = this->authorization();
    if (!authorization)
        return tl::unexpected(std::move(authorization.error()));
    QNetworkRequest request(url(path, query));
    request.setSslConfiguration(*m_tls);
    if (!m_config.tlsServerName.isEmpty())
        request.setPeerVerifyName(m_config.tlsServerName);
    if (!authorization->isEmpty())
        request.setRawHeader("Authorization", *authorization);
    impersonate(request);
    request.setHeader(QNetworkRequest::UserAgentHeader, u"assay"_s);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    // Large lists compress well past Qt's ratio; Exchange has a cap of its own.
    request.setDecompressedSafetyCheckThreshold(-1);
    return request;
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
