// SPDX-License-Identifier: Apache-2.0
#include <models/suite/suite_text.h>

#include "suite_editor.h"
#include "suite_reader.h"
#include "suite_text_part.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;

using TestConfiguration = CustomImageTestConfiguration;

namespace {

struct SuiteTextText
{
    Q_DECLARE_TR_FUNCTIONS(SuiteText)
};

constexpr int deepestAliases = 8; //!< in what other aliases name

tl::unexpected<QString> refused()
{
    return tl::unexpected(
        SuiteTextText::tr("The file writes this in a way that only its text can be changed: change "
                          "it on the YAML page."));
}

} // namespace

SuiteText::SuiteText(QByteArray bytes, QString folder)
    : m_bytes(std::move(bytes))
    , m_folder(std::move(folder))
{
    SuiteOutline outline;
    m_suite = std::make_shared<const Suite>(SuiteReader::read(m_bytes, m_folder, outline));
    m_outline = std::make_shared<const SuiteOutline>(std::move(outline));
}

const yaml::Layout *SuiteText::layout() const
{
    if (!m_layout && m_suite->readable)
        m_layout = yaml::Layout::of(m_bytes);
    return m_layout.get();
}

SuiteText SuiteText::apart() const
{
    SuiteText copy = *this;
    copy.m_part.reset();
    return copy;
}

//! A text that says these tests, or none. A block of text that came to the end of a file without a
//! last line end needs that one: it is its own. One that keeps blank lines needs the last of them.
static std::optional<SuiteText> saying(const std::vector<TestConfiguration> &expected,
                                       const QByteArray &bytes, const QString &folder)
{
    const auto says = [&](const SuiteText &text) {
        return text.suite().readable && text.suite().tests == expected;
    };
    if (SuiteText text(bytes, folder); says(text))
        return text;
    SuiteText ended(bytes + (bytes.contains("\r\n") ? "\r\n" : "\n"), folder);
    return says(ended) ? std::optional(std::move(ended)) : std::nullopt;
}

//! What an edit made, where it says the tests that it should.
template<typename Edit>
static std::optional<SuiteText> proven(const SuiteText &text, const yaml::Layout *layout,
                                       const std::vector<TestConfiguration> &expected, Edit edit,
                                       yaml::Texts texts = yaml::Texts::Blocks)
{
    if (!layout)
        return std::nullopt;
    SuiteEditor editor(text, *layout, texts);
    const std::optional<QByteArray> bytes = edit(editor);
    return bytes ? saying(expected, *bytes, text.folder()) : std::nullopt;
}

//! The tests that are not what they should be.
static std::vector<std::size_t> strayed(const SuiteText &text,
                                        const std::vector<TestConfiguration> &expected)
{
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        if (text.suite().tests[i] != expected[i])
            found.push_back(i);
    }
    return found;
}

//! A comment below a block of text may become a line of it, and a blank line that of one which
//! keeps them: then the next one is tried.
struct SuiteText::Way
{
    SuiteEditor::Care care;
    yaml::Texts texts;
    bool twice; //!< what became of the test's other values is mended
};

std::optional<SuiteText> SuiteText::withTestIn(const Way &way, std::size_t test,
                                               const std::vector<TestConfiguration> &expected) const
{
    const auto change = [&](const SuiteText &text, std::size_t which) {
        return text.layout() ? SuiteEditor(text, *text.layout(), way.texts)
                                   .changeTest(which, expected[which], way.care)
                             : std::nullopt;
    };
    const std::optional<QByteArray> bytes = change(*this, test);
    if (!bytes)
        return std::nullopt;
    SuiteText next(*bytes, m_folder);
    if (!next.suite().readable || next.suite().tests.size() != expected.size())
        return std::nullopt;
    // Others had it from here, and other values of this test.
    for (const std::size_t other : strayed(next, expected)) {
        if (other == test && !way.twice)
            continue;
        if (const auto kept = change(next, other))
            next = SuiteText(*kept, m_folder);
        if (next.suite().tests.size() != expected.size())
            return std::nullopt;
    }
    return next.suite().tests == expected ? std::optional(next)
                                          : saying(expected, next.bytes(), m_folder);
}

