// SPDX-License-Identifier: Apache-2.0
#include "file_commands.h"
#include "merged_runs.h"
#include "terminal.h"

#include <models/base/write_whole.h>
#include <models/report/report.h>
#include <models/suite/suite.h>

#include <QCoreApplication>
#include <QFile>

namespace assay::app {

using namespace Qt::StringLiterals;

struct FileText
{
    Q_DECLARE_TR_FUNCTIONS(FileText)
};

int checkSuite(const CheckCommand &command)
{
    Terminal out(Terminal::Stream::Out);
    Terminal err(Terminal::Stream::Err);
    const auto suite = models::Suite::load(command.suite);
    if (!suite) {
        err << "assay: " << suite.error() << '\n';
        return 2;
    }
    for (const auto &problem : suite->problems)
        out << problem.toLine(command.suite) << '\n';
    if (suite->hasErrors())
        return 2;
    out << command.suite << ": "
        << FileText::tr("%n test(s), nothing wrong.", nullptr,
                        static_cast<int>(suite->tests.size()))
        << '\n';
    return 0;
}

int reportRuns(const ReportCommand &command)
{
    Terminal err(Terminal::Stream::Err);
    MergedRuns runs;
    bool unreadable = false;
    for (const QString &folder : command.runs) {
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
