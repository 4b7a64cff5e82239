// SPDX-License-Identifier: Apache-2.0
#include <models/suite/suite.h>
#include <models/tables/suite_document.h>

#include <QRandomGenerator>
#include <QTest>

using namespace assay::models;
using namespace Qt::StringLiterals;

namespace {

//! A suite of one valid test, into which lines can be put.
QByteArray suiteWith(const char *more = "", const char *before = "")
{
    return QByteArray("version: 1\n") + before +
           "tests:\n"
           "  - id: a\n"
           "    namespace: test-a\n"
           "    notebook_name: nb\n"
           "    custom_image: quay.io/org/nb:1\n"
           "    packages_to_verify: [numpy]\n" +
           more;
}

QString problemsOf(const QByteArray &yaml)
{
    QStringList lines;
    for (const SuiteProblem &problem : Suite::parse(yaml).problems)
        lines << problem.toLine(u"s"_s);
    return lines.join(u'\n');
}

QString randomText(QRandomGenerator &random)
{
    static const QStringList awkward{u""_s,
                                     u"null"_s,
                                     u"~"_s,
                                     u"true"_s,
                                     u"Yes"_s,
                                     u"123"_s,
                                     u"1.5"_s,
                                     u"0x1f"_s,
                                     u"a: b"_s,
                                     u"- a"_s,
                                     u"#c"_s,
                                     u"a #b"_s,
                                     u"\"q\""_s,
                                     u"'q'"_s,
                                     u"a\nb\n"_s,
                                     u"\t"_s,
                                     u" lead"_s,
                                     u"trail "_s,
                                     u"{a}"_s,
                                     u"[b"_s,
                                     u"&x"_s,
                                     u"*x"_s,
                                     u"!t"_s,
                                     u"%d"_s,
                                     u"@at"_s,
                                     u"`b`"_s,
                                     u"a,b"_s,
                                     u"?"_s,
                                     u"---"_s,
                                     u"...\n"_s,
                                     u"\u00e9\u4e2d"_s,
                                     u"\U0001F600"_s,
                                     u"a\\n"_s,
                                     u"\u0001\u007f"_s,
                                     u"\u0085x"_s,
                                     u"\u2028"_s,
                                     u"x:"_s,
                                     u":x"_s,
                                     u"<<"_s,
                                     u"=“”"_s,
                                     u"\r"_s,
                                     u"2025.10"_s,
                                     u"1e5"_s,
                                     u"http://a/b?c=d&e#f"_s,
                                     u"quay.io/a:1"_s};
    return awkward.at(random.bounded(int(awkward.size())));
}

Json randomJson(QRandomGenerator &random, int depth)
{
    switch (random.bounded(depth > 0 ? 8 : 6)) {
    case 0:
        return nullptr;
    case 1:
        return random.bounded(2) == 0;
    case 2:
        return random.bounded(-1000000, 1000000);
    case 3:
        return random.bounded(2000) / 16.0 - 50;
    case 4:
    case 5:
        return randomText(random);
    case 6: {
        Json array = Json::array();
        for (int i = random.bounded(4); i > 0; --i)
            array.push_back(randomJson(random, depth - 1));
        return array;
    }
    default: {
        Json object = Json::object();
        for (int i = random.bounded(4); i > 0; --i)
            object[randomText(random).toStdString()] = randomJson(random, depth - 1);
        return object;
    }
    }
}

CustomImageTestConfiguration randomTest(QRandomGenerator &random)
{
    CustomImageTestConfiguration c;
    c.id = randomText(random);
    c.nameSpace = randomText(random);
    c.notebookName = randomText(random);
    c.customImage = randomText(random);
    for (int i = random.bounded(4); i > 0; --i)
        c.packagesToVerify << randomText(random);
    c.timeoutPodReady = random.bounded(2) ? 600 : random.bounded(-5, 2000);
    c.timeoutCommand = random.bounded(2) ? 60 : random.bounded(-5, 2000);
    for (int i = random.bounded(3); i > 0; --i)
        c.authAnnotations.insert(randomText(random), randomText(random));
    if (random.bounded(2))
        c.resources = randomJson(random, 3);
    if (random.bounded(2))
        c.storage = randomJson(random, 2);
    if (random.bounded(2))
        c.templateOverride = randomJson(random, 5);
    return c;
}

} // namespace

class SuiteTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEverything();
    void defaultsAreMerged();
    void problems_data();
    void problems();
    void columnsCountCharacters();
    void aFileIsReadAlikeByAll();
    void whatIsNoFileIsSaid();
    void hostileFilesAreRefused_data();
    void hostileFilesAreRefused();
    void aliasesWork();
    void writesWhatItReads();
    void writesForPeople();
};

void SuiteTest::readsEverything()
{
    const Suite suite = Suite::parse(R"(# a comment
version: 1
tests:
  - id: sdg_hub_image
    namespace: test-sdg-hub
    notebook_name: "sdg-hub-notebook"
    custom_image: localhost:5000/sdg:2025.1
    packages_to_verify:
      - sdg_hub
      - google.cloud
    timeout_pod_ready: 300
    timeout_command: 30
    auth_annotations: {a/b: "1"}
    resources:
      limits: {cpu: 2, memory: 4Gi}
    storage: {size: 10Gi, class: fast}
    template:
      spec: {template: {a: [1, 2.5, "3", yes, true, null]}}
)");
    QCOMPARE(suite.tests.size(), std::size_t(1));
    QVERIFY(!suite.hasErrors());
    QCOMPARE(suite.problems.size(), std::size_t(1)); // a registry with a port is a warning
    QCOMPARE(suite.problems[0].line, 7);
    QCOMPARE(suite.problems[0].testId, u"sdg_hub_image"_s);
    QVERIFY(suite.problems[0].toLine(u"s.yaml"_s).startsWith(u"s.yaml:7:19: warning: Open Data"_s));
    const auto &test = *suite.test(u"sdg_hub_image"_s);
    QCOMPARE(test.notebookName, u"sdg-hub-notebook"_s);
    QCOMPARE(test.packagesToVerify, QStringList({u"sdg_hub"_s, u"google.cloud"_s}));
    QCOMPARE(test.timeoutPodReady, 300);
    QCOMPARE(test.timeoutCommand, 30);
    QCOMPARE(test.authAnnotations.value(u"a/b"_s), u"1"_s);
    QCOMPARE(test.resources.dump(), std::string(R"({"limits":{"cpu":2,"memory":"4Gi"}})"));
    QCOMPARE(test.storage.dump(), std::string(R"({"class":"fast","size":"10Gi"})"));
    QCOMPARE(test.templateOverride.dump(),
             std::string(R"({"spec":{"template":{"a":[1,2.5,"3","yes",true,null]}}})"));
    QVERIFY(!suite.test(u"other"_s));
}

void SuiteTest::defaultsAreMerged()
{
    const Suite suite = Suite::parse(suiteWith(
        "    timeout_command: 20\n",
        "defaults: {timeout_pod_ready: 120, timeout_command: 90, storage: {size: 1Gi}}\n"));
    QVERIFY(suite.problems.empty());
    QCOMPARE(suite.tests[0].timeoutPodReady, 120);
    QCOMPARE(suite.tests[0].timeoutCommand, 20);
    QCOMPARE(suite.tests[0].storage.dump(), std::string(R"({"size":"1Gi"})"));
}

