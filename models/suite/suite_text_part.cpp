// SPDX-License-Identifier: Apache-2.0
#include "suite_text_part.h"

#include "suite_checks.h"
#include "suite_editor.h"

#include <algorithm>
#include <tuple>

namespace assay::models {

using TestConfiguration = CustomImageTestConfiguration;

static constexpr qsizetype largestSuite = 1 << 20; //!< bytes; what is larger is refused as a whole

int SuiteText::Part::lineInWhole(int line) const
{
    if (line > frontLines)
        return line - frontLines - 1 + begin.line;
    return defaults.line > 0 ? line - (beforeDefaults > 0 ? 2 : 1) + defaults.line : line;
}

qsizetype SuiteText::Part::byteInWhole(qsizetype byte) const
{
    return byte >= front ? byte - front + begin.begin : byte - beforeDefaults + defaults.begin;
}

//! The names of anchors ("&") or aliases ("*"), and of texts that look like one.
static QByteArrayList namesBehind(char sign, const QByteArray &text)
{
    QByteArrayList names;
    for (qsizetype i = text.indexOf(sign); i >= 0; i = text.indexOf(sign, i + 1)) {
        const char before = i > 0 ? text[i - 1] : ' ';
        qsizetype end = i + 1;
        while (end < text.size() && !QByteArrayView(" \t\r\n[]{},").contains(text[end]))
            ++end;
        const char behind = i + 1 < text.size() ? text[i + 1] : ' ';
        const bool ofWord = !QByteArrayView(" \t\r\n[{,:").contains(before);
        if (!ofWord && !QByteArrayView(" \t\r\n").contains(behind))
            names << text.mid(i + 1, end - i - 1);
    }
    return names;
}

//! It may have to do with what stands elsewhere.
static bool mayRefer(const QByteArray &text)
{
    return !namesBehind('&', text).isEmpty() || !namesBehind('*', text).isEmpty();
}

//! Whether what `written` has aliases of is named in `head` and nowhere in `between`, and it has no
//! alias that `before` has not: what all of them expand to is bounded for the suite as a whole.
static bool refersOnlyTo(const QByteArray &head, const QByteArray &between,
                         const QByteArray &before, const QByteArray &written)
{
    const QByteArrayList known = namesBehind('&', head);
    QByteArrayList had = namesBehind('*', before);
    const QByteArrayList names = namesBehind('*', written);
    return namesBehind('&', written).isEmpty() &&
           std::all_of(names.begin(), names.end(), [&](const QByteArray &name) {
               return known.contains(name) && had.removeOne(name) && !between.contains('&' + name);
           });
}

static bool beginsWithDash(const QByteArray &lines)
{
    const auto first = std::find_if(lines.begin(), lines.end(), [](char c) { return c != ' '; });
    return lines.end() - first > 1 && *first == '-' && first[1] == ' ';
}

static qsizetype indentOf(QByteArrayView lines)
{
    const auto first = std::find_if(lines.begin(), lines.end(), [](char c) { return c != ' '; });
    return first - lines.begin();
}

//! What stands in front of one test of a suite, and behind it, where it is read alone.
struct Frame
{
    QByteArray front, back;
    qsizetype beforeDefaults = 0;
    SuiteOutline::Place defaults;
    bool isWholeHead = false;
};

//! For a test that has no aliases: the defaults only.
static std::optional<Frame> plainFrame(const QByteArray &bytes, const SuiteOutline &outline,
                                       bool isLast, const QByteArray &lineEnd)
{
    const bool withDefaults = outline.defaults.line > 0;
    QByteArray defaults =
        withDefaults
            ? bytes.mid(outline.defaults.begin, outline.defaultsEnd.begin - outline.defaults.begin)
            : QByteArray();
    // A byte order mark would be no mark any more.
    if ((withDefaults && !defaults.startsWith("defaults")) || mayRefer(defaults))
        return std::nullopt;
    if (withDefaults && !defaults.endsWith('\n'))
        defaults += lineEnd;
    const QByteArray version = "version: 1" + lineEnd;
    return Frame{(isLast ? version : "") + defaults + "tests:" + lineEnd, isLast ? "" : version,
                 isLast ? version.size() : 0, outline.defaults, false};
}

//! For any test that refers to nothing but what stands above all tests.
static std::optional<Frame> headFrame(const QByteArray &bytes, const SuiteOutline &outline,
                                      std::size_t test, const QByteArray &written,
                                      const QByteArray &lineEnd)
{
    const auto between = [&bytes](qsizetype begin, qsizetype end) {
        return bytes.mid(begin, end - begin);
    };
    static const QByteArray behind = "x-behind:";
    const qsizetype first = outline.items.front().begin, begin = outline.items[test].begin;
    const qsizetype end = outline.endOf(test).begin;
    const QByteArray head = bytes.left(first);
    if ((outline.defaults.line > 0 && outline.defaults.begin >= first) || head.contains(behind) ||
        !refersOnlyTo(head, between(first, begin), between(begin, end), written))
        return std::nullopt;
    return Frame{head, end == bytes.size() ? "" : behind + " 1" + lineEnd, 0, {}, true};
}

//! Null where `written` cannot stand for that test by itself, or is not one test.
std::shared_ptr<const SuiteText::Part> SuiteText::partOf(std::size_t test,
                                                         const QByteArray &written) const
{
    const SuiteOutline &outline = *m_outline;
    if (test >= outline.items.size() || holdsMarks(written, {"%", "...", "---"}) ||
        !beginsWithDash(written) ||
        // Beside the others only: deeper it is a value of the one before.
        indentOf(written) != indentOf(QByteArrayView(m_bytes).sliced(outline.items[test].begin)))
        return nullptr;
    // What is added to a test ends its lines as the first line of the file does.
    const qsizetype first = m_bytes.indexOf('\n');
    const QByteArray lineEnd = first > 0 && m_bytes[first - 1] == '\r' ? "\r\n" : "\n";
    const bool isLast = outline.endOf(test).begin == m_bytes.size();
    auto frame = mayRefer(written) ? std::nullopt : plainFrame(m_bytes, outline, isLast, lineEnd);
    if (!frame)
        frame = headFrame(m_bytes, outline, test, written, lineEnd);
    if (!frame)
        return nullptr;
    auto part = std::make_shared<Part>();
    part->test = test;
    part->text = SuiteText(frame->front + written + frame->back, m_folder);
    part->underWholeHead = frame->isWholeHead;
    part->front = frame->front.size();
    part->back = frame->back.size();
    part->beforeDefaults = frame->beforeDefaults;
    part->frontLines = int(frame->front.count('\n'));
    part->begin = outline.items[test];
    part->end = outline.endOf(test);
    part->defaults = frame->defaults;
    const SuiteOutline &own = *part->text.m_outline;
    const bool isOneTest = part->text.suite().readable && part->text.suite().tests.size() == 1 &&
                           own.items.size() == 1 && own.items[0].begin == part->front &&
                           own.itemsEnd.begin == part->front + written.size() &&
                           (own.defaults.line > 0) == (outline.defaults.line > 0);
    return isOneTest ? part : nullptr;
}

std::shared_ptr<const SuiteText::Part> SuiteText::partOf(std::size_t test) const
{
    if (m_part && m_part->test == test)
        return m_part;
    if (test >= m_outline->items.size())
        return nullptr;
    const SuiteOutline::Place &begin = m_outline->items[test];
    const auto part =
        partOf(test, m_bytes.mid(begin.begin, m_outline->endOf(test).begin - begin.begin));
    if (part)
        m_part = part;
    return part;
}

//! Null: more than one test differs, or what it is depends on more than itself.
std::shared_ptr<const SuiteText::Part> SuiteText::changedPart(const QByteArray &bytes) const
{
    const auto &items = m_outline->items;
    if (items.size() < 2 || bytes.size() > largestSuite)
        return nullptr;
    const auto [first, ignored] =
        std::mismatch(m_bytes.begin(), m_bytes.end(), bytes.begin(), bytes.end());
    const qsizetype head = first - m_bytes.begin();
    const qsizetype most = std::min(m_bytes.size(), bytes.size()) - head;
    qsizetype tail = 0;
    while (tail < most && m_bytes[m_bytes.size() - 1 - tail] == bytes[bytes.size() - 1 - tail])
        ++tail;
    const auto next = std::upper_bound(
        items.begin(), items.end(), head,
        [](qsizetype byte, const SuiteOutline::Place &place) { return byte < place.begin; });
    if (next == items.begin())
        return nullptr;
    const auto test = std::size_t(next - items.begin()) - 1;
    const qsizetype begin = items[test].begin, end = m_outline->endOf(test).begin;
    const qsizetype grown = bytes.size() - m_bytes.size();
    if (m_bytes.size() - tail > end || end + grown < begin)
        return nullptr;
    const QByteArray written = bytes.mid(begin, end + grown - begin);
    // What it named may be wanted by others.
    if (!namesBehind('&', m_bytes.mid(begin, end - begin)).isEmpty() ||
        (end < m_bytes.size() && !written.endsWith('\n')))
        return nullptr;
    return partOf(test, written);
}

//! Of `before` what is not of the test that stood between two lines; nothing where a problem there
//! may be none of that test.
static std::optional<std::vector<SuiteProblem>>
problemsOfOthers(const Suite &before, std::size_t test, const SuiteOutline::Place &begin,
                 const SuiteOutline::Place &end, int grown)
{
    std::vector<SuiteProblem> problems;
    for (const SuiteProblem &problem : before.problems) {
        if (problem.test == int(test))
            continue;
        // What is written twice names the line of the first.
        const bool moves = problem.line >= end.line && grown != 0;
        if (problem.test < 0 && problem.line >= begin.line && (problem.line < end.line || moves))
            return std::nullopt;
        problems.push_back(problem);
        if (moves)
            problems.back().line += grown;
    }
    return problems;
}

//! Whether a test that becomes another changes nothing of what tests are told for having the same
//! names.
static bool staysAlone(const std::vector<TestConfiguration> &tests, std::size_t test,
                       const TestConfiguration &now)
{
    const TestConfiguration &was = tests[test];
    const bool isRenamed = !(was.id == now.id && was.nameSpace == now.nameSpace &&
                             was.notebookName == now.notebookName);
    for (std::size_t i = 0; i < tests.size(); ++i) {
        if (i == test)
            continue;
        // Whose names are another's is told of the one behind.
        if (shareNames(tests[i], now) && (isRenamed || i < test))
            return false;
        if (isRenamed && shareNames(tests[i], was))
            return false;
    }
    return true;
}

std::optional<SuiteText> SuiteText::withPart(const Part &part) const
{
    const std::size_t test = part.test;
    const QByteArray written = part.written();
    const qsizetype before = part.end.begin - part.begin.begin;
    const int grown = int(written.count('\n') - m_bytes.mid(part.begin.begin, before).count('\n'));
    auto problems = problemsOfOthers(*m_suite, test, part.begin, part.end, grown);
    if (!problems || m_bytes.size() + written.size() - before > largestSuite)
        return std::nullopt;
    const TestConfiguration &changed = part.text.suite().tests.front();
    if (!staysAlone(m_suite->tests, test, changed))
        return std::nullopt;
    auto suite = std::make_shared<Suite>(*m_suite);
    suite->tests[test] = changed;
    auto outline = std::make_shared<SuiteOutline>(*m_outline);
    outline->shift(part.end, grown, written.size() - before);
    auto now = std::make_shared<Part>(part);
    now->end = outline->endOf(test);
    now->defaults = part.underWholeHead ? SuiteOutline::Place{} : outline->defaults;
    // The key behind it, which nobody knows, is none of the suite.
    const int behind = part.frontLines + int(written.count('\n')) + 1;
    for (SuiteProblem problem : part.text.suite().problems) {
        if (problem.test < 0 && problem.line > part.frontLines &&
            !(part.underWholeHead && part.back > 0 && problem.line == behind))
            return std::nullopt;
        if (problem.test < 0)
            continue;
        problem.test = int(test);
        problem.line = now->lineInWhole(problem.line);
        problems->push_back(problem);
    }
    std::stable_sort(
        problems->begin(), problems->end(), [](const SuiteProblem &a, const SuiteProblem &b) {
            return std::tuple(a.line, a.column, a.test) < std::tuple(b.line, b.column, b.test);
        });
    suite->problems = std::move(*problems);
    SuiteText next = *this;
    next.m_bytes.replace(part.begin.begin, before, written);
    next.m_suite = suite;
    next.m_outline = outline;
    next.m_layout = nullptr;
    next.m_part = now;
    return next;
}

std::optional<SuiteText> SuiteText::withTestAlone(std::size_t test,
                                                  const TestConfiguration &wanted) const
{
    const auto part = m_suite->tests.size() > 1 ? partOf(test) : nullptr;
    if (!part)
        return std::nullopt;
    const Edited edited = part->text.withTest(0, wanted);
    if (!edited || !edited->bytes().startsWith(part->text.bytes().left(part->front)) ||
        !edited->bytes().endsWith(part->text.bytes().right(part->back)))
        return std::nullopt;
    const QByteArray written = edited->bytes().mid(part->front).chopped(part->back);
    if (part->end.begin < m_bytes.size() && !written.endsWith('\n'))
        return std::nullopt;
    const auto changed = partOf(test, written);
    auto next = changed ? withPart(*changed) : std::nullopt;
    return next && next->suite().tests[test] == wanted ? next : std::nullopt;
}

std::optional<SuiteText> SuiteText::withBytesOfOneTest(const QByteArray &bytes) const
{
    if (bytes == m_bytes)
        return *this;
    const auto part = changedPart(bytes);
    return part ? withPart(*part) : std::nullopt;
}

SuiteText SuiteText::withBytes(const QByteArray &bytes) const
{
    auto next = withBytesOfOneTest(bytes);
    return next ? *next : SuiteText(bytes, m_folder);
}

} // namespace assay::models
