// SPDX-License-Identifier: Apache-2.0
#include "random_suite.h"

#include <models/suite/suite_text.h>

#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay::models;
using assay::tests::RandomSuite;

//! One test of many that is edited is read alone: what is known of the suite then is what reading
//! all of it would tell.
class TestSuiteParts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void typingIsReadAsPartOfTheWhole();
    void editsOfTheFormAreTheSame();
    void oneTestIsEnough_data();
    void oneTestIsEnough();
    void oneTestIsNotEnough_data();
    void oneTestIsNotEnough();
    void aliasesOfWhatStandsAbove_data();
    void aliasesOfWhatStandsAbove();
    void anAnchorThatGoesIsMissed();
    void problemsMoveWithTheirLines();
    void linesEndAsInTheRestOfTheFile();
};

static QByteArray lines(const SuiteText &text)
{
    QByteArray all;
    for (const SuiteProblem &problem : text.suite().problems)
        all += QByteArray::number(problem.test) + ' ' + problem.testId.toUtf8() + ' ' +
               problem.toLine(u"suite.yaml"_s).toUtf8() + '\n';
    return all;
}

//! Places and origins are compared of one test in each case: they take their time.
static void compare(const SuiteText &alone, std::size_t one)
{
    const SuiteText whole(alone.bytes(), alone.folder());
    QVERIFY(whole.suite().readable);
    QCOMPARE(lines(alone), lines(whole));
    QVERIFY(alone.suite().tests == whole.suite().tests);
    for (std::size_t i = 0; i < whole.suite().tests.size(); ++i)
        QCOMPARE(alone.rangeOf(i), whole.rangeOf(i));
    for (const ConfigurationField &field : configurationFields()) {
        QVERIFY2(alone.originOf(one, field) == whole.originOf(one, field), field.name);
        QCOMPARE(alone.rangeOf(one, field.nameText()), whole.rangeOf(one, field.nameText()));
    }
}

static constexpr quint32 seeds = 480;
static constexpr quint32 firstHeaded = 360; //!< seed from which on the tests have aliases only

static RandomSuite randomSuite(quint32 seed)
{
    using References = RandomSuite::References;
    if (seed >= firstHeaded)
        return RandomSuite(seed, References::Head);
    return RandomSuite(seed, seed % 4 == 0 ? References::Many : References::None);
}

void TestSuiteParts::typingIsReadAsPartOfTheWhole()
{
    static const QByteArrayList typed{
        "x",    " ", "\n", "- ", ": ", "\"", "#",   "[",       "\r",      "\n\n", "\n- id: new\n",
        "\r\n", "&", "|",  "\t", "1",  "%",  "\n%", "\n...\n", "\n---\n", "'",    "}"};
    int alone = 0, underHead = 0;
    for (quint32 seed = 0; seed < seeds; ++seed) {
        RandomSuite random = randomSuite(seed);
        SuiteText text(random.text());
        for (int key = 0; key < 40; ++key) {
            QByteArray bytes = text.bytes();
            const auto at = random.below(int(bytes.size()) + 1);
            if (random.once(3))
                bytes.remove(at, 1 + random.below(4));
            else
                bytes.insert(at, typed[random.below(int(typed.size()))]);
            if (const auto next = text.withBytesOfOneTest(bytes)) {
                ++(seed < firstHeaded ? alone : underHead);
                compare(*next, next->suite().tests.size() - 1 - std::size_t(key % 2));
                if (QTest::currentTestFailed()) {
                    qWarning("seed %u, key %d, byte %d", seed, key, at);
                    return;
                }
                text = *next;
            } else if (const SuiteText whole(bytes); whole.suite().readable) {
                text = whole;
            }
        }
    }
    QVERIFY2(alone > 2000, qPrintable(QString::number(alone)));
    QVERIFY2(underHead > 500, qPrintable(QString::number(underHead)));
}

//! A mark at the end of the file, and it is not taken apart: all of it is read for every edit.
static SuiteText wholly(const SuiteText &text)
{
    return SuiteText(text.bytes() + "...\n");
}

