// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yaml_tree.h"

#include <QStringList>

namespace assay::k8s {

//! The fields of a kubeconfig with the types that kubectl wants; nothing is taken for another type
//! that looks like it. Each throws MalformedYaml, whose message holds no secret.
class KubeconfigFields
{
public:
    //! `map` must be a mapping.
    KubeconfigFields(const YamlTree &tree, const YamlNode &map);

    //! Empty where there is none.
    QString text(const char *key) const;
    QStringList texts(const char *key) const;
    bool truth(const char *key) const;
    //! Null where there is none, or nothing in it.
    const YamlNode *map(const char *key) const;
    const YamlNode *list(const char *key) const;
    //! The members of the mapping `key`, whose values are texts.
    QList<QPair<QString, QString>> textMap(const char *key) const;
    //! The members of the mapping `key`, whose values are lists of texts.
    QList<QPair<QString, QStringList>> listMap(const char *key) const;
    //! Where the field's value is; line 0 where there is none.
    YamlPlace placeOf(const char *key) const;

private:
    const YamlNode *find(const char *key) const;
    QString textOf(const YamlNode &node, const QString &key) const;
    QStringList textsOf(const YamlNode &node, const QString &key) const;

    const YamlTree &m_tree;
    const YamlNode &m_map;
};

//! The value of this field is never shown.
bool isSecretField(const QString &key);

//! Throws what makes kubectl refuse the value, whatever it is to be.
void requireReadable(const YamlNode &node);

} // namespace assay::k8s
