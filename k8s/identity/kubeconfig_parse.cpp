// SPDX-License-Identifier: Apache-2.0
#include "base/failure.h"
#include "base/text.h"
#include "kubeconfig_entries.h"
#include "kubeconfig_fields.h"
#include "yaml_scalar.h"

#include <k8s/identity/kubeconfig.h>

#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;

namespace assay::k8s {

using Json = nlohmann::json;
using Malformed = MalformedYaml;
using Fields = KubeconfigFields;

//! So many are said one by one.
static constexpr int mostRemarks = 20;

static QString placeIn(const QString &file, const YamlPlace &at)
{
    return at.line == 0 ? file : u"%1:%2:%3"_s.arg(file).arg(at.line).arg(at.column);
}

static QString sentence(const QString &file, const Malformed &fault)
{
    return placeIn(file, fault.at) + u": "_s + fault.message;
}

//! Plain YAML as the JSON that it stands for.
static Json toJson(const YamlTree &tree, const YamlNode &node, int depth = 0)
{
    requireReadable(node);
    tree.visit(node);
    // Aliases may nest what the file does not.
    if (depth > 50)
        throw Malformed{node.at, Text::tr("this is nested too deeply")};
    switch (node.type) {
    case YamlNode::Type::Null:
        return nullptr;
    case YamlNode::Type::Truth:
        return node.truth;
    case YamlNode::Type::Number:
        return yamlNumber(node.text);
    case YamlNode::Type::Text:
        return node.text.toStdString();
    case YamlNode::Type::List: {
        auto list = Json::array();
        for (const YamlNode *item : node.items)
            list.push_back(toJson(tree, *item, depth + 1));
        return list;
    }
    case YamlNode::Type::Map:
        break;
    }
    auto object = Json::object();
    for (const auto &field : node.fields)
        object[field.key.toStdString()] = toJson(tree, *field.value, depth + 1);
    return object;
}

namespace {
//! Reads one file.
class FileReader
{
public:
    FileReader(const YamlTree &tree, QString name, QString directory)
        : m_tree(tree)
        , m_name(std::move(name))
        , m_directory(std::move(directory))
    {
    }

    using Add = std::function<void(const QString &name, const Fields *body, const QString &fault)>;
    //! Calls `add` for each `{name: …, <inner>: {…}}` of the list `key`; what it throws is a fault
    //! of the entry alone, for which it is called again, without a body.
    void forEachNamed(const char *key, const char *inner, const Add &add);

    KubeconfigCluster cluster(const Fields &fields);
    KubeconfigUser user(const Fields &fields);
    Kubeconfig::Context context(const Fields &fields) const;

    QString place(const YamlPlace &at) const { return placeIn(m_name, at); }
    void remark(const QString &text) { m_remarks.append(plain(text)); }
    void remarkDuplicates();
    QStringList takeRemarks();

private:
    void checkExtensions(const Fields &fields) const;
    QByteArray execConfig(const Fields &fields) const;
    std::optional<ExecPlugin> exec(const YamlNode &body) const;
    KubeconfigData data(const Fields &fields, const char *key) const
    {
        return {fields.text(key).toUtf8(), place(fields.placeOf(key))};
    }
    //! Which of the fields holds what kubectl writes in the place of a secret.
    QString leftOut(const Fields &fields, std::initializer_list<const char *> keys) const;

