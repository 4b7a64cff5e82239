// SPDX-License-Identifier: Apache-2.0
#include "base/failure.h"
#include "base/text.h"
#include "id_token.h"
#include "kubeconfig_entries.h"
#include "proxy_choice.h"
#include "server_address.h"
#include "tls_identity.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::k8s {

bool isSamePlace(const std::optional<RestConfig> &one, const std::optional<RestConfig> &other)
{
    return one && other && one->contextName == other->contextName && one->server == other->server;
}

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
static Result<QByteArray> dataOrFile(const KubeconfigData &data, const QString &file,
                                     const QString &directory, const QString &what, QString &path)
{
    if (!data.base64.isEmpty()) {
        // Go takes line breaks, and nothing else.
        QByteArray compact = data.base64;
        compact.replace('\n', "").replace('\r', "");
        const auto decoded = QByteArray::fromBase64Encoding(
            compact, QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
        if (!decoded || decoded.decoded.isEmpty() || compact.size() % 4 != 0)
            return unusable(Text::tr("%1: %2 is not valid base64.").arg(data.place, what));
        return decoded.decoded;
    }
    if (file.isEmpty())
        return QByteArray();
    path = resolved(file, directory);
    return readSmallFile(path, what);
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
    if (!cluster.faults.withoutRaw.isEmpty() && config.server.scheme() == u"https")
        return configurationError(cluster.faults.withoutRaw);
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
    if (!user.faults.withoutRaw.isEmpty())
        return configurationError(user.faults.withoutRaw);
    if (user.authProvider) {
        if (auto fault = readAuthProvider(user, config))
            return fault;
    }
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
    if (!user.token.isEmpty())
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

static QStringList namesOf(const std::vector<Kubeconfig::Context> &contexts)
{
    QStringList names;
    for (const Kubeconfig::Context &context : contexts)
        names.append(context.name);
    return names;
}

Result<Kubeconfig::Context> Kubeconfig::chosen(const QString &context) const
{
    const QString wanted = context.isEmpty() ? m_currentContext : context;
    if (wanted.isEmpty() && !m_currentFault.isEmpty())
        return unusable(m_currentFault);
    if (isEmpty()) {
        const QFileInfo file(m_path);
        return unusable(file.isFile() && file.size() == 0
                            ? Text::tr("%1 is empty.").arg(m_path)
                            : Text::tr("%1 is no kubeconfig: it has no contexts.").arg(m_path));
    }
    if (wanted.isEmpty() && m_contexts.empty())
        return unusable(Text::tr("%1 has no contexts: a context says which cluster is meant, and "
                                 "which user.")
                            .arg(m_path));
    if (wanted.isEmpty())
        return unusable(Text::tr("%1 has no current-context, so a context must be named. %2")
                            .arg(m_path, known(namesOf(m_contexts))));
    const auto found = std::find_if(m_contexts.begin(), m_contexts.end(),
                                    [&](const Context &c) { return c.name == wanted; });
    if (found == m_contexts.end())
        return unusable(
            Text::tr("%1 has no context “%2”. %3").arg(m_path, wanted, known(namesOf(m_contexts))));
    if (!found->fault.isEmpty())
        return unusable(found->fault);
    if (found->cluster.isEmpty() || !m_clusters->contains(found->cluster))
        return unusable(Text::tr("Context “%1” in %2 names the cluster “%3”, which is missing. %4")
                            .arg(wanted, m_path, found->cluster, known(m_clusters->keys())));
    // A context without a user is one that everybody may use.
    if (!found->user.isEmpty() && !m_users->contains(found->user))
        return unusable(Text::tr("Context “%1” in %2 names the user “%3”, which is missing. %4")
                            .arg(wanted, m_path, found->user, known(m_users->keys())));
    return *found;
}

Result<RestConfig> Kubeconfig::restConfig(const QString &context) const
{
    const auto found = chosen(context);
    if (!found)
        return tl::unexpected(found.error());
    const Cluster cluster = m_clusters->value(found->cluster);
    const User user = m_users->value(found->user);
    for (const QString &fault : {cluster.faults.type, user.faults.type}) {
        if (!fault.isEmpty())
            return unusable(fault);
    }

    RestConfig config;
    config.contextName = found->name;
    config.clusterName = found->cluster;
    config.userName = found->user;
    config.remarks = m_remarks;
    if (!found->nameSpace.isEmpty())
        config.defaultNamespace = found->nameSpace;
    auto server = readServer(cluster.server, found->cluster);
    if (!server)
        return tl::unexpected(std::move(server.error()));
    config.server = server->url;
    if (!server->hadScheme)
        config.remarks.append(
            plain(Text::tr("The server of cluster “%1” is “%2”, without https:// in front. As "
                           "kubectl does, it is asked over http, unencrypted and without the "
                           "user's credentials.")
                      .arg(found->cluster, shownAddress(cluster.server))));
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
