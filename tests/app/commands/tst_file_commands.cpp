// SPDX-License-Identifier: Apache-2.0
// Commands that read files and write others: nothing of anybody's is lost, and the exit status says
// how it went.
#include "support/program.h"

#include <fcntl.h>
#include <unistd.h>

using namespace assay;
using namespace Qt::StringLiterals;

using Result = test::Program::Result;

class FileCommandsTest : public QObject
{
    Q_OBJECT
    test::Program m_program;

    static QByteArray suiteText() { return "version: 1\ntests:\n" + testText("a"); }
    static QByteArray testText(const QByteArray &id)
    {
        return "  - id: " + id + "\n    namespace: test-" + id + "\n    notebook_name: " + id +
               "\n    custom_image: quay.io/x/" + id + "@sha256:" + QByteArray(64, '1') +
               "\n    packages_to_verify: [json]\n";
    }
    //! As upstream writes one.
    QString pytestFile() const
    {
        return m_program.write(u"test_images.py"_s, R"(import pytest
CASES = [
    pytest.param(
        {"name": "test-new"},
        {"name": "test-new"},
        {"namespace": "test-new", "name": "new", "custom_image": "quay.io/x/new:1",
         "packages_to_verify": ["json"]},
        id="new",
    ),
]
)");
    }
    QByteArray read(const QString &name) const
    {
        QFile file(m_program.path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void importedTestsGoBehindThoseOfASuite_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QByteArray>("tail");
        QTest::newRow("plain") << QByteArray("version: 1\ntests:\n") << QByteArray();
        QTest::newRow("defaults of its own")
            << QByteArray("version: 1\ndefaults: {timeout_pod_ready: 90}\ntests:\n")
            << QByteArray();
        QTest::newRow("defaults as a block")
            << QByteArray("version: 1\ndefaults:\n  timeout_pod_ready: 90 # slow\ntests:\n")
            << QByteArray();
        QTest::newRow("the end of a document")
            << QByteArray("version: 1\ntests:\n") << QByteArray("...\n");
        QTest::newRow("not the last thing") << QByteArray("tests:\n") << QByteArray("version: 1\n");
    }
    void importedTestsGoBehindThoseOfASuite()
    {
        QFETCH(const QByteArray, head);
        QFETCH(const QByteArray, tail);
        const QByteArray before = head + testText("a") + tail;
        const QString suite = m_program.write(u"suite.yaml"_s, before);
        const Result result =
            m_program.run({u"import"_s, u"pytest"_s, pytestFile(), u"--into"_s, suite});
        QCOMPARE(result.err, QString());
        QCOMPARE(result.status, 0);
        const QByteArray after = read(u"suite.yaml"_s);
        QVERIFY2(after.startsWith(head + testText("a")), after.constData());
        QVERIFY2(after.endsWith(tail), after.constData());
        QVERIFY2(after.contains("\n  - id: new\n"), after.constData());
        // What is new says as little of it as the file that it comes from.
        QCOMPARE(after.count("timeout"), before.count("timeout"));
        QCOMPARE(m_program.run({u"check"_s, suite}).status, 0);
        // It is there now.
        const Result again =
            m_program.run({u"import"_s, u"pytest"_s, pytestFile(), u"--into"_s, suite});
        QCOMPARE(again.status, 2);
        QVERIFY2(again.err.endsWith(u"suite.yaml has a test \"new\" already.\n"_s),
                 qPrintable(again.err));
        QCOMPARE(read(u"suite.yaml"_s), after);
    }

    void whatIsReadIsNotOverwritten_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("export") << QStringList{u"export"_s, u"pytest"_s};
        QTest::newRow("manifest") << QStringList{u"manifest"_s};
        QTest::newRow("check") << QStringList{u"check"_s};
    }
    void whatIsReadIsNotOverwritten()
    {
        QFETCH(const QStringList, arguments);
        const QString suite = m_program.write(u"kept.yaml"_s, suiteText());
        const QString other = m_program.path(u"other.yaml"_s);
        QFile::remove(other);
        QVERIFY(QFile::link(suite, other));
        for (const QString &output : {suite, other}) {
            const Result result = m_program.run(arguments + QStringList{suite, u"-o"_s, output});
            QCOMPARE(result.status, 2);
            QCOMPARE(result.err, u"assay: %1 is what is read, and would be overwritten: choose "
                                 "another name for -o.\n"_s.arg(output));
            QCOMPARE(read(u"kept.yaml"_s), suiteText());
        }
        const QString elsewhere = m_program.path(u"elsewhere"_s);
        QCOMPARE(m_program.run(arguments + QStringList{suite, u"-o"_s, elsewhere}).status, 0);
        QVERIFY(!read(u"elsewhere"_s).isEmpty());
    }

