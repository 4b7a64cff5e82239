// SPDX-License-Identifier: Apache-2.0
#include <app/line/command_line.h>

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

    void theDashboardTakesThisComputer()
    {
        const Command command = parseCommandLine({u"--engine"_s, u"podman"_s});
        const auto *dashboard = std::get_if<DashboardCommand>(&command);
        QVERIFY(dashboard);
        QVERIFY(dashboard->cluster.local);
        QCOMPARE(dashboard->cluster.engine, u"podman"_s);
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
        QCOMPARE(run->choice.suites, QStringList{u"s.yaml"_s});
        QCOMPARE(run->choice.tests, (QStringList{u"a"_s, u"b"_s}));
        QCOMPARE(run->places.size(), std::size_t(2));
        QCOMPARE(run->places[0].context, u"c"_s);
        QCOMPARE(run->places[1].context, u"d"_s);
        QCOMPARE(run->places[0].kubeconfig, u"k"_s);
        QCOMPARE(run->places[1].kubeconfig, u"k"_s);
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
        QCOMPARE(run->places.size(), std::size_t(1));
        QCOMPARE(run->places[0].context, QString());
        QCOMPARE(run->places[0].kubeconfig, QString());
        QCOMPARE(run->retryInconclusive, 0);
        QCOMPARE(run->maxFail, 0);
        QCOMPARE(run->deadline, 0.0);
        QVERIFY(run->keep == Keep::Never);
        QVERIFY(!run->dryRun);
        QCOMPARE(run->output, QString());
        QCOMPARE(run->formats, QStringList());
        QVERIFY(!run->places[0].sandbox);
    }

    void theVersionIsToldAsOthersTellIt()
    {
        for (const QString &said : {u"--version"_s, u"version"_s}) {
            const Command command = parseCommandLine({said});
            const auto *print = std::get_if<PrintCommand>(&command);
            QVERIFY2(print, qPrintable(said));
            QCOMPARE(print->exitStatus, 0);
            QVERIFY2(print->text.startsWith(u"assay "_s), qPrintable(print->text));
            QCOMPARE(print->text.count(u'\n'), 1);
        }
    }

    void runTakesWhatAPipelineGivesIt()
    {
        const Command command = parseCommandLine({u"run"_s,
                                                  u"a.yaml"_s,
                                                  u"b.yaml"_s,
                                                  u"--image"_s,
                                                  u"quay.io/o/x@sha256:1"_s,
                                                  u"--image"_s,
                                                  u"one=localhost:5000/y:2"_s,
                                                  u"--suffix"_s,
                                                  u"pr-7"_s,
                                                  u"-k"_s,
                                                  u"not gpu"_s,
                                                  u"--filter"_s,
                                                  u"status:failed"_s,
                                                  u"--filter"_s,
                                                  u"image:*cuda*"_s,
                                                  u"--jobs"_s,
                                                  u"auto"_s,
                                                  u"--deadline"_s,
                                                  u"1h30m"_s,
                                                  u"--maxfail"_s,
                                                  u"3"_s,
                                                  u"--format"_s,
                                                  u"junit,md"_s,
                                                  u"--pull-secret"_s,
                                                  u"auth.json"_s});
        const auto *run = std::get_if<RunCommand>(&command);
        QVERIFY(run);
        QCOMPARE(run->choice.suites, (QStringList{u"a.yaml"_s, u"b.yaml"_s}));
        QCOMPARE(run->choice.image, u"quay.io/o/x@sha256:1"_s);
        QCOMPARE(run->choice.images, (QMap<QString, QString>{{u"one"_s, u"localhost:5000/y:2"_s}}));
        QCOMPARE(run->choice.suffix, u"pr-7"_s);
        QCOMPARE(run->choice.keywords, u"not gpu"_s);
        QCOMPARE(run->choice.filter, u"status:failed image:*cuda*"_s);
        QCOMPARE(run->choice.pullSecret, u"auth.json"_s);
        QCOMPARE(run->jobs, 0);
        QCOMPARE(run->deadline, 5400.0);
        QCOMPARE(run->maxFail, 3);
        QCOMPARE(run->formats, (QStringList{u"junit"_s, u"md"_s}));
        QVERIFY(!run->dryRun);
        const Command tried = parseCommandLine({u"run"_s, u"a.yaml"_s, u"--dry-run"_s});
        QVERIFY(std::get<RunCommand>(tried).dryRun);
    }

    void clustersStandSideBySide()
    {
        const QTemporaryDir folder;
        const QString odd = folder.filePath(u"kube:config"_s);
        QVERIFY(QFile(odd).open(QIODevice::WriteOnly));
        const Command command = parseCommandLine(
            {u"run"_s, u"s.yaml"_s, u"--sandbox"_s, u"--cluster"_s,
             u"prod=/p/kubeconfig:default/api:6443/admin"_s, u"--context"_s, u"here"_s,
             u"--cluster"_s, u"odd="_s + odd, u"--allow-exec-plugin"_s});
        const auto *run = std::get_if<RunCommand>(&command);
        QVERIFY(run);
        QCOMPARE(run->places.size(), std::size_t(4));
        QCOMPARE(run->places[0].context, u"here"_s);
        QCOMPARE(run->places[1].name, u"prod"_s);
        QCOMPARE(run->places[1].kubeconfig, u"/p/kubeconfig"_s);
        QCOMPARE(run->places[1].context, u"default/api:6443/admin"_s);
        QCOMPARE(run->places[2].name, u"odd"_s);
        QCOMPARE(run->places[2].kubeconfig, odd);
        QCOMPARE(run->places[2].context, QString());
        QVERIFY(run->places[3].sandbox);
        for (const ClusterOptions &place : run->places)
            QVERIFY(place.allowExecPlugin);
    }

    void everyVerbUnderstandsTheSameClusters_data()
    {
        QTest::addColumn<QStringList>("verb");
        QTest::newRow("dashboard") << QStringList{};
        QTest::newRow("run") << QStringList{u"run"_s, u"s.yaml"_s};
        QTest::newRow("doctor") << QStringList{u"doctor"_s};
        QTest::newRow("diagnose") << QStringList{u"diagnose"_s};
        QTest::newRow("manifest") << QStringList{u"manifest"_s, u"s.yaml"_s};
        QTest::newRow("clean") << QStringList{u"clean"_s};
    }
    void everyVerbUnderstandsTheSameClusters()
    {
        QFETCH(QStringList, verb);
        const Command command =
            parseCommandLine(verb + QStringList{u"--cluster"_s, u"prod=/p/kubeconfig:admin"_s});
        const ClusterOptions *cluster = std::visit(
            [](const auto &c) -> const ClusterOptions * {
                if constexpr (requires { c.places; })
                    return &c.places.front();
                else if constexpr (requires { c.cluster->name; })
                    return &*c.cluster;
                else if constexpr (requires { c.cluster; })
                    return &c.cluster;
                else
                    return nullptr;
            },
            command);
        QVERIFY(cluster);
        QCOMPARE(cluster->name, u"prod"_s);
        QCOMPARE(cluster->kubeconfig, u"/p/kubeconfig"_s);
        QCOMPARE(cluster->context, u"admin"_s);
    }

    void helpSaysNoNameButItsOwn()
    {
        for (const QString &verb :
             {u""_s, u"run"_s, u"check"_s, u"doctor"_s, u"explain"_s, u"diagnose"_s, u"manifest"_s,
              u"clean"_s, u"report"_s, u"sandbox"_s, u"completion"_s}) {
            const Command command = parseCommandLine(verb.isEmpty() ? QStringList{u"--help"_s}
                                                                    : QStringList{u"help"_s, verb});
            const auto *print = std::get_if<PrintCommand>(&command);
            QVERIFY(print);
            QCOMPARE(print->exitStatus, 0);
            // The program's own begins with what it is.
            const QString usage = (u"Usage: assay "_s + verb).trimmed();
            QVERIFY2(verb.isEmpty() ? print->text.contains(u"\n\n"_s + usage)
                                    : print->text.startsWith(usage),
                     qPrintable(print->text));
            QVERIFY2(!print->text.contains(u"executable_name"_s), qPrintable(print->text));
            QVERIFY2(!print->text.contains(u" \n"_s), qPrintable(print->text));
        }
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
        QTest::newRow("whole") << QStringList{u"--help"_s} << u"Assay tells whether a "_s;
        QTest::newRow("command") << QStringList{u"help"_s} << u"Assay tells whether a "_s;
        QTest::newRow("run") << QStringList{u"run"_s, u"--help"_s}
                             << u"Usage: assay run [OPTIONS] SUITE.yaml…\n"_s;
        QTest::newRow("check") << QStringList{u"check"_s, u"-h"_s}
                               << u"Usage: assay check [OPTIONS] SUITE.yaml…\n"_s;
        QTest::newRow("doctor") << QStringList{u"doctor"_s, u"--help"_s}
                                << u"Usage: assay doctor [OPTIONS] [SUITE.yaml]\n"_s;
        QTest::newRow("diagnose") << QStringList{u"diagnose"_s, u"--help"_s}
                                  << u"Usage: assay diagnose [OPTIONS] [[KIND/]NAME]\n"_s;
        QTest::newRow("history") << QStringList{u"history"_s, u"--help"_s}
                                 << u"Usage: assay history [OPTIONS] [list | prune]\n"_s;
        QTest::newRow("clean") << QStringList{u"clean"_s, u"--help"_s}
                               << u"Usage: assay clean [OPTIONS]\n"_s;
        QTest::newRow("report") << QStringList{u"report"_s, u"--help"_s}
                                << u"Usage: assay report [OPTIONS] RUN…\n"_s;
        QTest::newRow("sandbox") << QStringList{u"sandbox"_s, u"--help"_s}
                                 << u"Usage: assay sandbox [OPTIONS]\n"_s;
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
        row("a suite twice", {u"run"_s, u"a"_s, u"b"_s, u"a"_s},
            u"assay: a suite file is given twice\nTry \"assay run --help\".\n"_s);
        row("jobs", {u"run"_s, u"a"_s, u"--jobs"_s, u"0"_s},
            u"assay: --jobs takes a number from 1 to 200 or auto, not \"0\"\nTry \"assay run --help\".\n"_s);
        row("jobs no number", {u"run"_s, u"a"_s, u"--jobs"_s, u"many"_s},
            u"assay: --jobs takes a number from 1 to 200 or auto, not \"many\"\n"
            "Try \"assay run --help\".\n"_s);
        row("retries", {u"run"_s, u"a"_s, u"--retry-inconclusive"_s, u"-1"_s},
            u"assay: --retry-inconclusive takes a number from 0 to 10, not \"-1\"\n"
            "Try \"assay run --help\".\n"_s);
        row("context twice", {u"run"_s, u"a"_s, u"--context"_s, u"c"_s, u"--context"_s, u"c"_s},
            u"assay: a --context is given twice\nTry \"assay run --help\".\n"_s);
        const QString one =
            u"assay: one cluster at a time, please: give one of --context, --cluster, --sandbox "
            "and --local\n"
            "Try \"assay doctor --help\".\n"_s;
        row("several contexts", {u"doctor"_s, u"--context"_s, u"c"_s, u"--context"_s, u"d"_s}, one);
        row("sandbox and context", {u"doctor"_s, u"--sandbox"_s, u"--context"_s, u"c"_s}, one);
        row("sandbox and kubeconfig", {u"doctor"_s, u"--sandbox"_s, u"--kubeconfig"_s, u"k"_s},
            one);
        row("no cluster", {u"run"_s, u"a"_s, u"--cluster"_s, u"prod"_s},
            u"assay: --cluster takes NAME=KUBECONFIG[:CONTEXT], not \"prod\"\n"
            "Try \"assay run --help\".\n"_s);
        row("two kubeconfigs",
            {u"run"_s, u"a"_s, u"--kubeconfig"_s, u"k"_s, u"--kubeconfig"_s, u"l"_s},
            u"assay: one --kubeconfig at a time, please: --cluster NAME=KUBECONFIG names several\n"
            "Try \"assay run --help\".\n"_s);
        row("keep", {u"run"_s, u"a"_s, u"--keep"_s, u"sometimes"_s},
            u"assay: --keep takes never, on-failure or always, not \"sometimes\"\n"
            "Try \"assay run --help\".\n"_s);
        row("unknown option", {u"check"_s, u"a"_s, u"--fast"_s},
            u"assay: unknown option \"--fast\"\nTry \"assay check --help\".\n"_s);
        row("misspelt option", {u"run"_s, u"a"_s, u"--outptu"_s, u"b"_s},
            u"assay: unknown option \"--outptu\": did you mean \"--output\"?\n"
            "Try \"assay run --help\".\n"_s);
        row("another verb's option", {u"check"_s, u"a"_s, u"--sandbox"_s},
            u"assay: unknown option \"--sandbox\": \"assay run\" has it\n"
            "Try \"assay check --help\".\n"_s);
        row("no value", {u"run"_s, u"a"_s, u"--jobs"_s},
            u"assay: --jobs wants a value: --jobs N\nTry \"assay run --help\".\n"_s);
        row("no value of a letter", {u"run"_s, u"a"_s, u"-k"_s},
            u"assay: -k wants a value: -k EXPR\nTry \"assay run --help\".\n"_s);
        for (const QString &verb : {u"check"_s, u"doctor"_s, u"explain"_s, u"diagnose"_s,
                                    u"manifest"_s, u"report"_s, u"run"_s})
            QTest::addRow("%s -o json", qPrintable(verb))
                << QStringList{verb, u"a"_s, u"-o"_s, u"json"_s}
                << u"assay: -o says where, --format says what: did you mean \"--format json\"? A "
                   "file of that name is ./json\nTry \"assay %1 --help\".\n"_s.arg(verb);
        row("completion -o json", {u"completion"_s, u"bash"_s, u"-o"_s, u"json"_s},
            u"assay: -o says where: a file of that name is ./json\n"
            "Try \"assay completion --help\".\n"_s);
        row("no shell", {u"completion"_s, u"tcsh"_s},
            u"assay: there is no completion for \"tcsh\", only for bash, zsh, fish\n"
            "Try \"assay completion --help\".\n"_s);
        const QString run = u"\nTry \"assay run --help\".\n"_s;
        row("keywords", {u"run"_s, u"a"_s, u"-k"_s, u"a and"_s},
            u"assay: -k: at its end, a word is wanted"_s + run);
        row("empty keywords", {u"run"_s, u"a"_s, u"-k"_s, u""_s},
            u"assay: -k wants EXPR, and got an empty text: is a variable not set?"_s + run);
        row("filter", {u"run"_s, u"a"_s, u"--filter"_s, u"time:60s"_s},
            u"assay: --filter: \"time:60s\" compares with no time: write one such as time:>60s or "
            "time:<=5m"_s +
                run);
        row("two images", {u"run"_s, u"a"_s, u"--image"_s, u"b:1"_s, u"--image"_s, u"c:1"_s},
            u"assay: two --image for all tests: say of one which test it is for, --image ID=c:1"_s +
                run);
        row("two images of a test",
            {u"run"_s, u"a"_s, u"--image"_s, u"t=b:1"_s, u"--image"_s, u"t=c:1"_s},
            u"assay: two --image for the test t"_s + run);
        row("no image", {u"run"_s, u"a"_s, u"--image"_s, u"t="_s},
            u"assay: --image takes [ID=]REF, not \"t=\""_s + run);
        row("deadline", {u"run"_s, u"a"_s, u"--deadline"_s, u"soon"_s},
            u"assay: --deadline takes a time such as 50m, 1h30m or 90s, at most a week, not "
            "\"soon\""_s +
                run);
        row("maxfail", {u"run"_s, u"a"_s, u"--maxfail"_s, u"0"_s},
            u"assay: --maxfail takes a number from 1 on, not \"0\""_s + run);
        row("report format", {u"run"_s, u"a"_s, u"--format"_s, u"md,pdf"_s},
            u"assay: --format takes html, junit, md or json, not \"pdf\""_s + run);
        row("trace of nothing", {u"run"_s, u"a"_s, u"--dry-run"_s, u"--trace"_s, u"t"_s},
            u"assay: --dry-run runs nothing: leave out --trace"_s + run);
        row("rights on a cluster", {u"manifest"_s, u"a"_s, u"--rbac"_s, u"--context"_s, u"c"_s},
            u"assay: --rbac follows from the suites alone: leave out --context, --cluster, "
            "--kubeconfig and --sandbox\nTry \"assay manifest --help\".\n"_s);
        row("format", {u"report"_s, u"r"_s, u"--format"_s, u"pdf"_s},
            u"assay: --format takes html, junit, md, json or ticket, not \"pdf\"\n"
            "Try \"assay report --help\".\n"_s);
        row("an age without a unit", {u"history"_s, u"prune"_s, u"--older-than"_s, u"5"_s},
            u"assay: --older-than takes a length of time, as 90s, 30m, 2h or 7d, not \"5\"\nTry "
            "\"assay history --help\".\n"_s);
        row("an age of orphans without a unit",
            {u"clean"_s, u"--orphans"_s, u"--older-than"_s, u"30"_s},
            u"assay: --older-than takes a length of time, as 90s, 30m, 2h or 7d, not \"30\"\nTry "
            "\"assay clean --help\".\n"_s);
        row("import nothing", {u"import"_s},
            u"assay: import what? pytest, imagestream or packages, and then files\nTry \"assay "
            "import --help\".\n"_s);
        row("import a file", {u"import"_s, u"requirements.txt"_s},
            u"assay: import takes pytest, imagestream or packages and then files: did you mean "
            "\"assay import packages requirements.txt\"?\nTry \"assay import --help\".\n"_s);
        row("export nothing", {u"export"_s},
            u"assay: export what? pytest, and then a suite file\nTry \"assay export --help\".\n"_s);
        row("export a file", {u"export"_s, u"s.yaml"_s},
            u"assay: export takes pytest and a suite: did you mean \"assay export pytest "
            "s.yaml\"?\nTry \"assay export --help\".\n"_s);
        row("whose objects", {u"manifest"_s},
            u"assay: whose objects are to be printed? Name a suite file\nTry \"assay manifest "
            "--help\".\n"_s);
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
            u"assay: -f asks no cluster: leave out --context, --cluster, --kubeconfig, -A and -w"_s +
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
            u"assay: the sandbox holds nobody's workbench: leave out --sandbox, or ask the "
            "kubeconfig of \"assay sandbox\""_s +
                diagnose);
        row("misspelt, with options", {u"Docter"_s, u"--namespace"_s, u"a"_s, u"--help"_s},
            u"assay: unknown command \"Docter\": did you mean \"doctor\"?"_s + hint);
        row("unknown", {u"colour"_s, u"suite.yaml"_s},
            u"assay: unknown command \"colour\": there are run, try, check, import, export, "
            "doctor, explain, diagnose, manifest, clean, report, history, sandbox, completion"_s +
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
        row("try of no image", {u"try"_s, u"foo bar"_s},
            u"assay: \"foo bar\" is no name of an image: one holds no spaces, as in "
            "quay.io/organization/image:2025.1\nTry \"assay try --help\".\n"_s);
        row("try in two places",
            {u"try"_s, u"a"_s, u"--context"_s, u"c"_s, u"--engine"_s, u"podman"_s},
            u"assay: one cluster at a time, please: give one of --context, --cluster, --sandbox "
            "and --local\nTry \"assay try --help\".\n"_s);
        for (const QString &engine : {u"foo"_s, u"tcp://127.0.0.1:2375"_s, u"a.sock"_s}) {
            row(("no engine: " + engine.toUtf8()).constData(), {u"clean"_s, u"--engine"_s, engine},
                u"assay: --engine takes podman, docker or the socket of an engine on this "
                u"computer, "
                "/PATH or unix:///PATH, not \"%1\"\nTry \"assay clean --help\".\n"_s.arg(engine));
        }
        row("empty engine", {u"clean"_s, u"--engine"_s, QString()},
            u"assay: --engine wants ENGINE, and got an empty text: is a variable not set?\nTry "
            "\"assay clean --help\".\n"_s);
        for (const QString &verb : {u"try"_s, u"run"_s, u"doctor"_s}) {
            row(("no engine: " + verb.toUtf8()).constData(),
                {verb, u"a"_s, u"--engine"_s, u"foo"_s},
                u"assay: --engine takes podman, docker or the socket of an engine on this "
                u"computer, "
                "/PATH or unix:///PATH, not \"foo\"\nTry \"assay %1 --help\".\n"_s.arg(verb));
        }
        row("try with a secret here", {u"try"_s, u"a"_s, u"--pull-secret"_s, u"f"_s},
            u"assay: --pull-secret is for a cluster: a container engine pulls with what \"podman "
            "login\" or \"docker login\" keeps\nTry \"assay try --help\".\n"_s);
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
