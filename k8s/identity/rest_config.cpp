// SPDX-License-Identifier: Apache-2.0
#include "base/failure.h"
#include "base/text.h"
#include "kubeconfig_entries.h"
#include "proxy_choice.h"
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

static QString resolved(const QString &file, const QString &directory)
{
    return QDir::cleanPath(QDir(directory).absoluteFilePath(file));
}

//! The bytes of a `…-data` field, or of the file that its sister names; data wins, as in client-go.
//! Sets `path` to the file where it is one.
static Result<QByteArray> dataOrFile(const QByteArray &data, const QString &file,
                                     const QString &directory, const QString &what, QString &path)
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
    path = resolved(file, directory);
    return readSmallFile(path, what);
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

static std::optional<Error> readTrust(const KubeconfigCluster &cluster, RestConfig &config)
{
    const QString &name = config.clusterName;
    if (!cluster.proxyUrl.isEmpty()) {
        const auto proxy =
            parseProxy(cluster.proxyUrl, Text::tr("proxy-url of cluster “%1”").arg(name));
        if (!proxy)
            return proxy.error();
        config.proxyUrl = cluster.proxyUrl;
    }
    config.tlsServerName = cluster.tlsServerName;
    config.insecureSkipTlsVerify = cluster.insecureSkipTlsVerify;
    auto authority = dataOrFile(cluster.authorityData, cluster.authorityFile, cluster.directory,
                                Text::tr("The certificate authority of cluster “%1”").arg(name),
                                config.certificateAuthorityFile);
    if (!authority)
        return authority.error();
    config.certificateAuthority = *authority;
    if (config.insecureSkipTlsVerify && !config.certificateAuthority.isEmpty())
        return configurationError(Text::tr("Cluster “%1” has both a certificate authority and "
                                           "insecure-skip-tls-verify; remove one of them.")
                                      .arg(name));
    return {};
}

static std::optional<Error> readImpersonation(const Impersonation &as, RestConfig &config)
{
    const QString &name = config.userName;
    if (as.user.isEmpty() && !(as.uid.isEmpty() && as.groups.isEmpty() && as.extra.isEmpty()))
        return configurationError(Text::tr("User “%1” has as-uid, as-groups or as-user-extra, but "
                                           "no “as” that says whom they belong to.")
                                      .arg(name));
    QStringList values = as.groups + QStringList{as.user, as.uid};
    for (const QStringList &list : as.extra)
        values += list;
    const bool legal = std::all_of(values.begin(), values.end(), [](const QString &value) {
        return std::none_of(value.begin(), value.end(),
                            [](QChar c) { return c.category() == QChar::Other_Control; });
    });
    if (!legal)
        return configurationError(Text::tr("User “%1” acts as someone whose name, uid, groups or "
                                           "extras hold a line break or another control character.")
                                      .arg(name));
    config.impersonation = as;
    return {};
}

static std::optional<Error> readPlugin(const KubeconfigUser &user, RestConfig &config)
{
    const QString &name = config.userName;
    ExecPlugin plugin = *user.exec;
    const bool v1 = plugin.apiVersion == u"client.authentication.k8s.io/v1";
    if (!v1 && plugin.apiVersion != u"client.authentication.k8s.io/v1beta1")
        return configurationError(
            Text::tr("The exec plugin of user “%1” has the apiVersion “%2”; "
                     "client.authentication.k8s.io/v1 and v1beta1 are known. Sign in again with a "
                     "current version of the tool that wrote this.")
                .arg(name, plugin.apiVersion));
    if (plugin.command.isEmpty())
        return configurationError(
            Text::tr("The exec plugin of user “%1” has no command.").arg(name));
    if (user.interactiveMode == u"Always")
        return configurationError(
            Text::tr("The exec plugin of user “%1” must ask in a terminal (interactiveMode: "
                     "Always), which there is none of here. Run “kubectl get namespaces --context "
                     "%2” once in a terminal and use a kubeconfig with the token that it gives, or "
                     "set interactiveMode: IfAvailable if the program can do without.")
                .arg(name, config.contextName));
    const bool optional = user.interactiveMode == u"Never" ||
                          user.interactiveMode == u"IfAvailable" ||
                          (user.interactiveMode.isEmpty() && !v1);
    if (!optional)
        return configurationError(
            Text::tr("The exec plugin of user “%1” has the interactiveMode “%2”; it must be Never, "
                     "IfAvailable or Always.")
                .arg(name, user.interactiveMode));
    if (plugin.command.contains(u'/'))
        plugin.command = resolved(plugin.command, user.directory);
    config.execPlugin = std::move(plugin);
    return {};
}

