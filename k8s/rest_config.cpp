// SPDX-License-Identifier: Apache-2.0
#include "failure.h"
#include "kubeconfig_entries.h"
#include "text.h"
#include "tls_identity.h"

#include <QDir>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::k8s {

static QString known(QStringList names)
{
    if (names.isEmpty())
        return Text::tr("The file has none.");
    std::sort(names.begin(), names.end());
    return Text::tr("The file has: %1.").arg(names.join(u", "_s));
}

//! The bytes of a `…-data` field, or of the file that its sister names; data wins, as in client-go.
static Result<QByteArray> dataOrFile(const QByteArray &data, const QString &file,
                                     const QDir &directory, const QString &what)
{
    if (!data.isEmpty()) {
        QByteArray compact = data;
        compact.replace('\n', "").replace('\r', "").replace(' ', "").replace('\t', "");
        const auto decoded = QByteArray::fromBase64Encoding(
            compact, QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
        if (!decoded || decoded.decoded.isEmpty())
            return unusable(Text::tr("%1 is not valid base64.").arg(what));
        return decoded.decoded;
    }
    if (file.isEmpty())
        return QByteArray();
    return readSmallFile(QDir::cleanPath(directory.absoluteFilePath(file)), what);
}

static QString unsupportedSentence(const QString &field, const QString &user)
{
    if (field == u"exec")
        return Text::tr("User “%1” gets its credentials from a program (exec), which is not "
                        "supported. Use a context whose user has a token or a client certificate.")
            .arg(user);
    if (field == u"auth-provider")
        return Text::tr("User “%1” gets its credentials from an auth-provider, which is not "
                        "supported. Use a context whose user has a token or a client certificate.")
            .arg(user);
    if (field == u"username" || field == u"password")
        return Text::tr("User “%1” signs in with a user name and password, which is not "
                        "supported. Use a context whose user has a token or a client certificate.")
            .arg(user);
    return Text::tr("User “%1” acts as someone else (“%2”), which is not supported. Use a context "
                    "whose user does not.")
        .arg(user, field);
}

static Result<QUrl> readServer(const QString &text, const QString &cluster)
{
    if (text.isEmpty())
        return unusable(Text::tr("Cluster “%1” has no server address.").arg(cluster));
    const QUrl url(text, QUrl::StrictMode);
    const bool http = url.scheme() == u"https" || url.scheme() == u"http";
    if (!url.isValid() || !http || url.host().isEmpty())
        return unusable(Text::tr("The server of cluster “%1” is not an address such as "
                                 "https://host:6443: %2")
                            .arg(cluster, url.toDisplayString(QUrl::RemoveUserInfo)));
    if (!url.userInfo().isEmpty())
        return unusable(Text::tr("The server address of cluster “%1” holds a user name or a "
                                 "password; credentials belong to the user.")
                            .arg(cluster));
    return url;
}

Result<RestConfig> Kubeconfig::restConfig(const QString &context) const
{
    const QString wanted = context.isEmpty() ? m_currentContext : context;
    QStringList names;
    for (const Context &candidate : m_contexts)
        names.append(candidate.name);
    if (wanted.isEmpty())
        return unusable(Text::tr("%1 has no current-context, so a context must be named. %2")
                            .arg(m_path, known(names)));
    const auto chosen = std::find_if(m_contexts.begin(), m_contexts.end(),
                                     [&](const Context &c) { return c.name == wanted; });
    if (chosen == m_contexts.end())
        return unusable(Text::tr("%1 has no context “%2”. %3").arg(m_path, wanted, known(names)));
    if (chosen->cluster.isEmpty() || !m_clusters->contains(chosen->cluster))
        return unusable(Text::tr("Context “%1” in %2 names the cluster “%3”, which is missing. %4")
                            .arg(wanted, m_path, chosen->cluster, known(m_clusters->keys())));
    if (chosen->user.isEmpty() || !m_users->contains(chosen->user))
        return unusable(Text::tr("Context “%1” in %2 names the user “%3”, which is missing. %4")
                            .arg(wanted, m_path, chosen->user, known(m_users->keys())));
    const Cluster cluster = m_clusters->value(chosen->cluster);
    const User user = m_users->value(chosen->user);
    const QDir directory(m_baseDirectory);

    RestConfig config;
    config.contextName = wanted;
    config.clusterName = chosen->cluster;
    config.userName = chosen->user;
    if (!chosen->nameSpace.isEmpty())
        config.defaultNamespace = chosen->nameSpace;

    if (!user.unsupported.isEmpty())
        return unusable(unsupportedSentence(user.unsupported.first(), chosen->user));
    if (!cluster.proxyUrl.isEmpty())
        return unusable(Text::tr("Cluster “%1” is reached through a proxy (proxy-url), which is "
                                 "not supported.")
                            .arg(chosen->cluster));
    auto server = readServer(cluster.server, chosen->cluster);
    if (!server)
        return tl::unexpected(std::move(server.error()));
    config.server = *server;
    config.tlsServerName = cluster.tlsServerName;
    config.insecureSkipTlsVerify = cluster.insecureSkipTlsVerify;

    struct Source
    {
        QByteArray RestConfig::*target;
        const QByteArray &data;
        const QString &file;
        QString what;
    };
    const Source sources[] = {
        {&RestConfig::certificateAuthority, cluster.authorityData, cluster.authorityFile,
         Text::tr("The certificate authority of cluster “%1”").arg(chosen->cluster)},
        {&RestConfig::clientCertificate, user.certificateData, user.certificateFile,
         Text::tr("The client certificate of user “%1”").arg(chosen->user)},
        {&RestConfig::clientKey, user.keyData, user.keyFile,
         Text::tr("The client key of user “%1”").arg(chosen->user)},
    };
    for (const Source &source : sources) {
        auto bytes = dataOrFile(source.data, source.file, directory, source.what);
        if (!bytes)
            return tl::unexpected(std::move(bytes.error()));
        config.*source.target = *bytes;
    }
    if (config.insecureSkipTlsVerify && !config.certificateAuthority.isEmpty())
        return unusable(Text::tr("Cluster “%1” has both a certificate authority and "
                                 "insecure-skip-tls-verify; remove one of them.")
                            .arg(chosen->cluster));
    config.token = user.token.toUtf8();
    if (!user.tokenFile.isEmpty()) {
        config.tokenFile = QDir::cleanPath(directory.absoluteFilePath(user.tokenFile));
        const auto token = readSmallFile(config.tokenFile,
                                         Text::tr("The token file of user “%1”").arg(chosen->user));
        if (!token)
            return tl::unexpected(token.error());
    }
    if (auto tls = makeSslConfiguration(config); !tls)
        return tl::unexpected(std::move(tls.error()));
    return config;
}

} // namespace assay::k8s
