// SPDX-License-Identifier: Apache-2.0
#include "suite_editor.h"

#include "base/yaml_scalars.h"
#include "suite_writer.h"

#include <algorithm>

namespace assay::models {

using TestConfiguration = CustomImageTestConfiguration;
using Kind = ConfigurationField::Kind;
using yaml::Part;
using Style = Part::Style;

static yaml::Typing typingOf(const ConfigurationField &field)
{
    switch (field.kind) {
    case Kind::Seconds:
    case Kind::Flag:
    case Kind::Mapping:
    case Kind::Manifest:
        return yaml::Typing::Typed;
    default:
        return yaml::Typing::Text;
    }
}

static QStringList namesBefore(const ConfigurationField &wanted)
{
    QStringList names;
    for (const ConfigurationField &field : configurationFields()) {
        if (&field == &wanted)
            break;
        names << field.nameText();
    }
    return names;
}

SuiteEditor::SuiteEditor(const SuiteText &text, const yaml::Layout &layout, yaml::Texts texts)
    : m_text(text)
    , m_layout(layout)
    , m_texts(texts)
    , m_splicer(text.bytes(), layout, texts)
{
    m_tests = layout.member(layout.root(), QStringLiteral("tests"));
    if (!m_tests)
        return;
    const Part &list = layout.resolved(*m_tests);
    for (std::size_t i = 0; i < list.items.size(); ++i) {
        if (layout.resolved(list.items[i]).isMap())
            m_items.push_back(i);
    }
    m_tests = &list;
}

const Part *SuiteEditor::item(std::size_t test) const
{
    return m_tests && test < m_items.size() ? &m_tests->items[m_items[test]] : nullptr;
}

const Part *SuiteEditor::defaults() const
{
    const Part *found = m_layout.member(m_layout.root(), QStringLiteral("defaults"));
    return found && m_layout.resolved(*found).isMap() ? &m_layout.resolved(*found) : nullptr;
}

SuiteEditor::Found SuiteEditor::find(std::size_t test, const QString &field) const
{
    using Origin = ValueOrigin::Kind;
    if (const Part *written = item(test)) {
        const Part &map = m_layout.resolved(*written);
        bool merged = false;
        if (const Part *part = m_layout.member(map, field, &merged)) {
            if (merged || written->isAlias())
                return {part, Origin::Merged};
            return {part, part->isAlias() ? Origin::Alias : Origin::Own};
        }
    }
    const ConfigurationField *known = configurationField(field);
    const Part *shared = defaults();
    if (!shared || !known || !known->canBeDefault)
        return {};
    const Part *part = m_layout.member(*shared, field);
    return part ? Found{part, Origin::Defaults} : Found{};
}

//! A log policy has three lists, and those that say nothing need not be written.
static Json valueToWrite(const ConfigurationField &field, const TestConfiguration &wanted,
                         const yaml::PartEntry *own)
{
    Json value = valueOf(field, wanted);
    if (field.kind != Kind::Log)
        return value;
    Json kept = Json::object();
    for (const auto &[key, list] : value.items()) {
        if (!list.empty() || (own && own->value.find(QString::fromStdString(key))))
            kept[key] = list;
    }
    return kept;
}

bool SuiteEditor::setField(const Part &map, const ConfigurationField &field,
                           const TestConfiguration &wanted, Care care)
{
    const QString name = field.nameText();
    const yaml::PartEntry *own = map.find(name);
    const Json value = valueToWrite(field, wanted, own);
    if (!own)
        return m_splicer.addMember(map, name, value, namesBefore(field), listsOf(field));
    const bool merges = std::any_of(map.entries.begin(), map.entries.end(),
                                    [](const yaml::PartEntry &entry) { return entry.isMerge(); });
    const Part *shared = defaults();
    const bool inherits = merges || (shared && m_layout.member(*shared, name));
    const bool oneValue =
        field.kind == Kind::Text || field.kind == Kind::Seconds || field.kind == Kind::Flag;
    const auto &named = m_layout.anchored();
    const bool holdsAnchor = std::any_of(named.begin(), named.end(), [own](const Part *part) {
        return part->begin >= own->value.begin && part->end <= own->value.end;
    });
    if (care != Care::KeysStay && !oneValue && isImplied(field, wanted) && !inherits &&
        !holdsAnchor && m_splicer.removeMember(map, name))
        return true;
    if (care == Care::WholeValues)
        return m_splicer.replaceValue(own->value, value, listsOf(field));
    return m_splicer.setValue(own->value, value, typingOf(field), listsOf(field));
}

std::optional<QByteArray> SuiteEditor::changeTest(std::size_t test, const TestConfiguration &wanted,
                                                  Care care)
{
    const Part *map = item(test);
    if (!map || !map->isMap())
        return std::nullopt;
    const TestConfiguration &before = m_text.suite().tests[test];
    for (const ConfigurationField &field : configurationFields()) {
        if (valueOf(field, before) != valueOf(field, wanted) &&
            !setField(*map, field, wanted, care))
            return std::nullopt;
    }
    return m_splicer.result();
}

std::optional<QByteArray>
SuiteEditor::changeShared(std::size_t test, const ConfigurationField &field, const Json &value)
{
    const Found found = find(test, field.nameText());
    if (!found.part)
        return std::nullopt;
    const Part &part = m_layout.resolved(*found.part);
    if (!m_splicer.setValue(part, value, typingOf(field), listsOf(field)))
        return std::nullopt;
    return m_splicer.result();
}

TestConfiguration SuiteEditor::inherited() const
{
    TestConfiguration c;
    const Part *shared = defaults();
    if (!shared)
        return c;
    for (const ConfigurationField &field : configurationFields()) {
        const Part *part =
            field.canBeDefault ? m_layout.member(*shared, field.nameText()) : nullptr;
        if (part)
            setValue(field, m_layout.valueOf(*part, typingOf(field)), c);
    }
    return c;
}

static bool isLeftOut(const ConfigurationField &field, const TestConfiguration &added,
                      const TestConfiguration &base)
{
    if (hasDefault(field, base))
        return isImplied(field, added);
    return valueOf(field, added) == valueOf(field, base);
}

QByteArray SuiteEditor::written(const std::vector<TestConfiguration> &added, int column) const
{
    const TestConfiguration base = inherited();
    QByteArray lines;
    for (const TestConfiguration &test : added) {
        if (!lines.isEmpty() && areApart())
            lines += '\n';
        const auto leaveOut = [&](const ConfigurationField &field) {
            return isLeftOut(field, test, base);
        };
        lines += writeTest(test, column, leaveOut, m_texts);
    }
    return lines;
}

std::optional<QByteArray> SuiteEditor::insert(std::size_t place,
                                              const std::vector<TestConfiguration> &added)
{
    bool done = false;
    if (m_items.empty() || !m_tests) {
        done = beginList(added);
    } else if (m_tests->style == Style::Flow) {
        const TestConfiguration base = inherited();
        QByteArrayList tests;
        for (const TestConfiguration &test : added) {
            Json fields = Json::object();
            for (const ConfigurationField &field : configurationFields()) {
                if (!isLeftOut(field, test, base))
                    fields[field.name] = valueOf(field, test);
            }
            tests << yaml::writeFlow(fields);
        }
        const std::size_t at = place < m_items.size() ? m_items[place] : m_tests->items.size();
        done = m_splicer.insertInFlow(*m_tests, at, tests);
    } else {
        done = insertText(place, written(added, m_tests->indent));
    }
    return done ? std::optional(m_splicer.result()) : std::nullopt;
}

//! The first test of a file that has none.
bool SuiteEditor::beginList(const std::vector<TestConfiguration> &added)
{
    const Part &root = m_layout.root();
    const qsizetype end = m_text.bytes().size();
    if (m_tests && m_tests->items.empty() && !m_tests->inFlow && m_tests->after >= 0)
        return m_splicer.put(*m_tests, '\n' + written(added, 2).chopped(1));
    if (root.kind == Part::Kind::Null) {
        m_splicer.insertLines(end, "version: 1\ntests:\n" + written(added, 2));
        return true;
    }
    if (m_tests || !root.isMap() || root.style != Style::Block)
        return false;
    const QByteArray margin(root.indent, ' ');
    m_splicer.insertLines(m_splicer.nextLine(root.end),
                          margin + "tests:\n" + written(added, root.indent + 2));
    return true;
}

bool SuiteEditor::isDeepComment(qsizetype line) const
{
    const QByteArray text = m_text.bytes().mid(line, m_splicer.nextLine(line) - line);
    qsizetype margin = 0;
    while (margin < text.size() && text[margin] == ' ')
        ++margin;
    return margin > m_tests->indent && text.mid(margin).startsWith('#');
}

//! The first line that has nothing to do with an entry of the list.
qsizetype SuiteEditor::behind(std::size_t item) const
{
    qsizetype end = m_splicer.nextLine(m_tests->items[item].end);
    for (qsizetype line = end; isBlank(line) || isDeepComment(line);) {
        const bool comment = isDeepComment(line);
        line = m_splicer.nextLine(line);
        if (comment)
            end = line;
    }
    return end;
}

SuiteEditor::Region SuiteEditor::regionOf(std::size_t test) const
{
    const std::size_t i = m_items[test];
    const qsizetype dash = m_splicer.lineStart(m_tests->dashes[i]);
    // A line of a block of text may look like a comment.
    qsizetype begin = std::max(m_splicer.aboveComments(dash), i > 0 ? behind(i - 1) : 0);
    while (begin < dash && isDeepComment(begin))
        begin = m_splicer.nextLine(begin);
    return {std::min(begin, dash), behind(i)};
}

//! Each with its line end, also where the file has none behind the last.
QByteArray SuiteEditor::linesOf(std::size_t test) const
{
    const Region region = regionOf(test);
    QByteArray lines = m_text.bytes().mid(region.begin, region.end - region.begin);
    if (const auto header = m_splicer.headerAtEnd(*item(test)))
        lines.replace(header->begin - region.begin, header->end - header->begin, header->chopped);
    lines.replace("\r\n", "\n");
    return lines.endsWith('\n') ? lines : lines + '\n';
}

bool SuiteEditor::isBlank(qsizetype line) const
{
    return line >= 0 && line < m_text.bytes().size() &&
           m_text.bytes().mid(line, m_splicer.nextLine(line) - line).trimmed().isEmpty();
}

//! Whether blank lines stand between tests.
bool SuiteEditor::areApart() const
{
    for (std::size_t test = 1; test < m_items.size(); ++test) {
        if (isBlank(m_splicer.lineStart(regionOf(test).begin - 1)))
            return true;
    }
    return false;
}

bool SuiteEditor::keepsBlankLines(std::size_t test) const
{
    const Part *last = item(test);
    return last && m_splicer.keepsBlankLines(*last);
}

bool SuiteEditor::insertText(std::size_t place, const QByteArray &lines, bool keepsBlankLines)
{
    if (!m_splicer.beginsLine(m_tests->dashes.front()))
        return false;
    const QByteArray between = areApart() ? "\n" : "";
    const std::size_t last = m_items.size() - 1;
    if (place <= last)
        m_splicer.insertLines(regionOf(place).begin, keepsBlankLines ? lines : lines + between);
    else
        m_splicer.insertLines(regionOf(last).end,
                              this->keepsBlankLines(last) ? lines : between + lines);
    return true;
}

//! Of the blank lines around it those go that would stand beside others, or at the end.
void SuiteEditor::cut(Region region, bool last)
{
    const auto above = [this](qsizetype line) {
        return line > 0 ? m_splicer.lineStart(line - 1) : qsizetype(-1);
    };
    // Those that a block of text keeps are its own.
    const auto before = std::find_if(m_tests->items.rbegin(), m_tests->items.rend(),
                                     [&](const Part &item) { return item.end <= region.begin; });
    const qsizetype own = before == m_tests->items.rend() ? 0 : m_splicer.nextLine(before->end);
    if (last) {
        while (isBlank(above(region.begin)) && above(region.begin) >= own)
            region.begin = above(region.begin);
    }
    if (!last || (before != m_tests->items.rend() && m_splicer.keepsBlankLines(*before))) {
        while (isBlank(region.end))
            region.end = m_splicer.nextLine(region.end);
    }
    m_splicer.removeLines(region.begin, region.end);
}

std::vector<std::pair<qsizetype, qsizetype>>
SuiteEditor::itemSpans(const std::vector<std::size_t> &tests) const
{
    std::vector<std::pair<qsizetype, qsizetype>> spans;
    for (const std::size_t test : tests)
        spans.emplace_back(item(test)->begin, item(test)->end);
    return spans;
}

static bool isIn(const std::vector<std::pair<qsizetype, qsizetype>> &spans, const Part &part)
{
    return std::any_of(spans.begin(), spans.end(), [&part](const auto &span) {
        return part.begin >= span.first && part.end <= span.second;
    });
}

std::optional<QByteArray> SuiteEditor::remove(const std::vector<std::size_t> &tests)
{
    if (tests.empty() ||
        std::any_of(tests.begin(), tests.end(), [this](std::size_t test) { return !item(test); }))
        return std::nullopt;
    // What others name by an alias goes to the first of them.
    const auto spans = itemSpans(tests);
    for (const Part *named : m_layout.anchored()) {
        if (!isIn(spans, *named))
            continue;
        for (const Part *alias : m_layout.aliases()) {
            if (&m_layout.resolved(*alias) != named || isIn(spans, *alias))
                continue;
            if (!m_splicer.writeOut(*alias, true))
                return std::nullopt;
            break;
        }
    }
    if (m_tests->style == Style::Flow) {
        for (const std::size_t test : tests) {
            if (tests.size() == 1 &&
                !m_splicer.removeFromFlow(*m_tests, m_items[test], m_items[test]))
                return std::nullopt;
        }
        return tests.size() == 1 ? std::optional(m_splicer.result()) : std::nullopt;
    }
    if (tests.size() == m_tests->items.size()) {
        if (!m_splicer.empty(*m_tests, "[]"))
            return std::nullopt;
        return m_splicer.result();
    }
    if (!m_splicer.beginsLine(m_tests->dashes.front()))
        return std::nullopt;
    for (const std::size_t test : tests)
        cut(regionOf(test), m_items[test] + 1 == m_tests->items.size());
    return m_splicer.result();
}

//! What is named by an alias in a copy as well has a name of its own there; else it needs none.
void SuiteEditor::giveNewName(yaml::Splicer &copy, const Part &named, qsizetype begin,
                              qsizetype end) const
{
    const QByteArray &text = m_text.bytes();
    const QByteArray name = text.mid(named.anchorAt + 1, named.anchorEnd - named.anchorAt - 1);
    QByteArray other = name + "_copy";
    for (int n = 2; text.contains('&' + other); ++n)
        other = name + "_copy" + QByteArray::number(n);
    bool used = false;
    for (const Part *alias : m_layout.aliases()) {
        if (alias->begin < begin || alias->end > end || &m_layout.resolved(*alias) != &named)
            continue;
        copy.replace(alias->content, alias->end, '*' + other);
        used = true;
    }
    if (used)
        return copy.replace(named.anchorAt, named.anchorEnd, '&' + other);
    qsizetype first = named.anchorAt, behind = named.anchorEnd;
    while (behind < named.content && text[behind] == ' ')
        ++behind;
    // At the end of a line the space in front of it goes with it.
    if (behind < text.size() && (text[behind] == '\n' || text[behind] == '\r') && first > 0 &&
        text[first - 1] == ' ')
        --first;
    copy.replace(first, behind, {});
}

std::optional<QByteArray> SuiteEditor::copy(std::size_t test)
{
    const Part *original = item(test);
    if (!original)
        return std::nullopt;
    // A copy that had the anchors as well would take the aliases behind it.
    const bool inFlow = m_tests->style == Style::Flow;
    const qsizetype begin = inFlow ? original->begin : regionOf(test).begin;
    const qsizetype end = inFlow ? original->end : regionOf(test).end;
    yaml::Splicer stripped(m_text.bytes(), m_layout);
    for (const Part *named : m_layout.anchored()) {
        if (named->anchorAt >= begin && named->end <= end)
            giveNewName(stripped, *named, begin, end);
    }
    const qsizetype behind = m_text.bytes().size() - end;
    QByteArray text = stripped.result();
    text = text.mid(begin, text.size() - behind - begin).replace("\r\n", "\n");
    if (inFlow) {
        m_splicer.insertInFlow(*m_tests, m_items[test] + 1, {text});
        return m_splicer.result();
    }
    if (!text.endsWith('\n'))
        text += '\n';
    // Directly below it: what stands in front of the next one is the next one's.
    m_splicer.insertLines(end, (areApart() && !keepsBlankLines(test) ? "\n" : "") + text);
    return m_splicer.beginsLine(m_tests->dashes.front()) ? std::optional(m_splicer.result())
                                                         : std::nullopt;
}

std::optional<QByteArray> SuiteEditor::move(std::size_t from, std::size_t to)
{
    if (!m_tests || m_tests->style != Style::Block || !item(from) || to >= m_items.size() ||
        !m_splicer.beginsLine(m_tests->dashes.front()))
        return std::nullopt;
    const Region region = regionOf(from);
    const QByteArray text = linesOf(from);
    cut(region, m_items[from] + 1 == m_tests->items.size());
    return insertText(to > from ? to + 1 : to, text, keepsBlankLines(from))
               ? std::optional(m_splicer.result())
               : std::nullopt;
}

std::optional<QByteArray> SuiteEditor::untangle(std::size_t from, std::size_t to)
{
    if (!item(from) || !item(to))
        return std::nullopt;
    const auto moved = itemSpans({from});
    const auto &aliases = m_layout.aliases();
    for (const Part *named : m_layout.anchored()) {
        // The anchor goes to the first that names it, unless the test needs it for itself.
        const bool away = isIn(moved, *named) &&
                          std::none_of(aliases.begin(), aliases.end(), [&](const Part *alias) {
                              return &m_layout.resolved(*alias) == named && isIn(moved, *alias);
                          });
        for (const Part *alias : aliases) {
            if (&m_layout.resolved(*alias) != named || isIn(moved, *alias) == isIn(moved, *named))
                continue;
            if (!m_splicer.writeOut(*alias, away))
                return std::nullopt;
            if (away)
                break;
        }
    }
    return m_splicer.result();
}

std::optional<QByteArray> SuiteEditor::writeOutTest(std::size_t test)
{
    const Part *written = item(test);
    if (!written || !m_splicer.writeOut(*written, false))
        return std::nullopt;
    return m_splicer.result();
}

} // namespace assay::models
