// SPDX-License-Identifier: Apache-2.0
#include "log_matcher.h"

#include <QCoreApplication>

#include <re2/re2.h>

#include <cstring>
#include <string>

namespace assay::ui {

namespace {

struct MatcherText
{
    Q_DECLARE_TR_FUNCTIONS(assay::ui::LogMatcher)
};

constexpr size_t none = std::string_view::npos;
constexpr int64_t mostMemory = 64 << 20; //!< bytes, for an expression and its automata
constexpr size_t shortestRequired = 2;   //!< one byte alone sorts out too little

bool isWord(char c)
{
    const auto u = static_cast<unsigned char>(c);
    return u >= 0x80 || (u >= '0' && u <= '9') || (u >= 'A' && u <= 'Z') ||
           (u >= 'a' && u <= 'z') || u == '_';
}

//! How often a byte stands in a log, by and large: the less, the better to look for.
int frequency(char c)
{
    static constexpr std::string_view common =
        " etaoinsrl0123dhcump45.:-/g6789fybwv,=_[]\"'()kTIEAS";
    const size_t place = common.find(c);
    return place == none ? 0 : int(common.size() - place);
}

//! The longest text that every match of an expression holds, found by reading its top level: what
//! is in groups, classes or repeated is left out, and so is all of it where there are alternatives.
class RequiredText
{
public:
    static std::string of(std::string_view expression)
    {
        RequiredText reader(expression);
        return reader.read() ? reader.m_best : std::string();
    }

private:
    explicit RequiredText(std::string_view expression) : m_in(expression) {}

    bool read()
    {
        while (m_at < m_in.size()) {
            const char c = m_in[m_at];
            if (c == '|' || (c == '(' && m_in.substr(m_at, 3) == "(?i"))
                return false;
            if (c == '(') {
                cut();
                if (!skipGroup())
                    return false;
                continue;
            }
            if (c == '[') {
                cut();
                skipClass();
            } else if (c == '\\') {
                readEscape();
            } else if (c == '*' || c == '?' || c == '{') {
                // What stands before may be absent.
                dropLast();
                cut();
                skipRepeat();
            } else if (c == '+') {
                cut();
                ++m_at;
            } else if (c == '.' || c == '^' || c == '$') {
                cut();
                ++m_at;
            } else {
                m_run += c;
                ++m_at;
            }
        }
        cut();
        return true;
    }
    void cut()
    {
        if (m_run.size() > m_best.size())
            m_best = m_run;
        m_run.clear();
    }
    void dropLast()
    {
        while (!m_run.empty() && (static_cast<unsigned char>(m_run.back()) & 0xC0) == 0x80)
            m_run.pop_back();
        if (!m_run.empty())
            m_run.pop_back();
    }
    void readEscape()
    {
        const char next = m_at + 1 < m_in.size() ? m_in[m_at + 1] : '\0';
        if (next != '\0' && !isWord(next)) {
            m_run += next;
            m_at += 2;
            return;
        }
        cut();
        m_at += 2;
        // \x{…}, \p{…}, \pN, \x41: what they stand for is not known here.
        if (next == 'p' || next == 'P' || next == 'x') {
            if (m_at < m_in.size() && m_in[m_at] == '{') {
                const size_t end = m_in.find('}', m_at);
                m_at = end == none ? m_in.size() : end + 1;
            } else {
                m_at += next == 'x' ? 2 : 1;
            }
        } else if (next == 'Q' || (next >= '0' && next <= '9')) {
            m_at = m_in.size();
        }
    }
    void skipRepeat()
    {
        if (m_in[m_at] == '{') {
            const size_t end = m_in.find('}', m_at);
            m_at = end == none ? m_in.size() : end + 1;
        } else {
            ++m_at;
        }
        if (m_at < m_in.size() && m_in[m_at] == '?')
            ++m_at;
    }
    void skipClass()
    {
        ++m_at;
        if (m_at < m_in.size() && m_in[m_at] == '^')
            ++m_at;
        if (m_at < m_in.size() && m_in[m_at] == ']')
            ++m_at;
        while (m_at < m_in.size() && m_in[m_at] != ']') {
            if (m_in[m_at] == '\\')
                ++m_at;
            else if (m_in.substr(m_at, 2) == "[:")
                m_at = std::min(m_in.size(), m_in.find(":]", m_at)) + 1;
            ++m_at;
        }
        ++m_at;
    }
    bool skipGroup()
    {
        int depth = 0;
        while (m_at < m_in.size()) {
            const char c = m_in[m_at];
            if (c == '(' && m_in.substr(m_at, 3) == "(?i")
                return false;
            if (c == '[') {
                skipClass();
                continue;
            }
            m_at += c == '\\' ? 2 : 1;
            if (c == '(')
                ++depth;
            else if (c == ')' && --depth == 0)
                return true;
        }
        return false;
    }

