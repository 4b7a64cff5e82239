// SPDX-License-Identifier: Apache-2.0
#include "yaml_locator.h"

#include <algorithm>
#include <string_view>

namespace assay::models::yaml {

static bool isSpaceOrTab(char c)
{
    return c == ' ' || c == '\t';
}

static bool isLineEnd(char c)
{
    return c == '\n' || c == '\r';
}

static bool isAmong(char c, std::string_view set)
{
    return set.find(c) != std::string_view::npos;
}

bool Locator::isGap(qsizetype place) const
{
    return place >= m_text.size() || isSpaceOrTab(m_text[place]) || isLineEnd(m_text[place]);
}

int Locator::columnOf(qsizetype place) const
{
    const qsizetype bom = m_text.startsWith("\xEF\xBB\xBF") ? 3 : 0;
    const qsizetype line = place > 0 ? m_text.lastIndexOf('\n', place - 1) + 1 : 0;
    return int(place - std::max(line, line == 0 ? bom : 0));
}

void Locator::skip()
{
    while (m_at < m_text.size()) {
        if (isGap(m_at)) {
            ++m_at;
        } else if (here() == '#' && (m_at == 0 || columnOf(m_at) == 0 || isGap(m_at - 1))) {
            const qsizetype end = m_text.indexOf('\n', m_at);
            m_at = end < 0 ? m_text.size() : end;
        } else {
            return;
        }
    }
}

bool Locator::expect(char c)
{
    skip();
    m_ok = m_ok && here() == c && m_at < m_text.size();
    if (m_ok)
        ++m_at;
    return m_ok;
}

bool Locator::locate(Part &root)
{
    if (m_text.startsWith("\xEF\xBB\xBF"))
        m_at = 3;
    skip();
    while (here() == '%') {
        const qsizetype end = m_text.indexOf('\n', m_at);
        m_at = end < 0 ? m_text.size() : end;
        skip();
    }
    if (m_text.mid(m_at, 3) == "---" && isGap(m_at + 3))
        m_at += 3;
    place(root, -1, false);
    return m_ok;
}

//! Finds a part that begins behind m_at; afterwards m_at is behind it.
void Locator::place(Part &part, int around, bool inFlow)
{
    const qsizetype before = m_at;
    part.around = around;
    part.inFlow = inFlow;
    skip();
    part.begin = part.content = m_at;
    properties(part);
    if (m_ok)
        value(part, before);
}

//! An anchor and a tag. In front of a mapping they may be its first key's.
void Locator::properties(Part &part)
{
    const bool collection = part.isMap() || part.isSequence();
    bool anchor = part.isAlias() || (collection && part.anchor == 0);
    bool tag = part.isAlias() || (collection && part.plain);
    while ((here() == '&' && !anchor) || (here() == '!' && !tag)) {
        const bool isAnchor = here() == '&';
        const qsizetype start = m_at++;
        while (!isGap(m_at) && !(part.inFlow && isAmong(here(), ",[]{}")))
            ++m_at;
        (isAnchor ? anchor : tag) = true;
        if (isAnchor) {
            part.anchorAt = start;
            part.anchorEnd = m_at;
        }
        part.content = m_at;
        const qsizetype end = m_at;
        skip();
        part.end = end;
    }
}

void Locator::value(Part &part, qsizetype before)
{
    const bool hasProperties = part.content > part.begin;
    if (hasProperties)
        before = part.content;
    part.content = m_at;
    switch (part.kind) {
    case Part::Kind::Alias:
        m_ok = here() == '*';
        while (!isGap(m_at) && !(part.inFlow && isAmong(here(), ",[]{}")))
            ++m_at;
        part.style = Part::Style::Plain;
        part.end = m_at;
        break;
    case Part::Kind::Null:
        if (!isNullWord(part))
            return absent(part, before);
        m_at += here() == '~' ? 1 : 4;
        part.style = Part::Style::Plain;
        part.end = m_at;
        break;
    case Part::Kind::Scalar:
        scalar(part, before);
        break;
    case Part::Kind::Sequence:
        sequence(part);
        break;
    case Part::Kind::Map:
        map(part);
        break;
    }
}

void Locator::absent(Part &part, qsizetype before)
{
    m_at = before;
    part.style = Part::Style::Absent;
    if (part.anchorAt < 0)
        part.begin = before;
    part.content = part.end = before;
}

bool Locator::isNullWord(const Part &part) const
{
    const QByteArray word = m_text.mid(m_at, 4);
    const qsizetype size = word.startsWith('~') ? 1 : 4;
    if (size == 4 && word != "null" && word != "Null" && word != "NULL")
        return false;
    if (!part.inFlow && columnOf(m_at) <= part.around)
        return false;
    const char next = at(m_at + size);
    return isGap(m_at + size) || (part.inFlow && isAmong(next, ",]}:"));
}

void Locator::scalar(Part &part, qsizetype before)
{
    const char c = here();
    if (c == '"' || c == '\'')
        return quoted(part);
    if ((c == '|' || c == '>') && !part.inFlow)
        return block(part);
    if (part.text.isEmpty())
        return absent(part, before);
    plain(part);
}

void Locator::quoted(Part &part)
{
    const char quote = here();
    part.style = quote == '"' ? Part::Style::Double : Part::Style::Single;
    for (++m_at; m_at < m_text.size(); ++m_at) {
        if (quote == '"' && here() == '\\') {
            ++m_at;
        } else if (here() == quote) {
            if (quote == '"' || at(m_at + 1) != '\'') {
                part.end = ++m_at;
                return;
            }
            ++m_at;
        }
    }
    m_ok = false;
}

//! It may go over lines, which are folded: but for white space it stands there as it is read.
void Locator::plain(Part &part)
{
    part.style = Part::Style::Plain;
    const QByteArray bytes = part.text.toUtf8();
    for (const char c : bytes) {
        if (isSpaceOrTab(c) || isLineEnd(c))
            continue;
        while (m_at < m_text.size() && isGap(m_at))
            ++m_at;
        m_ok = m_ok && here() == c;
        if (!m_ok)
            return;
        ++m_at;
    }
    part.end = m_at;
}

void Locator::block(Part &part)
{
    part.style = here() == '|' ? Part::Style::Literal : Part::Style::Folded;
    bool keep = false;
    int indent = -1;
    for (++m_at; !isGap(m_at); ++m_at) {
        keep = keep || here() == '+';
        if (here() >= '1' && here() <= '9')
            indent = std::max(part.around, 0) + (here() - '0');
    }
    const auto endOfLine = [this](qsizetype from) {
        const qsizetype end = m_text.indexOf('\n', from);
        return end < 0 ? m_text.size() : end;
    };
    const auto withoutReturn = [this](qsizetype end) {
        return end > 0 && end <= m_text.size() && at(end - 1) == '\r' ? end - 1 : end;
    };
    qsizetype line = endOfLine(m_at);
    part.end = withoutReturn(line);
    for (qsizetype end = part.end; line < m_text.size();) {
        const qsizetype start = line + 1;
        line = endOfLine(start);
        qsizetype first = start;
        while (first < line && m_text[first] == ' ')
            ++first;
        const qsizetype visible = withoutReturn(line);
        if (first >= visible) {
            if (start < m_text.size())
                end = visible;
            if (keep && start < m_text.size())
                part.end = end;
            continue;
        }
        if (indent < 0)
            indent = std::max(int(first - start), part.around + 1);
        if (first - start < indent)
            break;
        part.end = visible;
    }
    m_at = part.end;
}

void Locator::sequence(Part &part)
{
    if (here() == '[') {
        part.style = Part::Style::Flow;
        ++m_at;
        for (Part &item : part.items) {
            place(item, part.around, true);
            skip();
            if (here() == ',')
                ++m_at;
            if (!m_ok)
                return;
        }
        expect(']');
        part.end = m_at;
        return;
    }
    part.style = Part::Style::Block;
    part.indent = columnOf(m_at);
    for (Part &item : part.items) {
        if (!expect('-'))
            return;
        part.dashes.push_back(m_at - 1);
        item.after = m_at;
        item.ofDash = true;
        place(item, part.indent, false);
        if (!m_ok)
            return;
    }
    part.end = m_at;
}

void Locator::key(PartEntry &entry, Part &map, bool first)
{
    const bool inFlow = map.style != Part::Style::Block;
    skip();
    if (first)
        map.indent = columnOf(m_at);
    bool explicitKey = false;
    const qsizetype mark = m_at;
    if (here() == '?' && isGap(m_at + 1)) {
        explicitKey = true;
        ++m_at;
    }
    place(entry.key, map.indent, inFlow);
    if (explicitKey)
        entry.key.begin = mark;
    if (!m_ok)
        return;
    const qsizetype end = m_at;
    skip();
    if (here() != ':' || m_at >= m_text.size()) {
        // No value at all, as in "{a, b}" and in "? a".
        m_at = end;
        m_ok = entry.value.kind == Part::Kind::Null && (inFlow || explicitKey);
        entry.value.begin = entry.value.content = entry.value.end = end;
        entry.value.inFlow = inFlow;
        return;
    }
    entry.colon = m_at++;
    entry.value.after = m_at;
    place(entry.value, map.indent, inFlow);
}

void Locator::map(Part &part)
{
    const bool braces = here() == '{';
    part.style = braces ? Part::Style::Flow : part.inFlow ? Part::Style::Pair : Part::Style::Block;
    if (braces)
        ++m_at;
    bool first = true;
    for (PartEntry &entry : part.entries) {
        key(entry, part, first);
        first = false;
        if (!m_ok)
            return;
        if (braces) {
            skip();
            if (here() == ',')
                ++m_at;
        }
    }
    if (braces)
        expect('}');
    part.end = m_at;
}

} // namespace assay::models::yaml
