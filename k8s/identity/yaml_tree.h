// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>

#include <deque>
#include <vector>

namespace assay::k8s {

//! Counted from 1, columns in characters; 0 where unknown.
struct YamlPlace
{
    int line = 0;
    int column = 0;
};

//! Thrown and caught within the reading of one file: something that is not what it must be.
struct MalformedYaml
{
    YamlPlace at;
    QString message;
};

//! A value of a YamlTree, which owns it: an anchor and its aliases are one node.
struct YamlNode
{
    enum class Type { Null, Truth, Number, Text, List, Map };
    struct Field
    {
        QString key;
        YamlPlace at; //!< of the key
        const YamlNode *value = nullptr;
    };

    Type type = Type::Null;
    YamlPlace at;
    QString text;         //!< of a scalar, without its quotes
    bool truth = false;   //!< of a Truth
    bool isMerge = false; //!< the key "<<" without quotes
    QString fault;        //!< why kubectl does not read this value; empty: it does
    std::vector<const YamlNode *> items;
    std::vector<Field> fields; //!< of those with one key the last, where the first stood

    bool isMap() const { return type == Type::Map; }
    bool isList() const { return type == Type::List; }
    bool isNull() const { return type == Type::Null; }
    bool isScalar() const { return !isMap() && !isList() && !isNull(); }
    //! Null where there is none, or nothing in it.
    const YamlNode *find(const QString &key) const;

private:
    friend class YamlTreeBuilder;
    //! In `fields`; only where these are many.
    QHash<QString, qsizetype> m_index;
};

//! A field that is written more than once in one mapping; the last stands.
struct YamlDuplicate
{
    std::vector<YamlNode::Field> fields; //!< two or more, in the order of the file
};

//! The first document of a YAML file as kubectl reads it (sigs.k8s.io/yaml: go-yaml v2): with YAML
//! 1.1's types, of fields with one name the last, and with merge keys ("<<: *anchor", or a list of
//! them) resolved: fields that are merged stand as if they were written in the merge key's place;
//! in a list of maps the earlier wins. Linear in the file's size, whatever it holds.
class YamlTree
{
public:
    //! Throws MalformedYaml where this is no YAML, or is made to take up all memory or time.
    explicit YamlTree(const QByteArray &bytes);

    const YamlNode &root() const { return *m_root; }
    const std::vector<YamlDuplicate> &duplicates() const { return m_duplicates; }
    //! The first character that is not UTF-8 (or UTF-16 with a byte order mark); line 0: none.
    YamlPlace notText() const { return m_notText; }
    //! Everyone who walks through what aliases may repeat says so of each node. Throws where they
    //! make far more of the file than there is in it.
    void visit(const YamlNode &node) const;

private:
    friend class YamlTreeBuilder;
    std::deque<YamlNode> m_nodes;
    const YamlNode *m_root = nullptr;
    std::vector<YamlDuplicate> m_duplicates;
    YamlPlace m_notText;
    mutable std::size_t m_visited = 0;
};

} // namespace assay::k8s
