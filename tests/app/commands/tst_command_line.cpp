// SPDX-License-Identifier: Apache-2.0
#include <app/commands/command_line.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace assay::app;
using namespace Qt::StringLiterals;

class TestCommandLine : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingIsTheDashboard()
    {
        const Command command = parseCommandLine({});
        QVERIFY(std::get_if<DashboardCommand>(&command));
        QCOMPARE(std::get<DashboardCommand>(command).path, QString());
    }

    void aPathIsTheDashboard()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"runz"_s);
        QVERIFY(QFile(file).open(QIODevice::WriteOnly));
        for (const QString &path : {file, folder.path()}) {
            const Command command = parseCommandLine({u"--context"_s, u"prod"_s, path});
            const auto *dashboard = std::get_if<DashboardCommand>(&command);
            QVERIFY(dashboard);
            QCOMPARE(dashboard->path, path);
            QCOMPARE(dashboard->cluster.context, u"prod"_s);
        }
    }

    void runTakesEverything()
    {
        const Command command = parseCommandLine({u"run"_s,
                                                  u"s.yaml"_s,
                                                  u"--test"_s,
                                                  u"a"_s,
                                                  u"--test"_s,
                                                  u"b"_s,
                                                  u"--context"_s,
                                                  u"c"_s,
                                                  u"--context"_s,
                                                  u"d"_s,
                                                  u"--kubeconfig"_s,
                                                  u"k"_s,
                                                  u"--jobs"_s,
                                                  u"7"_s,
                                                  u"--retry-inconclusive"_s,
                                                  u"2"_s,
                                                  u"--keep"_s,
                                                  u"on-failure"_s,
                                                  u"--output"_s,
                                                  u"out"_s});
        const auto *run = std::get_if<RunCommand>(&command);
        QVERIFY(run);
        QCOMPARE(run->suite, u"s.yaml"_s);
        QCOMPARE(run->tests, (QStringList{u"a"_s, u"b"_s}));
        QCOMPARE(run->contexts, (QStringList{u"c"_s, u"d"_s}));
        QCOMPARE(run->cluster.kubeconfig, u"k"_s);
        QCOMPARE(run->jobs, 7);
        QCOMPARE(run->retryInconclusive, 2);
        QVERIFY(run->keep == Keep::OnFailure);
        QCOMPARE(run->output, u"out"_s);
    }

    void runHasDefaults()
    {
        const Command command = parseCommandLine({u"run"_s, u"s.yaml"_s});
        const auto *run = std::get_if<RunCommand>(&command);
        QVERIFY(run);
        QCOMPARE(run->jobs, 4);
        QCOMPARE(run->contexts, QStringList());
        QCOMPARE(run->retryInconclusive, 0);
        QVERIFY(run->keep == Keep::Never);
        QCOMPARE(run->output, QString());
        QVERIFY(!run->cluster.sandbox);
    }

    void diagnoseTakesEverything()
    {
        const Command live =
            parseCommandLine({u"diagnose"_s, u"pod/nb-0"_s, u"-n"_s, u"ds"_s, u"--context"_s,
                              u"prod"_s, u"-w"_s, u"--format"_s, u"md"_s});
        const auto *one = std::get_if<DiagnoseCommand>(&live);
        QVERIFY(one);
        QCOMPARE(one->name, u"pod/nb-0"_s);
        QCOMPARE(one->nameSpace, u"ds"_s);
        QCOMPARE(one->cluster.context, u"prod"_s);
        QVERIFY(one->watch && !one->allNamespaces);
        QCOMPARE(one->format, u"md"_s);

        // A shell writes one -f before all files that match.
        const QTemporaryDir folder;
        const QString second = folder.filePath(u"b.yaml"_s);
        QVERIFY(QFile(second).open(QIODevice::WriteOnly));
        const Command files = parseCommandLine(
            {u"diagnose"_s, u"-f"_s, u"a.yaml"_s, second, u"nb"_s, u"--log"_s, u"nb=x=y"_s});
        const auto *read = std::get_if<DiagnoseCommand>(&files);
        QVERIFY(read);
        QCOMPARE(read->files, (QStringList{u"a.yaml"_s, second}));
        QCOMPARE(read->name, u"nb"_s);
        QCOMPARE(read->logs, (QMap<QString, QString>{{u"nb"_s, u"x=y"_s}}));
        QCOMPARE(read->format, u"text"_s);

        const Command all = parseCommandLine({u"diagnose"_s, u"-A"_s});
        QVERIFY(std::get_if<DiagnoseCommand>(&all)->allNamespaces);
    }

    void helpIsNoError_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("begins");
        QTest::newRow("whole") << QStringList{u"--help"_s} << u"Usage: assay [SUITE.yaml | RUN]"_s;
        QTest::newRow("command") << QStringList{u"help"_s} << u"Usage: assay [SUITE.yaml | RUN]"_s;
        QTest::newRow("run") << QStringList{u"run"_s, u"--help"_s}
                             << u"Usage: assay run [options] SUITE.yaml\n"_s;
        QTest::newRow("check") << QStringList{u"check"_s, u"-h"_s}
                               << u"Usage: assay check [options] SUITE.yaml\n"_s;
        QTest::newRow("doctor") << QStringList{u"doctor"_s, u"--help"_s}
                                << u"Usage: assay doctor [options] [SUITE.yaml]\n"_s;
        QTest::newRow("diagnose") << QStringList{u"diagnose"_s, u"--help"_s}
                                  << u"Usage: assay diagnose [options] [[KIND/]NAME]\n"_s;
        QTest::newRow("clean") << QStringList{u"clean"_s, u"--help"_s}
                               << u"Usage: assay clean [options]\n"_s;
        QTest::newRow("report") << QStringList{u"report"_s, u"--help"_s}
                                << u"Usage: assay report [options] RUN…\n"_s;
        QTest::newRow("sandbox") << QStringList{u"sandbox"_s, u"--help"_s}
                                 << u"Usage: assay sandbox [options]\n"_s;
    }
    void helpIsNoError()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, begins);
        const Command command = parseCommandLine(arguments);
        const auto *print = std::get_if<PrintCommand>(&command);
        QVERIFY(print);
        QCOMPARE(print->exitStatus, 0);
        QVERIFY2(print->text.startsWith(begins), qPrintable(print->text));
    }

    void wrongLinesSayWhy_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, const QStringList &arguments, const QString &text) {
            QTest::newRow(name) << arguments << text;
        };
        row("no suite", {u"run"_s},
            u"assay: which suite file is to be run?\nTry \"assay run --help\".\n"_s);
        row("two suites", {u"run"_s, u"a"_s, u"b"_s},
            u"assay: one suite file at a time, please\nTry \"assay run --help\".\n"_s);
        row("jobs", {u"run"_s, u"a"_s, u"--jobs"_s, u"0"_s},
            u"assay: --jobs takes a number from 1 to 200, not \"0\"\nTry \"assay run --help\".\n"_s);
        row("jobs no number", {u"run"_s, u"a"_s, u"--jobs"_s, u"many"_s},
            u"assay: --jobs takes a number from 1 to 200, not \"many\"\n"
            "Try \"assay run --help\".\n"_s);
        row("retries", {u"run"_s, u"a"_s, u"--retry-inconclusive"_s, u"-1"_s},
            u"assay: --retry-inconclusive takes a number from 0 to 10, not \"-1\"\n"
            "Try \"assay run --help\".\n"_s);
        row("context twice", {u"run"_s, u"a"_s, u"--context"_s, u"c"_s, u"--context"_s, u"c"_s},
            u"assay: a --context is given twice\nTry \"assay run --help\".\n"_s);
        row("several contexts", {u"doctor"_s, u"--context"_s, u"c"_s, u"--context"_s, u"d"_s},
            u"assay: one --context at a time, please\nTry \"assay doctor --help\".\n"_s);
        row("keep", {u"run"_s, u"a"_s, u"--keep"_s, u"sometimes"_s},
            u"assay: --keep takes never, on-failure or always, not \"sometimes\"\n"
            "Try \"assay run --help\".\n"_s);
        row("sandbox and context", {u"run"_s, u"a"_s, u"--sandbox"_s, u"--context"_s, u"c"_s},
            u"assay: --sandbox is a cluster of its own: leave out --kubeconfig and --context\n"
            "Try \"assay run --help\".\n"_s);
        row("unknown option", {u"check"_s, u"a"_s, u"--fast"_s},
            u"assay: Unknown option 'fast'.\nTry \"assay check --help\".\n"_s);
        row("format", {u"report"_s, u"r"_s, u"--format"_s, u"pdf"_s},
            u"assay: --format takes html, junit, md, json or ticket, not \"pdf\"\n"
            "Try \"assay report --help\".\n"_s);
        row("no runs", {u"report"_s},
            u"assay: which runs is the report to be about?\nTry \"assay report --help\".\n"_s);
        const QString hint = u"\nTry \"assay --help\".\n"_s;
        row("misspelt", {u"runz"_s},
            u"assay: unknown command \"runz\": did you mean \"run\"?"_s + hint);
        const QString diagnose = u"\nTry \"assay diagnose --help\".\n"_s;
        row("two workbenches", {u"diagnose"_s, u"a"_s, u"b"_s},
            u"assay: one workbench at a time, please"_s + diagnose);
        row("no workbench", {u"diagnose"_s, u"deployment/a"_s},
            u"assay: \"deployment/a\" is no Notebook, StatefulSet or Pod: write a name, or "
            "notebook/NAME, statefulset/NAME or pod/NAME"_s +
                diagnose);
        row("a log of nothing", {u"diagnose"_s, u"a"_s, u"--log"_s, u"a=b"_s},
            u"assay: --log goes with -f: a cluster is asked for its logs"_s + diagnose);
        row("a log without a container", {u"diagnose"_s, u"-f"_s, u"x"_s, u"--log"_s, u"file"_s},
            u"assay: --log takes CONTAINER=FILE, not \"file\""_s + diagnose);
        row("files and a cluster", {u"diagnose"_s, u"-f"_s, u"x"_s, u"-A"_s},
            u"assay: -f asks no cluster: leave out --context, --kubeconfig, -A and -w"_s +
                diagnose);
        row("standard input twice", {u"diagnose"_s, u"-f"_s, u"-"_s, u"-f"_s, u"-"_s},
            u"assay: standard input can be read once"_s + diagnose);
        row("watch all", {u"diagnose"_s, u"-w"_s},
            u"assay: -w watches one workbench: which one?"_s + diagnose);
        row("one of all", {u"diagnose"_s, u"-A"_s, u"nb"_s},
            u"assay: -A looks in all namespaces: leave out -n and the name"_s + diagnose);
        row("another format", {u"diagnose"_s, u"--format"_s, u"html"_s},
            u"assay: --format takes text, json or md, not \"html\""_s + diagnose);
        row("a cluster that holds nothing", {u"diagnose"_s, u"--sandbox"_s},
            u"assay: Unknown option 'sandbox'."_s + diagnose);
        row("misspelt, with options", {u"Docter"_s, u"--namespace"_s, u"a"_s, u"--help"_s},
            u"assay: unknown command \"Docter\": did you mean \"doctor\"?"_s + hint);
        row("unknown", {u"launch"_s, u"suite.yaml"_s},
            u"assay: unknown command \"launch\": there are run, check, doctor, diagnose, "
            "explain, clean, report, sandbox"_s +
                hint);
        row("explain nothing", {u"explain"_s},
            u"assay: what is to be explained? \"assay explain --list\" shows all that is known\n"
            "Try \"assay explain --help\".\n"_s);
        row("explain two", {u"explain"_s, u"a"_s, u"b"_s},
            u"assay: one question at a time, please\nTry \"assay explain --help\".\n"_s);
        row("explain check of nothing", {u"explain"_s, u"--check"_s},
            u"assay: which files are to be checked?\nTry \"assay explain --help\".\n"_s);
        row("explain as yaml", {u"explain"_s, u"--list"_s, u"--format"_s, u"yaml"_s},
            u"assay: --format takes text or json, not \"yaml\"\nTry \"assay explain "
            "--help\".\n"_s);
        row("after an option", {u"--sandbox"_s, u"chek"_s},
            u"assay: unknown command \"chek\": did you mean \"check\"?"_s + hint);
        row("no such file", {u"no/such/suite"_s},
            u"assay: there is no file or folder \"no/such/suite\""_s + hint);
        row("no such suite", {u"suite.yaml"_s},
            u"assay: there is no file or folder \"suite.yaml\""_s + hint);
        row("port", {u"sandbox"_s, u"--port"_s, u"70000"_s},
            u"assay: --port takes a number from 0 to 65535, not \"70000\"\n"
            "Try \"assay sandbox --help\".\n"_s);
    }
    void wrongLinesSayWhy()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, text);
        const Command command = parseCommandLine(arguments);
        const auto *print = std::get_if<PrintCommand>(&command);
        QVERIFY(print);
        QCOMPARE(print->text, text);
        QCOMPARE(print->exitStatus, 2);
    }
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_command_line.moc"