SuiteText::Edited SuiteText::withTest(std::size_t test, const TestConfiguration &wanted) const
{
    if (test < m_suite->tests.size() && m_suite->tests[test] == wanted)
        return *this;
    if (auto alone = withTestAlone(test, wanted))
        return *alone;
    if (!layout() || test >= m_suite->tests.size())
        return refused();
    std::vector<TestConfiguration> expected = m_suite->tests;
    if (SuiteEditor editor(*this, *layout()); editor.item(test) && editor.item(test)->isAlias()) {
        const auto apart =
            proven(*this, layout(), expected, [&](SuiteEditor &e) { return e.writeOutTest(test); });
        return apart ? apart->withTest(test, wanted) : refused();
    }
    expected[test] = wanted;
    using Care = SuiteEditor::Care;
    using Texts = yaml::Texts;
    for (const Way &way : {Way{Care::InPlace, Texts::Blocks, false},
                           {Care::InPlace, Texts::Quoted, false},
                           {Care::KeysStay, Texts::Blocks, false},
                           {Care::InPlace, Texts::Blocks, true},
                           {Care::WholeValues, Texts::Blocks, true},
                           {Care::WholeValues, Texts::Quoted, true}}) {
        if (auto changed = withTestIn(way, test, expected))
            return *changed;
    }
    return refused();
}

SuiteText::Edited SuiteText::withSharedValue(std::size_t test, const ConfigurationField &field,
                                             const Json &value) const
{
    if (!layout() || test >= m_suite->tests.size())
        return refused();
    const std::vector<TestConfiguration> &before = m_suite->tests;
    TestConfiguration wanted = before[test];
    setValue(field, value, wanted);
    SuiteEditor editor(*this, *layout());
    const std::optional<QByteArray> bytes =
        editor.changeShared(test, field, valueOf(field, wanted));
    if (!bytes)
        return refused();
    SuiteText next(*bytes, m_folder);
    const std::vector<TestConfiguration> &after = next.suite().tests;
    if (!next.suite().readable || after.size() != before.size() || after[test] != wanted)
        return refused();
    // The others have this field either as before or as this one has it.
    for (std::size_t i = 0; i < after.size(); ++i) {
        TestConfiguration same = before[i];
        setValue(field, valueOf(field, after[i]), same);
        if (after[i] != same || (valueOf(field, after[i]) != valueOf(field, before[i]) &&
                                 valueOf(field, after[i]) != valueOf(field, wanted)))
            return refused();
    }
    return next;
}

SuiteText::Edited SuiteText::withNewTests(std::size_t place,
                                          const std::vector<TestConfiguration> &added) const
{
    std::vector<TestConfiguration> expected = m_suite->tests;
    place = std::min(place, expected.size());
    expected.insert(expected.begin() + long(place), added.begin(), added.end());
    for (const auto texts : {yaml::Texts::Blocks, yaml::Texts::Quoted}) {
        const auto insert = [&](SuiteEditor &editor) { return editor.insert(place, added); };
        if (auto next = proven(*this, layout(), expected, insert, texts))
            return *next;
    }
    return refused();
}

SuiteText::Edited SuiteText::withCopy(std::size_t test, const TestConfiguration &copy) const
{
    if (test >= m_suite->tests.size())
        return refused();
    std::vector<TestConfiguration> expected = m_suite->tests;
    expected.insert(expected.begin() + long(test) + 1, expected[test]);
    if (auto next = proven(*this, layout(), expected,
                           [&](SuiteEditor &editor) { return editor.copy(test); })) {
        if (auto different = next->withTest(test + 1, copy))
            return different;
    }
    return withNewTest(test + 1, copy);
}

SuiteText::Edited SuiteText::without(const std::vector<std::size_t> &tests) const
{
    std::vector<TestConfiguration> expected;
    for (std::size_t i = 0; i < m_suite->tests.size(); ++i) {
        if (std::find(tests.begin(), tests.end(), i) == tests.end())
            expected.push_back(m_suite->tests[i]);
    }
    if (auto next = proven(*this, layout(), expected,
                           [&](SuiteEditor &editor) { return editor.remove(tests); }))
        return *next;
    // One after the other, from behind.
    if (tests.size() < 2)
        return refused();
    std::vector<std::size_t> sorted = tests;
    std::sort(sorted.rbegin(), sorted.rend());
    SuiteText next = *this;
    for (const std::size_t test : sorted) {
        auto less = next.without({test});
        if (!less)
            return less;
        next = *less;
    }
    return next;
}

