// SPDX-License-Identifier: Apache-2.0
#include "random_suite.h"

#include <models/suite/suite_text.h>

#include <QTest>

#include <functional>

using namespace assay::models;
using namespace Qt::StringLiterals;
using assay::tests::RandomSuite;
using Configuration = CustomImageTestConfiguration;

//! An edit changes the bytes of what it edits, and no others.
class SuiteTextTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aValueChangesInItsOwnBytes();
    void aListChangesByTheEntry();
    void commentsStayBesideWhatBecomesABlock();
    void whatOthersNameStaysTheirs();
    void forAllWhoHaveItFromThere();
    void testsComeAndGo();
    void blocksOfTextAtTheEnd();
    void whatLooksLikeACommentInABlock();
    void commentsThatABlockWouldSwallow();
    void blankLinesThatABlockWouldKeep();
    void beforeWhatIsMerged();
    void whatIsNamedInAnEmptyValueStays();
    void whatWouldBreakTheFileIsRefused();
    void placesAndTests();
    void thousandsOfEdits_data();
    void thousandsOfEdits();

private:
    void step(SuiteText &text, RandomSuite &random);
};

namespace {

//! Lines that two texts begin with, and lines that they end with, without sharing one.
std::pair<qsizetype, qsizetype> sameLines(const QByteArray &before, const QByteArray &after)
{
    // The last line has no return where it has no line end.
    const auto linesOf = [](QByteArray text) { return text.replace("\r\n", "\n").split('\n'); };
    const QByteArrayList a = linesOf(before), b = linesOf(after);
    const qsizetype shorter = std::min(a.size(), b.size());
    qsizetype head = 0, tail = 0;
    while (head < shorter && a[head] == b[head])
        ++head;
    while (tail < shorter - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail])
        ++tail;
    return {head, tail};
}

QByteArray told(const QByteArray &what, const QByteArray &before, const QByteArray &after)
{
    // Only the lines that are not the same, so that QTest shows them all.
    const auto [head, tail] = sameLines(before, after);
    const auto middle = [head = head, tail = tail](const QByteArray &text) {
        const QByteArrayList lines = text.split('\n');
        return lines.mid(head - 2 > 0 ? head - 2 : 0, lines.size() - head - tail + 4).join('\n');
    };
    return what + "\n--- before\n" + middle(before) + "\n--- after\n" + middle(after) + "\n---";
}

//! The difference lies in the lines from `first` to `last` (bytes of `before`), or between two.
bool liesWithin(const QByteArray &before, const QByteArray &after,
                std::pair<qsizetype, qsizetype> range)
{
    if (before == after)
        return true;
    const auto [head, tail] = sameLines(before, after);
    const qsizetype first = before.left(range.first).count('\n');
    const qsizetype last = before.left(range.second).count('\n');
    return head >= first && tail >= before.count('\n') - last;
}

//! Nothing was taken away, but that the last line may have got an end.
bool isInsertion(const QByteArray &before, const QByteArray &after)
{
    const auto [head, tail] = sameLines(before, after);
    return head + tail >= before.count('\n');
}

} // namespace

void SuiteTextTest::thousandsOfEdits_data()
{
    QTest::addColumn<quint32>("seed");
    // Others than those of every day, as in ASSAY_SEEDS=4000-24000.
    if (const QByteArrayList others = qgetenv("ASSAY_SEEDS").split('-'); others.size() == 2) {
        for (quint32 seed = others[0].toUInt(); seed <= others[1].toUInt(); ++seed)
            QTest::addRow("%u", seed) << seed;
        return;
    }
    for (quint32 seed = 1; seed <= 250; ++seed)
        QTest::addRow("%u", seed) << seed;
    // What these once found, with GCC's order of evaluation.
    for (const quint32 seed : {569,  594,   1068,  1167,  1213,  1941,  2084,  2089,  2193,  2518,
                               3043, 3853,  4058,  4376,  5078,  5172,  5449,  7266,  7875,  8480,
                               8796, 10806, 12961, 14998, 20787, 23269, 24351, 24911, 43588, 43608})
        QTest::addRow("%u", seed) << seed;
}