void SuiteTest::problems_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("lines");
    const auto row = [](const char *name, const QByteArray &yaml, const char *lines) {
        QTest::newRow(name) << yaml << QString::fromUtf8(lines);
    };
    row("valid", suiteWith(), "");
    row("number as text", QByteArray(suiteWith()).replace("id: a", "id: 2025.10"), "");
    row("empty", "", "s:1:1: The file is empty: write \"version: 1\" and a list of tests.");
    row("only a comment", "# x\n",
        "s:1:1: The file is empty: write \"version: 1\" and a list of tests.");
    row("a list", "- a\n", "s:1:1: A suite is a mapping that starts with \"version: 1\".");
    row("nothing in it", "a: 1\n",
        "s:1:1: Unknown field \"a\": known here are version, defaults, tests.\n"
        "s:1:1: version is missing: write \"version: 1\" at the top.\n"
        "s:1:1: tests is missing: write \"tests:\" and a list of at least one test.");
    row("names of one's own", "x-images: {a: &a quay.io/o/n:1}\nx: 1\n" + suiteWith(),
        "s:2:1: Unknown field \"x\": known here are version, defaults, tests.");
    row("other version", suiteWith().replace("version: 1", "version: 2"),
        "s:1:10: This version is not supported: write \"version: 1\".");
    row("quoted version", suiteWith().replace("version: 1", "version: '1'"),
        "s:1:10: This version is not supported: write \"version: 1\".");
    row("no tests", "version: 1\ntests: []\n", "s:2:8: tests is empty: write at least one test.");
    row("tests as a mapping", "version: 1\ntests:\n  a: 1\n",
        "s:3:3: tests must be a list: start each test with \"- id: \".");
    row("a test that is text", "version: 1\ntests: [a]\n",
        "s:2:9: A test must be a mapping that starts with \"id: \".");
    row("unknown field", suiteWith("    packages: [a]\n"),
        "s:8:5: Unknown field \"packages\": did you mean \"packages_to_verify\"?");
    row("misspelt field", suiteWith("    timeout_comand: 60\n"),
        "s:8:5: Unknown field \"timeout_comand\": did you mean \"timeout_command\"?");
    row("camel case", suiteWith("    authAnnotations: {}\n"),
        "s:8:5: Unknown field \"authAnnotations\": did you mean \"auth_annotations\"?");
    row("short field", suiteWith("    ids: a\n"),
        "s:8:5: Unknown field \"ids\": did you mean \"id\"?");
    row("a field within a word", suiteWith("    template_override: {}\n"),
        "s:8:5: Unknown field \"template_override\": did you mean \"template\"?");
    row("strange field", suiteWith("    zzz: 1\n"),
        "s:8:5: Unknown field \"zzz\": known here are id, namespace, notebook_name, custom_image, "
        "packages_to_verify, timeout_pod_ready, timeout_command, auth_annotations, pull_secret, "
        "installed_packages, gpu_required, notebook_cells, workbench_checks, log_policy, "
        "labels, known_failure, resources, "
        "storage, template.");
    row("default that names one test", suiteWith("", "defaults: {id: x}\n"),
        "s:2:12: Unknown field \"id\": known here are namespace, custom_image, "
        "packages_to_verify, timeout_pod_ready, timeout_command, auth_annotations, pull_secret, "
        "installed_packages, gpu_required, notebook_cells, workbench_checks, log_policy, "
        "labels, resources, "
        "storage, template.");
    row("range in the defaults", suiteWith("", "defaults:\n  timeout_command: 5\n"),
        "s:3:20: timeout_command must be between 10 and 300 seconds.");
    row("defaults of another type", suiteWith("", "defaults: 3\n"),
        "s:2:11: defaults must be a mapping of fields to values.");
    row("missing fields", "version: 1\ntests:\n  - id: a\n",
        "s:3:5: namespace is missing: write one such as test-my-image.\n"
        "s:3:5: notebook_name is missing: write one such as my-notebook.\n"
        "s:3:5: custom_image is missing: write registry/repository:tag, such as "
        "quay.io/organization/image:2025.1.\n"
        "s:3:5: packages_to_verify is empty: name at least one package to import.");
    row("out of range", suiteWith("    timeout_pod_ready: 30\n    timeout_command: 99999999999\n"),
        "s:8:24: timeout_pod_ready must be between 60 and 900 seconds.\n"
        "s:9:22: timeout_command must be between 10 and 300 seconds.");
    row("quoted number", suiteWith("    timeout_pod_ready: \"600\"\n"),
        "s:8:24: timeout_pod_ready must be a number: write 600 without quotes.");
    row("fraction", suiteWith("    timeout_pod_ready: 60.5\n"),
        "s:8:24: timeout_pod_ready must be a whole number of seconds.");
    row("no value", suiteWith("    timeout_pod_ready:\n"),
        "s:8:5: timeout_pod_ready must be a whole number of seconds.");
    row("list for text", suiteWith().replace("namespace: test-a", "namespace: [a]"),
        "s:4:16: namespace must be text.");
    row("null for text", suiteWith().replace("namespace: test-a", "namespace: ~"),
        "s:4:16: namespace has no value.");
    row("text for a list", suiteWith().replace("[numpy]", "numpy"),
        "s:7:25: packages_to_verify must be a list, such as [numpy, pandas].");
    row("text for a mapping", suiteWith("    auth_annotations: x\n"),
        "s:8:23: auth_annotations must be a mapping of keys to text; {} is an empty one.");
    row("entry of a list", suiteWith().replace("[numpy]", "[numpy, a-b]"),
        "s:7:33: \"a-b\" cannot be imported: Python names have no hyphens. Perhaps it imports as "
        "a_b.");
    row("deep value", suiteWith("    resources:\n      limits:\n        cpu: lots\n"),
        "s:10:14: resources.limits.cpu must be an amount such as \"500m\", \"2\" or \"4Gi\".");
    row("key twice", suiteWith("    namespace: test-b\n"),
        "s:8:5: The field \"namespace\" is written twice, first on line 4: remove one of them.");
    row("same id and notebook",
        suiteWith("  - id: a\n    namespace: test-a\n    notebook_name: nb\n"
                  "    custom_image: quay.io/org/nb:1\n    packages_to_verify: [numpy]\n"),
        "s:8:9: id \"a\" is already that of test number 1: give each test its own.\n"
        "s:10:20: The notebook test-a/nb is already that of test \"a\": change notebook_name or "
        "namespace.");
    row("a template with text for mappings",
        suiteWith("    template:\n      metadata:\n        labels: x\n        annotations: [a]\n"
                  "      spec: 1\n"),
        "s:10:17: template.metadata.labels must be a mapping, such as team: data.\n"
        "s:11:22: template.metadata.annotations must be a mapping, such as example.com/owner: "
        "data.\n"
        "s:12:13: template.spec must be a mapping, such as template: {spec: {hostUsers: false}}.");
    row("a template in the defaults",
        QByteArray(suiteWith()).replace("tests:", "defaults: {template: {metadata: x}}\ntests:"),
        "s:2:33: template.metadata must be a mapping, such as labels: {team: data}.");
    row("second document", suiteWith("---\nversion: 1\n"),
        "s:9:1: A second document begins here: a suite file holds one.");
    row("everything in file order",
        "tests:\n  - id: a\n    namespace: x\n    notebok_name: nb\n    custom_image: quay.io/a:1\n"
        "    packages_to_verify: [numpy]\nversion: 3\n",
        "s:2:5: notebook_name is missing: write one such as my-notebook.\n"
        "s:3:16: namespace \"x\" must start with \"test-\".\n"
        "s:4:5: Unknown field \"notebok_name\": did you mean \"notebook_name\"?\n"
        "s:7:10: This version is not supported: write \"version: 1\".");
}