//! What proves who the user is. client-go: token before user name before plugin; each may come
//! with a client certificate.
static std::optional<Error> readCredentials(const KubeconfigUser &user, RestConfig &config)
{
    const QString &name = config.userName;
    const bool token = !user.token.isEmpty() || !user.tokenFile.isEmpty();
    const bool basic = !user.username.isEmpty() || !user.password.isEmpty();
    if (!user.authProvider.isEmpty())
        return configurationError(
            Text::tr("User “%1” gets its credentials from the auth-provider “%2”. Kubernetes "
                     "removed auth-providers in 1.26; sign in again with a current version of the "
                     "tool that wrote this, so that it writes a token or an exec plugin.")
                .arg(name, user.authProvider));
    if (token && basic)
        return configurationError(Text::tr("User “%1” has both a token and a user name with "
                                           "password; remove one of them.")
                                      .arg(name));
    if (user.exec && !token && !basic) {
        if (auto fault = readPlugin(user, config))
            return fault;
    }
    auto certificate = dataOrFile(user.certificateData, user.certificateFile, user.directory,
                                  Text::tr("The client certificate of user “%1”").arg(name),
                                  config.clientCertificateFile);
    if (!certificate)
        return certificate.error();
    config.clientCertificate = *certificate;
    auto key = dataOrFile(user.keyData, user.keyFile, user.directory,
                          Text::tr("The client key of user “%1”").arg(name), config.clientKeyFile);
    if (!key)
        return key.error();
    config.clientKey = *key;
    config.username = user.username;
    config.password = user.password;
    config.token = user.token.toUtf8();
    if (user.tokenFile.isEmpty())
        return {};
    config.tokenFile = resolved(user.tokenFile, user.directory);
    const auto read =
        readSmallFile(config.tokenFile, Text::tr("The token file of user “%1”").arg(name));
    if (!read && config.token.isEmpty())
        return read.error();
    return {};
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
    // A context without a user is one that everybody may use.
    if (!chosen->user.isEmpty() && !m_users->contains(chosen->user))
        return unusable(Text::tr("Context “%1” in %2 names the user “%3”, which is missing. %4")
                            .arg(wanted, m_path, chosen->user, known(m_users->keys())));
    const Cluster cluster = m_clusters->value(chosen->cluster);
    const User user = m_users->value(chosen->user);

    RestConfig config;
    config.contextName = wanted;
    config.clusterName = chosen->cluster;
    config.userName = chosen->user;
    if (!chosen->nameSpace.isEmpty())
        config.defaultNamespace = chosen->nameSpace;
    auto server = readServer(cluster.server, chosen->cluster);
    if (!server)
        return tl::unexpected(std::move(server.error()));
    config.server = *server;
    if (auto fault = readTrust(cluster, config))
        return tl::unexpected(std::move(*fault));
    if (auto fault = readImpersonation(user.impersonation, config))
        return tl::unexpected(std::move(*fault));
    // As client-go: what proves who one is is not sent where everybody can read it.
    if (config.server.scheme() == u"https") {
        if (auto fault = readCredentials(user, config))
            return tl::unexpected(std::move(*fault));
    }
    if (config.execPlugin)
        config.execPlugin->clusterConfig = cluster.execConfig;
    if (auto tls = makeSslConfiguration(config); !tls)
        return tl::unexpected(std::move(tls.error()));
    return config;
}

} // namespace assay::k8s
