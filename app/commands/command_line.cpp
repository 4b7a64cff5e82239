// SPDX-License-Identifier: Apache-2.0
#include <app/commands/command_line.h>

#include "command_parser.h"
#include "history_parser.h"
#include "local_options.h"

#include <models/base/duration.h>
#include <models/base/edit_distance.h>
#include <models/report/diagnosis_report.h>
#include <models/report/report.h>
#include <models/workbench/workbench.h>

#include <QCoreApplication>
#include <QFileInfo>

namespace assay::app {

using namespace Qt::StringLiterals;

namespace {

struct CliText
{
    Q_DECLARE_TR_FUNCTIONS(CliText)
};

QString usage()
{
    return CliText::tr(
        "Usage: assay [SUITE.yaml | RUN]              the dashboard\n"
        "       assay run SUITE.yaml [options]        run the suite's tests, write reports\n"
        "       assay try IMAGE [PACKAGE…]            one image on this computer's Podman or "
        "Docker\n"
        "       assay check SUITE.yaml                problems of the file, nothing else\n"
        "       assay doctor [SUITE.yaml]             is the cluster fit for a validation? step by "
        "step\n"
        "       assay explain [RULE | REASON]         what Assay knows of a cause of failures\n"
        "       assay diagnose [[KIND/]NAME] [-n NS | -A] [-w]\n"
        "                                             why does somebody's workbench not start?\n"
        "       assay diagnose -f FILE…|-             the same from what kubectl printed\n"
        "       assay clean [--yes]                   what earlier runs left on the cluster\n"
        "       assay history [list | prune]          the runs that are kept on this computer\n"
        "       assay report RUN… [--format F] [-o FILE]\n"
        "                                             stored runs as html, junit, md or json\n"
        "       assay sandbox                         a cluster on this machine, until stopped\n"
        "\n"
        "\"assay COMMAND --help\" says more about a command.\n"
        "\n"
        "Exit status: 0 every test passed, 1 a test failed, 2 usage or configuration,\n"
        "3 inconclusive (connection, permission, cluster), 130 interrupted.\n");
}

//! What a first argument is that is no command, no file and no folder.
QString notAPath(const QString &written)
{
    if (written.contains(u'/') || written.contains(u'.'))
        return CliText::tr("there is no file or folder \"%1\"").arg(written);
    const QStringList commands{u"run"_s,     u"try"_s,   u"check"_s,   u"doctor"_s, u"diagnose"_s,
                               u"explain"_s, u"clean"_s, u"history"_s, u"report"_s, u"sandbox"_s};
    QString nearest;
    int least = models::likelyMisspelling(written.size()) + 1;
    for (const QString &command : commands) {
        const int distance = models::editDistance(written.left(40).toLower(), command);
        if (distance < least) {
            least = distance;
            nearest = command;
        }
    }
    return nearest.isEmpty()
               ? CliText::tr("unknown command \"%1\": there are %2")
                     .arg(written, commands.join(u", "_s))
               : CliText::tr("unknown command \"%1\": did you mean \"%2\"?").arg(written, nearest);
}

enum class Contexts {
    One,
    Several,
    OneOfOthers //!< not of a sandbox, in which nothing would be
};

void addClusterOptions(Parser &parser, Contexts contexts = Contexts::One)
{
    parser.add({u"kubeconfig"_s, CliText::tr("Use this kubeconfig file."), u"PATH"_s});
    parser.add({u"context"_s,
                contexts != Contexts::Several
                    ? CliText::tr("Use this context of the kubeconfig.")
                    : CliText::tr("Run every test on this context of the kubeconfig; may be given "
                                  "several times. Contexts of the same server take turns in a "
                                  "namespace."),
                u"NAME"_s});
    parser.add({u"allow-exec-plugin"_s,
                CliText::tr("Run the program that the kubeconfig names as the source of the "
                            "user's credentials, without asking.")});
    if (contexts != Contexts::OneOfOthers)
        parser.add({u"sandbox"_s,
                    CliText::tr(
                        "Use the sandbox cluster, which lives inside Assay. What the suite imports "
                        "and runs then runs on this machine: confined where bubblewrap can, else "
                        "with all your rights.")});
}

std::optional<PrintCommand> readClusterOptions(const Parser &parser, ClusterOptions &options,
                                               Contexts contexts = Contexts::One)
{
    options.kubeconfig = parser.value(u"kubeconfig"_s);
    options.context = parser.value(u"context"_s);
    if (contexts != Contexts::Several && parser.values(u"context"_s).size() > 1)
        return parser.wrong(CliText::tr("one --context at a time, please"));
    options.allowExecPlugin = parser.isSet(u"allow-exec-plugin"_s);
    options.sandbox = contexts != Contexts::OneOfOthers && parser.isSet(u"sandbox"_s);
    if (options.sandbox && (!options.kubeconfig.isEmpty() || !options.context.isEmpty()))
        return parser.wrong(
            CliText::tr("--sandbox is a cluster of its own: leave out --kubeconfig and "
                        "--context"));
    return std::nullopt;
}

void addCiOptions(Parser &parser)
{
    parser.add({u"label"_s,
                CliText::tr("Write this into every record and report, such as "
                            "build=4711; may be given several times."),
                u"KEY=VALUE"_s});
    parser.add({u"konflux-test-output"_s,
                CliText::tr("Write the result as a Konflux pipeline reads it (default: the file "
                            "that KONFLUX_TEST_OUTPUT_FILE names, if it is set)."),
                u"FILE"_s});
}

std::optional<PrintCommand> readCiOptions(const Parser &parser, RunCommand &command)
{
    command.konfluxTestOutput = parser.value(u"konflux-test-output"_s);
    for (const QString &label : parser.values(u"label"_s)) {
        const QString key = label.section(u'=', 0, 0).trimmed();
        if (!label.contains(u'=') || key.isEmpty())
            return parser.wrong(
                CliText::tr("--label takes KEY=VALUE, such as build=4711, not \"%1\"").arg(label));
        if (command.labels.contains(key))
            return parser.wrong(CliText::tr("the --label %1 is given twice").arg(key));
        command.labels.insert(key, label.section(u'=', 1));
    }
    return std::nullopt;
}

Command parseRun(const QStringList &arguments)
{
    Parser parser(u"run"_s,
                  CliText::tr("Runs the tests of a suite and writes report.json, junit.xml, "
                              "report.html, report.md and the run folders."));
    addClusterOptions(parser, Contexts::Several);
    addEngineOptions(parser);
    parser.add(
        {u"test"_s, CliText::tr("Run only this test; may be given several times."), u"ID"_s});
    parser.add(
        {u"jobs"_s,
         CliText::tr("Run so many tests side by side, on all contexts together (default 4)."),
         u"N"_s, u"4"_s});
    parser.add({u"retry-inconclusive"_s,
                CliText::tr("Run a test that ends inconclusive again, up to so many times (default "
                            "0). One that fails is never run again."),
                u"N"_s, u"0"_s});
    parser.add({u"keep"_s,
                CliText::tr("What to leave on the cluster: never (default), on-failure or always."),
                u"WHEN"_s, u"never"_s});
    parser.add(
        {{u"o"_s, u"output"_s}, CliText::tr("Write the reports and run folders here."), u"DIR"_s});
    parser.add({u"trace"_s,
                CliText::tr("Write every request with its status, time and size to this HTTP "
                            "Archive; it holds no secret."),
                u"FILE.har"_s});
    addCiOptions(parser);
    parser.positional(u"SUITE.yaml"_s, CliText::tr("The suite file."));
    if (auto print = parser.parse(arguments))
        return *print;

    RunCommand command;
    if (auto print = readCiOptions(parser, command))
        return *print;
    if (auto print = readClusterOptions(parser, command.cluster, Contexts::Several))
        return *print;
    if (auto print = readEngineOptions(parser, command.cluster))
        return *print;
    command.contexts = parser.values(u"context"_s);
    QStringList distinct = command.contexts;
    if (distinct.removeDuplicates() > 0)
        return parser.wrong(CliText::tr("a --context is given twice"));
    if (parser.rest().size() != 1)
        return parser.wrong(parser.rest().isEmpty()
                                ? CliText::tr("which suite file is to be run?")
                                : CliText::tr("one suite file at a time, please"));
    command.suite = parser.rest().constFirst();
    command.tests = parser.values(u"test"_s);
    bool ok = false;
    command.jobs = parser.value(u"jobs"_s).toInt(&ok);
    if (!ok || command.jobs < 1 || command.jobs > 200)
        return parser.wrong(CliText::tr("--jobs takes a number from 1 to 200, not \"%1\"")
                                .arg(parser.value(u"jobs"_s)));
    command.retryInconclusive = parser.value(u"retry-inconclusive"_s).toInt(&ok);
    if (!ok || command.retryInconclusive < 0 || command.retryInconclusive > 10)
        return parser.wrong(
            CliText::tr("--retry-inconclusive takes a number from 0 to 10, not \"%1\"")
                .arg(parser.value(u"retry-inconclusive"_s)));
    const auto keep = keepFromString(parser.value(u"keep"_s));
    if (!keep)
        return parser.wrong(CliText::tr("--keep takes never, on-failure or always, not \"%1\"")
                                .arg(parser.value(u"keep"_s)));
    command.keep = *keep;
    command.output = parser.value(u"output"_s);
    command.trace = parser.value(u"trace"_s);
    return command;
}

Command parseCheck(const QStringList &arguments)
{
    Parser parser(u"check"_s,
                  CliText::tr("Prints every problem of a suite file with its line and column. "
                              "Exit status 0: none (warnings aside), 2: some."));
    parser.positional(u"SUITE.yaml"_s, CliText::tr("The suite file."));
    if (auto print = parser.parse(arguments))
        return *print;
    if (parser.rest().size() != 1)
        return parser.wrong(CliText::tr("which suite file is to be checked?"));
    return CheckCommand{parser.rest().constFirst()};
}

Command parseReport(const QStringList &arguments)
{
    Parser parser(u"report"_s,
                  CliText::tr("Writes one report over stored runs, also of several jobs and "
                              "machines: tests down, clusters across."));
    parser.add({u"format"_s,
                CliText::tr("html (default), junit, md, json, or ticket: what did not pass, each "
                            "for whoever has only this text."),
                u"F"_s, u"html"_s});
    parser.add({{u"o"_s, u"output"_s},
                CliText::tr("Write to this file; \"-\" is standard output."),
                u"FILE"_s,
                u"-"_s});
    parser.positional(
        u"RUN"_s, CliText::tr("Folders of runs, and folders that \"assay run --output\" wrote."),
        u"RUN…"_s);
    if (auto print = parser.parse(arguments))
        return *print;
    if (parser.rest().isEmpty())
        return parser.wrong(CliText::tr("which runs is the report to be about?"));
    if (!models::reportFormatFromString(parser.value(u"format"_s)))
        return parser.wrong(
            CliText::tr("--format takes html, junit, md, json or ticket, not \"%1\"")
                .arg(parser.value(u"format"_s)));
    return ReportCommand{parser.rest(), parser.value(u"format"_s), parser.value(u"output"_s)};
}

Command parseDoctor(const QStringList &arguments)
{
    Parser parser(u"doctor"_s,
                  CliText::tr("Checks step by step what a validation needs of a cluster: the "
                              "kubeconfig, the connection, the user's rights, quotas, storage. "
                              "Creates nothing. Exit status: 0 a validation can run, 2 the "
                              "kubeconfig or suite is wrong, 3 something else stands in the way."));
    addClusterOptions(parser);
    addEngineOptions(parser);
    parser.add({{u"n"_s, u"namespace"_s},
                CliText::tr("Look at this namespace (default: the suite's, else the context's); "
                            "may be given several times."),
                u"NAME"_s});
    parser.add({u"json"_s, CliText::tr("Print the steps as JSON.")});
    parser.positional(
        u"SUITE.yaml"_s,
        CliText::tr("Look at the namespaces, names and quotas of this suite's tests."),
        u"[SUITE.yaml]"_s);
    if (auto print = parser.parse(arguments))
        return *print;
    DoctorCommand command;
    if (auto print = readClusterOptions(parser, command.cluster))
        return *print;
    if (auto print = readEngineOptions(parser, command.cluster))
        return *print;
    if (parser.rest().size() > 1)
        return parser.wrong(CliText::tr("one suite file at a time, please"));
    command.suite = parser.rest().value(0);
    command.nameSpaces = parser.values(u"namespace"_s);
    command.json = parser.isSet(u"json"_s);
    return command;
}

Command parseExplain(const QStringList &arguments)
{
    Parser parser(u"explain"_s,
                  CliText::tr("Says what Assay knows of a cause of failures: how it is recognised, "
                              "whose fault it is, what to do. RULE is the name that a report "
                              "gives, REASON a word of the cluster's, such as ErrImagePull. Files "
                              "of your own in $XDG_CONFIG_HOME/assay/diagnoses come first. Exit "
                              "status 0: found, or the files are right; 2: not."));
    parser.add({u"list"_s, CliText::tr("List all rules.")});
    parser.add({u"search"_s, CliText::tr("List the rules that hold these words."), u"TEXT"_s});
    parser.add({u"check"_s, CliText::tr("Check catalogue files, and that each of their examples is "
                                        "taken by its rule.")});
    parser.add({u"format"_s, CliText::tr("text (default) or json."), u"F"_s, u"text"_s});
    parser.positional(u"RULE | REASON"_s, CliText::tr("What is to be explained."),
                      u"[RULE | REASON | FILE…]"_s);
    if (auto print = parser.parse(arguments))
        return *print;
    ExplainCommand command;
    const QString format = parser.value(u"format"_s);
    if (format != "text"_L1 && format != "json"_L1)
        return parser.wrong(CliText::tr("--format takes text or json, not \"%1\"").arg(format));
    command.json = format == "json"_L1;
    command.search = parser.value(u"search"_s);
    const int asked = (parser.isSet(u"list"_s) ? 1 : 0) + (parser.isSet(u"search"_s) ? 1 : 0) +
                      (parser.isSet(u"check"_s) ? 1 : 0);
    if (parser.isSet(u"check"_s)) {
        command.files = parser.rest();
        if (asked > 1 || command.files.isEmpty())
            return parser.wrong(CliText::tr("which files are to be checked?"));
        return command;
    }
    if (asked > 1 || (asked == 1 && !parser.rest().isEmpty()) || parser.rest().size() > 1)
        return parser.wrong(CliText::tr("one question at a time, please"));
    if (asked == 0 && parser.rest().isEmpty())
        return parser.wrong(CliText::tr("what is to be explained? \"assay explain --list\" shows "
                                        "all that is known"));
    command.topic = parser.rest().value(0);
    return command;
}

//! None: what was typed for a file or a cluster fits together.
std::optional<PrintCommand> readDiagnosisSource(const Parser &parser, DiagnoseCommand &command)
{
    command.files = parser.values(u"file"_s);
    QStringList names;
    for (const QString &word : parser.rest()) {
        // A shell writes one -f before all files that match.
        const bool isFile = !command.files.isEmpty() && QFileInfo::exists(word);
        (isFile ? command.files : names) << word;
    }
    if (names.size() > 1)
        return parser.wrong(CliText::tr("one workbench at a time, please"));
    command.name = names.value(0);
    if (!command.name.isEmpty()) {
        if (const auto name = models::WorkbenchName::parse(command.name); !name)
            return parser.wrong(name.error());
    }
    for (const QString &log : parser.values(u"log"_s)) {
        const qsizetype equals = log.indexOf(u'=');
        if (equals < 1 || equals + 1 == log.size())
            return parser.wrong(CliText::tr("--log takes CONTAINER=FILE, not \"%1\"").arg(log));
        command.logs[log.left(equals)] = log.mid(equals + 1);
    }
    if (command.files.isEmpty() && !command.logs.isEmpty())
        return parser.wrong(CliText::tr("--log goes with -f: a cluster is asked for its logs"));
    if (!command.files.isEmpty() && (command.watch || command.allNamespaces ||
                                     parser.isSet(u"context"_s) || parser.isSet(u"kubeconfig"_s)))
        return parser.wrong(CliText::tr("-f asks no cluster: leave out --context, --kubeconfig, -A "
                                        "and -w"));
    if (command.files.count(u"-"_s) > 1)
        return parser.wrong(CliText::tr("standard input can be read once"));
    return std::nullopt;
}

Command parseDiagnose(const QStringList &arguments)
{
    Parser parser(
        u"diagnose"_s,
        CliText::tr("Says why a workbench that somebody made does not start or cannot be reached: "
                    "a Notebook, StatefulSet or Pod, of a cluster or of what kubectl printed. "
                    "Changes nothing. Without a name: every workbench that is not ready, by cause. "
                    "Exit status: 0 ready or nothing wrong yet, 1 failed, 2 the input cannot be "
                    "read, 3 inconclusive."));
    addClusterOptions(parser, Contexts::OneOfOthers);
    parser.add(
        {{u"f"_s, u"file"_s},
         CliText::tr("Ask no cluster: read what \"kubectl get pod,event,statefulset,notebook,"
                     "pvc,service -o yaml\" (or json) printed, or a must-gather folder; "
                     "\"-\" is standard input. May be given several times."),
         u"FILE"_s});
    parser.add({u"log"_s, CliText::tr("With -f: the log of a container, as kubectl printed it."),
                u"CONTAINER=FILE"_s});
    parser.add({{u"n"_s, u"namespace"_s},
                CliText::tr("Look in this namespace (default: the context's)."),
                u"NAME"_s});
    parser.add({{u"A"_s, u"all-namespaces"_s}, CliText::tr("Look in all namespaces.")});
    parser.add({{u"w"_s, u"watch"_s},
                CliText::tr("Watch the workbench until it is ready or has failed.")});
    parser.add({u"format"_s, CliText::tr("text (default), json or md."), u"F"_s, u"text"_s});
    parser.positional(u"NAME"_s,
                      CliText::tr("The workbench: NAME, notebook/NAME, statefulset/NAME or "
                                  "pod/NAME."),
                      u"[[KIND/]NAME]"_s);
    if (auto print = parser.parse(arguments))
        return *print;
    DiagnoseCommand command;
    if (auto print = readClusterOptions(parser, command.cluster, Contexts::OneOfOthers))
        return *print;
    if (parser.values(u"namespace"_s).size() > 1)
        return parser.wrong(CliText::tr("one namespace at a time, please, or -A for all"));
    command.nameSpace = parser.value(u"namespace"_s);
    command.allNamespaces = parser.isSet(u"all-namespaces"_s);
    command.watch = parser.isSet(u"watch"_s);
    command.format = parser.value(u"format"_s);
    if (auto print = readDiagnosisSource(parser, command))
        return *print;
    if (!models::diagnosisFormatFromString(command.format))
        return parser.wrong(
            CliText::tr("--format takes text, json or md, not \"%1\"").arg(command.format));
    if (command.watch && command.name.isEmpty())
        return parser.wrong(CliText::tr("-w watches one workbench: which one?"));
    if (command.allNamespaces && (!command.name.isEmpty() || !command.nameSpace.isEmpty()))
        return parser.wrong(CliText::tr("-A looks in all namespaces: leave out -n and the name"));
    return command;
}

Command parseClean(const QStringList &arguments)
{
    Parser parser(u"clean"_s,
                  CliText::tr("Says what earlier runs left on the cluster, because they crashed, "
                              "were interrupted twice or were told to keep it, and deletes it. "
                              "What is labelled as Assay's and that no record here knows is "
                              "listed, too, with its run, age and lease; --orphans deletes it once "
                              "its lease has ended. "
                              "Exit status: 0 done, 2 the kubeconfig is wrong, 3 something could "
                              "not be deleted or found out, or there is something, nobody could be "
                              "asked, and --yes was not said."));
    addClusterOptions(parser);
    addEngineOptions(parser);
    parser.add({{u"y"_s, u"yes"_s}, CliText::tr("Delete it without asking.")});
    parser.add({u"orphans"_s, CliText::tr("Delete also what no record on this computer knows, of "
                                          "runs that are not heard of any more.")});
    parser.add({u"older-than"_s,
                CliText::tr("With --orphans: only what is older than this (default 2h)."),
                u"DURATION"_s, u"2h"_s});
    if (auto print = parser.parse(arguments))
        return *print;
    CleanCommand command;
    if (auto print = readClusterOptions(parser, command.cluster))
        return *print;
    if (auto print = readEngineOptions(parser, command.cluster))
        return *print;
    if (command.cluster.sandbox)
        return parser.wrong(CliText::tr("the sandbox ends with the program, and nothing stays"));
    if (!parser.rest().isEmpty())
        return parser.wrong(CliText::tr("unexpected \"%1\"").arg(parser.rest().constFirst()));
    command.yes = parser.isSet(u"yes"_s);
    command.orphans = parser.isSet(u"orphans"_s);
    const auto olderThan = models::parseDuration(parser.value(u"older-than"_s));
    if (!olderThan)
        return parser.wrong(CliText::tr("--older-than takes a length of time, as 90s, 30m, 2h or "
                                        "7d, not \"%1\"")
                                .arg(parser.value(u"older-than"_s)));
    if (parser.isSet(u"older-than"_s) && !command.orphans)
        return parser.wrong(CliText::tr("--older-than goes with --orphans"));
    command.olderThan = *olderThan;
    return command;
}

Command parseSandbox(const QStringList &arguments)
{
    Parser parser(
        u"sandbox"_s,
        CliText::tr("Serves a small cluster on this machine until it is stopped. The first line "
                    "of its output is the path of its kubeconfig."));
    parser.add(
        {u"port"_s, CliText::tr("Listen on this port (default: any free one)."), u"N"_s, u"0"_s});
    parser.add({u"images"_s, CliText::tr("A file that says which image behaves how."), u"FILE"_s});
    addEngineOptions(parser);
    if (auto print = parser.parse(arguments))
        return *print;
    if (!parser.rest().isEmpty())
        return parser.wrong(CliText::tr("unexpected \"%1\"").arg(parser.rest().constFirst()));
    bool ok = false;
    const ushort port = parser.value(u"port"_s).toUShort(&ok);
    if (!ok)
        return parser.wrong(CliText::tr("--port takes a number from 0 to 65535, not \"%1\"")
                                .arg(parser.value(u"port"_s)));
    const QString engine = parser.value(u"engine"_s);
    const bool local = parser.isSet(u"local"_s) || !engine.isEmpty();
    if (local && parser.isSet(u"images"_s))
        return parser.wrong(CliText::tr("--local runs real images: leave out --images"));
    return SandboxCommand{port, parser.value(u"images"_s), local, engine};
}

Command parseDashboard(const QStringList &arguments)
{
    const QString first = arguments.value(0);
    const bool isOption = first.startsWith(u'-');
    if (!first.isEmpty() && !isOption && !QFileInfo::exists(first))
        return Parser({}, {}).wrong(notAPath(first));
    if (arguments.contains(u"--help"_s) || arguments.contains(u"-h"_s))
        return PrintCommand{usage(), 0};
    if (arguments.contains(u"--version"_s))
        return PrintCommand{u"assay %1\n"_s.arg(QCoreApplication::applicationVersion()), 0};
    Parser parser({}, {});
    addClusterOptions(parser);
    parser.positional(u"SUITE.yaml | RUN"_s, {});
    if (auto print = parser.parse(arguments))
        return *print;
    DashboardCommand command;
    if (auto print = readClusterOptions(parser, command.cluster))
        return *print;
    command.path = parser.rest().value(0);
    if (!command.path.isEmpty() && !QFileInfo::exists(command.path))
        return parser.wrong(notAPath(command.path));
    if (parser.rest().size() > 1)
        return parser.wrong(CliText::tr("one suite or run at a time, please"));
    return command;
}

} // namespace

Command parseCommandLine(const QStringList &arguments)
{
    const QString first = arguments.value(0);
    const QStringList rest = arguments.mid(1);
    if (first == "run"_L1)
        return parseRun(rest);
    if (first == "try"_L1)
        return parseTry(rest);
    if (first == "check"_L1)
        return parseCheck(rest);
    if (first == "report"_L1)
        return parseReport(rest);
    if (first == "clean"_L1)
        return parseClean(rest);
    if (first == "history"_L1)
        return parseHistory(rest);
    if (first == "explain"_L1)
        return parseExplain(rest);
    if (first == "doctor"_L1)
        return parseDoctor(rest);
    if (first == "diagnose"_L1)
        return parseDiagnose(rest);
    if (first == "sandbox"_L1)
        return parseSandbox(rest);
    if (first == "help"_L1)
        return PrintCommand{usage(), 0};
    return parseDashboard(arguments);
}

} // namespace assay::app