void SuiteTest::problems()
{
    QFETCH(QByteArray, yaml);
    QFETCH(QString, lines);
    QCOMPARE(problemsOf(yaml), lines);
    QCOMPARE(Suite::parse(yaml).hasErrors(), !lines.isEmpty());
}

void SuiteTest::aFileIsReadAlikeByAll()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"suite.yaml"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(suiteWith("    notebook_cells: [there.ipynb, missing.ipynb, '']\n"));
    file.close();
    QFile notebook(folder.filePath(u"there.ipynb"_s));
    QVERIFY(notebook.open(QIODevice::WriteOnly));
    notebook.write(R"({"nbformat": 4, "cells": [{"cell_type": "code", "source": "1"}]})");
    notebook.close();

    const auto loaded = Suite::load(path);
    QVERIFY(loaded);
    QStringList lines;
    for (const SuiteProblem &problem : loaded->problems)
        lines << problem.toLine(u"s"_s);
    const QString missing =
        u"There is no file %1: write its path relative to the suite file."_s.arg(
            folder.filePath(u"missing.ipynb"_s));
    QCOMPARE(lines, (QStringList{u"s:8:35: "_s + missing,
                                 u"s:8:50: This cell is empty: write Python code, or the path of a "
                                 "notebook file (.ipynb)."_s}));

    SuiteDocument document;
    QVERIFY(!document.load(path));
    QVERIFY(document.suite().problems == loaded->problems);
    // What is edited is judged like what was read.
    auto edited = document.tests()[0];
    edited.timeoutCommand = 90;
    document.setTest(edited.id, edited);
    QCOMPARE(document.suite().problems.size(), loaded->problems.size());
    QVERIFY(std::any_of(document.suite().problems.begin(), document.suite().problems.end(),
                        [&](const SuiteProblem &p) { return p.problem.message == missing; }));
}