    const YamlTree &m_tree;
    const QString m_name;
    const QString m_directory;
    QStringList m_remarks;
};
} // namespace

void FileReader::forEachNamed(const char *key, const char *inner, const Add &add)
{
    const YamlNode *list = Fields(m_tree, m_tree.root()).list(key);
    if (!list)
        return;
    QHash<QString, int> lines;
    for (const YamlNode *entry : list->items) {
        if (entry->isNull() && entry->fault.isEmpty())
            continue;
        QString name;
        try {
            requireReadable(*entry);
            if (!entry->isMap())
                throw Malformed{
                    entry->at,
                    Text::tr("each entry of “%1” must have a name").arg(QLatin1StringView(key))};
            // What is no text is still what other parts of the file call it.
            if (const YamlNode *node = entry->find(u"name"_s))
                name = node->text;
            const Fields fields(m_tree, *entry);
            fields.text("name");
            YamlNode nothing;
            nothing.type = YamlNode::Type::Map;
            const YamlNode *body = fields.map(inner);
            const Fields inside(m_tree, body ? *body : nothing);
            add(name, &inside, {});
        } catch (const Malformed &malformed) {
            const QString fault = sentence(m_name, malformed);
            remark(Text::tr("%1. kubectl refuses the whole file for this; here, only what uses "
                            "this entry cannot be used.")
                       .arg(fault));
            add(name, nullptr, fault + u'.');
        }
        const auto before = lines.constFind(name);
        if (before != lines.constEnd())
            throw Malformed{entry->at, Text::tr("“%1” names “%2” twice, first on line %3: remove "
                                                "one of them")
                                           .arg(QLatin1StringView(key), name)
                                           .arg(*before)};
        if (!name.isEmpty())
            lines.insert(name, entry->at.line);
    }
}

QString FileReader::leftOut(const Fields &fields, std::initializer_list<const char *> keys) const
{
    for (const char *key : keys) {
        const QString text = fields.text(key);
        if (text == u"REDACTED" || text == u"DATA+OMITTED")
            return Text::tr("%1: “%2” is %3: this file was made by “kubectl config view” without "
                            "--raw, which leaves out what is secret. Make it again with --raw.")
                .arg(place(fields.placeOf(key)), QLatin1StringView(key), text);
    }
    return {};
}

void FileReader::checkExtensions(const Fields &fields) const
{
    const YamlNode *list = fields.list("extensions");
    if (!list)
        return;
    for (const YamlNode *entry : list->items) {
        requireReadable(*entry);
        if (!entry->isMap() && !entry->isNull())
            throw Malformed{entry->at,
                            Text::tr("each entry of “%1” must have a name").arg(u"extensions"_s)};
        if (entry->isMap())
            Fields(m_tree, *entry).text("name");
    }
}

QByteArray FileReader::execConfig(const Fields &fields) const
{
    checkExtensions(fields);
    const YamlNode *list = fields.list("extensions");
    if (!list)
        return {};
    for (const YamlNode *entry : list->items) {
        if (!entry->isMap() ||
            Fields(m_tree, *entry).text("name") != u"client.authentication.k8s.io/exec")
            continue;
        const YamlNode *extension = entry->find(u"extension"_s);
        const Json json = extension ? toJson(m_tree, *extension) : Json();
        return QByteArray::fromStdString(json.dump(-1, ' ', false, Json::error_handler_t::replace));
    }
    return {};
}

std::optional<ExecPlugin> FileReader::exec(const YamlNode &body) const
{
    const Fields fields(m_tree, body);
    ExecPlugin plugin;
    plugin.apiVersion = fields.text("apiVersion");
    plugin.command = fields.text("command");
    plugin.arguments = fields.texts("args");
    plugin.installHint = fields.text("installHint");
    plugin.provideClusterInfo = fields.truth("provideClusterInfo");
    plugin.kubeconfig = m_name;
    const YamlNode *list = fields.list("env");
    if (!list)
        return plugin;
    for (const YamlNode *entry : list->items) {
        requireReadable(*entry);
        m_tree.visit(*entry);
        if (!entry->isMap())
            throw Malformed{entry->at,
                            Text::tr("each entry of “%1” must have a name").arg(u"env"_s)};
        const Fields variable(m_tree, *entry);
        const QString name = variable.text("name");
        if (name.isEmpty())
            throw Malformed{entry->at,
                            Text::tr("each entry of “%1” must have a name").arg(u"env"_s)};
        plugin.environment.append({name, variable.text("value")});
    }
    return plugin;
}

KubeconfigCluster FileReader::cluster(const Fields &fields)
{
    return {m_directory,
            fields.text("server"),
            fields.text("certificate-authority"),
            data(fields, "certificate-authority-data"),
            fields.text("tls-server-name"),
            fields.text("proxy-url"),
            fields.truth("insecure-skip-tls-verify"),
            execConfig(fields),
            {{}, leftOut(fields, {"certificate-authority-data"})}};
}

KubeconfigUser FileReader::user(const Fields &fields)
{
    checkExtensions(fields);
    KubeconfigUser user;
    user.directory = m_directory;
    user.certificateFile = fields.text("client-certificate");
    user.certificateData = data(fields, "client-certificate-data");
    user.keyFile = fields.text("client-key");
    user.keyData = data(fields, "client-key-data");
    user.token = fields.text("token");
    user.tokenFile = fields.text("tokenFile");
    user.username = fields.text("username");
    user.password = fields.text("password");
    user.impersonation.user = fields.text("as");
    user.impersonation.uid = fields.text("as-uid");
    user.impersonation.groups = fields.texts("as-groups");
    for (const auto &[key, values] : fields.listMap("as-user-extra"))
        user.impersonation.extra.insert(key, values);
    if (const YamlNode *body = fields.map("exec")) {
        user.exec = exec(*body);
        user.interactiveMode = Fields(m_tree, *body).text("interactiveMode");
    }
    if (const YamlNode *body = fields.map("auth-provider")) {
        const Fields provider(m_tree, *body);
        user.authProvider = AuthProvider{provider.text("name"), {}};
        for (const auto &[key, value] : provider.textMap("config"))
            user.authProvider->config.insert(key, value);
    }
    user.faults.withoutRaw = leftOut(
        fields, {"client-certificate-data", "client-key-data", "token", "username", "password"});
    return user;
}

Kubeconfig::Context FileReader::context(const Fields &fields) const
{
    checkExtensions(fields);
    Kubeconfig::Context context;
    context.cluster = fields.text("cluster");
    context.user = fields.text("user");
    context.nameSpace = fields.text("namespace");
    return context;
}

//! What is lost with a value that does not stand, as far as it may be shown.
static QString lost(const QString &key, const YamlNode &value)
{
    if (value.isList()) {
        QStringList names;
        for (const YamlNode *entry : value.items) {
            const YamlNode *name = entry->isMap() ? entry->find(u"name"_s) : nullptr;
            if (name && name->isScalar())
                names << name->text;
            if (names.size() == mostRemarks)
                break;
        }
        return names.join(u", "_s);
    }
    return value.isScalar() && !isSecretField(key) ? value.text : QString();
}

void FileReader::remarkDuplicates()
{
    for (const YamlDuplicate &duplicate : m_tree.duplicates()) {
        const auto &last = duplicate.fields.back();
        QStringList lines;
        QStringList values;
        for (const auto &field : duplicate.fields) {
            if (&field == &last)
                break;
            lines << QString::number(field.at.line);
            if (const QString value = lost(field.key, *field.value); !value.isEmpty())
                values << value;
        }
        const QString text = Text::tr("%1: “%2” is written here and before on line %3. As for "
                                      "kubectl, only what is here counts")
                                 .arg(place(last.at), last.key, lines.join(u", "_s));
        remark(values.isEmpty() ? Text::tr("%1.").arg(text)
                                : Text::tr("%1; ignored: %2.").arg(text, values.join(u", "_s)));
    }
}

QStringList FileReader::takeRemarks()
{
    const qsizetype more = m_remarks.size() - mostRemarks;
    if (more > 0) {
        m_remarks.resize(mostRemarks);
        m_remarks.append(Text::tr("%1: there is more of this kind (%2).").arg(m_name).arg(more));
    }
    return std::move(m_remarks);
}

//! A file of another kind would otherwise be taken for a kubeconfig without contexts.
static void checkKind(const YamlTree &tree)
{
    const Fields root(tree, tree.root());
    const QString kind = root.text("kind");
    const QString version = root.text("apiVersion");
    if ((!kind.isEmpty() && kind != u"Config") || (!version.isEmpty() && version != u"v1"))
        throw Malformed{tree.root().at,
                        Text::tr("this is “%1” of “%2”, not a kubeconfig (“Config” of “v1”)")
                            .arg(kind, version)};
}

void Kubeconfig::read(const YamlTree &tree, const QString &baseDirectory)
{
    FileReader file(tree, m_path, baseDirectory);
    if (tree.notText().line > 0)
        file.remark(Text::tr("%1: this is not UTF-8 (perhaps ISO 8859-1). kubectl refuses the "
                             "whole file for this: save it as UTF-8.")
                        .arg(file.place(tree.notText())));
    file.remarkDuplicates();
    try {
        m_currentContext = Fields(tree, tree.root()).text("current-context");
    } catch (const Malformed &malformed) {
        m_currentFault = plain(sentence(m_path, malformed));
        file.remark(Text::tr("%1. kubectl refuses the whole file for this.").arg(m_currentFault));
    }
    file.forEachNamed("clusters", "cluster", [&](auto &name, auto *body, auto &fault) {
        Cluster cluster = body ? Cluster{file.cluster(*body)} : Cluster{};
        cluster.faults.type = plain(fault);
        m_clusters->insert(name, std::move(cluster));
    });
    file.forEachNamed("users", "user", [&](auto &name, auto *body, auto &fault) {
        User user = body ? User{file.user(*body)} : User{};
        user.faults.type = plain(fault);
        m_users->insert(name, std::move(user));
    });
    file.forEachNamed("contexts", "context", [&](auto &name, auto *body, auto &fault) {
        Context context = body ? file.context(*body) : Context{};
        context.name = name;
        context.fault = plain(fault);
        if (!name.isEmpty())
            m_contexts.push_back(std::move(context));
    });
    m_remarks = file.takeRemarks();
}

Result<Kubeconfig> Kubeconfig::parse(const QByteArray &yaml, const QString &baseDirectory,
                                     const QString &name)
{
    if (yaml.size() > kubeconfigCap)
        return unusable(Text::tr("The kubeconfig file is larger than %1 MiB: %2")
                            .arg(kubeconfigCap >> 20)
                            .arg(name));
    Kubeconfig config;
    config.m_path = name;
    config.m_clusters = std::make_shared<QHash<QString, Cluster>>();
    config.m_users = std::make_shared<QHash<QString, User>>();
    try {
        const YamlTree tree(yaml);
        const YamlNode &root = tree.root();
        if (root.isNull())
            return config;
        requireReadable(root);
        if (!root.isMap())
            throw Malformed{root.at, Text::tr("a kubeconfig has fields such as “clusters” and "
                                              "“contexts”; this is something else")};
        checkKind(tree);
        config.read(tree, baseDirectory);
    } catch (const Malformed &fault) {
        return unusable(sentence(name, fault));
    }
    return config;
}

} // namespace assay::k8s
