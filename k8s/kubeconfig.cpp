// SPDX-License-Identifier: Apache-2.0
#include "failure.h"
#include "kubeconfig_entries.h"
#include "text.h"

#include <k8s/kubeconfig.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <yaml-cpp/yaml.h>

using namespace Qt::StringLiterals;

namespace assay::k8s {

static constexpr qint64 fileCap = 1 << 20;

//! Thrown and caught in this file only: a field that is not what it must be.
struct Malformed
{
    YAML::Mark mark;
    QString message;
};

static QString place(const QString &name, const YAML::Mark &mark)
{
    if (mark.is_null())
        return name;
    return u"%1:%2:%3"_s.arg(name).arg(mark.line + 1).arg(mark.column + 1);
}

static QString toText(const YAML::Node &node)
{
    return QString::fromStdString(node.Scalar());
}

static QString scalar(const YAML::Node &map, const char *key)
{
    const YAML::Node node = map[key];
    if (!node || node.IsNull())
        return {};
    if (!node.IsScalar())
        throw Malformed{node.Mark(), Text::tr("“%1” must be a text").arg(QLatin1StringView(key))};
    return toText(node);
}

static bool boolean(const YAML::Node &map, const char *key)
{
    const YAML::Node node = map[key];
    if (!node || node.IsNull())
        return false;
    bool value = false;
    if (!node.IsScalar() || !YAML::convert<bool>::decode(node, value))
        throw Malformed{node.Mark(),
                        Text::tr("“%1” must be true or false").arg(QLatin1StringView(key))};
    return value;
}

static bool present(const YAML::Node &map, const char *key)
{
    const YAML::Node node = map[key];
    return node && !node.IsNull() && !(node.IsScalar() && node.Scalar().empty()) &&
           !((node.IsMap() || node.IsSequence()) && node.size() == 0);
}

//! Calls `add(name, inner)` for each `{name: …, <inner>: {…}}` of the list `key`.
template<class Add>
static void forEachNamed(const YAML::Node &root, const char *key, const char *inner, Add add)
{
    const YAML::Node list = root[key];
    if (!list || list.IsNull())
        return;
    if (!list.IsSequence())
        throw Malformed{list.Mark(), Text::tr("“%1” must be a list").arg(QLatin1StringView(key))};
    QStringList seen;
    for (const YAML::Node &entry : list) {
        if (!entry.IsMap())
            throw Malformed{
                entry.Mark(),
                Text::tr("each entry of “%1” must have a name").arg(QLatin1StringView(key))};
        const QString name = scalar(entry, "name");
        if (seen.contains(name))
            throw Malformed{entry.Mark(),
                            Text::tr("“%1” names “%2” twice").arg(QLatin1StringView(key), name)};
        seen.append(name);
        const YAML::Node body = entry[inner];
        if (body && !body.IsNull() && !body.IsMap())
            throw Malformed{
                body.Mark(),
                Text::tr("“%1” must hold fields, one a line").arg(QLatin1StringView(inner))};
        add(name, body && body.IsMap() ? body : YAML::Node(YAML::NodeType::Map));
    }
}

static KubeconfigCluster readCluster(const YAML::Node &body)
{
    return {scalar(body, "server"),
            scalar(body, "certificate-authority"),
            scalar(body, "certificate-authority-data").toUtf8(),
            scalar(body, "tls-server-name"),
            scalar(body, "proxy-url"),
            boolean(body, "insecure-skip-tls-verify")};
}

static KubeconfigUser readUser(const YAML::Node &body)
{
    KubeconfigUser user;
    user.certificateFile = scalar(body, "client-certificate");
    user.certificateData = scalar(body, "client-certificate-data").toUtf8();
    user.keyFile = scalar(body, "client-key");
    user.keyData = scalar(body, "client-key-data").toUtf8();
    user.token = scalar(body, "token");
    user.tokenFile = scalar(body, "tokenFile");
    for (const char *key : {"exec", "auth-provider", "username", "password", "as", "as-uid",
                            "as-groups", "as-user-extra"}) {
        if (present(body, key))
            user.unsupported.append(QString::fromLatin1(key));
    }
    return user;
}

Result<QByteArray> readSmallFile(const QString &path, const QString &what)
{
    const QFileInfo info(path);
    if (!info.exists())
        return tl::unexpected(
            configurationError(Text::tr("%1 does not exist: %2").arg(what, path)));
    // A pipe or a device could keep the reader waiting for ever.
    if (!info.isFile())
        return tl::unexpected(configurationError(Text::tr("%1 is not a file: %2").arg(what, path)));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return tl::unexpected(configurationError(
            Text::tr("%1 cannot be read: %2 (%3)").arg(what, path, file.errorString())));
    QByteArray bytes = file.read(fileCap + 1);
    if (file.error() != QFileDevice::NoError)
        return tl::unexpected(configurationError(
            Text::tr("%1 cannot be read: %2 (%3)").arg(what, path, file.errorString())));
    if (bytes.size() > fileCap)
        return tl::unexpected(
            configurationError(Text::tr("%1 is larger than 1 MiB: %2").arg(what, path)));
    return bytes;
}

Result<Kubeconfig> Kubeconfig::load(const QString &path)
{
    const auto bytes = readSmallFile(path, Text::tr("The kubeconfig file"));
    if (!bytes)
        return tl::unexpected(bytes.error());
    auto config = parse(*bytes, QFileInfo(path).absolutePath(), path);
    if (config)
        config->m_path = path;
    return config;
}

Result<Kubeconfig> Kubeconfig::parse(const QByteArray &yaml, const QString &baseDirectory,
                                     const QString &name)
{
    if (yaml.size() > fileCap)
        return tl::unexpected(
            configurationError(Text::tr("The kubeconfig file is larger than 1 MiB: %1").arg(name)));
    Kubeconfig config;
    config.m_path = name;
    config.m_baseDirectory = baseDirectory;
    QHash<QString, Cluster> clusters;
    QHash<QString, User> users;
    try {
        const YAML::Node root = YAML::Load(yaml.toStdString());
        if (root && !root.IsNull()) {
            if (!root.IsMap())
                throw Malformed{root.Mark(),
                                Text::tr("a kubeconfig has fields such as “clusters” and "
                                         "“contexts”; this is something else")};
            config.m_currentContext = scalar(root, "current-context");
            forEachNamed(root, "clusters", "cluster", [&](const QString &key, const auto &body) {
                clusters.insert(key, Cluster{readCluster(body)});
            });
            forEachNamed(root, "users", "user", [&](const QString &key, const auto &body) {
                users.insert(key, User{readUser(body)});
            });
            forEachNamed(root, "contexts", "context", [&](const QString &key, const auto &body) {
                config.m_contexts.push_back({key, scalar(body, "cluster"), scalar(body, "user"),
                                             scalar(body, "namespace")});
            });
        }
    } catch (const Malformed &fault) {
        return tl::unexpected(
            configurationError(place(name, fault.mark) + u": "_s + fault.message));
    } catch (const YAML::Exception &fault) {
        return tl::unexpected(configurationError(
            Text::tr("%1: this is not valid YAML: %2")
                .arg(place(name, fault.mark), QString::fromStdString(fault.msg))));
    } catch (const std::exception &fault) {
        return tl::unexpected(configurationError(
            Text::tr("%1: this is not valid YAML: %2").arg(name, QString::fromUtf8(fault.what()))));
    }
    config.m_clusters = std::make_shared<const QHash<QString, Cluster>>(std::move(clusters));
    config.m_users = std::make_shared<const QHash<QString, User>>(std::move(users));
    return config;
}

QString Kubeconfig::defaultPath()
{
    const QStringList named =
        qEnvironmentVariable("KUBECONFIG").split(QDir::listSeparator(), Qt::SkipEmptyParts);
    return named.isEmpty() ? QDir::homePath() + u"/.kube/config"_s : named.first();
}

} // namespace assay::k8s
