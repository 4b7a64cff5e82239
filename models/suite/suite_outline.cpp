// SPDX-License-Identifier: Apache-2.0
#include "suite_outline.h"

#include <algorithm>

namespace assay::models {

namespace {

//! Turns lines into bytes, in the order of the text.
class LineWalk
{
public:
    explicit LineWalk(const QByteArray &text) : m_text(text) {}

    SuiteOutline::Place at(int line)
    {
        while (m_place.line < line) {
            const qsizetype end = m_text.indexOf('\n', m_place.begin);
            if (end < 0)
                return behind();
            m_place = {m_place.line + 1, end + 1};
        }
        return m_place;
    }
    //! The line behind the last.
    SuiteOutline::Place behind() const
    {
        const auto rest = m_text.mid(m_place.begin).count('\n');
        return {m_place.line + int(rest) + 1, m_text.size()};
    }

private:
    const QByteArray &m_text;
    SuiteOutline::Place m_place{1, 0};
};

} // namespace

bool holdsMarks(const QByteArray &lines, const QByteArrayList &marks)
{
    return std::any_of(marks.begin(), marks.end(), [&lines](const QByteArray &mark) {
        return lines.startsWith(mark) || lines.contains('\n' + mark);
    });
}

SuiteOutline SuiteOutline::of(const yaml::Node &root, const QByteArray &text)
{
    if (holdsMarks(text, {"%", "\xEF\xBB\xBF%", "..."}))
        return {};
    // Keys that came from elsewhere, or stand in braces, are not in one column.
    int last = 0;
    for (const yaml::Entry &entry : root.entries) {
        if (entry.at.column != 1 || entry.at.line <= last)
            return {};
        last = entry.at.line;
    }
    SuiteOutline outline;
    LineWalk walk(text);
    for (std::size_t i = 0; i < root.entries.size(); ++i) {
        const yaml::Entry &entry = root.entries[i];
        const int next = i + 1 < root.entries.size() ? root.entries[i + 1].at.line : 0;
        const auto end = [&] { return next > 0 ? walk.at(next) : walk.behind(); };
        if (entry.key == QLatin1String("defaults")) {
            outline.defaults = walk.at(entry.at.line);
            outline.defaultsEnd = end();
        } else if (entry.key == QLatin1String("tests")) {
            int before = entry.at.line;
            for (const yaml::Node &item : entry.value.items) {
                if (!item.isMap() || item.at.line <= before || (next > 0 && item.at.line >= next))
                    return {};
                before = item.at.line;
                outline.items.push_back(walk.at(before));
            }
            outline.itemsEnd = end();
        }
    }
    return outline;
}

void SuiteOutline::shift(const Place &at, int lines, qsizetype bytes)
{
    const qsizetype from = at.begin;
    const auto move = [&](Place &place) {
        if (place.line > 0 && place.begin >= from) {
            place.line += lines;
            place.begin += bytes;
        }
    };
    for (Place &item : items)
        move(item);
    move(itemsEnd);
    move(defaults);
    move(defaultsEnd);
}

} // namespace assay::models
