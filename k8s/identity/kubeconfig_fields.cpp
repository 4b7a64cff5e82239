// SPDX-License-Identifier: Apache-2.0
#include "kubeconfig_fields.h"

#include "base/text.h"

using namespace Qt::StringLiterals;

namespace assay::k8s {

bool isSecretField(const QString &key)
{
    static const QStringList open{u"name"_s,
                                  u"cluster"_s,
                                  u"user"_s,
                                  u"namespace"_s,
                                  u"server"_s,
                                  u"tls-server-name"_s,
                                  u"insecure-skip-tls-verify"_s,
                                  u"certificate-authority"_s,
                                  u"client-certificate"_s,
                                  u"client-key"_s,
                                  u"tokenFile"_s,
                                  u"username"_s,
                                  u"as"_s,
                                  u"as-uid"_s,
                                  u"as-groups"_s,
                                  u"apiVersion"_s,
                                  u"kind"_s,
                                  u"command"_s,
                                  u"interactiveMode"_s,
                                  u"provideClusterInfo"_s,
                                  u"current-context"_s};
    return !open.contains(key);
}

void requireReadable(const YamlNode &node)
{
    if (!node.fault.isEmpty())
        throw MalformedYaml{node.at, node.fault};
}

KubeconfigFields::KubeconfigFields(const YamlTree &tree, const YamlNode &map)
    : m_tree(tree)
    , m_map(map)
{
    requireReadable(map);
}

const YamlNode *KubeconfigFields::find(const char *key) const
{
    const YamlNode *node = m_map.find(QString::fromLatin1(key));
    if (node)
        requireReadable(*node);
    return node;
}

QString KubeconfigFields::textOf(const YamlNode &node, const QString &key) const
{
    requireReadable(node);
    m_tree.visit(node);
    switch (node.type) {
    case YamlNode::Type::Null:
    case YamlNode::Type::Text:
        return node.text;
    case YamlNode::Type::List:
    case YamlNode::Type::Map:
        throw MalformedYaml{node.at, Text::tr("“%1” must be a text").arg(key)};
    case YamlNode::Type::Truth:
    case YamlNode::Type::Number:
        break;
    }
    const bool isTruth = node.type == YamlNode::Type::Truth;
    if (isSecretField(key))
        throw MalformedYaml{
            node.at, isTruth ? Text::tr("“%1” must be a text, and this is one for true or false "
                                        "to YAML: write it in quotes")
                                   .arg(key)
                             : Text::tr("“%1” must be a text, and this is a number to YAML: write "
                                        "it in quotes")
                                   .arg(key)};
    throw MalformedYaml{
        node.at,
        isTruth
            ? Text::tr("“%1” must be a text, and %2 is one for true or false to YAML: write \"%2\"")
                  .arg(key, node.text)
            : Text::tr("“%1” must be a text, and %2 is a number to YAML: write \"%2\"")
                  .arg(key, node.text)};
}

QStringList KubeconfigFields::textsOf(const YamlNode &node, const QString &key) const
{
    requireReadable(node);
    QStringList values;
    if (node.isNull())
        return values;
    if (!node.isList())
        throw MalformedYaml{node.at, Text::tr("“%1” must be a list").arg(key)};
    for (const YamlNode *item : node.items)
        values.append(textOf(*item, key));
    return values;
}

QString KubeconfigFields::text(const char *key) const
{
    const YamlNode *node = find(key);
    return node ? textOf(*node, QString::fromLatin1(key)) : QString();
}

QStringList KubeconfigFields::texts(const char *key) const
{
    const YamlNode *node = find(key);
    return node ? textsOf(*node, QString::fromLatin1(key)) : QStringList();
}

bool KubeconfigFields::truth(const char *key) const
{
    const YamlNode *node = find(key);
    if (!node)
        return false;
    if (node->type == YamlNode::Type::Truth)
        return node->truth;
    const QString name = QString::fromLatin1(key);
    if (!node->isScalar())
        throw MalformedYaml{node->at, Text::tr("“%1” must be true or false").arg(name)};
    const QString lower = node->text.toLower();
    if (lower == u"true" || lower == u"false")
        throw MalformedYaml{node->at, Text::tr("“%1” must be true or false, and \"%2\" is a text: "
                                               "write %3, without quotes")
                                          .arg(name, node->text, lower)};
    throw MalformedYaml{node->at,
                        Text::tr("“%1” must be true or false, not “%2”").arg(name, node->text)};
}

const YamlNode *KubeconfigFields::map(const char *key) const
{
    const YamlNode *node = find(key);
    if (node && !node->isMap())
        throw MalformedYaml{
            node->at, Text::tr("“%1” must hold fields, one a line").arg(QLatin1StringView(key))};
    return node;
}

const YamlNode *KubeconfigFields::list(const char *key) const
{
    const YamlNode *node = find(key);
    if (node && !node->isList())
        throw MalformedYaml{node->at, Text::tr("“%1” must be a list").arg(QLatin1StringView(key))};
    return node;
}

QList<QPair<QString, QString>> KubeconfigFields::textMap(const char *key) const
{
    QList<QPair<QString, QString>> members;
    if (const YamlNode *node = map(key)) {
        for (const auto &field : node->fields)
            members.append({field.key, textOf(*field.value, field.key)});
    }
    return members;
}

QList<QPair<QString, QStringList>> KubeconfigFields::listMap(const char *key) const
{
    QList<QPair<QString, QStringList>> members;
    if (const YamlNode *node = map(key)) {
        for (const auto &field : node->fields)
            members.append({field.key, textsOf(*field.value, field.key)});
    }
    return members;
}

YamlPlace KubeconfigFields::placeOf(const char *key) const
{
    const YamlNode *node = m_map.find(QString::fromLatin1(key));
    return node ? node->at : YamlPlace{};
}

} // namespace assay::k8s
