// SPDX-License-Identifier: Apache-2.0
#include "base/failure.h"
#include "base/text.h"
#include "kubeconfig_entries.h"
#include "yaml_merge.h"

#include <k8s/identity/kubeconfig.h>

#include <nlohmann/json.hpp>
#include <yaml-cpp/yaml.h>

using namespace Qt::StringLiterals;

namespace assay::k8s {

using Json = nlohmann::json;
using Malformed = MalformedYaml;
using YAML::Node;

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

static QStringList texts(const YAML::Node &list, const char *key)
{
    QStringList values;
    if (!list || list.IsNull())
        return values;
    if (!list.IsSequence())
        throw Malformed{list.Mark(), Text::tr("“%1” must be a list").arg(QLatin1StringView(key))};
    for (const YAML::Node &item : list) {
        if (!item.IsScalar())
            throw Malformed{item.Mark(),
                            Text::tr("“%1” must be a list of texts").arg(QLatin1StringView(key))};
        values.append(toText(item));
    }
    return values;
}

static Node mapping(const YAML::Node &map, const char *key)
{
    const YAML::Node node = map[key];
    if (!node || node.IsNull())
        return YAML::Node(YAML::NodeType::Map);
    if (!node.IsMap())
        throw Malformed{node.Mark(),
                        Text::tr("“%1” must hold fields, one a line").arg(QLatin1StringView(key))};
    return node;
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
        if (entry.IsNull())
            continue;
        if (!entry.IsMap())
            throw Malformed{
                entry.Mark(),
                Text::tr("each entry of “%1” must have a name").arg(QLatin1StringView(key))};
        const QString name = scalar(entry, "name");
        if (seen.contains(name))
            throw Malformed{entry.Mark(),
                            Text::tr("“%1” names “%2” twice").arg(QLatin1StringView(key), name)};
        seen.append(name);
        add(name, mapping(entry, inner));
    }
}

//! Plain YAML as the JSON that it stands for. A plain scalar is a number or a truth value where it
//! looks like one.
static Json toJson(const YAML::Node &node, int depth = 0)
{
    if (depth > 50)
        throw Malformed{node.Mark(), Text::tr("this is nested too deeply")};
    if (node.IsMap()) {
        auto object = nlohmann::json::object();
        for (const auto &entry : node)
            object[entry.first.Scalar()] = toJson(entry.second, depth + 1);
        return object;
    }
    if (node.IsSequence()) {
        auto list = nlohmann::json::array();
        for (const YAML::Node &item : node)
            list.push_back(toJson(item, depth + 1));
        return list;
    }
    if (!node.IsScalar())
        return nullptr;
    bool truth = false;
    qint64 number = 0;
    double real = 0;
    if (node.Tag() != "!" && YAML::convert<bool>::decode(node, truth))
        return truth;
    if (node.Tag() != "!" && YAML::convert<qint64>::decode(node, number))
        return number;
    if (node.Tag() != "!" && YAML::convert<double>::decode(node, real))
        return real;
    return node.Scalar();
}