void TestSuiteParts::editsOfTheFormAreTheSame()
{
    int same = 0;
    for (quint32 seed = 0; seed < seeds; ++seed) {
        RandomSuite random = randomSuite(seed);
        random.below(2); // another suite than the one that is typed into
        SuiteText text(random.text());
        for (int edit = 0; edit < 6 && !text.suite().tests.empty(); ++edit) {
            const auto test = std::size_t(random.below(int(text.suite().tests.size())));
            CustomImageTestConfiguration wanted = text.suite().tests[test];
            random.change(wanted);
            const auto next = text.withTest(test, wanted);
            if (text.bytes().endsWith('\n')) {
                const auto whole = wholly(text).withTest(test, wanted);
                QCOMPARE(next.has_value(), whole.has_value());
                if (whole)
                    QCOMPARE(next->bytes() + "...\n", whole->bytes());
                ++same;
            }
            if (!next)
                continue;
            compare(*next, test);
            if (QTest::currentTestFailed()) {
                qWarning("seed %u, edit %d", seed, edit);
                return;
            }
            text = *next;
        }
    }
    QVERIFY2(same > 1500, qPrintable(QString::number(same)));
}

static const QByteArray three = "# mine\nversion: 1\ndefaults:\n  timeout_pod_ready: 120\n"
                                "tests:\n"
                                "  - id: a\n    namespace: test-a\n    notebook_name: a\n"
                                "    custom_image: quay.io/x/a:1\n    packages_to_verify: [json]\n"
                                "\n  # the second\n"
                                "  - id: b\n    namespace: test-b\n    notebook_name: b\n"
                                "    custom_image: quay.io/x/b:1\n    packages_to_verify: [json]\n"
                                "  - id: c\n    namespace: other-c\n    notebook_name: c\n"
                                "    custom_image: quay.io/x/c:1\n    packages_to_verify: [json]\n";

void TestSuiteParts::oneTestIsEnough_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *name, const QByteArray &before, const QByteArray &after) {
        QTest::newRow(name) << before << after;
    };
    row("a letter", "x/b:1", "x/bc:1");
    row("in the first", "x/a:1", "x/a:12");
    row("in the last", "x/c:1", "x/c");
    row("a line more", "    notebook_name: b\n", "    notebook_name: b\n    pull_secret: a/b\n");
    row("what was a default", "    notebook_name: b\n",
        "    notebook_name: b\n    timeout_pod_ready: 7\n");
    row("a comment", "  # the second", "  # the other");
    row("an unknown field", "    notebook_name: b\n", "    notebook_name: b\n    foo: 1\n");
    row("the end of the file", "c:1\n    packages_to_verify: [json]\n",
        "c:1\n    packages_to_verify: [json]");
    row("another name", "id: b", "id: bb");
}

static SuiteText edited(const QByteArray &before, const QByteArray &after)
{
    const qsizetype at = three.indexOf(before);
    return SuiteText(QByteArray(three).replace(at, before.size(), after));
}

void TestSuiteParts::oneTestIsEnough()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    QCOMPARE(three.count(before), 1);
    const auto next = SuiteText(three).withBytesOfOneTest(edited(before, after).bytes());
    QVERIFY(next);
    for (std::size_t test = 0; test < 3; ++test)
        compare(*next, test);
}

void TestSuiteParts::oneTestIsNotEnough_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *name, const QByteArray &before, const QByteArray &after) {
        QTest::newRow(name) << before << after;
    };
    row("the defaults", "ready: 120", "ready: 130");
    row("a test more", "  # the second\n", "  # the second\n  - id: d\n");
    row("a test less", "  - id: b\n", "    # id: b\n");
    row("an id that another has", "id: b", "id: a");
    row("a notebook that another has", "namespace: test-b\n    notebook_name: b",
        "namespace: test-a\n    notebook_name: a");
    row("a quote that is not closed", "quay.io/x/b:1", "\"quay.io/x/b:1");
    row("a line that joins the next test", "b:1\n    packages_to_verify: [json]\n",
        "b:1\n    packages_to_verify: [json]");
    row("a field of the suite", "    notebook_name: b\n", "notes: 1\n    notebook_name: b\n");
    row("a field twice", "    notebook_name: b\n", "    notebook_name: b\n    id: e\n");
    row("an anchor", "notebook_name: b", "notebook_name: &b b");
    row("a dash that stands elsewhere",
        "  - id: c\n    namespace: other-c\n    notebook_name: c\n"
        "    custom_image: quay.io/x/c:1\n    packages_to_verify: [json]\n",
        "- id: c\n  namespace: other-c\n  notebook_name: c\n"
        "  custom_image: quay.io/x/c:1\n  packages_to_verify: [json]\n");
    row("a dash that stands deeper", "  - id: c\n", "      - id: c\n");
    row("the end of the document", "  # the second\n", "...\n");
    row("another document", "  # the second\n", "---\n");
    row("a directive", "  # the second\n", "%YAML 1.1\n");
}

void TestSuiteParts::oneTestIsNotEnough()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    QCOMPARE(three.count(before), 1);
    const QByteArray bytes = edited(before, after).bytes();
    QVERIFY(!SuiteText(three).withBytesOfOneTest(bytes));
    QVERIFY(SuiteText(three).withBytes(bytes).suite().problems ==
            SuiteText(bytes).suite().problems);
}