    std::string_view m_in;
    size_t m_at = 0;
    std::string m_run;
    std::string m_best;
};

} // namespace

LogMatcher::LogMatcher() = default;
LogMatcher::~LogMatcher() = default;

tl::expected<std::shared_ptr<const LogMatcher>, QString> LogMatcher::make(const LogQuery &query)
{
    const std::string text = query.text.toStdString();
    if (text.empty())
        return tl::unexpected(MatcherText::tr("There is nothing to look for."));
    if (query.text.contains(u'\n'))
        return tl::unexpected(MatcherText::tr("A match lies within one line."));
    std::shared_ptr<LogMatcher> matcher(new LogMatcher);
    if (query.isExpression || !query.matchCase) {
        RE2::Options options;
        options.set_log_errors(false);
        options.set_case_sensitive(query.matchCase);
        options.set_max_mem(mostMemory);
        std::string pattern = query.isExpression ? text : RE2::QuoteMeta(text);
        if (query.wholeWords)
            pattern = "\\b(?:" + pattern + ")\\b";
        matcher->m_expression = std::make_unique<RE2>("(?m)" + pattern, options);
        if (!matcher->m_expression->ok()) {
            // What was typed is what it is about, not what was put around it.
            const RE2 typed(text, options);
            return tl::unexpected(MatcherText::tr("This is no expression: %1")
                                      .arg(QString::fromStdString(typed.error())));
        }
        matcher->m_mayBeEmpty = RE2::PartialMatch("", *matcher->m_expression);
        if (query.matchCase)
            matcher->m_required = RequiredText::of(text);
        if (matcher->m_required.size() < shortestRequired)
            matcher->m_required.clear();
    } else {
        matcher->m_wholeWords = query.wholeWords;
        matcher->m_required = text;
    }
    matcher->chooseRarest();
    return std::shared_ptr<const LogMatcher>(matcher);
}

void LogMatcher::chooseRarest()
{
    for (size_t i = 1; i < m_required.size(); ++i)
        if (frequency(m_required[i]) < frequency(m_required[m_rarest]))
            m_rarest = i;
}

size_t LogMatcher::findRequired(std::string_view lines, size_t from) const
{
    const size_t size = m_required.size();
    size_t candidates = 0;
    const size_t start = from;
    while (from + size <= lines.size()) {
        const char *at = lines.data() + from + m_rarest;
        const void *found = std::memchr(at, m_required[m_rarest], lines.size() - from - size + 1);
        if (!found)
            return none;
        from = size_t(static_cast<const char *>(found) - lines.data()) - m_rarest;
        if (std::memcmp(lines.data() + from, m_required.data(), size) == 0)
            return from;
        ++from;
        // Where the byte is everywhere, looking for all of them at once is faster.
        if (++candidates > 16 && (from - start) / candidates < 32) {
            const void *whole =
                memmem(lines.data() + from, lines.size() - from, m_required.data(), size);
            return whole ? size_t(static_cast<const char *>(whole) - lines.data()) : none;
        }
    }
    return none;
}

bool LogMatcher::eachInLine(std::string_view lines, size_t begin, size_t end,
                            const std::function<bool(size_t, size_t)> &found) const
{
    if (end > begin && lines[end - 1] == '\r')
        --end;
    const re2::StringPiece line(lines.data() + begin, end - begin);
    size_t at = 0;
    re2::StringPiece match;
    while (at < line.size() &&
           m_expression->Match(line, at, line.size(), RE2::UNANCHORED, &match, 1)) {
        const size_t start = size_t(match.data() - line.data());
        if (match.empty()) {
            at = start + 1;
            continue;
        }
        if (!found(begin + start, match.size()))
            return false;
        at = start + match.size();
    }
    return true;
}

void LogMatcher::each(std::string_view lines,
                      const std::function<bool(size_t offset, size_t length)> &found) const
{
    const auto endOf = [&](size_t at) {
        const size_t newline = lines.find('\n', at);
        return newline == none ? lines.size() : newline;
    };
    const auto beginOf = [&](size_t at) {
        const void *newline = at == 0 ? nullptr : memrchr(lines.data(), '\n', at);
        return newline ? size_t(static_cast<const char *>(newline) - lines.data()) + 1 : 0;
    };
    size_t at = 0;
    while (at < lines.size()) {
        if (!m_expression) {
            const size_t hit = findRequired(lines, at);
            if (hit == none)
                return;
            const size_t end = hit + m_required.size();
            at = end;
            if (m_wholeWords && ((hit > 0 && isWord(lines[hit - 1])) ||
                                 (end < lines.size() && isWord(lines[end])))) {
                at = hit + 1;
                continue;
            }
            if (!found(hit, m_required.size()))
                return;
            continue;
        }
        size_t candidate = at;
        if (!m_required.empty()) {
            candidate = findRequired(lines, at);
            if (candidate == none)
                return;
        } else if (!m_mayBeEmpty) {
            re2::StringPiece match;
            const re2::StringPiece all(lines.data(), lines.size());
            if (!m_expression->Match(all, at, lines.size(), RE2::UNANCHORED, &match, 1))
                return;
            candidate = size_t(match.data() - lines.data());
        }
        // A match that runs over the end of a line is none, but the line may have another.
        const size_t end = endOf(candidate);
        if (!eachInLine(lines, std::max(at, beginOf(candidate)), end, found))
            return;
        at = end + 1;
    }
}

std::vector<std::pair<int, int>> charactersOf(const LogMatcher &matcher, const QString &line)
{
    const QByteArray bytes = line.toUtf8();
    std::vector<std::pair<int, int>> matches;
    size_t counted = 0;
    qsizetype characters = 0;
    const auto countTo = [&](size_t offset) {
        characters +=
            QString::fromUtf8(bytes.constData() + counted, qsizetype(offset - counted)).size();
        counted = offset;
        return characters;
    };
    matcher.each({bytes.constData(), size_t(bytes.size())}, [&](size_t offset, size_t length) {
        const qsizetype from = countTo(offset);
        matches.emplace_back(int(from), int(countTo(offset + length) - from));
        return true;
    });
    return matches;
}

} // namespace assay::ui
