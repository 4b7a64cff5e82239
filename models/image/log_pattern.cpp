// SPDX-License-Identifier: Apache-2.0
#include "log_pattern.h"

#include <QCoreApplication>

namespace assay::models {

namespace {
struct LogPatternText
{
    Q_DECLARE_TR_FUNCTIONS(LogPattern)
};
} // namespace

LogPattern::LogPattern(const QString &written)
    : m_written(written)
    , m_isExpression(written.size() > 1 && written.startsWith(u'/') && written.endsWith(u'/'))
{
    if (m_isExpression)
        m_expression.setPattern(written.mid(1, written.size() - 2));
}

LogPattern::Match LogPattern::match(const QString &line) const
{
    if (!m_isExpression)
        return line.contains(m_written) ? Match::Yes : Match::No;
    if (!m_expression.isValid())
        return Match::Unknown;
    const QRegularExpressionMatch found = m_expression.match(line);
    if (!found.isValid())
        return Match::Unknown;
    return found.hasMatch() ? Match::Yes : Match::No;
}

QString LogPattern::expressionProblem() const
{
    if (!m_isExpression || m_expression.isValid())
        return {};
    return LogPatternText::tr("%1 at character %2")
        .arg(m_expression.errorString())
        .arg(m_expression.patternErrorOffset() + 1);
}

bool LogPattern::matchesEveryLine() const
{
    if (!m_isExpression)
        return m_written.isEmpty();
    // ^ and $ are there in every line, and so is what may be repeated no time.
    return m_expression.isValid() && m_expression.match(QString()).hasMatch() &&
           m_expression.match(QStringLiteral("x")).hasMatch();
}

} // namespace assay::models