SuiteText::Edited SuiteText::withMoved(std::size_t from, std::size_t to) const
{
    const std::size_t count = m_suite->tests.size();
    if (from >= count || to >= count)
        return refused();
    if (from == to)
        return *this;
    std::vector<TestConfiguration> expected = m_suite->tests;
    expected.erase(expected.begin() + long(from));
    expected.insert(expected.begin() + long(to), m_suite->tests[from]);
    const auto move = [&](SuiteEditor &editor) { return editor.move(from, to); };
    SuiteText apart = *this;
    // What is written out for an alias may have aliases itself.
    for (int round = 0; round < deepestAliases; ++round) {
        if (auto next = proven(apart, apart.layout(), expected, move))
            return *next;
        const auto more = proven(apart, apart.layout(), m_suite->tests,
                                 [&](SuiteEditor &editor) { return editor.untangle(from, to); });
        if (!more || more->bytes() == apart.bytes())
            break;
        apart = *more;
    }
    return refused();
}

TestConfiguration SuiteText::inherited() const
{
    return layout() ? SuiteEditor(*this, *layout()).inherited() : TestConfiguration();
}

std::vector<TestConfiguration> SuiteText::withDefaults(std::vector<TestConfiguration> tests) const
{
    const TestConfiguration standard, shared = inherited();
    for (const ConfigurationField &field : configurationFields()) {
        const Json unsaid = valueOf(field, standard), value = valueOf(field, shared);
        if (!field.canBeDefault || value == unsaid)
            continue;
        for (TestConfiguration &test : tests) {
            if (valueOf(field, test) == unsaid)
                setValue(field, value, test);
        }
    }
    return tests;
}

ValueOrigin SuiteText::originOf(std::size_t test, const ConfigurationField &field) const
{
    if (const auto part = m_suite->tests.size() > 1 ? partOf(test) : nullptr) {
        ValueOrigin origin = part->text.originOf(0, field);
        if (origin.line > 0)
            origin.line = part->lineInWhole(origin.line);
        return origin;
    }
    if (!layout())
        return {};
    const SuiteEditor editor(*this, *layout());
    const SuiteEditor::Found found = editor.find(test, field.nameText());
    if (!found.part)
        return {};
    const yaml::Part &part = layout()->resolved(*found.part);
    ValueOrigin origin;
    origin.kind = found.kind;
    origin.line = int(m_bytes.left(part.begin).count('\n')) + 1;
    if (part.anchorAt >= 0)
        origin.name =
            QString::fromUtf8(m_bytes.mid(part.anchorAt + 1, part.anchorEnd - part.anchorAt - 1));
    const auto &aliases = layout()->aliases();
    origin.shared = found.kind != ValueOrigin::Kind::Own ||
                    std::any_of(aliases.begin(), aliases.end(), [&](const yaml::Part *alias) {
                        return &layout()->resolved(*alias) == &part;
                    });
    return origin;
}

std::pair<qsizetype, qsizetype> SuiteText::rangeOf(std::size_t test, const QString &field) const
{
    if (const auto part = m_suite->tests.size() > 1 ? partOf(test) : nullptr) {
        const auto [begin, end] = part->text.rangeOf(0, field);
        return begin == end ? std::pair(begin, end)
                            : std::pair(part->byteInWhole(begin), part->byteInWhole(end));
    }
    if (!layout())
        return {};
    const SuiteEditor editor(*this, *layout());
    const yaml::Part *part = editor.item(test);
    if (part && !field.isEmpty()) {
        const SuiteEditor::Found found = editor.find(test, field);
        part = found.part ? found.part : part;
    }
    return part ? std::pair(part->begin, part->end) : std::pair<qsizetype, qsizetype>();
}

int SuiteText::testAt(qsizetype byte, QString *field) const
{
    if (!layout())
        return -1;
    const SuiteEditor editor(*this, *layout());
    for (std::size_t i = 0; i < m_suite->tests.size(); ++i) {
        const yaml::Part *item = editor.item(i);
        // Its line counts, with the dash in front of it and the comment behind it.
        const qsizetype first = item ? m_bytes.lastIndexOf('\n', item->begin - 1) + 1 : 0;
        if (!item || byte < first || byte > std::max(m_bytes.indexOf('\n', item->end), item->end))
            continue;
        for (const yaml::PartEntry &entry : item->entries) {
            const qsizetype line =
                m_bytes.lastIndexOf('\n', std::max<qsizetype>(entry.begin() - 1, 0)) + 1;
            if (field && line <= byte)
                *field = entry.key.text;
        }
        return int(i);
    }
    return -1;
}

} // namespace assay::models
