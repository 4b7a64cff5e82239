// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace assay::models::python {

struct Token
{
    enum class Kind { Name, Number, String, Format, Operator, EndOfLine, End };
    Kind kind = Kind::End;
    QString text; //!< of a string, what it means; of an f-string, its text with the braces
    int line = 0;
    int indent = 0; //!< of the logical line
    bool is(const char *op) const { return kind == Kind::Operator && text == QLatin1String(op); }
};

//! The last token is End. Lines end where no bracket is open. The error is where a string or a
//! bracket has no end, 0: none.
std::vector<Token> tokens(const QByteArray &source, int &errorLine);

} // namespace assay::models::python