void SuiteTextTest::thousandsOfEdits()
{
    QFETCH(quint32, seed);
    RandomSuite random(seed);
    SuiteText text(random.text());
    QVERIFY2(text.suite().readable, text.bytes().constData());
    for (int i = 0; i < 8 && !QTest::currentTestFailed(); ++i)
        step(text, random);
}

void SuiteTextTest::step(SuiteText &text, RandomSuite &random)
{
    std::vector<Configuration> expected = text.suite().tests;
    const auto count = int(expected.size());
    const QByteArray before = text.bytes();
    const auto at = std::size_t(count > 0 ? random.below(count) : 0);
    const int what = count == 0 ? 0 : random.below(12);
    SuiteText::Edited edited = text;
    QByteArray said;
    if (what == 0) {
        Configuration added;
        added.id = u"new"_s;
        for (int i = 0; i < 3; ++i)
            said += ' ' + random.change(added).toUtf8();
        expected.insert(expected.begin() + long(at), {added, added});
        edited = text.withNewTests(at, {added, added});
        said = "new at " + QByteArray::number(at) + said;
    } else if (what == 1) {
        expected.erase(expected.begin() + long(at));
        edited = text.without({at});
        said = "without " + QByteArray::number(at);
    } else if (what == 2) {
        const auto to = std::size_t(random.below(count));
        expected.erase(expected.begin() + long(at));
        expected.insert(expected.begin() + long(to), text.suite().tests[at]);
        edited = text.withMoved(at, to);
        said = "move " + QByteArray::number(at) + " to " + QByteArray::number(to);
    } else if (what == 3) {
        Configuration copy = expected[at];
        copy.id += u"_copy"_s;
        expected.insert(expected.begin() + long(at) + 1, copy);
        edited = text.withCopy(at, copy);
        said = "copy " + QByteArray::number(at);
    } else {
        const QString field = random.change(expected[at]);
        const ConfigurationField *known = configurationField(field);
        const ValueOrigin origin = text.originOf(at, *known);
        // With its key, which a value below it loses when it goes.
        auto range = text.rangeOf(at, field);
        range.first = std::max<qsizetype>(before.lastIndexOf(field.toUtf8() + ':', range.first), 0);
        edited = text.withTest(at, expected[at]);
        said = field.toUtf8() + " of " + QByteArray::number(at) + " = " +
               QByteArray::fromStdString(valueOf(*known, expected[at]).dump());
        const bool own =
            origin.kind == ValueOrigin::Kind::Own || origin.kind == ValueOrigin::Kind::Alias;
        const bool alone = !before.contains("<<: *test") && !before.contains("&test") &&
                           (!origin.shared || origin.kind == ValueOrigin::Kind::Alias) &&
                           !(origin.kind == ValueOrigin::Kind::Own && before.contains("&list"));
        // What follows takes the place behind the dash, and the blank lines before it go with the
        // block of text that they belonged to.
        if (edited && own && range.first > 1 && before.mid(range.first - 2, 2) == "- " &&
            edited->originOf(at, *known).kind == ValueOrigin::Kind::Standard) {
            QByteArray line;
            do {
                const qsizetype begin = range.second;
                range.second = before.indexOf('\n', begin) + 1;
                line = before.mid(begin, range.second - begin);
            } while (range.second > 0 && line.trimmed().isEmpty());
        }
        if (edited && alone && own)
            QVERIFY2(liesWithin(before, edited->bytes(), range),
                     told(said, before, edited->bytes()).constData());
        if (edited && alone && !own && before.endsWith('\n'))
            QVERIFY2(isInsertion(before, edited->bytes()),
                     told(said, before, edited->bytes()).constData());
    }
    QVERIFY2(edited, told(said, before, "refused").constData());
    QVERIFY2(edited->suite().tests == expected, told(said, before, edited->bytes()).constData());
    const QByteArray &after = edited->bytes();
    QVERIFY2(after.contains("\r\n") == before.contains("\r\n"),
             told(said, before, after).constData());
    QVERIFY2(after.count('\r') == (after.contains('\r') ? after.count('\n') : 0),
             told(said, before, after).constData());
    // A line end more is a value's own.
    QVERIFY2(after.endsWith('\n') == before.endsWith('\n') ||
                 (after.endsWith('\n') && SuiteText(after.chopped(1)).suite().tests != expected),
             told(said, before, after).constData());
    text = *edited;
}

