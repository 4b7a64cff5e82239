// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <tl/expected.hpp>

#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace re2 {
class RE2;
}

namespace assay::ui {

//! What is looked for in a log.
struct LogQuery
{
    QString text;
    bool isExpression = false; //!< RE2's syntax; else the text as it is
    bool matchCase = false;
    bool wholeWords = false;
    bool operator==(const LogQuery &) const = default;
};

//! Finds a query in the bytes of a log, UTF-8, without making text of them. Its time is linear in
//! the size of the log, whatever the expression. Any number of threads may use it at once.
class LogMatcher
{
public:
    //! Or what is wrong with the expression, for a person. An empty text is no query.
    static tl::expected<std::shared_ptr<const LogMatcher>, QString> make(const LogQuery &query);
    ~LogMatcher();
    LogMatcher(const LogMatcher &) = delete;
    LogMatcher &operator=(const LogMatcher &) = delete;

    //! Calls `found` for each match, by offset and length in bytes, in order, until it returns
    //! false. A match lies within one line and is never empty.
    void each(std::string_view lines,
              const std::function<bool(size_t offset, size_t length)> &found) const;

    //! What every match holds, where the query tells; searched for first. Empty: nothing.
    const std::string &required() const { return m_required; }

private:
    LogMatcher();
    bool eachInLine(std::string_view lines, size_t begin, size_t end,
                    const std::function<bool(size_t, size_t)> &found) const;
    size_t findRequired(std::string_view lines, size_t from) const;
    void chooseRarest();

    std::unique_ptr<re2::RE2> m_expression; //!< null: a plain text, case and all
    bool m_wholeWords = false;              //!< of a plain text
    bool m_mayBeEmpty = false;
    std::string m_required;
    size_t m_rarest = 0; //!< of the required bytes, the one that logs have fewest of
};

//! Where a matcher finds something in a line as it is shown, and how long: in characters.
std::vector<std::pair<int, int>> charactersOf(const LogMatcher &matcher, const QString &line);

} // namespace assay::ui
