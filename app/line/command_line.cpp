// SPDX-License-Identifier: Apache-2.0
#include <app/line/command_line.h>

#include "command_parser.h"
#include "completion.h"
#include "habits.h"
#include "history_parser.h"
#include "run_line.h"
#include "small_verbs.h"

#include <models/base/duration.h>
#include <models/base/edit_distance.h>
#include <models/report/diagnosis_report.h>
#include <models/workbench/workbench.h>

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>

namespace assay::app {

using namespace Qt::StringLiterals;

namespace {

struct CliText
{
    Q_DECLARE_TR_FUNCTIONS(CliText)
};

//! A verb with what stands behind it, and what it does, from a column on.
QString usageLine(const VerbSpec &verb, bool first)
{
    constexpr qsizetype column = 38;
    QString line = first ? CliText::tr("Usage: ") : QString(7, u' ');
    line += u"assay"_s;
    for (const QString &part : {verb.nameText(), QString::fromUtf8(verb.positional)}) {
        if (!part.isEmpty())
            line += u' ' + part;
    }
    line = line.size() + 2 > column ? line + u'\n' + QString(column, u' ')
                                    : line.leftJustified(column);
    return line + verb.summaryText() + u'\n';
}

QString usage()
{
    QString lines;
    for (const VerbSpec &verb : verbs())
        lines += usageLine(verb, lines.isEmpty());
    return CliText::tr("Assay tells whether a Jupyter workbench image works on a Kubernetes or "
                       "OpenShift\ncluster, or on this computer's Podman or Docker, and if not, "
                       "why.\n\n") +
           lines +
           CliText::tr("\n"
                       "\"assay COMMAND --help\" says more about a command, \"assay --version\" "
                       "which this is.\n"
                       "\n"
                       "Which cluster (WHERE), in every command that looks at one: --kubeconfig, "
                       "--context,\n"
                       "--cluster NAME=KUBECONFIG[:CONTEXT]; where \"assay COMMAND --help\" lists "
                       "them, also\n"
                       "--sandbox and --local.\n"
                       "\n"
                       "Exit status: 0 every test passed, 1 a test failed, 2 usage or "
                       "configuration,\n"
                       "3 inconclusive (connection, permission, cluster), 130 interrupted.\n");
}

//! What a first argument is that is no command, no file and no folder.
QString notAPath(const QString &written)
{
    // Behind "--", or behind an option of the dashboard's.
    if (written.contains(u'/') || written.contains(u'.') || verbNamed(written))
        return CliText::tr("there is no file or folder \"%1\"").arg(written);
    QStringList commands;
    for (const VerbSpec &verb : verbs()) {
        if (*verb.name)
            commands << verb.nameText();
    }
    const QString nearest = models::nearestName(written, commands);
    const QString meant = nearest.isEmpty() ? habitOfCommand(written) : nearest;
    return meant.isEmpty()
               ? CliText::tr("unknown command \"%1\": there are %2")
                     .arg(written, commands.join(u", "_s))
               : CliText::tr("unknown command \"%1\": did you mean \"%2\"?").arg(written, meant);
}

Command parseCheck(const Parser &parser)
{
    if (parser.rest().isEmpty())
        return parser.wrong(CliText::tr("which suite file is to be checked?"));
    if (auto print = parser.checkWord(u"format"_s))
        return *print;
    return CheckCommand{parser.rest(), parser.value(u"format"_s) == "json"_L1,
                        parser.value(u"output"_s)};
}

//! What "report" writes.
QStringList reportFormats()
{
    return verbNamed(u"report"_s)->wordsOf(u"format"_s);
}

Command parseReport(const Parser &parser)
{
    if (parser.rest().isEmpty())
        return parser.wrong(CliText::tr("which runs is the report to be about?"));
    if (auto print = parser.checkWord(u"format"_s))
        return *print;
    const QString output = parser.value(u"output"_s);
    QString format = parser.value(u"format"_s);
    // Whoever writes report.md has said what it is.
    const QString ending = formatMeant(QFileInfo(output).suffix().toLower());
    if (!parser.isSet(u"format"_s) && reportFormats().contains(ending))
        format = ending;
    return ReportCommand{parser.rest(), format, output};
}

Command parseDoctor(const Parser &parser)
{
    DoctorCommand command;
    const auto cluster = parser.place();
    if (!cluster)
        return cluster.error();
    command.cluster = *cluster;
    if (parser.rest().size() > 1)
        return parser.wrong(CliText::tr("one suite file at a time, please"));
    if (auto print = parser.checkWord(u"format"_s))
        return *print;
    if (command.cluster.local && parser.isSet(u"namespace"_s))
        return parser.wrong(CliText::tr("a container engine has no namespaces: leave out -n, or "
                                        "--local and --engine"));
    if (auto print = parser.checkNamespaces())
        return *print;
    command.suite = parser.rest().value(0);
    command.nameSpaces = parser.values(u"namespace"_s);
    command.json = parser.isSet(u"json"_s) || parser.value(u"format"_s) == "json"_L1;
    command.output = parser.value(u"output"_s);
    return command;
}

Command parseExplain(const Parser &parser)
{
    ExplainCommand command;
    if (auto print = parser.checkWord(u"format"_s))
        return *print;
    command.json = parser.value(u"format"_s) == "json"_L1;
    command.output = parser.value(u"output"_s);
    command.search = parser.value(u"search"_s);
    const int asked = (parser.isSet(u"list"_s) ? 1 : 0) + (parser.isSet(u"search"_s) ? 1 : 0) +
                      (parser.isSet(u"check"_s) ? 1 : 0);
    if (parser.isSet(u"check"_s)) {
        command.files = parser.rest();
        if (asked > 1)
            return parser.wrong(CliText::tr("one question at a time, please"));
        if (command.files.isEmpty())
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
    if (!command.files.isEmpty() &&
        (command.watch || command.allNamespaces || parser.isSet(u"context"_s) ||
         parser.isSet(u"cluster"_s) || parser.isSet(u"kubeconfig"_s)))
        return parser.wrong(CliText::tr("-f asks no cluster: leave out --context, --cluster, "
                                        "--kubeconfig, -A and -w"));
    if (command.files.count(u"-"_s) > 1)
        return parser.wrong(CliText::tr("standard input can be read once"));
    return std::nullopt;
}

Command parseDiagnose(const Parser &parser)
{
    DiagnoseCommand command;
    const auto cluster = parser.place();
    if (!cluster)
        return cluster.error();
    command.cluster = *cluster;
    if (command.cluster.local)
        return parser.wrong(CliText::tr("a container engine holds nobody's workbench: leave out "
                                        "--local and --engine"));
    if (command.cluster.sandbox)
        return parser.wrong(CliText::tr("the sandbox holds nobody's workbench: leave out "
                                        "--sandbox, or ask the kubeconfig of \"assay sandbox\""));
    if (parser.values(u"namespace"_s).size() > 1)
        return parser.wrong(CliText::tr("one namespace at a time, please, or -A for all"));
    if (auto print = parser.checkNamespaces())
        return *print;
    command.nameSpace = parser.value(u"namespace"_s);
    command.allNamespaces = parser.isSet(u"all-namespaces"_s);
    command.watch = parser.isSet(u"watch"_s);
    command.format = parser.value(u"format"_s);
    command.output = parser.value(u"output"_s);
    if (auto print = readDiagnosisSource(parser, command))
        return *print;
    if (auto print = parser.checkWord(u"format"_s))
        return *print;
    if (command.watch && command.name.isEmpty())
        return parser.wrong(CliText::tr("-w watches one workbench: which one?"));
    if (command.allNamespaces && (!command.name.isEmpty() || !command.nameSpace.isEmpty()))
        return parser.wrong(CliText::tr("-A looks in all namespaces: leave out -n and the name"));
    return command;
}

Command parseClean(const Parser &parser)
{
    CleanCommand command;
    const auto cluster = parser.place();
    if (!cluster)
        return cluster.error();
    command.cluster = *cluster;
    if (command.cluster.sandbox)
        return parser.wrong(CliText::tr("the sandbox ends with the program, and nothing stays"));
    if (!parser.rest().isEmpty())
        return parser.wrong(CliText::tr("unexpected \"%1\"").arg(parser.rest().constFirst()));
    command.yes = parser.isSet(u"yes"_s);
    command.orphans = parser.isSet(u"orphans"_s);
    const auto olderThan = parser.age(u"older-than"_s);
    if (!olderThan)
        return parser.wrong(CliText::tr("--older-than takes a length of time, as 90s, 30m, 2h or "
                                        "7d, not \"%1\"")
                                .arg(parser.value(u"older-than"_s)));
    if (parser.isSet(u"older-than"_s) && !command.orphans)
        return parser.wrong(CliText::tr("--older-than goes with --orphans"));
    command.olderThan = *olderThan;
    if (auto print = parser.checkWord(u"format"_s))
        return *print;
    command.json = parser.value(u"format"_s) == "json"_L1;
    command.output = parser.value(u"output"_s);
    return command;
}

Command parseSandbox(const Parser &parser)
{
    if (!parser.rest().isEmpty())
        return parser.wrong(CliText::tr("unexpected \"%1\"").arg(parser.rest().constFirst()));
    const auto port = parser.number(u"port"_s, 0, 65535);
    if (!port)
        return parser.wrong(CliText::tr("--port takes a number from 0 to 65535, not \"%1\"")
                                .arg(parser.value(u"port"_s)));
    if (auto print = parser.checkEngine())
        return *print;
    const QString engine = parser.value(u"engine"_s);
    const bool local = parser.isSet(u"local"_s) || !engine.isEmpty();
    if (local && parser.isSet(u"images"_s))
        return parser.wrong(CliText::tr("--local runs real images: leave out --images"));
    return SandboxCommand{static_cast<quint16>(*port), parser.value(u"images"_s), local, engine};
}

Command parseCompletion(const Parser &parser)
{
    const QStringList shells = verbNamed(u"completion"_s)->wordList();
    const QString shell = parser.rest().value(0);
    if (shell.isEmpty())
        return parser.wrong(CliText::tr("which shell? There are %1").arg(shells.join(u", "_s)));
    if (!shells.contains(shell))
        return parser.wrong(CliText::tr("there is no completion for \"%1\", only for %2")
                                .arg(shell, shells.join(u", "_s)));
    if (parser.rest().size() > 1)
        return parser.wrong(CliText::tr("unexpected \"%1\"").arg(parser.rest().at(1)));
    return PrintCommand{completionFor(shell), 0, parser.value(u"output"_s)};
}

Command parseDashboard(const QStringList &arguments)
{
    Parser parser(verbs().front());
    const QString first = arguments.value(0);
    const bool isOption = first.startsWith(u'-');
    if (!first.isEmpty() && !isOption && !QFileInfo::exists(first))
        return parser.wrong(notAPath(first));
    if (arguments.contains(u"--help"_s) || arguments.contains(u"-h"_s))
        return PrintCommand{usage(), 0};
    if (arguments.contains(u"--version"_s))
        return PrintCommand{u"assay %1\n"_s.arg(QCoreApplication::applicationVersion()), 0};
    if (auto print = parser.parse(arguments))
        return *print;
    const auto cluster = parser.place();
    if (!cluster)
        return cluster.error();
    DashboardCommand command;
    command.cluster = *cluster;
    command.path = parser.rest().value(0);
    if (!command.path.isEmpty() && !QFileInfo::exists(command.path))
        return parser.wrong(notAPath(command.path));
    if (parser.rest().size() > 1)
        return parser.wrong(CliText::tr("one suite or run at a time, please"));
    return command;
}

bool takesValue(const QString &option)
{
    return std::any_of(verbs().begin(), verbs().end(), [&option](const VerbSpec &verb) {
        return std::any_of(verb.options.begin(), verb.options.end(), [&](const auto &spec) {
            return spec.value && spec.nameList().contains(option);
        });
    });
}

//! Where the verb stands in "--context prod run suite.yaml"; -1 where it stands first, or nowhere.
qsizetype verbBehindOptions(const QStringList &arguments)
{
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString &word = arguments[i];
        if (!word.startsWith(u'-') || word == "-"_L1)
            return i > 0 && !word.isEmpty() && verbNamed(word) ? i : -1;
        const QString option = word.mid(word.startsWith("--"_L1) ? 2 : 1);
        if (option.isEmpty())
            return -1;
        if (takesValue(option))
            ++i;
    }
    return -1;
}

} // namespace

Command parseCommandLine(const QStringList &arguments)
{
    const QString first = arguments.value(0);
    if (first == "help"_L1) {
        // As git and kubectl have it: "assay help run".
        const QString about = arguments.value(1);
        if (about.isEmpty() || about.startsWith(u'-') || about == "help"_L1)
            return PrintCommand{usage(), 0};
        return verbNamed(about) ? parseCommandLine({about, u"--help"_s})
                                : Parser(verbs().front()).wrong(notAPath(about));
    }
    if (first == "--version"_L1 && arguments.size() > 1 && !arguments.contains(u"--help"_s))
        return Parser(verbs().front())
            .wrong(CliText::tr("\"assay --version\" stands alone, without \"%1\"")
                       .arg(arguments.at(1)));
    // As kubectl, podman and git have it.
    if (first == "version"_L1 && !QFileInfo::exists(first))
        return arguments.size() == 1
                   ? parseDashboard({u"--version"_s})
                   : Parser(verbs().front())
                         .wrong(CliText::tr("\"assay version\" stands alone, without \"%1\"")
                                    .arg(arguments.at(1)));
    if (const qsizetype at = verbBehindOptions(arguments); at > 0) {
        // As kubectl and podman have it: which cluster, and then what to do there.
        QStringList inOrder = arguments;
        inOrder.move(at, 0);
        return parseCommandLine(inOrder);
    }
    using Parse = Command (*)(const Parser &);
    static const QMap<QString, Parse> parsers{
        {u"run"_s, parseRun},           {u"check"_s, parseCheck},
        {u"doctor"_s, parseDoctor},     {u"explain"_s, parseExplain},
        {u"manifest"_s, parseManifest}, {u"diagnose"_s, parseDiagnose},
        {u"clean"_s, parseClean},       {u"report"_s, parseReport},
        {u"sandbox"_s, parseSandbox},   {u"completion"_s, parseCompletion},
        {u"try"_s, parseTry},           {u"history"_s, parseHistory},
        {u"import"_s, parseImport},     {u"export"_s, parseExport}};
    const auto parse = parsers.constFind(first);
    if (parse == parsers.cend())
        return parseDashboard(arguments);
    Parser parser(*verbNamed(first));
    if (auto print = parser.parse(arguments.mid(1)))
        return *print;
    return (*parse)(parser);
}

} // namespace assay::app
