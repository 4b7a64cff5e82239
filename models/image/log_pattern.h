// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QRegularExpression>
#include <QString>

namespace assay::models {

//! A pattern of a log policy: text that a line contains, or between slashes a regular expression.
class LogPattern
{
public:
    explicit LogPattern(const QString &written);

    enum class Match {
        No,
        Yes,
        Unknown //!< the expression is invalid, or gave up on the line
    };
    Match match(const QString &line) const;

    const QString &written() const { return m_written; }
    bool isExpression() const { return m_isExpression; }
    //! What is wrong with the expression, and where; empty: nothing.
    QString expressionProblem() const;
    //! It says nothing, or nothing of a line: any line has it.
    bool matchesEveryLine() const;

private:
    QString m_written;
    bool m_isExpression;
    QRegularExpression m_expression;
};

} // namespace assay::models
