// SPDX-License-Identifier: Apache-2.0
#include "yaml_splicer.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace assay::models::yaml {

using Style = Part::Style;

Splicer::Splicer(const QByteArray &text, const Layout &layout, Texts texts)
    : m_text(text)
    , m_layout(layout)
    , m_texts(texts)
{
    const qsizetype first = text.indexOf('\n');
    m_lineEnd = first > 0 && text[first - 1] == '\r' ? "\r\n" : "\n";
}

void Splicer::replace(qsizetype begin, qsizetype end, const QByteArray &with)
{
    m_splices.push_back({begin, end, withEnds(with)});
}

QByteArray Splicer::withEnds(QByteArray text) const
{
    if (m_lineEnd.size() > 1)
        text.replace("\r\n", "\n").replace("\n", m_lineEnd);
    return text;
}

QByteArray Splicer::result() const
{
    std::vector<Splice> sorted = m_splices;
    std::stable_sort(sorted.begin(), sorted.end(), [](const Splice &a, const Splice &b) {
        return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    QByteArray out;
    qsizetype at = 0;
    for (const Splice &splice : sorted) {
        out += m_text.mid(at, std::max<qsizetype>(splice.begin - at, 0));
        out += splice.with;
        at = std::max(at, splice.end);
    }
    return out + m_text.mid(at);
}

qsizetype Splicer::lineStart(qsizetype place) const
{
    const qsizetype start = place > 0 ? m_text.lastIndexOf('\n', place - 1) + 1 : 0;
    return start == 0 && m_text.startsWith("\xEF\xBB\xBF") ? 3 : start;
}

qsizetype Splicer::nextLine(qsizetype place) const
{
    const qsizetype end = m_text.indexOf('\n', place);
    return end < 0 ? m_text.size() : end + 1;
}

qsizetype Splicer::endOfLine(qsizetype place) const
{
    const qsizetype next = nextLine(place);
    if (next == 0 || m_text[next - 1] != '\n')
        return next;
    return next > 1 && m_text[next - 2] == '\r' ? next - 2 : next - 1;
}

bool Splicer::beginsLine(qsizetype place) const
{
    const qsizetype start = lineStart(place);
    return m_text.mid(start, place - start).trimmed().isEmpty();
}

qsizetype Splicer::aboveComments(qsizetype place) const
{
    qsizetype first = lineStart(place);
    while (first > 0) {
        const qsizetype above = lineStart(first - 1);
        if (above >= first || !m_text.mid(above, first - above).trimmed().startsWith('#'))
            break;
        first = above;
    }
    return first;
}

static const Part &lastOf(const Part &part)
{
    if (!part.entries.empty() && part.style == Style::Block)
        return lastOf(part.entries.back().value);
    if (!part.items.empty() && part.style == Style::Block)
        return lastOf(part.items.back());
    return part;
}

void Splicer::insertLines(qsizetype place, const QByteArray &lines)
{
    if (place < m_text.size() || m_text.isEmpty() || m_text.endsWith('\n'))
        return replace(place, place, lines);
    replace(place, place, '\n' + lines.chopped(1));
    if (const auto header = headerAtEnd(m_layout.root()))
        replace(header->begin, header->end, header->chopped);
}

static bool isBlockOfText(const Part &part)
{
    return part.style == Style::Literal || part.style == Style::Folded;
}

bool Splicer::keepsBlankLines(const Part &within) const
{
    const Part &last = lastOf(within);
    return isBlockOfText(last) && m_text.mid(last.content, 3).contains('+');
}

std::optional<Splicer::Header> Splicer::headerAtEnd(const Part &within) const
{
    const Part &last = lastOf(within);
    if (!isBlockOfText(last) || last.end < m_text.size() || m_text.endsWith('\n'))
        return std::nullopt;
    qsizetype end = last.content + 1;
    while (end < m_text.size() &&
           std::string_view("+-123456789").find(m_text[end]) != std::string_view::npos)
        ++end;
    QByteArray header = m_text.mid(last.content, end - last.content);
    return Header{last.content, end, header.replace("+", "").replace("-", "") + '-'};
}

//! The comment on the line of `from`, behind it; empty: none.
QByteArray Splicer::commentOf(qsizetype from) const
{
    const QByteArray rest = m_text.mid(from, endOfLine(from) - from).trimmed();
    return rest.startsWith('#') ? rest : QByteArray();
}

static bool isInline(Style style)
{
    return style == Style::Plain || style == Style::Single || style == Style::Double ||
           style == Style::Flow;
}

QByteArray Splicer::shifted(const QByteArray &lines, int by)
{
    QByteArrayList out;
    for (const QByteArray &line : lines.split('\n')) {
        qsizetype margin = 0;
        while (by < 0 && margin < -by && margin < line.size() && line[margin] == ' ')
            ++margin;
        const bool isEmpty = line.trimmed().isEmpty();
        out << (out.isEmpty() || isEmpty ? line
                                         : QByteArray(std::max(by, 0), ' ') + line.mid(margin));
    }
    return out.join('\n');
}

//! What stands behind the colon or the dash, without the last line end.
QByteArray Splicer::rendered(const Part &slot, const Json &value, Lists lists) const
{
    const int indent = std::max(slot.around, 0);
    if (slot.ofDash)
        return shifted(write(Json::array({value}), m_texts).mid(1).chopped(1), indent);
    return writeMember(QStringLiteral("k"), value, indent, lists, m_texts)
        .mid(indent + 2)
        .chopped(1);
}

QByteArray Splicer::scalarText(const Json &value, const Part &old) const
{
    if (!value.is_string())
        return writeScalar(value);
    const auto text = value.get<QString>();
    // Without them it would have been no text: they say nothing of how others are written.
    const bool emptyQuotes = old.kind == Part::Kind::Scalar && old.text.isEmpty();
    if (old.style == Style::Double && !emptyQuotes)
        return writeQuoted(text);
    if (old.style == Style::Single && isPrintable(text))
        return '\'' + text.toUtf8().replace("'", "''") + '\'';
    return writeScalar(value);
}

//! `text` as rendered() makes it takes the place of a value. A comment beside it stays beside it.
bool Splicer::put(const Part &slot, const QByteArray &text, const QByteArray &anchor)
{
    const qsizetype line = text.indexOf('\n');
    const QByteArray own = anchor.isEmpty() && slot.anchorAt >= 0 && !slot.isAlias()
                               ? m_text.mid(slot.anchorAt, slot.anchorEnd - slot.anchorAt)
                               : anchor;
    if (line < 0 && isInline(slot.style)) {
        const bool tagged =
            slot.content > slot.begin &&
            (slot.anchorAt < 0 || m_text.mid(slot.begin, slot.content - slot.begin).contains('!'));
        const QByteArray value = text.trimmed();
        if (!anchor.isEmpty())
            replace(slot.begin, slot.end, anchor + ' ' + value);
        else if (tagged)
            replace(slot.begin, slot.end, own.isEmpty() ? value : own + ' ' + value);
        else
            replace(slot.content, slot.end, value);
        return true;
    }
    if (slot.inFlow && slot.after < 0) {
        // A key without a value; an entry of a list is never absent there.
        if (slot.style != Style::Absent)
            return false;
        replace(slot.end, slot.end, ": " + text.trimmed());
        return true;
    }
    if (slot.after < 0 || (slot.inFlow && line >= 0))
        return false;
    if (line < 0 && slot.style == Style::Absent) {
        replace(slot.end, slot.end, ' ' + text.trimmed());
        return true;
    }
    QByteArray comment = commentOf(slot.after);
    // Blank lines that a block of text keeps stay as lines between values.
    qsizetype end = slot.end;
    while (isBlockOfText(slot) && end > slot.content && std::isspace(uchar(m_text[end - 1])))
        --end;
    if (isBlockOfText(slot)) {
        const qsizetype sign = m_text.indexOf('#', slot.content);
        if (sign >= 0 && sign < endOfLine(slot.content))
            comment = commentOf(sign);
    } else if (isInline(slot.style)) {
        const QByteArray behind = commentOf(slot.end);
        if (behind.isEmpty() &&
            !m_text.mid(slot.end, endOfLine(slot.end) - slot.end).trimmed().isEmpty())
            return false;
        if (!behind.isEmpty())
            comment = comment.isEmpty() ? behind : comment + ' ' + behind;
    }
    QByteArray first = line < 0 ? text : text.left(line);
    if (!own.isEmpty())
        first = ' ' + own + first;
    if (!comment.isEmpty())
        first += ' ' + comment;
    replace(slot.after, endOfLine(end), first + (line < 0 ? QByteArray() : text.mid(line)));
    return true;
}

bool Splicer::replaceValue(const Part &part, const Json &wanted, Lists lists)
{
    const bool isText = wanted.is_string();
    const bool manyLines =
        isText && wanted.get_ref<const std::string &>().find('\n') != std::string::npos;
    if (part.inFlow)
        return put(part, wanted.is_structured() ? writeFlow(wanted) : scalarText(wanted, part), {});
    const bool last = nextLine(part.end) >= m_text.size() && !m_text.endsWith('\n');
    if (!wanted.is_structured() &&
        (!manyLines || part.style == Style::Double || last || m_texts == Texts::Quoted))
        return put(
            part, ' ' + (manyLines ? writeQuoted(wanted.get<QString>()) : scalarText(wanted, part)),
            {});
    if (wanted.is_structured() && part.style == Style::Flow)
        return put(part, ' ' + writeFlow(wanted), {});
    return put(part, rendered(part, wanted, lists), {});
}

bool Splicer::setValue(const Part &part, const Json &wanted, Typing typing, Lists lists)
{
    const std::size_t before = m_splices.size();
    const bool collection =
        (part.isMap() && wanted.is_object()) || (part.isSequence() && wanted.is_array());
    if (edit(part, wanted, typing))
        return true;
    m_splices.resize(before);
    return collection ? replaceValue(part, wanted, lists) : false;
}

bool Splicer::edit(const Part &part, const Json &wanted, Typing typing)
{
    if (m_layout.valueOf(part, typing) == wanted)
        return true;
    const std::size_t before = m_splices.size();
    if (part.isMap() && wanted.is_object() && editMap(part, wanted, typing))
        return true;
    m_splices.resize(before);
    if (part.isSequence() && wanted.is_array() && editList(part, wanted, typing))
        return true;
    m_splices.resize(before);
    return replaceValue(part, wanted);
}

bool Splicer::editMap(const Part &part, const Json &wanted, Typing typing)
{
    if (part.style != Style::Block && part.style != Style::Flow)
        return false;
    QStringList gone;
    for (const PartEntry &entry : part.entries) {
        if (!entry.isMerge() && !wanted.contains(entry.key.text.toStdString()))
            gone << entry.key.text;
    }
    if (wanted.empty() && part.style == Style::Block)
        return empty(part, "{}");
    for (const auto &[key, value] : wanted.items()) {
        const QString name = QString::fromStdString(key);
        if (const PartEntry *own = part.find(name)) {
            if (!edit(own->value, value, typing))
                return false;
            continue;
        }
        const Part *merged = m_layout.member(part, name);
        if (merged && m_layout.valueOf(*merged, typing) == value)
            continue;
        if (!addMember(part, name, value))
            return false;
    }
    return std::all_of(gone.begin(), gone.end(),
                       [&](const QString &key) { return removeMember(part, key); });
}

bool Splicer::addMember(const Part &map, const QString &key, const Json &value,
                        const QStringList &behind, Lists lists)
{
    if (map.style == Style::Flow) {
        // In front of a merge key as well as behind it: the order says nothing.
        return insertInFlow(map, map.entries.size(), {writeScalar(key) + ": " + writeFlow(value)});
    }
    if (map.style != Style::Block || map.entries.empty())
        return false;
    const PartEntry *after = &map.entries.back();
    for (auto it = map.entries.rbegin(); it != map.entries.rend() && !behind.isEmpty(); ++it) {
        if (behind.contains(it->key.text)) {
            after = &*it;
            break;
        }
    }
    insertLines(nextLine(after->end()), writeMember(key, value, map.indent, lists, m_texts));
    return true;
}

bool Splicer::removeMember(const Part &map, const QString &key)
{
    const auto it =
        std::find_if(map.entries.begin(), map.entries.end(),
                     [&key](const PartEntry &e) { return e.key.text == key && !e.isMerge(); });
    if (it == map.entries.end())
        return false;
    const auto index = std::size_t(it - map.entries.begin());
    if (map.style == Style::Flow)
        return removeFromFlow(map, index, index);
    if (map.style != Style::Block || map.entries.size() < 2)
        return false;
    if (beginsLine(it->begin())) {
        removeLines(lineStart(it->begin()), nextLine(it->end()));
        return true;
    }
    // The first one stands behind a dash, and the next takes its place.
    if (index != 0)
        return false;
    const qsizetype next = map.entries[1].begin();
    if (overGaps(it->end(), next) != next)
        return false;
    replace(it->begin(), next, {});
    return true;
}

void Splicer::removeLines(qsizetype begin, qsizetype end)
{
    if (end == m_text.size() && !m_text.endsWith('\n') && begin > 0)
        begin = endOfLine(begin - 1);
    replace(begin, end, {});
}

bool Splicer::empty(const Part &collection, const char *brackets)
{
    if (collection.after < 0)
        return false;
    const qsizetype behind = collection.anchorAt >= 0 ? collection.anchorEnd : collection.after;
    replace(behind, behind, QByteArray(" ") + brackets);
    const auto remove = [&](qsizetype first, qsizetype last) {
        if (!beginsLine(first))
            return false;
        removeLines(lineStart(first), nextLine(last));
        return true;
    };
    for (std::size_t i = 0; i < collection.items.size(); ++i) {
        if (!remove(collection.dashes[i], collection.items[i].end))
            return false;
    }
    return std::all_of(collection.entries.begin(), collection.entries.end(),
                       [&](const PartEntry &entry) { return remove(entry.begin(), entry.end()); });
}

std::vector<Splicer::Step> Splicer::stepsBetween(const Json &from, const Json &to)
{
    const std::size_t n = from.size(), m = to.size();
    std::size_t head = 0, tail = 0;
    while (head < std::min(n, m) && from[head] == to[head])
        ++head;
    while (tail < std::min(n, m) - head && from[n - 1 - tail] == to[m - 1 - tail])
        ++tail;
    const std::size_t rows = n - head - tail, columns = m - head - tail;
    // A list of thousands that became another is written anew.
    if (rows * columns > 4'000'000)
        return {{head, rows, std::vector<Json>(to.begin() + long(head), to.end() - long(tail))}};
    std::vector<std::vector<int>> common(rows + 1, std::vector<int>(columns + 1));
    for (std::size_t i = rows; i-- > 0;) {
        for (std::size_t j = columns; j-- > 0;)
            common[i][j] = from[head + i] == to[head + j]
                               ? common[i + 1][j + 1] + 1
                               : std::max(common[i + 1][j], common[i][j + 1]);
    }
    std::vector<Step> steps;
    Step step{head, 0, {}};
    const auto flush = [&](std::size_t next) {
        if (step.removed > 0 || !step.added.empty())
            steps.push_back(std::move(step));
        step = {next, 0, {}};
    };
    std::size_t i = 0, j = 0;
    while (i < rows || j < columns) {
        if (i < rows && j < columns && from[head + i] == to[head + j]) {
            ++i, ++j;
            flush(head + i);
        } else if (j < columns && (i == rows || common[i][j + 1] >= common[i + 1][j])) {
            step.added.push_back(to[head + j++]);
        } else {
            ++step.removed;
            ++i;
        }
    }
    flush(0);
    return steps;
}

bool Splicer::editList(const Part &part, const Json &wanted, Typing typing)
{
    if (part.style != Style::Block && part.style != Style::Flow)
        return false;
    if (wanted.empty() && part.style == Style::Block)
        return empty(part, "[]");
    const std::vector<Step> steps = stepsBetween(m_layout.valueOf(part, typing), wanted);
    return std::all_of(steps.begin(), steps.end(),
                       [&](const Step &step) { return applyStep(part, step, typing); });
}

bool Splicer::applyStep(const Part &part, const Step &step, Typing typing)
{
    const std::size_t both = std::min(step.removed, step.added.size());
    for (std::size_t i = 0; i < both; ++i) {
        if (!edit(part.items[step.old + i], step.added[i], typing))
            return false;
    }
    const std::size_t at = step.old + both;
    const std::size_t end = step.old + step.removed;
    if (part.style == Style::Flow) {
        QList<QByteArray> texts;
        for (std::size_t i = both; i < step.added.size(); ++i)
            texts << writeFlow(step.added[i]);
        return at < end ? removeFromFlow(part, at, end - 1)
                        : texts.isEmpty() || insertInFlow(part, at, texts);
    }
    // A list may begin behind the dash of another.
    if (!std::all_of(part.dashes.begin(), part.dashes.end(),
                     [this](qsizetype dash) { return beginsLine(dash); }))
        return false;
    if (at < end) {
        qsizetype begin = lineStart(part.dashes[at]);
        // A blank line in front of the last would be a line end where the file has none.
        const auto isBlank = [this](qsizetype from, qsizetype to) {
            return m_text.mid(from, to - from).trimmed().isEmpty();
        };
        const bool unended =
            nextLine(part.items[end - 1].end) == m_text.size() && !m_text.endsWith('\n');
        while (unended && at > 0 && isBlank(lineStart(begin - 1), begin))
            begin = lineStart(begin - 1);
        removeLines(begin, nextLine(part.items[at].end));
    }
    for (std::size_t i = at + 1; i < end; ++i)
        removeLines(lineStart(part.dashes[i]), nextLine(part.items[i].end));
    QByteArray lines;
    for (std::size_t i = both; i < step.added.size(); ++i)
        lines += QByteArray(part.indent, ' ') +
                 shifted(write(Json::array({step.added[i]}), m_texts).chopped(1), part.indent) +
                 '\n';
    if (!lines.isEmpty())
        insertLines(at > 0 ? nextLine(part.items[at - 1].end) : aboveComments(part.dashes[0]),
                    lines);
    return true;
}

} // namespace assay::models::yaml
