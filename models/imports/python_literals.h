// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>

#include <utility>
#include <vector>

namespace assay::models::python {

struct Member;

//! A value as Python source writes it. Nothing is ever executed: what is more than a literal, a
//! name or a sum of them is Other, and its text says what stood there.
struct Value
{
    enum class Kind {
        Other,
        None,
        Boolean,
        Number,
        String,
        Format, //!< an f-string with braces
        List,   //!< also a tuple or a set
        Dict,
        Name, //!< "CONSTANT", "Images.MINIMAL"
        Sum,  //!< of `items`
        Call  //!< of `text`, with `items` and, by name, `members`
    };
    Kind kind = Kind::Other;
    QString text;
    std::vector<Value> items;
    std::vector<Member> members;
    int line = 0;

    bool is(Kind wanted) const { return kind == wanted; }
    //! The value at a key of a Dict, or of an argument by name; null: there is none.
    const Value *at(const QString &key) const;
};

//! Of a Dict, or an argument that is given by name.
struct Member
{
    Value key;
    Value value;
};

//! What one file says, as far as it says it literally.
struct Source
{
    //! "NAME" and "Class.NAME"; of several the last.
    QHash<QString, Value> constants;
    //! Each call of pytest.param, and of parametrize, in the file's order, with the class around
    //! it.
    std::vector<std::pair<Value, QString>> calls;
    //! Why the rest could not be read, with its line; empty: all was.
    QString problem;
    int problemLine = 0;
};

//! Reads source of Python 3. What it does not understand it steps over. Never throws; nesting
//! beyond 100 is Other.
Source read(const QByteArray &source);

//! The value with names, sums and f-strings replaced by what they stand for, as far as the
//! constants tell; `scope` is the class in which it stands. Names that end in the same "Class.NAME"
//! are the same, whatever module stands before.
Value resolved(const Value &value, const QHash<QString, Value> &constants, const QString &scope);

} // namespace assay::models::python