static QByteArray readExecConfig(const YAML::Node &cluster)
{
    const YAML::Node list = cluster["extensions"];
    if (!list || !list.IsSequence())
        return {};
    for (const YAML::Node &entry : list) {
        if (entry.IsMap() && scalar(entry, "name") == u"client.authentication.k8s.io/exec")
            return QByteArray::fromStdString(
                toJson(entry["extension"])
                    .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    }
    return {};
}

static std::optional<ExecPlugin> readExec(const YAML::Node &body, const QString &file)
{
    if (body.size() == 0)
        return {};
    ExecPlugin plugin;
    plugin.apiVersion = scalar(body, "apiVersion");
    plugin.command = scalar(body, "command");
    plugin.arguments = texts(body["args"], "args");
    plugin.installHint = scalar(body, "installHint");
    plugin.provideClusterInfo = boolean(body, "provideClusterInfo");
    plugin.kubeconfig = file;
    const YAML::Node list = body["env"];
    if (!list || list.IsNull())
        return plugin;
    if (!list.IsSequence())
        throw Malformed{list.Mark(), Text::tr("“%1” must be a list").arg(u"env"_s)};
    for (const YAML::Node &entry : list) {
        if (!entry.IsMap() || scalar(entry, "name").isEmpty())
            throw Malformed{entry.Mark(),
                            Text::tr("each entry of “%1” must have a name").arg(u"env"_s)};
        plugin.environment.append({scalar(entry, "name"), scalar(entry, "value")});
    }
    return plugin;
}

static KubeconfigCluster readCluster(const YAML::Node &body, const QString &directory)
{
    return {directory,
            scalar(body, "server"),
            scalar(body, "certificate-authority"),
            scalar(body, "certificate-authority-data").toUtf8(),
            scalar(body, "tls-server-name"),
            scalar(body, "proxy-url"),
            boolean(body, "insecure-skip-tls-verify"),
            readExecConfig(body)};
}

static KubeconfigUser readUser(const YAML::Node &body, const QString &directory,
                               const QString &file)
{
    KubeconfigUser user;
    user.directory = directory;
    user.certificateFile = scalar(body, "client-certificate");
    user.certificateData = scalar(body, "client-certificate-data").toUtf8();
    user.keyFile = scalar(body, "client-key");
    user.keyData = scalar(body, "client-key-data").toUtf8();
    user.token = scalar(body, "token");
    user.tokenFile = scalar(body, "tokenFile");
    user.username = scalar(body, "username");
    user.password = scalar(body, "password");
    user.impersonation.user = scalar(body, "as");
    user.impersonation.uid = scalar(body, "as-uid");
    user.impersonation.groups = texts(body["as-groups"], "as-groups");
    for (const auto &entry : mapping(body, "as-user-extra"))
        user.impersonation.extra.insert(toText(entry.first), texts(entry.second, "as-user-extra"));
    user.exec = readExec(mapping(body, "exec"), file);
    user.interactiveMode = scalar(mapping(body, "exec"), "interactiveMode");
    const YAML::Node provider = mapping(body, "auth-provider");
    if (provider.size() > 0) {
        user.authProvider = scalar(provider, "name");
        if (user.authProvider.isEmpty())
            user.authProvider = u"auth-provider"_s;
    }
    return user;
}

//! A file of another kind would otherwise be taken for a kubeconfig without contexts.
static void checkKind(const YAML::Node &root)
{
    const QString kind = scalar(root, "kind");
    const QString version = scalar(root, "apiVersion");
    if ((!kind.isEmpty() && kind != u"Config") || (!version.isEmpty() && version != u"v1"))
        throw Malformed{root.Mark(), Text::tr("this is “%1” of “%2”, not a kubeconfig (“Config” "
                                              "of “v1”)")
                                         .arg(kind, version)};
}

Result<Kubeconfig> Kubeconfig::parse(const QByteArray &yaml, const QString &baseDirectory,
                                     const QString &name)
{
    if (yaml.size() > smallFileCap)
        return tl::unexpected(
            configurationError(Text::tr("The kubeconfig file is larger than 1 MiB: %1").arg(name)));
    Kubeconfig config;
    config.m_path = name;
    QHash<QString, Cluster> clusters;
    QHash<QString, User> users;
    try {
        const YAML::Node root = YAML::Load(yaml.toStdString());
        if (root && !root.IsNull()) {
            if (!root.IsMap())
                throw Malformed{root.Mark(),
                                Text::tr("a kubeconfig has fields such as “clusters” and "
                                         "“contexts”; this is something else")};
            resolveMergeKeys(root);
            checkKind(root);
            config.m_currentContext = scalar(root, "current-context");
            forEachNamed(root, "clusters", "cluster", [&](const QString &key, const auto &body) {
                clusters.insert(key, Cluster{readCluster(body, baseDirectory)});
            });
            forEachNamed(root, "users", "user", [&](const QString &key, const auto &body) {
                users.insert(key, User{readUser(body, baseDirectory, name)});
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
    config.m_clusters = std::make_shared<QHash<QString, Cluster>>(std::move(clusters));
    config.m_users = std::make_shared<QHash<QString, User>>(std::move(users));
    return config;
}

} // namespace assay::k8s