void SuiteTest::whatIsNoFileIsSaid()
{
    QCOMPARE(Suite::load(u"no/such/suite.yaml"_s).error(),
             u"no/such/suite.yaml: No such file or directory. Give the path of a suite file."_s);
    QCOMPARE(Suite::load(u"/"_s).error(), u"/: This is a folder. Give the path of a suite file."_s);
    // What never ends is refused like what is too large.
    const auto endless = Suite::load(u"/dev/zero"_s);
    QVERIFY(endless);
    QVERIFY(!endless->readable);
}

void SuiteTest::columnsCountCharacters()
{
    QCOMPARE(problemsOf("{\"äö😀\": 1, version: 1, tests: []}\n").section(u'\n', 1),
             u"s:1:31: tests is empty: write at least one test."_s);
}

void SuiteTest::hostileFilesAreRefused_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("beginning");
    const auto row = [](const char *name, const QByteArray &yaml, const char *beginning) {
        QTest::newRow(name) << yaml << QString::fromUtf8(beginning);
    };
    row("a list that is not closed", "version: 1\ntests: [a\n",
        "s:3:1: This is not YAML: a list that begins with \"[\" is not closed. Write \"]\" behind "
        "its last entry.");
    row("a mapping that is not closed", "version: 1\ntests: {a: 1\n",
        "s:3:1: This is not YAML: a mapping that begins with \"{\" is not closed. Write \"}\" "
        "behind its last value.");
    row("tab", "version: 1\ntests:\n\t- id: a\n",
        "s:3:2: This is not YAML: a tab stands in front of this line. Indent with spaces.");
    row("unknown alias", "a: *b\n",
        "s:1:4: This is not YAML: nothing above has the name that this alias (\"*\") stands for. "
        "Write \"&\" and the name in front of the value that is meant.");
    row("a colon in a text", "version: 1\nx-a: quay.io/a: 1\n",
        "s:2:15: This is not YAML: nothing here can be followed by a colon. Is a line above "
        "written "
        "without \": \", is this one indented otherwise, or does a text that holds \": \" want "
        "quotes?");
    row("another indentation", "version: 1\nx-a:\n  - 1\n - 2\n",
        "s:4:2: This is not YAML: this line does not go on what stands above it. Is it indented "
        "otherwise than the lines beside it?");
    row("a quote that is not closed", "version: 1\nx-a: &b !!str \"it's \\\" a\ntests:\n- id: a\n",
        "s:2:6: The quotation mark that begins here is not closed: write another one at the end of "
        "the text.");
    row("the other one", "version: 1\nx-a: 'it''s\ntests:\n- id: a\n",
        "s:2:6: The quotation mark that begins here is not closed: write another one at the end of "
        "the text.");
    row("one in the last line", "version: 1\nx-a: \"a",
        "s:2:8: This is not YAML: a quotation mark is not closed. Write another one at the end of "
        "the text.");
    row("a conflict", "version: 1\n<<<<<<< HEAD\nx-a: 1\n=======\nx-a: 2\n>>>>>>> other\n",
        "s:2:1: A conflict of git begins here: choose which of both sides stays, and remove the "
        "lines with <<<<<<<, ======= and >>>>>>>.");
    row("size", QByteArray(1024 * 1024 + 1, '#'), "s: The file is larger than 1 MiB");
    row("not UTF-8", "version: 1\n# ok\n# \xff\n",
        "s:3:1: This line is not UTF-8 text: save the file as UTF-8.");
    row("UTF-16", "\xFF\xFEv\x00", "s: The file is UTF-16 text: save it as UTF-8.");
    row("UTF-16, big end first", "\xFE\xFF\x00v", "s: The file is UTF-16 text: save it as UTF-8.");
    row("a zero byte", QByteArray("version: 1\n# \xC3\xA4", 15) + '\0',
        "s:2:4: A zero byte stands here, which no text has: remove it, or look whether the file is "
        "damaged.");
    row("two files with marks", "version: 1\ntests: []\n\xEF\xBB\xBF# more\n",
        "s:3:1: A byte order mark stands here, which belongs at the beginning of a file: remove "
        "it. Perhaps two files were put together.");
    row("returns alone", "version: 1\rtests: []\r",
        "s:1:11: The lines end in carriage returns alone: save the file with line feeds, as on "
        "Linux.");
    row("depth", QByteArray(300, '[') + QByteArray(300, ']'),
        "s:1:65: The values are nested too deeply.");
    row("more depth", QByteArray(200000, '['), "s:1:");
    row("alias of itself", "a: &a [*a]\n", "s:1:8: This alias stands inside of what it names.");
    QByteArray bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 10; ++i) {
        const QByteArray from = "*a" + QByteArray::number(i - 1);
        bomb += "a" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " [" +
                QByteArrayList(10, from).join(", ") + "]\n";
    }
    row("alias bomb", bomb, "s:5:");
}

