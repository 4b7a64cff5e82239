// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/json.h>

#include <QByteArray>
#include <QHash>

#include <memory>
#include <vector>

//! Where each part of a YAML text is written, to the byte, so that one of them can be changed and
//! all others stay. The parser (yaml-cpp) says what there is; it gives only where things begin,
//! roughly, so that their places are found by walking through the text beside it.
namespace assay::models::yaml {

struct PartEntry;

//! A value as it is written. All places are offsets of bytes.
struct Part
{
    enum class Kind { Null, Scalar, Sequence, Map, Alias };
    enum class Style {
        Absent, //!< nothing is written
        Plain,
        Single,
        Double,
        Literal,
        Folded,
        Flow,
        Block,
        Pair //!< a mapping without braces in a list on one line
    };
    Kind kind = Kind::Null;
    Style style = Style::Absent;
    qsizetype begin = 0;                     //!< of its anchor and tag, where it has some
    qsizetype content = 0;                   //!< behind those
    qsizetype end = 0;                       //!< of a block of text without the line end behind it
    qsizetype anchorAt = -1, anchorEnd = -1; //!< from the "&" to behind the name
    std::size_t anchor = 0;                  //!< of an alias the one that it names; 0: none
    QString text;                            //!< of a scalar
    bool plain = false;                      //!< as in Node
    int indent = 0; //!< of a collection in block style: the column of its dashes or keys
    //! Where its value may be written: behind a colon or a dash; -1: at the root.
    qsizetype after = -1;
    int around = -1;     //!< the column of that key or dash
    bool inFlow = false; //!< stands in a collection on one line
    bool ofDash = false; //!< an entry of a block list, else of a mapping
    std::vector<Part> items;
    std::vector<qsizetype> dashes; //!< of each item, in block style
    std::vector<PartEntry> entries;

    bool isMap() const { return kind == Kind::Map; }
    bool isSequence() const { return kind == Kind::Sequence; }
    bool isAlias() const { return kind == Kind::Alias; }
    //! The first of a name, as a reader takes it; null: none. Merge keys are not looked through.
    const PartEntry *find(const QString &key) const;
};

struct PartEntry
{
    Part key;
    qsizetype colon = -1; //!< -1: none is written
    Part value;

    qsizetype begin() const { return key.begin; }
    qsizetype end() const { return colon < 0 ? key.end : value.end; }
    bool isMerge() const { return key.plain && key.text == QLatin1String("<<"); }
};

//! How the scalars of a value are read.
enum class Typing {
    Typed, //!< by the core schema where they have no quotes
    Text   //!< each as the text that it is
};

//! Of the first document of a text that yaml::read() can read.
class Layout
{
public:
    //! Null where a place could not be found: such a text is changed as text only.
    static std::unique_ptr<Layout> of(const QByteArray &text);

    const Part &root() const { return m_root; }
    //! What an alias stands for; any other part itself.
    const Part &resolved(const Part &part) const;
    //! Of a mapping, merge keys looked through; null: none. `merged` tells where it came from one.
    const Part *member(const Part &map, const QString &key, bool *merged = nullptr) const;
    Json valueOf(const Part &part, Typing typing) const;
    //! Every alias, in the order of the text.
    const std::vector<const Part *> &aliases() const { return m_aliases; }
    //! Anchored parts, in the order of the text.
    const std::vector<const Part *> &anchored() const { return m_anchored; }

private:
    void index(const Part &part);
    Part m_root;
    std::vector<const Part *> m_aliases, m_anchored;
    QHash<std::size_t, const Part *> m_byAnchor;
};

} // namespace assay::models::yaml