namespace {

const QByteArray suite = "# ours\r\n"
                         "version: 1\n"
                         "defaults: {timeout_command: 30} # short\n"
                         "tests:\n"
                         "  # the first\n"
                         "  - id: a # an id\n"
                         "    namespace: 'test-a'\n"
                         "    notebook_name: n\n"
                         "    custom_image: \"quay.io/x/y:1\"   # pinned\n"
                         "    packages_to_verify: [numpy,  \"pandas\"] # two\n"
                         "    owner: me\n"
                         "\n"
                         "  - notebook_name: n\n"
                         "    id: b\n"
                         "    namespace: test-b\n"
                         "    custom_image: quay.io/x/z:1\n"
                         "    packages_to_verify:\n"
                         "    # first of all\n"
                         "    - yaml # quick\n"
                         "    - json\n"
                         "# the end\n";

QByteArray plain()
{
    return QByteArray(suite).replace("\r\n", "\n");
}

using Change = std::function<void(Configuration &)>;

//! The text after one test was changed; a refusal where it could not be.
QByteArray changed(const QByteArray &bytes, std::size_t test, const Change &change)
{
    const SuiteText text(bytes);
    Configuration c = text.suite().tests.at(test);
    change(c);
    const auto next = text.withTest(test, c);
    return next ? next->bytes() : next.error().toUtf8();
}

QByteArray with(QByteArray text, const QByteArray &before, const QByteArray &after)
{
    return text.count(before) == 1 ? text.replace(before, after) : "not once: " + before;
}

} // namespace

void SuiteTextTest::aValueChangesInItsOwnBytes()
{
    QCOMPARE(SuiteText(suite).bytes(), suite);
    QCOMPARE(changed(suite, 0, [](Configuration &c) { c.customImage = u"quay.io/x/y:2"_s; }),
             with(suite, "x/y:1\"   #", "x/y:2\"   #"));
    const QByteArray unnamed = with(suite, "id: b", "id: \"\"");
    QCOMPARE(changed(unnamed, 1, [](Configuration &c) { c.id = u"b"_s; }), suite);
    QCOMPARE(changed(suite, 0, [](Configuration &c) { c.nameSpace = u"test-it's"_s; }),
             with(suite, "'test-a'", "'test-it''s'"));
    QCOMPARE(changed(suite, 1, [](Configuration &c) { c.customImage = u"a: b # c"_s; }),
             with(suite, "quay.io/x/z:1", "\"a: b # c\""));
    QCOMPARE(changed(suite, 0, [](Configuration &c) { c.id = u"a2"_s; }),
             with(suite, "id: a #", "id: a2 #"));
    // What was not written yet stands behind what people read before it.
    QCOMPARE(changed(plain(), 0, [](Configuration &c) { c.timeoutPodReady = 90; }),
             with(plain(), "# two\n", "# two\n    timeout_pod_ready: 90\n"));
    // Over what the defaults say.
    QCOMPARE(changed(plain(), 1, [](Configuration &c) { c.timeoutCommand = 60; }),
             with(plain(), "- json\n", "- json\n    timeout_command: 60\n"));
    QByteArray unended = plain().left(plain().indexOf("# the end") - 1);
    QCOMPARE(changed(unended, 1, [](Configuration &c) { c.gpuRequired = true; }),
             unended + "\n    gpu_required: true");
}

