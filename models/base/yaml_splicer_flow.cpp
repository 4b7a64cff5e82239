// SPDX-License-Identifier: Apache-2.0
#include "yaml_splicer.h"

#include "yaml_scalars.h"

#include <cctype>

namespace assay::models::yaml {

using Style = Part::Style;

namespace {

struct Cell
{
    qsizetype begin, end;
};

std::vector<Cell> cellsOf(const Part &collection)
{
    std::vector<Cell> cells;
    for (const Part &item : collection.items)
        cells.push_back({item.begin, item.end});
    for (const PartEntry &entry : collection.entries)
        cells.push_back({entry.begin(), entry.end()});
    return cells;
}

} // namespace

//! Over white space, line ends and comments.
qsizetype Splicer::overGaps(qsizetype place, qsizetype end) const
{
    while (place < end && std::isspace(static_cast<unsigned char>(m_text[place])))
        ++place;
    return place;
}

//! -1: none before whatever comes next.
qsizetype Splicer::commaBehind(qsizetype place) const
{
    for (;;) {
        place = overGaps(place, m_text.size());
        if (place >= m_text.size())
            return -1;
        if (m_text[place] != '#')
            return m_text[place] == ',' ? place : -1;
        place = endOfLine(place);
    }
}

bool Splicer::insertInFlow(const Part &collection, std::size_t at, const QList<QByteArray> &texts)
{
    const std::vector<Cell> cells = cellsOf(collection);
    const QByteArray added = QByteArrayList(texts).join(", ");
    if (cells.empty()) {
        replace(collection.content + 1, collection.content + 1, added);
        return true;
    }
    // Where each has a line of its own, so has the new one.
    const Cell &beside = cells[at > 0 ? at - 1 : 0];
    const bool ownLines =
        beginsLine(beside.begin) && lineStart(collection.content) != lineStart(beside.begin);
    const QByteArray margin =
        m_text.mid(lineStart(beside.begin), beside.begin - lineStart(beside.begin));
    QByteArray lines;
    for (const QByteArray &text : texts)
        lines += margin + text + ",\n";
    if (at == 0) {
        if (ownLines)
            insertLines(lineStart(beside.begin), lines);
        else
            replace(beside.begin, beside.begin, added + ", ");
        return true;
    }
    const qsizetype comma = commaBehind(beside.end);
    const bool alone =
        ownLines && (at >= cells.size() || lineStart(cells[at].begin) != lineStart(beside.end)) &&
        endOfLine(beside.end) < collection.end - 1;
    if (alone) {
        const qsizetype behind = comma < 0 ? beside.end : comma;
        if (comma < 0) {
            replace(beside.end, beside.end, ",");
            lines.remove(lines.size() - 2, 1); // as it was: the last one has none
        }
        insertLines(nextLine(behind), lines);
    } else if (comma < 0) {
        replace(beside.end, beside.end, ", " + added);
    } else {
        const bool last = at >= cells.size();
        replace(comma + 1, comma + 1, ' ' + added + (last ? "" : ","));
    }
    return true;
}

bool Splicer::removeFromFlow(const Part &collection, std::size_t first, std::size_t last)
{
    const std::vector<Cell> cells = cellsOf(collection);
    const qsizetype begin = cells[first].begin, end = cells[last].end;
    const qsizetype comma = commaBehind(end);
    if (comma >= 0) {
        const bool lines = beginsLine(begin) &&
                           (last + 1 >= cells.size() || lineStart(cells[last + 1].begin) > comma) &&
                           endOfLine(comma) < collection.end - 1;
        qsizetype behind = comma + 1;
        while (behind < m_text.size() && m_text[behind] == ' ')
            ++behind;
        if (lines)
            replace(lineStart(begin), nextLine(comma), {});
        else if (last + 1 < cells.size() || first == 0)
            replace(begin, behind, {});
        else
            replace(cells[first - 1].end, end, {}); // the comma behind it is the one before's now
        return true;
    }
    if (first == 0) {
        replace(begin, end, {});
        return true;
    }
    const qsizetype before = cells[first - 1].end;
    if (!m_text.mid(before, begin - before).contains('#')) {
        replace(before, end, {});
    } else if (beginsLine(begin) && endOfLine(end) < collection.end - 1) {
        replace(lineStart(begin), nextLine(end), {});
    } else {
        // A comma in front of the bracket is none too many.
        replace(begin, end, {});
    }
    return true;
}

//! What stands behind the colon or the dash when an alias is written out.
QByteArray Splicer::verbatim(const Part &alias, const Part &named) const
{
    QByteArray text = m_text.mid(named.content, named.end - named.content);
    text.replace("\r\n", "\n");
    const bool lines = text.contains('\n');
    if (alias.inFlow && (lines || !named.inFlow))
        return ' ' + writeFlow(m_layout.valueOf(named, Typing::Typed));
    if (named.style == Style::Block) {
        const int indent = std::max(alias.around, 0) + 2;
        return '\n' + QByteArray(indent, ' ') + shifted(text, indent - named.indent);
    }
    return ' ' + shifted(text, alias.around - named.around);
}

bool Splicer::writeOut(const Part &alias, bool anchor)
{
    const Part &named = m_layout.resolved(alias);
    if (!alias.isAlias() || named.isAlias())
        return false;
    QByteArray name;
    if (anchor) {
        name = m_text.mid(named.anchorAt, named.anchorEnd - named.anchorAt);
        qsizetype behind = named.anchorEnd;
        while (behind < named.content && m_text[behind] == ' ')
            ++behind;
        replace(named.anchorAt, behind, {});
    }
    return put(alias, verbatim(alias, named), name);
}

} // namespace assay::models::yaml