void SuiteTest::hostileFilesAreRefused()
{
    QFETCH(QByteArray, yaml);
    QFETCH(QString, beginning);
    const Suite suite = Suite::parse(yaml);
    QCOMPARE(suite.problems.size(), std::size_t(1));
    const QString line = suite.problems[0].toLine(u"s"_s);
    QVERIFY2(line.startsWith(beginning), qPrintable(line));
    QVERIFY(!suite.readable);
    QVERIFY(suite.tests.empty());
    QVERIFY(suite.hasErrors());
}

void SuiteTest::aliasesWork()
{
    const Suite suite =
        Suite::parse(suiteWith("    resources: &r {limits: {cpu: 1}}\n"
                               "  - id: b\n    namespace: test-b\n    notebook_name: nb\n"
                               "    custom_image: quay.io/org/nb:1\n    packages_to_verify: [a]\n"
                               "    resources: *r\n"));
    QVERIFY(suite.problems.empty());
    QCOMPARE(suite.tests[1].resources.dump(), std::string(R"({"limits":{"cpu":1}})"));
}

void SuiteTest::writesWhatItReads()
{
    QRandomGenerator random(20260101);
    for (int i = 0; i < 300; ++i) {
        Suite suite;
        for (int k = random.bounded(1, 4); k > 0; --k)
            suite.tests.push_back(randomTest(random));
        const QByteArray yaml = suite.toYaml();
        const Suite again = Suite::parse(yaml);
        QVERIFY2(again.readable && again.tests == suite.tests, yaml.constData());
        QCOMPARE(again.toYaml(), yaml);
    }
}

void SuiteTest::writesForPeople()
{
    Suite suite = Suite::parse(suiteWith("    timeout_command: 20\n"
                                         "    template: {spec: {list: [{a: '1', b: 2}, []]}}\n"));
    QCOMPARE(suite.toYaml(), suiteWith("    timeout_command: 20\n"
                                       "    template:\n"
                                       "      spec:\n"
                                       "        list:\n"
                                       "          - a: \"1\"\n"
                                       "            b: 2\n"
                                       "          - []\n"));
    suite.tests.clear();
    QCOMPARE(suite.toYaml(), QByteArray("version: 1\ntests: []\n"));
}

QTEST_GUILESS_MAIN(SuiteTest)
#include "tst_suite.moc"