void SuiteTextTest::aListChangesByTheEntry()
{
    const auto packages = [](const QStringList &list) {
        return [list](Configuration &c) { c.packagesToVerify = list; };
    };
    QCOMPARE(changed(suite, 0, packages({u"numpy"_s, u"torch"_s, u"pandas"_s})),
             with(suite, "[numpy,  \"", "[numpy, torch,  \""));
    QCOMPARE(changed(suite, 0, packages({u"pandas"_s})), with(suite, "numpy,  ", ""));
    QCOMPARE(changed(suite, 0, packages({u"numpy"_s})), with(suite, ",  \"pandas\"", ""));
    QCOMPARE(changed(suite, 0, packages({u"numpy"_s, u"torch"_s})),
             with(suite, "\"pandas\"", "\"torch\""));
    QCOMPARE(changed(plain(), 1, packages({u"yaml"_s, u"re"_s, u"json"_s})),
             with(plain(), "# quick\n", "# quick\n    - re\n"));
    QCOMPARE(changed(plain(), 1, packages({u"json"_s})), with(plain(), "    - yaml # quick\n", ""));
    QCOMPARE(changed(plain(), 1, packages({})), with(with(plain(), "verify:\n", "verify: []\n"),
                                                     "    - yaml # quick\n    - json\n", ""));
    const QByteArray lines = with(plain(), "[numpy,  \"pandas\"] # two",
                                  "[\n      numpy, # fast\n      pandas # wide\n    ]");
    QCOMPARE(changed(lines, 0, packages({u"numpy"_s, u"pandas"_s, u"re"_s})),
             with(lines, "pandas # wide\n", "pandas, # wide\n      re\n"));
    QCOMPARE(changed(lines, 0, packages({u"pandas"_s})), with(lines, "      numpy, # fast\n", ""));
}

void SuiteTextTest::commentsStayBesideWhatBecomesABlock()
{
    const QByteArray one = with(plain(), "    owner: me\n",
                                "    notebook_cells: # all\n"
                                "      - 1 + 1 # two\n"
                                "      - | # look\n"
                                "        x\n");
    QCOMPARE(changed(one, 0, [](Configuration &c) { c.notebookCells[0] = u"a\nb\n"_s; }),
             with(one, "- 1 + 1 # two\n", "- | # two\n        a\n        b\n"));
    QCOMPARE(changed(one, 0, [](Configuration &c) { c.notebookCells[1] = u"why"_s; }),
             with(one, "- | # look\n        x\n", "- why # look\n"));
}

void SuiteTextTest::whatOthersNameStaysTheirs()
{
    const QByteArray text =
        with(with(plain(), "\"quay.io/x/y:1\"", "&img quay.io/x/y:1"), "quay.io/x/z:1", "*img");
    const SuiteText read(text);
    const ConfigurationField &image = *configurationField(u"custom_image");
    QCOMPARE(read.originOf(0, image), (ValueOrigin{ValueOrigin::Kind::Own, u"img"_s, 9, true}));
    QCOMPARE(read.originOf(1, image), (ValueOrigin{ValueOrigin::Kind::Alias, u"img"_s, 9, true}));
    QCOMPARE(read.originOf(1, *configurationField(u"timeout_command")),
             (ValueOrigin{ValueOrigin::Kind::Defaults, {}, 3, true}));
    QCOMPARE(read.originOf(1, *configurationField(u"resources")), ValueOrigin());
    const auto second = [](Configuration &c) { c.customImage = u"quay.io/x/z:2"_s; };
    QCOMPARE(changed(text, 1, second), with(text, "*img", "quay.io/x/z:2"));
    QCOMPARE(changed(text, 0, second),
             with(with(text, "&img quay.io/x/y:1", "&img quay.io/x/z:2"), "*img", "quay.io/x/y:1"));
    const auto gone = read.without({0});
    QVERIFY(gone);
    QVERIFY(gone->bytes().contains("custom_image: &img quay.io/x/y:1\n"));
    // Behind the one that names it, it is named the other way round.
    const auto moved = read.withMoved(0, 1);
    QVERIFY(moved);
    QVERIFY2(moved->bytes().contains("custom_image: *img") == false, moved->bytes().constData());
    QVERIFY(moved->bytes().indexOf("&img") < moved->bytes().indexOf("# pinned"));
}