static const QByteArray merging = "---\n# mine\nversion: 1\n"
                                  "x-base: &base\n  namespace: test\n  timeout_pod_ready: 5\n"
                                  "x-image: &image quay.io/x/a:1\n"
                                  "tests:\n"
                                  "- id: a\n  <<: *base\n  notebook_name: a\n"
                                  "  custom_image: *image\n"
                                  "- id: b\n  <<: *base\n  notebook_name: b\n"
                                  "  custom_image: &other quay.io/x/b:1\n"
                                  "- id: c\n  <<: *base\n  notebook_name: c\n"
                                  "  custom_image: *image\n"
                                  "- id: d\n  <<: *base\n  notebook_name: d\n"
                                  "  custom_image: *other\n";

void TestSuiteParts::aliasesOfWhatStandsAbove_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<bool>("alone");
    const auto row = [](const char *name, const QByteArray &before, const QByteArray &after,
                        bool alone) { QTest::newRow(name) << before << after << alone; };
    row("in the first", "notebook_name: a", "notebook_name: ab", true);
    row("between others", "notebook_name: c", "notebook_name: cd", true);
    row("over what is merged", "notebook_name: c", "notebook_name: c\n  timeout_pod_ready: 9",
        true);
    row("an unknown field", "notebook_name: c", "notebook_name: c\n  owner: c", true);
    row("an alias less", "c\n  custom_image: *image", "c\n  custom_image: image", true);
    row("an alias more", "notebook_name: c", "notebook_name: *image", false);
    row("what is named in a test", "notebook_name: b", "notebook_name: bc", false);
    row("of what another test names", "notebook_name: d", "notebook_name: de", false);
    row("a field of the suite", "  notebook_name: c", "notebook_name: c", false);
    row("a quote that is not closed", "notebook_name: c", "notebook_name: \"c", false);
    row("above the tests", "ready: 5", "ready: 6", false);
}

void TestSuiteParts::aliasesOfWhatStandsAbove()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    QFETCH(const bool, alone);
    QCOMPARE(merging.count(before), 1);
    const QByteArray bytes = QByteArray(merging).replace(before, after);
    const auto next = SuiteText(merging).withBytesOfOneTest(bytes);
    QCOMPARE(next.has_value(), alone);
    for (std::size_t test = 0; next && test < 4; ++test)
        compare(*next, test);
}

void TestSuiteParts::anAnchorThatGoesIsMissed()
{
    const QByteArray named = QByteArray(three)
                                 .replace("quay.io/x/a:1", "&image quay.io/x/a:1")
                                 .replace("quay.io/x/b:1", "*image");
    QVERIFY(SuiteText(named).suite().readable);
    QVERIFY(!SuiteText(named).withBytesOfOneTest(QByteArray(named).replace("&image ", "")));
    // One that is given once more is another from there on.
    const QByteArray twice =
        QByteArray(merging).replace("&other", "&image").replace("*other", "*image");
    const QByteArray typed = QByteArray(twice).replace("notebook_name: c", "notebook_name: cd");
    QVERIFY(!SuiteText(twice).withBytesOfOneTest(typed));
    QVERIFY(SuiteText(merging).withBytesOfOneTest(
        QByteArray(merging).replace("notebook_name: c", "notebook_name: cd")));
}

void TestSuiteParts::problemsMoveWithTheirLines()
{
    const auto next = SuiteText(three).withBytesOfOneTest(
        edited("    notebook_name: a\n", "    notebook_name: a\n    pull_secret: a\n\n").bytes());
    QVERIFY(next);
    QCOMPARE(next->suite().problems.size(), 2u);
    QCOMPARE(next->suite().problems[0].test, 0);
    QCOMPARE(next->suite().problems[0].line, 9);
    QCOMPARE(next->suite().problems[1].testId, u"c"_s);
    QCOMPARE(next->suite().problems[1].line, 21);
}

void TestSuiteParts::linesEndAsInTheRestOfTheFile()
{
    const SuiteText text(QByteArray(three).replace("\n", "\r\n"));
    CustomImageTestConfiguration wanted = text.suite().tests[2];
    wanted.gpuRequired = true;
    const auto next = text.withTest(2, wanted);
    QVERIFY(next);
    QVERIFY(next->bytes().contains("gpu_required: true\r\n"));
    QCOMPARE(next->bytes().count("\r\n"), next->bytes().count('\n'));
}

QTEST_APPLESS_MAIN(TestSuiteParts)
#include "tst_suite_parts.moc"
