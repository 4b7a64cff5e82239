// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yaml_layout.h"

namespace assay::models::yaml {

//! Walks through a text beside the parts that its parser found in it, and notes where each stands.
class Locator
{
public:
    explicit Locator(const QByteArray &text) : m_text(text) {}
    //! False: the text is not written as the parts say.
    bool locate(Part &root);

private:
    char at(qsizetype place) const { return place < m_text.size() ? m_text[place] : '\0'; }
    char here() const { return at(m_at); }
    bool isGap(qsizetype place) const; //!< white space, or the end
    int columnOf(qsizetype place) const;
    //! Over white space, line ends and comments.
    void skip();
    bool expect(char c);
    void place(Part &part, int around, bool inFlow);
    void properties(Part &part);
    void value(Part &part, qsizetype before);
    void absent(Part &part, qsizetype before);
    bool isNullWord(const Part &part) const;
    void scalar(Part &part, qsizetype before);
    void quoted(Part &part);
    void plain(Part &part);
    void block(Part &part);
    void sequence(Part &part);
    void map(Part &part);
    void key(PartEntry &entry, Part &map, bool first);

    const QByteArray &m_text;
    qsizetype m_at = 0;
    bool m_ok = true;
};

} // namespace assay::models::yaml
