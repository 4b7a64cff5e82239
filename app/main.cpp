// SPDX-License-Identifier: Apache-2.0
#include "choice/output_file.h"
#include "commands/clean.h"
#include "commands/clean_local.h"
#include "commands/diagnose.h"
#include "commands/doctor.h"
#include "commands/doctor_local.h"
#include "commands/explain.h"
#include "commands/file_commands.h"
#include "commands/headless_run.h"
#include "commands/history.h"
#include "commands/import_commands.h"
#include "commands/live_diagnosis.h"
#include "commands/own_diagnoses.h"
#include "commands/sandbox_host.h"
#include "commands/stream_import.h"
#include "commands/try_image.h"
#include "dashboard/dashboard.h"
#include "dashboard/display_guard.h"
#include "line/file_clashes.h"
#include "local/local_host.h"
#include "output/interrupts.h"
#include "output/limits.h"
#include "output/terminal.h"
#include "rehearsal/manifest_printer.h"
#include "rehearsal/rehearsal.h"

#include <k8s/base/worker_thread.h>
#include <models/base/overloaded.h>
#include <models/words/container_words.h>
#include <models/words/translations.h>

#include <QApplication>

#include <algorithm>
#include <malloc.h>
#include <optional>

using assay::models::installTranslations;
Q_COREAPP_STARTUP_FUNCTION(installTranslations)

using namespace assay::app;
using namespace Qt::StringLiterals;

namespace {

//! As Interrupts ends a process that does not end by itself.
constexpr int interruptedTwice = 130;

void name(QCoreApplication &application)
{
    application.setApplicationName(u"assay"_s);
    application.setOrganizationName(u"assay"_s);
    application.setApplicationVersion(QStringLiteral(ASSAY_VERSION));
}

int print(const PrintCommand &command)
{
    Terminal(command.exitStatus == 0 ? Terminal::Stream::Out : Terminal::Stream::Err)
        << command.text;
    return command.exitStatus;
}

//! A job of its own that says when it has finished and how.
template<class Job, class Command>
int runToItsEnd(const Command &command)
{
    Job job(command);
    QObject::connect(
        &job, &Job::finished, QCoreApplication::instance(),
        [](int status) { QCoreApplication::exit(status); }, Qt::QueuedConnection);
    QMetaObject::invokeMethod(&job, &Job::start, Qt::QueuedConnection);
    return QCoreApplication::exec();
}

int runDoctor(const DoctorCommand &command)
{
    return command.cluster.local ? runToItsEnd<DoctorLocal>(command) : runToItsEnd<Doctor>(command);
}

int runClean(const CleanCommand &command)
{
    return command.cluster.local ? runToItsEnd<CleanLocal>(command) : runToItsEnd<Clean>(command);
}

int runDiagnosis(const DiagnoseCommand &command)
{
    return command.files.isEmpty() ? runToItsEnd<LiveDiagnosis>(command) : diagnoseFiles(command);
}

int serveLocal(const SandboxCommand &command)
{
    LocalHost host;
    Interrupts interrupts;
    QObject::connect(&interrupts, &Interrupts::interrupted, &host, &LocalHost::stop);
    QObject::connect(&host, &LocalHost::stopped, QCoreApplication::instance(),
                     [] { QCoreApplication::exit(0); });
    QObject::connect(&host, &LocalHost::failed, QCoreApplication::instance(),
                     [](const assay::k8s::Error &error) {
                         Terminal(Terminal::Stream::Err) << "assay: " << error.message << '\n';
                         QCoreApplication::exit(3);
                     });
    QObject::connect(&host, &LocalHost::started, QCoreApplication::instance(),
                     [](const QString &path) { Terminal(Terminal::Stream::Out) << path << '\n'; });
    assay::local::LocalCluster::Options options;
    options.port = command.port;
    options.wish.engine = command.engine;
    host.start(options);
    return QCoreApplication::exec();
}

int serveSandbox(const SandboxCommand &command)
{
    if (command.local)
        return serveLocal(command);
    SandboxHost host;
    Interrupts interrupts;
    QObject::connect(&interrupts, &Interrupts::interrupted, QCoreApplication::instance(),
                     [] { QCoreApplication::exit(0); });
    QObject::connect(&host, &SandboxHost::failed, QCoreApplication::instance(),
                     [](const QString &why) {
                         Terminal(Terminal::Stream::Err) << "assay: " << why << '\n';
                         QCoreApplication::exit(2);
                     });
    QObject::connect(&host, &SandboxHost::started, QCoreApplication::instance(),
                     [](const QString &path) { Terminal(Terminal::Stream::Out) << path << '\n'; });
    QObject::connect(&host, &SandboxHost::confinementKnown, QCoreApplication::instance(),
                     [](const QString &sentence) {
                         Terminal(Terminal::Stream::Err) << "assay: " << sentence << '\n';
                     });
    assay::sandbox::Cluster::Options options;
    options.port = command.port;
    options.imagesFile = command.images;
    host.start(options);
    return QCoreApplication::exec();
}

//! Of the user's own catalogue files: what is wrong with them stops nothing.
void sayProblems(const QStringList &problems)
{
    Terminal err(Terminal::Stream::Err);
    for (const QString &problem : problems)
        err << problem << '\n';
    if (!problems.isEmpty())
        err << QCoreApplication::translate("Main", "assay: these files are left out; the built-in "
                                                   "diagnoses are used")
            << '\n';
}

//! Where what the command prints goes; empty: to standard output, or it has files of its own.
QString outputOf(const Command &command)
{
    return std::visit(assay::models::Overloaded{
                          [](const RunCommand &c) { return c.dryRun ? c.output : QString(); },
                          [](const ReportCommand &) { return QString(); },
                          [](const TryCommand &) { return QString(); },
                          [](const ImportCommand &) { return QString(); },
                          [](const ExportCommand &) { return QString(); },
                          [](const auto &c) {
                              if constexpr (requires { c.output; })
                                  return c.output;
                              else
                                  return QString();
                          }},
                      command);
}

int showDashboard(const DashboardCommand &command, int &argc, char **argv)
{
    std::optional<DisplayGuard> guard(std::in_place);
    QApplication application(argc, argv);
    guard.reset();
    name(application);
    QApplication::setDesktopFileName(u"io.github.assay.Assay"_s);
    const QStringList wrongDiagnoses = useOwnDiagnoses();
    sayProblems(wrongDiagnoses);
    // Behind the dashboard, which may have containers to remove as it ends.
    Interrupts interrupts;
    int told = 0;
    Dashboard dashboard(command, wrongDiagnoses);
    QObject::connect(&interrupts, &Interrupts::interrupted, &dashboard, [&dashboard, &told] {
        if (++told == 1 && dashboard.workspace()->activeCount() > 0)
            Terminal(Terminal::Stream::Err) << "assay: " << Interrupts::sentence() << '\n';
        dashboard.window()->closeUnasked();
    });
    dashboard.show();
    const int status = QApplication::exec();
    return told > 1 ? interruptedTwice : status;
}

int refuse(const QString &sentence)
{
    Terminal(Terminal::Stream::Err) << "assay: " << sentence << '\n';
    return 2;
}

int perform(const Command &command)
{
    return std::visit(assay::models::Overloaded{
                          [](const PrintCommand &c) { return print(c); },
                          [](const RunCommand &c) {
                              return c.dryRun ? runToItsEnd<Rehearsal>(c)
                                              : runToItsEnd<HeadlessRun>(c);
                          },
                          [](const ManifestCommand &c) { return runToItsEnd<ManifestPrinter>(c); },
                          [](const CheckCommand &c) { return checkSuites(c); },
                          [](const ReportCommand &c) { return reportRuns(c); },
                          [](const TryCommand &c) { return runToItsEnd<TryImage>(c); },
                          [](const ImportCommand &c) {
                              return c.cluster ? runToItsEnd<StreamImport>(c) : importSuite(c);
                          },
                          [](const ExportCommand &c) { return exportSuite(c); },
                          [](const HistoryCommand &c) { return showHistory(c); },
                          [](const DoctorCommand &c) { return runDoctor(c); },
                          [](const ExplainCommand &c) { return explainDiagnoses(c); },
                          [](const DiagnoseCommand &c) { return runDiagnosis(c); },
                          [](const CleanCommand &c) { return runClean(c); },
                          [](const SandboxCommand &c) { return serveSandbox(c); },
                          [](const DashboardCommand &) { return 2; }},
                      command);
}

} // namespace