void SuiteTextTest::forAllWhoHaveItFromThere()
{
    const SuiteText text(plain());
    const auto next = text.withSharedValue(1, *configurationField(u"timeout_command"), 45);
    QVERIFY(next);
    QCOMPARE(next->bytes(), with(plain(), "command: 30}", "command: 45}"));
    QCOMPARE(next->suite().tests[0].timeoutCommand, 45);
    const QByteArray merging =
        with(with(plain(), "- id: a #", "- &a\n    id: a #"), "    namespace: test-b\n",
             "    namespace: test-b\n    <<: *a\n    # mine\n");
    const SuiteText merged(with(merging, "    custom_image: quay.io/x/z:1\n", ""));
    QCOMPARE(merged.originOf(1, *configurationField(u"custom_image")).kind,
             ValueOrigin::Kind::Merged);
    const auto all =
        merged.withSharedValue(1, *configurationField(u"custom_image"), "quay.io/x/y:3");
    QVERIFY(all);
    QCOMPARE(all->bytes(), with(merged.bytes(), "x/y:1\"", "x/y:3\""));
    QVERIFY(!text.withSharedValue(1, *configurationField(u"resources"), Json::object()));
}

static QByteArray withCells(const QByteArray &id, const QByteArray &cell)
{
    return "- id: " + id + "\n  notebook_cells:\n  - " + cell + '\n';
}

//! A value keeps its line end, also where the file has none behind it.
void SuiteTextTest::blocksOfTextAtTheEnd()
{
    const QByteArray head = "tests:\n", block = withCells("a", "|\n    x = 1\n    y");
    const QByteArray plain = withCells("b", "z");
    const SuiteText last(head + block + plain.chopped(1));
    QCOMPARE(last.withMoved(0, 1)->bytes(), head + plain + block);
    QCOMPARE(last.without({1})->bytes(), head + block);
    QCOMPARE(last.without({0})->bytes(), head + plain.chopped(1));
    const SuiteText returns(QByteArray(head + block + plain.chopped(1)).replace("\n", "\r\n"));
    QCOMPARE(returns.without({1})->bytes(), QByteArray(head + block).replace("\n", "\r\n"));
    const QByteArray keeping = withCells("a", "|+\n    x\n\n");
    QCOMPARE(SuiteText(head + keeping + plain.chopped(1)).without({1})->bytes(), head + keeping);
    Configuration added;
    added.id = u"c"_s;
    added.notebookCells = {u"x = 1\ny\n"_s};
    const auto first = SuiteText("tests: []").withNewTest(0, added);
    QVERIFY(first);
    QCOMPARE(first->suite().tests, std::vector{added});
    QVERIFY2(first->bytes().endsWith("|\n        x = 1\n        y\n"), first->bytes().constData());
    added.notebookCells = {u"z"_s};
    QVERIFY(SuiteText("tests: []").withNewTest(0, added)->bytes().endsWith("z"));
}

void SuiteTextTest::whatLooksLikeACommentInABlock()
{
    const QByteArray head = "tests:\n", block = withCells("a", "|\n    x = 1\n    # why");
    const QByteArray plain = "# about b\n" + withCells("b", "z"), more = withCells("c", "z");
    const SuiteText text(head + block + plain + more);
    QCOMPARE(text.without({1})->bytes(), head + block + more);
    QCOMPARE(text.withMoved(1, 2)->bytes(), head + block + more + plain);
    QCOMPARE(text.withMoved(1, 0)->bytes(), head + plain + block + more);
    const auto added = text.withNewTest(1, text.suite().tests[2]);
    QVERIFY(added);
    QVERIFY2(added->bytes().startsWith(head + block + "- id: c\n"), added->bytes().constData());
    QVERIFY2(added->bytes().endsWith(plain + more), added->bytes().constData());
    // It would become one, behind a block of text, and is about the test above.
    const QByteArray field = "        # old: field\n";
    const SuiteText deeper(head + more + field + plain);
    Configuration ofText;
    ofText.id = u"d"_s;
    ofText.notebookCells = {u"x\ny\n"_s};
    const auto between = deeper.withNewTest(1, ofText);
    QVERIFY(between);
    QVERIFY2(between->bytes().startsWith(head + more + field + "- id: d\n"),
             between->bytes().constData());
}

