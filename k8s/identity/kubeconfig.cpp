// SPDX-License-Identifier: Apache-2.0
#include "base/failure.h"
#include "base/text.h"
#include "kubeconfig_entries.h"

#include <k8s/identity/kubeconfig.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSet>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>

using namespace Qt::StringLiterals;

namespace assay::k8s {

Result<QByteArray> readSmallFile(const QString &path, const QString &what, qint64 cap)
{
    const QFileInfo info(path);
    if (!info.exists())
        return tl::unexpected(
            configurationError(Text::tr("%1 does not exist: %2").arg(what, path)));
    // A pipe or a device could keep the reader waiting for ever.
    if (!info.isFile())
        return tl::unexpected(configurationError(Text::tr("%1 is not a file: %2").arg(what, path)));
    // Some files of the system (/proc/kmsg) wait as a pipe does.
    const int descriptor =
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    QFile file;
    if (descriptor < 0 || !file.open(descriptor, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle))
        return tl::unexpected(configurationError(
            Text::tr("%1 cannot be read: %2 (%3)").arg(what, path, qt_error_string(errno))));
    QByteArray bytes = file.read(cap + 1);
    if (file.error() != QFileDevice::NoError)
        return tl::unexpected(configurationError(
            Text::tr("%1 cannot be read: %2 (%3)").arg(what, path, file.errorString())));
    if (bytes.size() > cap)
        return unusable(
            Text::tr("%1 is larger than %2 MiB: %3").arg(what).arg(cap >> 20).arg(path));
    return bytes;
}

Result<Kubeconfig> Kubeconfig::load(const QString &path)
{
    const auto bytes = readSmallFile(path, Text::tr("The kubeconfig file"), kubeconfigCap);
    if (!bytes)
        return tl::unexpected(bytes.error());
    auto config = parse(*bytes, QFileInfo(path).absolutePath(), path);
    if (config)
        config->m_path = path;
    return config;
}

Result<Kubeconfig> Kubeconfig::loadFiles(const QStringList &paths)
{
    Kubeconfig whole = *parse({}, {}, {});
    for (const QString &path : paths) {
        if (path.isEmpty() || !QFileInfo::exists(path))
            continue;
        const auto one = load(path);
        if (!one)
            return one;
        whole.merge(*one);
    }
    whole.m_path = paths.join(QDir::listSeparator());
    return whole;
}

Result<Kubeconfig> Kubeconfig::loadUsual(const QString &serviceAccountFolder)
{
    const QStringList paths = usualPaths();
    auto config = loadFiles(paths);
    if (!config || !config->isEmpty())
        return config;
    if (auto inside = inCluster(serviceAccountFolder); !inside || !inside->isEmpty())
        return inside;
    const bool none = std::none_of(paths.begin(), paths.end(),
                                   [](const QString &path) { return QFileInfo::exists(path); });
    if (none)
        return unusable((paths.size() == 1
                             ? Text::tr("There is no kubeconfig: %1 does not exist. It comes from "
                                        "whoever runs the cluster, or from signing in to it.")
                             : Text::tr("There is no kubeconfig: %1 do not exist. It comes from "
                                        "whoever runs the cluster, or from signing in to it."))
                            .arg(paths.join(u", "_s)));
    return config;
}

//! client-go: rest.InClusterConfig. Empty where this does not run in a pod.
Result<Kubeconfig> Kubeconfig::inCluster(const QString &folder)
{
    Kubeconfig config = *parse({}, {}, {});
    const QString host = qEnvironmentVariable("KUBERNETES_SERVICE_HOST");
    const QString port = qEnvironmentVariable("KUBERNETES_SERVICE_PORT");
    const QDir directory(folder);
    if (host.isEmpty() || port.isEmpty() || !QFileInfo::exists(directory.filePath(u"token"_s)))
        return config;
    const QString name = u"in-cluster"_s;
    QString nameSpace = qEnvironmentVariable("POD_NAMESPACE");
    if (nameSpace.isEmpty()) {
        const auto text = readSmallFile(directory.filePath(u"namespace"_s),
                                        Text::tr("The namespace of this pod"));
        nameSpace = text ? QString::fromUtf8(*text).trimmed() : QString();
    }
    config.m_path = folder;
    config.m_currentContext = name;
    config.m_contexts.push_back({name, name, name, nameSpace, {}});
    Cluster cluster;
    cluster.directory = folder;
    cluster.server = u"https://%1:%2"_s.arg(host.contains(u':') ? u'[' + host + u']' : host, port);
    if (QFileInfo::exists(directory.filePath(u"ca.crt"_s)))
        cluster.authorityFile = u"ca.crt"_s;
    config.m_clusters->insert(name, cluster);
    User user;
    user.directory = folder;
    user.tokenFile = u"token"_s;
    config.m_users->insert(name, user);
    return config;
}

bool Kubeconfig::isEmpty() const
{
    return m_contexts.empty() && m_clusters->isEmpty() && m_users->isEmpty() &&
           m_currentContext.isEmpty();
}

void Kubeconfig::merge(const Kubeconfig &other)
{
    m_remarks += other.m_remarks;
    if (m_currentContext.isEmpty() && m_currentFault.isEmpty()) {
        m_currentContext = other.m_currentContext;
        m_currentFault = other.m_currentFault;
    }
    QSet<QString> known;
    for (const Context &context : m_contexts)
        known.insert(context.name);
    for (const Context &context : other.m_contexts) {
        if (!known.contains(context.name))
            m_contexts.push_back(context);
    }
    for (auto it = other.m_clusters->cbegin(); it != other.m_clusters->cend(); ++it) {
        if (!m_clusters->contains(it.key()))
            m_clusters->insert(it.key(), it.value());
    }
    for (auto it = other.m_users->cbegin(); it != other.m_users->cend(); ++it) {
        if (!m_users->contains(it.key()))
            m_users->insert(it.key(), it.value());
    }
}

QStringList Kubeconfig::usualPaths()
{
    const QStringList named =
        qEnvironmentVariable("KUBECONFIG").split(QDir::listSeparator(), Qt::SkipEmptyParts);
    return named.isEmpty() ? QStringList{QDir::homePath() + u"/.kube/config"_s} : named;
}

QString Kubeconfig::serviceAccount()
{
    return u"/var/run/secrets/kubernetes.io/serviceaccount"_s;
}

} // namespace assay::k8s
