// SPDX-License-Identifier: Apache-2.0
#include "log_levels.h"

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

std::shared_ptr<const LogMatcher> made(const QString &expression)
{
    auto matcher = LogMatcher::make({expression, true, true, false});
    Q_ASSERT(matcher);
    return *matcher;
}

bool holds(const LogMatcher &matcher, const std::string &line)
{
    bool found = false;
    matcher.each(line, [&found](size_t, size_t) {
        found = true;
        return false;
    });
    return found;
}

} // namespace

const std::shared_ptr<const LogMatcher> &linesOf(LogLevel level)
{
    // Servers write a letter in brackets, loggers a word, Python the exception's name.
    static const QString error =
        uR"x(^\[[EC] |\b(ERROR|CRITICAL|FATAL|PANIC)\b|\b[Ss]egmentation fault\b)x"
        uR"x(|^Traceback \(most recent call last\)|^[A-Za-z_][\w.]*(Error|Exception): )x"
        uR"x(|\blevel=(error|fatal|panic)|"level":\s*"(error|fatal|critical)")x"_s;
    static const QString warning = uR"x(|^\[W |\bWARN(ING)?\b|^[^ ]*: [A-Za-z]*Warning: )x"
                                   uR"x(|\blevel=warn|"level":\s*"warn)x"_s;
    static const std::shared_ptr<const LogMatcher> errors = made(error);
    static const std::shared_ptr<const LogMatcher> warnings = made(error + warning);
    return level == LogLevel::Error ? errors : warnings;
}

LogLevel levelOf(const QString &line)
{
    const std::string bytes = line.left(400).toStdString();
    if (holds(*linesOf(LogLevel::Error), bytes))
        return LogLevel::Error;
    return holds(*linesOf(LogLevel::Warning), bytes) ? LogLevel::Warning : LogLevel::Usual;
}

} // namespace assay::ui
