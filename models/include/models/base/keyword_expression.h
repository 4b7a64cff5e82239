// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <tl/expected.hpp>

#include <vector>

namespace assay::models {

//! What pytest's -k takes: words with and, or, not and parentheses between them. A word is found
//! anywhere in a text, in whichever case; "not" binds tighter than "and", and that than "or".
class KeywordExpression
{
public:
    //! The error is a sentence that says at which character the expression cannot be read.
    static tl::expected<KeywordExpression, QString> parse(const QString &text);

    bool matches(const QString &text) const;

private:
    friend class KeywordReader;
    struct Step
    {
        enum class Kind { Word, Not, And, Or };
        Kind kind = Kind::Word;
        QString word;
    };
    std::vector<Step> m_steps; //!< operands before their operator
};

} // namespace assay::models