    void noOptionWritesOverWhatIsRead_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("option");
        QTest::addColumn<QString>("file");
        const auto row = [](const char *line, const char *option, const char *file = "kept") {
            QTest::newRow(line) << QString::fromLatin1(line) << QString::fromLatin1(option)
                                << QString::fromLatin1(file);
        };
        row("run s.yaml --kubeconfig kept --trace kept", "--trace");
        row("run s.yaml --cluster a=kept --trace kept", "--trace");
        row("run kept --konflux-test-output kept", "--konflux-test-output");
        row("run s.yaml --pull-secret kept --trace kept", "--trace");
        row("run out/report.md -o out", "-o", "out/report.md");
        row("run s.yaml --format junit --kubeconfig out/report.json -o out", "-o",
            "out/report.json");
        row("run --dry-run s.yaml --kubeconfig kept -o kept", "-o");
        row("clean --kubeconfig kept -o kept", "-o");
        row("doctor --kubeconfig kept -o kept", "-o");
        row("diagnose nb -n x --kubeconfig kept -o kept", "-o");
        row("diagnose -f s.yaml --log nb=kept -o kept", "-o");
        row("manifest s.yaml --pull-secret kept -o kept", "-o");
        row("try image -r kept --save kept", "--save");
        row("import packages s.yaml -o s.yaml", "-o", "s.yaml");
        row("explain --check kept -o kept", "-o");
    }
    void noOptionWritesOverWhatIsRead()
    {
        QFETCH(const QString, line);
        QFETCH(const QString, option);
        QFETCH(const QString, file);
        QVERIFY(QDir().mkpath(m_program.path(u"out"_s)));
        const QStringList names{u"kept"_s, u"s.yaml"_s, u"out/report.md"_s, u"out/report.json"_s};
        QStringList arguments = line.split(u' ');
        for (const QString &name : names) {
            m_program.write(name, suiteText());
            arguments.replaceInStrings(QRegularExpression(u"^((?:a|nb)=)?"_s + name + u'$'),
                                       u"\\1"_s + m_program.path(name));
        }
        arguments.replaceInStrings(QRegularExpression(u"^out$"_s), m_program.path(u"out"_s));
        const Result result = m_program.run(arguments);
        QCOMPARE(result.status, 2);
        QCOMPARE(result.err,
                 u"assay: %1 is what is read, and would be overwritten: choose another name for "
                 "%2.\n"_s.arg(m_program.path(file), option));
        for (const QString &name : names)
            QCOMPARE(read(name), suiteText());
    }

    void twoOptionsDoNotWriteOneFile_data()
    {
        QTest::addColumn<QString>("options");
        QTest::addColumn<QString>("said");
        QTest::newRow("a report")
            << u"--trace new/report.html -o new"_s
            << u"new/report.html is what both --trace and -o would write: choose another name "
               "for --trace."_s;
        QTest::newRow("each other")
            << u"--trace t.json --konflux-test-output ./t.json"_s
            << u"./t.json is what both --trace and --konflux-test-output would write: choose "
               "another name for --trace."_s;
    }
    void twoOptionsDoNotWriteOneFile()
    {
        QFETCH(const QString, options);
        QFETCH(const QString, said);
        const QString suite = m_program.write(u"s.yaml"_s, suiteText());
        const Result result = m_program.run(QStringList{u"run"_s, suite} + options.split(u' '));
        QCOMPARE(result.status, 2);
        QCOMPARE(result.err, u"assay: "_s + said + u'\n');
    }

    void whereNothingIsFoundTheStatusSaysSo_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("message");
        QTest::addColumn<int>("status");
        const QString nothing = u"assay: No test was found in %1, so nothing was written.\n"_s.arg(
            m_program.path(u"f.txt"_s));
        QTest::newRow("no image stream")
            << u"imagestream"_s << QByteArray("apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n")
            << nothing << 1;
        QTest::newRow("nothing") << u"imagestream"_s << QByteArray() << nothing << 1;
        QTest::newRow("no YAML") << u"imagestream"_s << QByteArray("a: [\n") << nothing << 2;
        QTest::newRow("no text in a stream")
            << u"imagestream"_s << QByteArray("num\xff\xfepy\n") << nothing << 2;
        QTest::newRow("no text in a test file")
            << u"pytest"_s << QByteArray("# caf\xe9\nimport pytest\n")
            << u"f.txt: It is not UTF-8 text.\n"_s << 2;
        QTest::newRow("no requirement")
            << u"packages"_s << QByteArray("-- ?\n!! what\n") << u"left out"_s << 1;
        QTest::newRow("no text") << u"packages"_s << QByteArray("num\xff\xfepy\n")
                                 << u"It is not UTF-8 text."_s << 2;
        QTest::newRow("bytes") << u"packages"_s << QByteArray("num\0py\n", 7)
                               << u"It is not UTF-8 text."_s << 2;
    }
    void whereNothingIsFoundTheStatusSaysSo()
    {
        QFETCH(const QString, kind);
        QFETCH(const QByteArray, bytes);
        QFETCH(const QString, message);
        QFETCH(const int, status);
        const Result result =
            m_program.run({u"import"_s, kind, m_program.write(u"f.txt"_s, bytes)});
        QCOMPARE(result.status, status);
        QVERIFY2(result.err.contains(message), qPrintable(result.err));
    }

    void aProblemIsOneLineWhateverAnIdHolds()
    {
        const QString suite = m_program.write(
            u"suite.yaml"_s, suiteText().replace("id: a\n", "id: \"a\\nb\\r\\nc\"\n"));
        const Result result = m_program.run({u"check"_s, suite});
        QCOMPARE(result.status, 2);
        QCOMPARE(result.out.count(u'\n'), 1);
        QVERIFY2(result.out.contains(u"a\\nb\\r\\nc"_s), qPrintable(result.out));
    }

    void whatTheDefaultsHaveWrongIsSaidOnceInJsonToo()
    {
        const QString suite =
            m_program.write(u"suite.yaml"_s,
                            "version: 1\ndefaults: {timeout_command: 5}\ntests:\n" + testText("a") +
                                testText("b") + testText("c").replace("[json]", "[]"));
        const Result result = m_program.run({u"check"_s, suite, u"--format"_s, u"json"_s});
        QCOMPARE(result.status, 2);
        const auto problems = models::parseBounded(result.out.toUtf8());
        QVERIFY(problems);
        QCOMPARE(problems->size(), std::size_t(2));
        const models::Json &shared = problems->at(0), &own = problems->at(1);
        QCOMPARE(shared.at("field").get<QString>(), u"timeout_command"_s);
        QCOMPARE(shared.at("line").get<int>(), 2);
        QCOMPARE(shared.at("test").get<QString>(), QString());
        QVERIFY(shared.at("tests") == models::Json({"a", "b", "c"}));
        QCOMPARE(own.at("test").get<QString>(), u"c"_s);
        QVERIFY(own.at("tests") == models::Json({"c"}));
    }

    void whatNoRuleCanMeanIsTold()
    {
        const auto check = [this](const QByteArray &fields) {
            const QString file = m_program.write(
                u"own.yaml"_s, "- rule: own\n  place: exit\n  words: [frobnicated]\n"
                               "  fault: image\n  summary: s\n  advice: a\n"
                               "  examples: [it frobnicated]\n" +
                                   fields);
            const Result result = m_program.run({u"explain"_s, u"--check"_s, file});
            return QString::number(result.status) + u' ' + result.out.section(u": "_s, 1);
        };
        QCOMPARE(check("  cause: c\n  when: [memory-limit, '!main']\n"),
                 u"0 1 rule, nothing wrong.\n"_s);
        QCOMPARE(check("  cause: c\n  when: ['!memory-limt']\n"),
                 u"2 nothing tells the fact \"memory-limt\" of the rule \"own\": did you mean "
                 "\"memory-limit\"?\n"_s);
        QVERIFY(check("  cause: c\n  when: [frobs]\n")
                    .startsWith(u"2 nothing tells the fact \"frobs\" of the rule \"own\": known "
                                "are "_s));
        QVERIFY(check("  cause: 'c[ of {who}'\n")
                    .startsWith(u"2 A bracket or brace is not closed: "_s));
        const QString empty = m_program.write(u"empty.yaml"_s, {});
        QCOMPARE(m_program.run({u"explain"_s, u"--check"_s, empty}).out,
                 empty + u": A catalogue's file is a list of rules: each begins with \"- "
                         "rule:\".\n"_s);
        // What a pod fills in stays a placeholder, but for whose sentence it is.
        const QString told = m_program.run({u"explain"_s, u"out-of-memory"_s}).out;
        QVERIFY2(told.contains(u"  The workbench needed more memory than its limit of {limit} "_s),
                 qPrintable(told));
        QVERIFY2(!told.contains(u"Examples"_s), qPrintable(told));
        QCOMPARE(m_program.run({u"explain"_s, u"ErrImagePul"_s}).err,
                 u"assay: no rule or reason is called \"ErrImagePul\": did you mean "
                 "\"ErrImagePull\"?\n"_s);
    }

    //! Of a test that never began, there is no record: its report is all.
    void aTicketOfWhatNeverBegan()
    {
        const QString suite = m_program.write(u"suite.yaml"_s, suiteText());
        const QString kubeconfig = m_program.write(
            u"kubeconfig"_s,
            "apiVersion: v1\nkind: Config\ncontexts: [{name: prod, context: {cluster: c}}]\n"
            "clusters: [{name: c, cluster: {server: \"https://127.0.0.1:1\"}}]\n");
        const QString out = m_program.path(u"never-began"_s);
        const Result run =
            m_program.run({u"run"_s, suite, u"--kubeconfig"_s, kubeconfig, u"--context"_s,
                           u"prod"_s, u"--label"_s, u"build=7"_s, u"-o"_s, out});
        QCOMPARE(run.status, 3);
        const QString file = m_program.path(u"ticket.md"_s);
        Result result =
            m_program.run({u"report"_s, out, u"--format"_s, u"ticket"_s, u"-o"_s, file});
        QVERIFY2(result.status == 0, qPrintable(result.err));
        const QString ticket = QString::fromUtf8(read(u"ticket.md"_s));
        for (const QString &part :
             {u"**Test a inconclusive: "_s, u"\n- Time: 20"_s, u"\n- Run: none was begun, Assay "_s,
              u", build=7\n"_s,
              u"--kubeconfig %1 --context prod --label build=7 --test a`\n"_s.arg(kubeconfig)})
            QVERIFY2(ticket.contains(part), qPrintable(part + u'\n' + ticket));
        // What is no run is said to be none.
        result = m_program.run({u"report"_s, suite});
        QCOMPARE(result.status, 2);
        QCOMPARE(result.err, u"assay: %1 is a file, and no run: give the folder of a run, an "
                             "--output folder or the beginning of a run's id.\n"_s.arg(suite));
    }

    //! Of several jobs, one had no kubeconfig and one no suite: a report that leaves them out looks
    //! complete.
    void aJobThatCouldNotBeginIsInTheReport()
    {
        const QString suite = m_program.write(u"suite.yaml"_s, suiteText());
        const QString empty = m_program.write(u"empty.yaml"_s, {});
        const QString astray = m_program.path(u"astray"_s), bare = m_program.path(u"bare"_s);
        const QString none = m_program.path(u"none"_s);
        QCOMPARE(m_program.run({u"run"_s, suite, u"--kubeconfig"_s, none, u"-o"_s, astray}).status,
                 2);
        QCOMPARE(m_program.run({u"run"_s, empty, u"--sandbox"_s, u"-o"_s, bare}).status, 2);
        const QString file = m_program.path(u"all.json"_s);
        const Result result = m_program.run({u"report"_s, astray, bare, u"-o"_s, file});
        QCOMPARE(result.status, 0);
        const models::Json report = models::Json::parse(read(u"all.json"_s).toStdString());
        QCOMPARE(report["problems"].size(), std::size_t(1));
        QVERIFY2(
            report["problems"][0].get<QString>().startsWith(bare + u": "_s + empty + u":1:1: "_s),
            report["problems"].dump().c_str());
        // Each of its tests is told.
        QCOMPARE(report["tests"].size(), std::size_t(1));
        const models::Json &test = report["tests"][0];
        QCOMPARE(models::textAt(test, {"outcome"}), u"inconclusive"_s);
        QCOMPARE(models::textAt(test, {"error", "type"}), u"KubeconfigError"_s);
        QCOMPARE(models::textAt(test, {"error", "message"}),
                 u"The kubeconfig file does not exist: "_s + none);
        QCOMPARE(models::textAt(report, {"title"}), u"suite.yaml, empty.yaml"_s);
        QVERIFY(models::at(report, {"exit_status"}) == 2);
        QVERIFY(models::textAt(report, {"at"}).startsWith(u"20"_s));
    }

    void theHistoryGoesIntoAFile()
    {
        const QString file = m_program.path(u"history.json"_s);
        const Result result =
            m_program.run({u"history"_s, u"--format"_s, u"json"_s, u"-o"_s, file});
        QCOMPARE(result.status, 0);
        QCOMPARE(result.out, QString());
        QVERIFY(models::Json::parse(read(u"history.json"_s).toStdString()).is_array());
    }

    void aFullStandardOutputIsSaid()
    {
        if (::access("/dev/full", W_OK) != 0)
            QSKIP("There is no /dev/full here.");
        const QString suite = m_program.write(u"suite.yaml"_s, suiteText());
        auto process = m_program.launch({u"check"_s, suite}, {}, {}, [] {
            const int full = ::open("/dev/full", O_WRONLY);
            ::dup2(full, STDOUT_FILENO);
        });
        QVERIFY(test::Program::ended(*process));
        const Result result = test::Program::resultOf(*process);
        QCOMPARE(result.status, 2);
        QCOMPARE(result.err, u"assay: What is printed could not be written whole.\n"_s);
    }
};

QTEST_GUILESS_MAIN(FileCommandsTest)
#include "tst_file_commands.moc"