//! A comment that stands deeper than a block of text above it would be a line of that.
void SuiteTextTest::commentsThatABlockWouldSwallow()
{
    const QByteArray head = "tests:\n", block = withCells("a", "|-\n    x = 1\n    y");
    const QByteArray note = "       # about c\n";
    const QByteArray plain = withCells("b", "z"), noted = withCells("c", "z") + note;
    // It goes with the test that it stands below.
    const SuiteText text(head + block + noted + plain);
    QCOMPARE(text.without({1})->bytes(), head + block + plain);
    QCOMPARE(text.withMoved(1, 0)->bytes(), head + noted + block + plain);
    QCOMPARE(text.withMoved(0, 1)->bytes(), head + noted + block + plain);
    QCOMPARE(text.withMoved(1, 2)->bytes(), head + block + plain + noted);
    const SuiteText last(head + block + plain + noted);
    QCOMPARE(last.withMoved(0, 2)->bytes(), head + plain + noted + block);
    const SuiteText first(head + note + plain + block);
    QCOMPARE(first.withMoved(0, 1)->bytes(), head + note + block + plain);
    // Where it cannot, the text is written in quotes, in a value and in a new one.
    const auto cells = [](const QStringList &list) {
        return [list](Configuration &c) { c.notebookCells = list; };
    };
    const QByteArray values = head + noted + plain;
    QCOMPARE(changed(values, 0, cells({u"x\ny"_s})), with(values, "- z\n  ", "- \"x\\ny\"\n  "));
    const QByteArray none = head + "- id: c\n" + note + plain;
    QCOMPARE(changed(none, 0, cells({u"x\ny"_s})),
             with(none, "id: c\n", "id: c\n  notebook_cells:\n    - \"x\\ny\"\n"));
    // What ends with the file has no line end, and has none where it is moved to.
    const SuiteText unended(head + plain + block.chopped(1));
    QCOMPARE(unended.withMoved(1, 0)->bytes(), head + block + plain.chopped(1));
    const QByteArray clipped = withCells("a", "|\n    x = 1\n    y");
    const SuiteText clip(head + plain + clipped.chopped(1));
    QCOMPARE(clip.withMoved(1, 0)->bytes(), head + block + plain.chopped(1));
}

void SuiteTextTest::blankLinesThatABlockWouldKeep()
{
    const QByteArray kept = "tests:\n- id: a\n  notebook_cells:\n  - |+\n    x\n\n";
    const QByteArray more = "  - >\n    y\n    \n  owner: me\n";
    const auto first = [](Configuration &c) { c.notebookCells.removeLast(); };
    QCOMPARE(changed(kept + more, 0, first),
             with(kept, "|+\n    x\n", "\"x\\n\\n\"\n") + "    \n  owner: me\n");
    const QByteArray field = "  template: {a: b}\n\n- id: b\n";
    QCOMPARE(changed(kept + field, 0, [](Configuration &c) { c.templateOverride = nullptr; }),
             kept + with(field, "{a: b}", "null"));
    const QByteArray last = "- id: b\n\n# end\n";
    QCOMPARE(SuiteText(kept + last).without({1})->bytes(), kept + "# end\n");
    // At the end of the file too.
    QCOMPARE(changed(kept + "  - z", 0, first), with(kept, "|+\n    x\n\n", "\"x\\n\\n\""));
}

void SuiteTextTest::whatIsNamedInAnEmptyValueStays()
{
    const QByteArray bytes = "tests:\n"
                             "- id: a\n"
                             "  log_policy:\n"
                             "    blocked: &list [x]\n"
                             "  packages_to_verify: *list\n"
                             "- id: b\n";
    QCOMPARE(changed(bytes, 0, [](Configuration &c) { c.logPolicy.blocked.clear(); }),
             with(with(bytes, "[x]", "[]"), " *list\n", "\n    - x\n"));
}

