// SPDX-License-Identifier: Apache-2.0
#include "yaml_comments.h"

#include <QByteArrayList>
#include <QByteArrayView>

#include <string_view>

namespace assay::models::yaml {

namespace {

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

bool isOneOf(char c, std::string_view set)
{
    return set.find(c) != std::string_view::npos;
}

//! Reads a document line by line as far as is needed to tell comments from what looks like them.
class CommentFinder
{
public:
    //! True where the line, with its predecessors, ends in a comment.
    bool feed(const QByteArray &line)
    {
        if (m_quote == 0 && isOfBlock(line))
            return false;
        char before = 0;      // the last character
        char significant = 0; // the last one that is no blank
        for (qsizetype i = 0; i < line.size(); ++i) {
            const char c = line[i];
            if (m_quote != 0) {
                if (m_quote == '"' && c == '\\')
                    ++i;
                else if (c == m_quote && m_quote == '\'' && line.mid(i + 1, 1) == "'")
                    ++i;
                else if (c == m_quote)
                    m_quote = 0;
            } else if (c == '#' && (before == 0 || isBlank(before))) {
                return true;
            } else if (isOneOf(c, "'\"") && (before == 0 || isOneOf(before, " \t[{,")) &&
                       (significant == 0 || isOneOf(significant, "[{,:-?"))) {
                m_quote = c;
            }
            before = c;
            if (!isBlank(c))
                significant = c;
        }
        if (m_quote == 0)
            beginBlock(line);
        return false;
    }

private:
    static qsizetype indentOf(const QByteArray &line)
    {
        qsizetype indent = 0;
        while (indent < line.size() && line[indent] == ' ')
            ++indent;
        return indent;
    }

    bool isOfBlock(const QByteArray &line)
    {
        if (m_blockParent < 0)
            return false;
        if (line.trimmed().isEmpty() || indentOf(line) > m_blockParent)
            return true;
        m_blockParent = -1;
        return false;
    }

    //! "key: |" and "- >-" begin a block: it is indented more than the key or the dash.
    void beginBlock(const QByteArray &line)
    {
        QByteArray head = line.trimmed();
        while (!head.isEmpty() && isOneOf(head.back(), "+-0123456789"))
            head.chop(1);
        if (head.isEmpty() || !isOneOf(head.back(), "|>"))
            return;
        head.chop(1);
        const QByteArray before = head.trimmed();
        if (before.isEmpty() || !isOneOf(before.back(), ":-?") || !isBlank(head.back()))
            return;
        qsizetype at = indentOf(line);
        qsizetype parent = at;
        while (at + 1 < line.size() && line[at] == '-' && isBlank(line[at + 1])) {
            parent = at;
            while (++at < line.size() && isBlank(line[at])) {
            }
        }
        m_blockParent = at < line.size() && isOneOf(line[at], "|>") ? parent : at;
    }

    char m_quote = 0;
    qsizetype m_blockParent = -1;
};

} // namespace

bool holdsComment(const QByteArray &document)
{
    CommentFinder finder;
    for (QByteArray line : document.split('\n')) {
        if (line.endsWith('\r'))
            line.chop(1);
        if (finder.feed(line))
            return true;
    }
    return false;
}

} // namespace assay::models::yaml
