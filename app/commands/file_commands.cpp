// SPDX-License-Identifier: Apache-2.0
#include "file_commands.h"

#include "choice/run_names.h"
#include "merged_runs.h"
#include "output/terminal.h"

#include <models/base/write_whole.h>
#include <models/report/report.h>
#include <models/suite/suite.h>
#include <models/words/problem_words.h>

#include <QCoreApplication>
#include <QFileInfo>
#include <QHash>

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
            {"tests", models::Json::array()},
            {"field", problem.problem.path},
            {"severity", problem.isError() ? "error" : "warning"},
            {"message", problem.problem.message}};
}

//! Each once: what the defaults have wrong is a problem of every test, and of none alone.
static void addProblems(const std::vector<models::SuiteProblem> &problems, const QString &file,
                        models::Json &all)
{
    QHash<QString, std::size_t> known;
    for (const models::SuiteProblem &problem : problems) {
        const QString key = problem.problem.path + u'\n' + problem.toLine(file);
        const bool isNew = !known.contains(key);
        if (isNew) {
            known.insert(key, all.size());
            all.push_back(problemJson(problem, file));
        }
        models::Json &one = all[known.value(key)];
        if (!problem.testId.isEmpty())
            one["tests"].push_back(problem.testId);
        if (!isNew)
            one["test"] = "";
    }
}

int checkSuites(const CheckCommand &command)
{
    Terminal out(Terminal::Stream::Out);
    Terminal err(Terminal::Stream::Err);
    models::Json all = models::Json::array();
    bool good = true;
    for (const QString &file : command.suites) {
        const auto suite = models::Suite::load(file);
        if (!suite) {
            err << "assay: " << suite.error() << '\n';
            good = false;
            continue;
        }
        if (command.json) {
            addProblems(suite->problems, file, all);
        } else {
            for (const QString &line : models::problemLines(suite->problems, file))
                out << line << '\n';
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
    Terminal err(Terminal::Stream::Err);
    MergedRuns runs;
    bool unreadable = false;
    QStringList folders;
    for (const QString &name : command.runs) {
        // A folder is taken whole: what its report knows of tests that did not begin comes along.
        const bool isReported = QFileInfo(name + u"/report.json"_s).isFile();
        const auto found =
            isReported ? tl::expected<QStringList, QString>(QStringList{name}) : runFolders(name);
        if (!found) {
            err << "assay: " << found.error() << '\n';
            unreadable = true;
            continue;
        }
        folders += *found;
    }
    folders.removeDuplicates();
    for (const QString &folder : std::as_const(folders)) {
        if (const auto problem = runs.add(folder)) {
            err << "assay: " << *problem << '\n';
            unreadable = true;
        }
    }
    for (const QString &remark : runs.remarks())
        err << remark << '\n';
    if (unreadable)
        return 2;

    const models::ReportInput input = runs.report();
    const QByteArray bytes =
        models::renderReport(input, *models::reportFormatFromString(command.format));
    if (command.output.isEmpty() || command.output == "-"_L1) {
        Terminal(Terminal::Stream::Out).writeBytes(bytes);
        return Terminal::isOutputWhole() ? 0 : 2;
    }
    const auto problem = models::writeWhole(command.output, bytes);
    if (problem)
        err << "assay: " << *problem << '\n';
    return problem ? 2 : 0;
}

} // namespace assay::app
