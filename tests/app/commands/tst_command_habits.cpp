// SPDX-License-Identifier: Apache-2.0
#include <app/line/command_line.h>

#include <QTest>

using namespace assay::app;
using namespace Qt::StringLiterals;

//! What somebody types who knows kubectl, podman and pytest, and what a pipeline's variables make
//! of a line.
class TestCommandHabits : public QObject
{
    Q_OBJECT

    static QString refusalOf(const QStringList &arguments)
    {
        const Command command = parseCommandLine(arguments);
        const auto *print = std::get_if<PrintCommand>(&command);
        return print && print->exitStatus == 2 ? print->text.section(u'\n', 0, 0) : u"no refusal"_s;
    }
    static QString helpOf(const QString &verb)
    {
        const Command command = parseCommandLine({verb, u"--help"_s});
        const auto *print = std::get_if<PrintCommand>(&command);
        return print && print->exitStatus == 0 ? print->text : QString();
    }
    static QStringList verbNames()
    {
        return {u"run"_s,    u"try"_s,     u"check"_s,    u"import"_s,    u"export"_s,
                u"doctor"_s, u"explain"_s, u"diagnose"_s, u"manifest"_s,  u"clean"_s,
                u"report"_s, u"history"_s, u"sandbox"_s,  u"completion"_s};
    }

private Q_SLOTS:
    void refusalsSayWhatIsMeantHere_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("refusal");
        const auto row = [](const QString &line, const QString &refusal) {
            QTest::newRow(qPrintable(line)) << line.split(u' ') << u"assay: "_s + refusal;
        };
        row(u"run s.yaml -x"_s, u"unknown option \"-x\": --maxfail 1 stops after one failure"_s);
        row(u"run s.yaml -n 4"_s, u"unknown option \"-n\": each test of a suite has its own "
                                  "namespace, and --jobs says how many run side by side"_s);
        row(u"run s.yaml --namespace a"_s,
            u"unknown option \"--namespace\": each test of a suite has its own namespace"_s);
        row(u"run s.yaml --lf"_s, u"unknown option \"--lf\": --filter status:failed takes the "
                                  "tests that failed last"_s);
        row(u"run s.yaml --junitxml=r.xml"_s, u"unknown option \"--junitxml\": --format says which "
                                              "reports, -o the folder for them"_s);
        row(u"run -f s.yaml"_s, u"unknown option \"-f\": files are named without an option"_s);
        row(u"clean -f"_s, u"unknown option \"-f\": --yes deletes without asking"_s);
        row(u"clean --dry-run"_s, u"unknown option \"--dry-run\": it lists before it asks, and "
                                  "without --yes and a terminal it deletes nothing"_s);
        row(u"doctor --token t"_s, u"unknown option \"--token\": the server and who asks it stand "
                                   "in a kubeconfig: --kubeconfig and --context say which"_s);
        row(u"-v"_s, u"unknown option \"-v\": \"assay --version\" says which version this is"_s);
        row(u"check -v s.yaml"_s, u"unknown option \"-v\": a run's folder holds all that was seen, "
                                  "whatever is printed"_s);
        row(u"run --dry-run=server s.yaml"_s, u"--dry-run takes no value: leave out \"=server\""_s);
        row(u"history ls"_s, u"history takes list or prune, not \"ls\": did you mean \"assay "
                             "history list\"?"_s);
        row(u"history rm"_s, u"history takes list or prune, not \"rm\": did you mean \"assay "
                             "history prune\"?"_s);
        row(u"report last --format markdown"_s,
            u"--format takes no \"markdown\": did you mean \"md\"?"_s);
        row(u"run s.yaml --format html,xml"_s,
            u"--format takes no \"xml\": did you mean \"junit\"?"_s);
        row(u"launch s.yaml"_s, u"unknown command \"launch\": did you mean \"run\"?"_s);
        row(u"describe nb"_s, u"unknown command \"describe\": did you mean \"diagnose\"?"_s);
        row(u"prune"_s, u"unknown command \"prune\": did you mean \"history prune\"?"_s);
        row(u"help runz"_s, u"unknown command \"runz\": did you mean \"run\"?"_s);
        row(u"version --format json"_s, u"\"assay version\" stands alone, without \"--format\""_s);
        row(u"run s.yaml --keep on-fail"_s,
            u"--keep takes no \"on-fail\": did you mean \"on-failure\"?"_s);
        row(u"run s.yaml --format html,ticket"_s,
            u"--format takes html, junit, md or json, not \"ticket\": \"assay report last --format "
            "ticket\" writes it, of a run that is over"_s);
        row(u"doctor --format jso"_s, u"--format takes no \"jso\": did you mean \"json\"?"_s);
        row(u"clean --format yaml"_s, u"--format takes text or json, not \"yaml\""_s);
        row(u"history prun"_s, u"history takes list or prune, not \"prun\": did you mean \"assay "
                               "history prune\"?"_s);
        row(u"history foo"_s, u"history takes list or prune, not \"foo\""_s);
        row(u"--version run"_s, u"\"assay --version\" stands alone, without \"run\""_s);
        row(u"explain --list --check f.yaml"_s, u"one question at a time, please"_s);
        row(u"run s.yaml --dry-run --format html"_s,
            u"--dry-run writes no report: leave out --format"_s);
        row(u"run s.yaml --engine x"_s,
            u"--engine takes podman, docker or the socket of an engine on this computer, /PATH or "
            "unix:///PATH, not \"x\""_s);
        const QString noName = u" is no name of a namespace: one holds at most 63 lower-case "
                               "letters, digits and hyphens, and begins and ends with a letter or "
                               "a digit"_s;
        for (const QString &verb : {u"doctor"_s, u"diagnose"_s, u"import imagestream"_s}) {
            row(verb + u" -n A_B"_s, u"\"A_B\""_s + noName);
            row(verb + u" -n ab-"_s, u"\"ab-\""_s + noName);
        }
        row(u"doctor -n good -n "_s + QString(64, u'x'), u'"' + QString(64, u'x') + u'"' + noName);
        row(u"doctor --local -n x"_s, u"a container engine has no namespaces: leave out -n, or "
                                      "--local and --engine"_s);
        // Whoever names some runs would lose all of them.
        row(u"history prune --search x --keep 0"_s, u"--search goes with \"assay history list\""_s);
        row(u"history prune --format json"_s, u"--format goes with \"assay history list\""_s);
        row(u"history --keep 3"_s, u"--keep goes with \"assay history prune\""_s);
        row(u"history prune all"_s, u"unexpected \"all\""_s);
        row(u"completion bash zsh"_s, u"unexpected \"zsh\""_s);
        row(u"completion csh zsh"_s,
            u"there is no completion for \"csh\", only for bash, zsh, fish"_s);
        // Behind "--" stand no commands, as with kubectl and podman.
        row(u"-- run s.yaml"_s, u"there is no file or folder \"run\""_s);
        // Seconds or minutes? Who meant minutes would have nothing run.
        row(u"run s.yaml --deadline 40"_s, u"--deadline takes a time such as 50m, 1h30m or 90s, at "
                                           "most a week, not \"40\""_s);
    }
    void refusalsSayWhatIsMeantHere()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, refusal);
        QCOMPARE(refusalOf(arguments), refusal);
    }

    //! "--output $REPORTS --sandbox", and no REPORTS: the sandbox would be a folder, and another
    //! cluster be meant.
    void variablesThatAreNotSetAreRefused()
    {
        const QString end = u": is a variable not set?"_s;
        QCOMPARE(refusalOf({u"run"_s, u"s"_s, u"--output"_s, u"--sandbox"_s}),
                 u"assay: --output wants DIR, and got \"--sandbox\""_s + end);
        QCOMPARE(refusalOf({u"run"_s, u"s"_s, u"--context"_s, u"-o"_s, u"out"_s}),
                 u"assay: --context wants NAME, and got \"-o\""_s + end);
        QCOMPARE(refusalOf({u"run"_s, u"s"_s, u"--suffix"_s, QString()}),
                 u"assay: --suffix wants TEXT, and got an empty text"_s + end);
        QCOMPARE(refusalOf({u"export"_s, u"pytest"_s, u"s"_s, u"--test"_s, QString()}),
                 u"assay: --test wants ID, and got an empty text"_s + end);
        QCOMPARE(refusalOf({u"run"_s, u"s"_s, u"-k"_s, QString()}),
                 u"assay: -k wants EXPR, and got an empty text"_s + end);
        QCOMPARE(refusalOf({u"run"_s, u"s"_s, u"--filter="_s}),
                 u"assay: --filter wants FILTER, and got an empty text"_s + end);
        QCOMPARE(refusalOf({u"run"_s, u"s"_s, u"--format"_s, QString()}),
                 u"assay: --format wants F[,F…], and got an empty text"_s + end);
        QCOMPARE(refusalOf({u"run"_s, u"s"_s, u"--jobs"_s, QString()}),
                 u"assay: --jobs wants N, and got an empty text"_s + end);
        QCOMPARE(refusalOf({u"history"_s, u"--search"_s, QString()}),
                 u"assay: --search wants TEXT, and got an empty text"_s + end);
        // assay "$SUITE" would open a window, where there is one.
        for (const QStringList &line :
             {QStringList{QString()}, {u"run"_s, QString()}, {u"try"_s, QString(), u"pandas"_s}})
            QCOMPARE(refusalOf(line), u"assay: one of the arguments is an empty text"_s + end);
        // What begins as an option does and is none.
        const Command good =
            parseCommandLine({u"run"_s, u"s"_s, u"--filter"_s, u"-image:*cuda*"_s});
        QVERIFY(std::get_if<RunCommand>(&good));
    }

    //! kubectl --context prod get pods, podman --url … run
    void theClusterMayComeFirst()
    {
        const Command command =
            parseCommandLine({u"--context"_s, u"prod"_s, u"--allow-exec-plugin"_s, u"run"_s,
                              u"s.yaml"_s, u"--jobs"_s, u"2"_s});
        const auto *run = std::get_if<RunCommand>(&command);
        QVERIFY(run);
        QCOMPARE(run->choice.suites, QStringList{u"s.yaml"_s});
        QCOMPARE(run->places.front().context, u"prod"_s);
        QVERIFY(run->places.front().allowExecPlugin);
        QCOMPARE(run->jobs, 2);
        QVERIFY(!helpOf(u"run"_s).isEmpty());
        const Command help = parseCommandLine({u"--help"_s, u"clean"_s});
        QCOMPARE(std::get_if<PrintCommand>(&help)->text, helpOf(u"clean"_s));
        QCOMPARE(refusalOf({u"--context"_s, u"run"_s}), u"no refusal"_s);
    }

    void aReportIsWhatItsNameSays()
    {
        const auto format = [](const QStringList &more) {
            const Command command = parseCommandLine(QStringList{u"report"_s, u"last"_s} + more);
            const auto *report = std::get_if<ReportCommand>(&command);
            return report ? report->format : u"refused"_s;
        };
        QCOMPARE(format({}), u"html"_s);
        QCOMPARE(format({u"-o"_s, u"r.md"_s}), u"md"_s);
        QCOMPARE(format({u"-o"_s, u"junit.xml"_s}), u"junit"_s);
        QCOMPARE(format({u"-o"_s, u"R.JSON"_s}), u"json"_s);
        QCOMPARE(format({u"-o"_s, u"r.HTM"_s}), u"html"_s);
        QCOMPARE(format({u"-o"_s, u"r.txt"_s}), u"html"_s);
        QCOMPARE(format({u"-o"_s, u"r.md"_s, u"--format"_s, u"ticket"_s}), u"ticket"_s);
    }

    void everyHelpShowsHowAndWhatItEndsWith()
    {
        for (const QString &verb : verbNames()) {
            const QString help = helpOf(verb);
            QVERIFY2(help.startsWith(u"Usage: assay %1 [OPTIONS]"_s.arg(verb)), qPrintable(help));
            for (const QString &part : {u"\n\nExamples:\n  "_s, u"\n\nOptions:\n  -h, --help "_s,
                                        u"\n\nExit status:\n  0    "_s})
                QVERIFY2(help.contains(part), qPrintable(verb + part + help));
            for (const QString &line : help.split(u'\n')) {
                const bool isExample = line.startsWith(u"  assay "_s) || line.contains(u'|');
                QVERIFY2(line.size() <= 80 || isExample, qPrintable(line));
                QVERIFY2(!line.endsWith(u' '), qPrintable(line));
            }
        }
    }

    //! Each example is a line that is understood.
    void examplesAreUnderstood()
    {
        int count = 0;
        for (const QString &verb : verbNames()) {
            const QString help = helpOf(verb);
            const QString examples =
                help.section(u"\nExamples:\n"_s, 1).section(u"\n\n"_s, 0, 0).trimmed();
            for (const QString &example : examples.split(u'\n')) {
                QString line = example.section(u"assay "_s, 1).section(u" | "_s, 0, 0);
                if (example.trimmed().startsWith(u'#') || line.isEmpty())
                    continue;
                line.remove(u')').replace(u"\"exec format\""_s, u"exec"_s);
                const Command command = parseCommandLine(line.trimmed().split(u' '));
                const auto *print = std::get_if<PrintCommand>(&command);
                QVERIFY2(!print || print->exitStatus == 0,
                         qPrintable(example + u'\n' + (print ? print->text : QString())));
                ++count;
            }
        }
        QVERIFY(count > 25);
    }

    //! What a verb always refuses is neither offered by its help nor by a shell.
    void whatIsRefusedIsNotOffered()
    {
        const Command completion = parseCommandLine({u"completion"_s, u"fish"_s});
        const QString fish = std::get_if<PrintCommand>(&completion)->text;
        for (const auto &[verb, option] : {std::pair{u"diagnose"_s, u"sandbox"_s},
                                           {u"diagnose"_s, u"engine"_s},
                                           {u"clean"_s, u"sandbox"_s},
                                           {u"manifest"_s, u"local"_s},
                                           {u"import"_s, u"local"_s}}) {
            QVERIFY2(!helpOf(verb).contains(u"      --"_s + option), qPrintable(verb));
            QVERIFY2(!fish.contains(u"_from %1' -l %2"_s.arg(verb, option)), qPrintable(verb));
            QVERIFY(fish.contains(u"_from %1' -l context"_s.arg(verb)));
        }
        QVERIFY(helpOf(u"clean"_s).contains(u"      --engine ENGINE"_s));
    }
};

QTEST_GUILESS_MAIN(TestCommandHabits)
#include "tst_command_habits.moc"
