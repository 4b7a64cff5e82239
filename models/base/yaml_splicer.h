// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yaml_layout.h"

#include "yaml_scalars.h"

#include <models/base/yaml.h>

#include <optional>

namespace assay::models::yaml {

//! Changes values in a text by changing the bytes in which they are written. What it is asked for
//! is collected; result() has all of it. What cannot be done in place is refused (false), and the
//! text is then as if it had not been asked for.
class Splicer
{
public:
    Splicer(const QByteArray &text, const Layout &layout, Texts texts = Texts::Blocks);

    //! Writes `wanted` where `part` is written: what is equal in both stays as it is.
    bool setValue(const Part &part, const Json &wanted, Typing typing, Lists lists = Lists::Block);
    //! The same with nothing of it kept.
    bool replaceValue(const Part &part, const Json &wanted, Lists lists = Lists::Block);
    //! An entry that `map` does not have, behind the last of those named in `behind`, else last.
    bool addMember(const Part &map, const QString &key, const Json &value,
                   const QStringList &behind = {}, Lists lists = Lists::Block);
    bool removeMember(const Part &map, const QString &key);
    //! `text` behind the colon or the dash of `slot`, in place of what stands there. A comment
    //! beside it stays there. `anchor` (with its "&"), where given, stands in front of it.
    bool put(const Part &slot, const QByteArray &text, const QByteArray &anchor = {});
    //! An alias gets the value that it names, written out with its anchor if `anchor`; what had the
    //! anchor loses it then.
    bool writeOut(const Part &alias, bool anchor);

    //! Lines are whole ones, in line feeds; they are put in front of the line that begins at
    //! `place`, or behind the last one.
    void insertLines(qsizetype place, const QByteArray &lines);
    //! Whole lines; where the last one goes that had no line end, the one before it has none.
    void removeLines(qsizetype begin, qsizetype end);
    void replace(qsizetype begin, qsizetype end, const QByteArray &with);

    qsizetype lineStart(qsizetype place) const;
    //! Where the line begins that follows the one of `place`.
    qsizetype nextLine(qsizetype place) const;
    //! Whether only spaces stand in front of it on its line.
    bool beginsLine(qsizetype place) const;
    //! The first of the lines of comment directly above the line of `place`, else that line itself.
    qsizetype aboveComments(qsizetype place) const;
    //! One entry more or less of a list or mapping on one line.
    bool insertInFlow(const Part &collection, std::size_t at, const QList<QByteArray> &texts);
    bool removeFromFlow(const Part &collection, std::size_t first, std::size_t last);
    //! "[]" or "{}" in front of entries in block style that all go.
    bool empty(const Part &collection, const char *brackets);

    //! Whether `within` ends in a block of text that keeps the blank lines behind it.
    bool keepsBlankLines(const Part &within) const;
    //! How a block of text begins that ends with the file, without a line end: `chopped` says that
    //! it has none, for where lines come behind it. Nothing: `within` ends in no such block.
    struct Header
    {
        qsizetype begin, end;
        QByteArray chopped;
    };
    std::optional<Header> headerAtEnd(const Part &within) const;

    QByteArray result() const;

private:
    struct Splice
    {
        qsizetype begin, end;
        QByteArray with;
    };
    //! One step of turning a list into another.
    struct Step
    {
        std::size_t old;         //!< entries before it, of the list as it was
        std::size_t removed = 0; //!< from there on
        std::vector<Json> added;
    };

    bool edit(const Part &part, const Json &wanted, Typing typing);
    bool editMap(const Part &part, const Json &wanted, Typing typing);
    bool editList(const Part &part, const Json &wanted, Typing typing);
    bool applyStep(const Part &part, const Step &step, Typing typing);
    static std::vector<Step> stepsBetween(const Json &from, const Json &to);
    QByteArray scalarText(const Json &value, const Part &old) const;
    QByteArray rendered(const Part &slot, const Json &value, Lists lists) const;
    QByteArray verbatim(const Part &alias, const Part &named) const;
    //! Lines moved to the right by so many columns; the first one stays.
    static QByteArray shifted(const QByteArray &lines, int by);

    qsizetype commaBehind(qsizetype place) const;
    qsizetype overGaps(qsizetype place, qsizetype end) const;
    qsizetype endOfLine(qsizetype place) const;
    QByteArray commentOf(qsizetype from) const;
    QByteArray withEnds(QByteArray text) const;

    const QByteArray &m_text;
    const Layout &m_layout;
    Texts m_texts;
    QByteArray m_lineEnd;
    std::vector<Splice> m_splices;
};

} // namespace assay::models::yaml
