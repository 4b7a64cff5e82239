// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/choice/test_choice.h>
#include <app/cluster/cluster_options.h>
#include <app/run/validation.h>

#include <QMap>
#include <QStringList>

#include <optional>
#include <variant>
#include <vector>

namespace assay::app {

struct DashboardCommand
{
    QString path; //!< a suite file, a run's folder, or empty
    ClusterOptions cluster;
};
struct RunCommand
{
    TestChoice choice;
    std::vector<ClusterOptions> places =
        std::vector<ClusterOptions>(1); //!< each test runs on each of them; never empty
    int jobs = 4;                       //!< 0: as many as there are tests, within reason
    int retryInconclusive = 0;          //!< how often a test that ended inconclusive is run again
    int maxFail = 0;                    //!< so many failures end it; 0: none do
    double deadline = 0;                //!< seconds after which it is ended; 0: never
    Keep keep = Keep::Never;
    bool dryRun = false;
    QStringList formats;           //!< of the reports; empty: all
    QString output;                //!< empty: a new folder in the state directory
    bool looksAround = false;      //!< see Validation
    bool json = false;             //!< print the report as JSON, and nothing else
    QString trace;                 //!< empty, or where an HTTP Archive of all requests is written
    QMap<QString, QString> labels; //!< of the run as a whole
    QString konfluxTestOutput;     //!< empty, or where a Konflux pipeline wants its TEST_OUTPUT
};
//! One image, without a suite.
struct TryCommand
{
    QString image;
    QStringList packages;
    QString requirements; //!< a file such as requirements.txt; empty: none
    QString saveTo;       //!< a suite file to be written; empty: none
    int timeout = 120;    //!< seconds for the workbench to be ready
    bool checks = true;   //!< also the workbench checks
    bool keep = false;
    QString output;
    bool json = false;
    ClusterOptions place{.local = true};
    QString pullSecret; //!< on a cluster: a dockerconfigjson file; empty: none
};
struct CheckCommand
{
    QStringList suites;
    bool json = false;
    QString output; //!< where what is printed goes; empty or "-": standard output
};
struct ReportCommand
{
    QStringList runs; //!< as typed: see runFolders()
    QString format = QStringLiteral("html");
    QString output; //!< empty or "-": standard output
};
struct DoctorCommand
{
    ClusterOptions cluster;
    QString suite;          //!< empty, or the file whose tests are meant
    QStringList nameSpaces; //!< empty: the suite's, else the context's
    bool json = false;
    QString output; //!< as in CheckCommand
};
struct ExplainCommand
{
    QString topic;  //!< a rule's name or a reason of the cluster's; empty: all that `search` finds
    QString search; //!< words that a rule has to hold; empty: any
    QStringList files; //!< not empty: check these instead
    bool json = false;
    QString output; //!< as in CheckCommand
};
struct ManifestCommand
{
    TestChoice choice;
    std::optional<ClusterOptions> cluster; //!< none: no cluster is asked
    bool rbac = false;
    bool json = false;
    QString output; //!< as in CheckCommand
};
//! What people have for another program, as a suite.
struct ImportCommand
{
    QString kind; //!< "pytest", "imagestream" or "packages"
    QStringList files;
    QStringList constants;  //!< other files of Python, for their constants
    QStringList parameters; //!< files of KEY=VALUE lines; empty: params.env beside the files
    QString into;           //!< a suite that gets the tests; empty: none
    QString output = {};
    std::optional<ClusterOptions> cluster = {}; //!< whose ImageStreams are read; none: files
    QString nameSpace = {};                     //!< of that; empty: the context's
};
struct ExportCommand
{
    QString kind; //!< "pytest"
    QString suite;
    QStringList tests; //!< empty: all
    QString output = {};
};
struct CleanCommand
{
    ClusterOptions cluster;
    bool yes = false;            //!< without a question
    bool orphans = false;        //!< also what no record here knows, once its lease has ended
    double olderThan = 2 * 3600; //!< seconds; younger orphans are left alone
    bool json = false;           //!< asks nobody
    QString output = {};         //!< as in CheckCommand
};
struct HistoryCommand
{
    enum class What { List, Prune } what = What::List;
    QString search;          //!< list: runs that hold this in id, test, image, context or outcome
    bool json = false;       //!< list
    std::optional<int> runs; //!< prune: instead of the setting
    std::optional<qint64> bytes;
    std::optional<double> olderThan; //!< seconds
    bool trial = false;              //!< say what would go
    QString output = {};             //!< as in CheckCommand
};
struct DiagnoseCommand
{
    ClusterOptions cluster;
    QStringList files;           //!< what kubectl printed, "-" or folders; empty: the cluster
    QMap<QString, QString> logs; //!< files by container
    QString name;                //!< "nb", "pod/nb-0"; empty: every workbench that is not ready
    QString nameSpace;           //!< empty: the context's; of files, any
    bool allNamespaces = false;
    bool watch = false; //!< until it is ready or failed
    QString format = QStringLiteral("text");
    QString output; //!< as in CheckCommand
};
struct SandboxCommand
{
    quint16 port = 0;
    QString images;     //!< empty: the built-in ones
    bool local = false; //!< with real containers, on a container engine of this computer
    QString engine;
};
//! Nothing to do but print: help, version, or what is wrong with the command line.
struct PrintCommand
{
    QString text;
    int exitStatus = 0;  //!< 2 for a wrong command line; then the text goes to stderr
    QString output = {}; //!< as in CheckCommand
};

using Command =
    std::variant<DashboardCommand, RunCommand, CheckCommand, ReportCommand, DoctorCommand,
                 DiagnoseCommand, ExplainCommand, ManifestCommand, ImportCommand, ExportCommand,
                 CleanCommand, HistoryCommand, SandboxCommand, TryCommand, PrintCommand>;

//! `arguments` without the program's name.
Command parseCommandLine(const QStringList &arguments);

} // namespace assay::app
