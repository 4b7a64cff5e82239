// SPDX-License-Identifier: Apache-2.0
#include "file_commands.h"

#include "choice/run_names.h"

#include <models/base/write_whole.h>
#include <models/report/report.h>
#include <models/suite/suite.h>

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QTextStream>

#include <deque>

namespace assay::app {

using namespace Qt::StringLiterals;

struct FileText
{
    Q_DECLARE_TR_FUNCTIONS(FileText)
};

static models::Json problemJson(const models::SuiteProblem &problem, const QString &file)
{
    return {{"file", file},
            {"line", problem.line},
            {"column", problem.column},
            {"test", problem.testId},
            {"field", problem.problem.path},
            {"severity", problem.isError() ? "error" : "warning"},
            {"message", problem.problem.message}};
}

int checkSuites(const CheckCommand &command)
{
    QTextStream out(stdout, QIODevice::WriteOnly);
    QTextStream err(stderr, QIODevice::WriteOnly);
    models::Json all = models::Json::array();
    bool good = true;
    for (const QString &file : command.suites) {
        const auto suite = models::Suite::load(file);
        if (!suite) {
            err << "assay: " << suite.error() << '\n';
            good = false;
            continue;
        }
        for (const auto &problem : suite->problems) {
            if (command.json)
                all.push_back(problemJson(problem, file));
            else
                out << problem.toLine(file) << '\n';
        }
        good = good && !suite->hasErrors();
        if (!command.json && !suite->hasErrors())
            out << file << ": "
                << FileText::tr("%n test(s), nothing wrong.", nullptr,
                                static_cast<int>(suite->tests.size()))
                << '\n';
    }
    if (command.json)
        out << QString::fromStdString(all.dump(2)) << '\n';
    return good ? 0 : 2;
}

int reportRuns(const ReportCommand &command)
{
    QTextStream err(stderr, QIODevice::WriteOnly);
    std::deque<models::StoredRun> runs;
    bool unreadable = false;
    QStringList folders;
    for (const QString &name : command.runs) {
        const auto found = runFolders(name);
        if (!found) {
            err << "assay: " << found.error() << '\n';
            unreadable = true;
            continue;
        }
        folders += *found;
    }
    folders.removeDuplicates();
    for (const QString &folder : std::as_const(folders)) {
        auto run = models::StoredRun::load(folder);
        if (!run) {
            err << "assay: " << run.error() << '\n';
            unreadable = true;
            continue;
        }
        for (const QString &problem : run->problems)
            err << folder << ": " << problem << '\n';
        runs.push_back(std::move(*run));
    }
    if (unreadable)
        return 2;

    models::ReportInput input;
    input.assayVersion = QCoreApplication::applicationVersion();
    for (const auto &run : runs) {
        // A report over stored runs has the time of its newest fact: made twice, it is the same.
        if (!input.at.isValid() || input.at < run.record.lastAt())
            input.at = run.record.lastAt();
        input.title = QFileInfo(run.record.start().suitePath).fileName();
        input.context = run.record.start().context;
        input.server = run.record.start().server;
        input.sandbox |= run.record.start().sandbox;
        models::ReportedTest test;
        test.record = &run.record;
        test.folder = run.folder;
        test.configuration = run.record.configuration();
        input.tests.push_back(test);
    }
    const QByteArray bytes =
        models::renderReport(input, *models::reportFormatFromString(command.format));
    if (command.output.isEmpty() || command.output == "-"_L1) {
        QFile out;
        if (!out.open(stdout, QIODevice::WriteOnly) || out.write(bytes) != bytes.size())
            return 2;
        return 0;
    }
    const auto problem = models::writeWhole(command.output, bytes);
    if (problem)
        err << "assay: " << *problem << '\n';
    return problem ? 2 : 0;
}

} // namespace assay::app