int main(int argc, char **argv)
{
    // Answers are parsed in one thread and let go of in another: with a heap for each thread, what
    // one gives back stays out of the others' reach.
    ::mallopt(M_ARENA_MAX, 1);
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    QCoreApplication::setApplicationVersion(QStringLiteral(ASSAY_VERSION));
    const Command command = parseCommandLine(arguments);
    const auto tooLittle = problemOfLimits();
    if (tooLittle && !std::holds_alternative<PrintCommand>(command))
        return refuse(*tooLittle);
    // Only the dashboard needs a display.
    if (const auto *dashboard = std::get_if<DashboardCommand>(&command))
        return showDashboard(*dashboard, argc, argv);
    QCoreApplication application(argc, argv);
    name(application);
    sayProblems(useOwnDiagnoses());
    const auto *run = std::get_if<RunCommand>(&command);
    const bool onEngine =
        run && std::all_of(run->places.begin(), run->places.end(),
                           [](const ClusterOptions &place) { return place.local; });
    const auto *tried = std::get_if<TryCommand>(&command);
    if ((tried && tried->place.local) || onEngine)
        assay::models::installContainerWords();
    if (const auto clash = fileClash(command))
        return refuse(*clash);
    OutputFile output(outputOf(command));
    const int status = perform(command);
    // A client that goes with the command leaves its network managers to an event loop, and none
    // runs any more: their threads would go on while the program's globals are taken down.
    assay::k8s::deleteAllThatWaits();
    if (const auto problem = output.write())
        return refuse(*problem);
    if (Terminal::isOutputWhole())
        return status;
    refuse(QCoreApplication::translate("Main", "What is printed could not be written whole."));
    return status == 0 ? 2 : status;
}
