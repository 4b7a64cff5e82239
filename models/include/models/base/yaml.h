// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/json.h>

#include <vector>

//! A YAML document as a tree that knows where everything was written: yaml-cpp's own nodes
//! resolve duplicate keys silently and expand aliases without bound.
namespace assay::models::yaml {

//! Counted from 1, columns in characters; 0 where unknown.
struct Position
{
    int line = 0;
    int column = 0;
};

struct Error
{
    Position at;
    QString message;
};

struct Entry;

struct Node
{
    enum class Kind { Null, Scalar, Sequence, Map };
    Kind kind = Kind::Null;
    Position at;
    QString text;       //!< of a scalar
    bool plain = false; //!< a scalar without quotes, block style or an explicit string tag
    std::vector<Node> items;
    std::vector<Entry> entries; //!< in file order; of duplicate keys the first
    std::size_t size = 1;       //!< nodes in this subtree

    bool isMap() const { return kind == Kind::Map; }
    bool isSequence() const { return kind == Kind::Sequence; }
    bool isScalar() const { return kind == Kind::Scalar; }
    const Node *find(const QString &key) const;
};

struct Entry
{
    QString key;
    Position at; //!< of the key
    Node value;
};

struct Document
{
    Node root;
    std::vector<Error> errors; //!< what the file says twice or in a way that is not understood
    bool readable = true;      //!< false: root holds nothing of it, and errors say why
};

//! One document of at most 1 MiB. Never throws: what cannot be read becomes errors. What is a part
//! of another document says in `levels` how many of its lists and mappings stand around it.
Document read(const QByteArray &yaml, int levels = 0);

//! With the types of YAML's core schema for scalars without quotes.
Json toJson(const Node &node);
//! The same for the text of one such scalar.
Json plainToJson(const QString &text);

//! What a program printed: one document or several, as values.
struct Values
{
    std::vector<Json> documents; //!< without empty ones
    std::vector<int> lines;      //!< where each begins, from 1
    std::optional<Error> error;  //!< why none of it can be used; then there are no documents
};

//! Every document of a text of at most `mostBytes`, with the types that toJson() gives; of
//! duplicate keys the last stands. For what is larger than a person writes, and has no place that
//! could be corrected. Never throws, and holds at most four million values.
Values readValues(const QByteArray &yaml, qsizetype mostBytes);

//! How a list of scalars is written.
enum class Lists {
    Block, //!< one entry a line
    Flow   //!< on one line: [numpy, pandas]
};

//! What read() and toJson() read back to the same value, for people to read: block style, a text of
//! several lines as a block of text. Whatever could be taken for another type is quoted, and what
//! an editor would not give back as it was is escaped. Ends with a line feed.
QByteArray write(const Json &value);
//! The same for a member of a mapping that stands `indent` columns to the right: a mapping of Json
//! has no order of its own, so that who wants one writes its members one by one.
QByteArray writeMember(const QString &key, const Json &value, int indent,
                       Lists lists = Lists::Block);

} // namespace assay::models::yaml