//! What is written out for an alias has aliases of its own.
void SuiteTextTest::beforeWhatIsMerged()
{
    const QByteArray bytes = "tests:\n"
                             "- id: a\n"
                             "  auth_annotations: &pairs {k: v}\n"
                             "- &b\n"
                             "  id: b\n"
                             "  auth_annotations: *pairs\n"
                             "- id: c\n"
                             "  <<: *b\n";
    const SuiteText text(bytes);
    const auto tests = text.suite().tests;
    const auto moved = text.withMoved(2, 0);
    QVERIFY(moved);
    QCOMPARE(moved->suite().tests, (std::vector{tests[2], tests[0], tests[1]}));
    QCOMPARE(moved->suite().tests[0].authAnnotations.value(u"k"_s), u"v"_s);
    QVERIFY2(moved->bytes().endsWith(bytes.mid(7, bytes.indexOf("- id: c") - 7)),
             moved->bytes().constData());
}

void SuiteTextTest::testsComeAndGo()
{
    const SuiteText text(plain());
    Configuration added;
    added.id = u"c"_s;
    added.nameSpace = u"test-c"_s;
    added.timeoutCommand = 30;
    const QByteArray written = "  - id: c\n    namespace: test-c\n    notebook_name: \"\"\n"
                               "    custom_image: \"\"\n    packages_to_verify: []\n";
    QCOMPARE(text.withNewTest(2, added)->bytes(),
             with(plain(), "- json\n", "- json\n\n" + written));
    QCOMPARE(text.withNewTest(0, added)->bytes(),
             with(plain(), "  # the first\n", written + "\n  # the first\n"));
    Configuration another = added;
    another.id = u"d"_s;
    QCOMPARE(text.withNewTests(2, {added, another})->bytes(),
             with(plain(), "- json\n",
                  "- json\n\n" + written + '\n' + QByteArray(written).replace("id: c", "id: d")));
    QCOMPARE(text.without({0})->bytes(), plain().remove(plain().indexOf("  # the first"),
                                                        plain().indexOf("  - notebook_name") -
                                                            plain().indexOf("  # the first")));
    QCOMPARE(text.withMoved(1, 0)->suite().tests[0].id, u"b"_s);
    QCOMPARE(text.withMoved(1, 0)->withMoved(0, 1)->bytes(), plain());
    Configuration copy = text.suite().tests[0];
    copy.id = u"a2"_s;
    const QByteArray twice = text.withCopy(0, copy)->bytes();
    QCOMPARE(twice.count("  # the first\n"), 2);
    QCOMPARE(twice.count("owner: me"), 2);
    QCOMPARE(SuiteText(twice).suite().tests[1], copy);
    QCOMPARE(SuiteText(twice).without({1})->bytes(), plain());
    for (const QByteArray &start :
         {QByteArray(), QByteArray("# mine\n"), SuiteText::emptySuite(),
          QByteArray("version: 1\ntests: # none\n"), QByteArray("version: 1")}) {
        const auto first = SuiteText(start).withNewTest(0, added);
        QVERIFY2(first, start.constData());
        QVERIFY(first->suite().tests == std::vector{added} ||
                first->suite().tests.front().timeoutCommand == 30);
    }
}

void SuiteTextTest::whatWouldBreakTheFileIsRefused()
{
    const SuiteText broken("tests: [");
    QVERIFY(!broken.suite().readable);
    QVERIFY(!broken.withNewTest(0, {}));
    QVERIFY(!broken.withTest(0, {}));
    QVERIFY(!SuiteText(plain()).without({7}) ||
            SuiteText(plain()).without({7})->bytes() == plain());
    const auto no = SuiteText(plain()).withTest(9, {});
    QVERIFY(!no);
    QVERIFY(no.error().contains(u"YAML page"_s));
}

void SuiteTextTest::placesAndTests()
{
    const SuiteText text(plain());
    const auto [begin, end] = text.rangeOf(1, u"namespace"_s);
    QCOMPARE(text.bytes().mid(begin, end - begin), QByteArray("test-b"));
    QString field;
    QCOMPARE(text.testAt(begin, &field), 1);
    QCOMPARE(field, u"namespace"_s);
    QCOMPARE(text.testAt(text.bytes().indexOf("numpy"), &field), 0);
    QCOMPARE(field, u"packages_to_verify"_s);
    QCOMPARE(text.testAt(2), -1);
}

QTEST_GUILESS_MAIN(SuiteTextTest)
#include "tst_suite_text.moc"
