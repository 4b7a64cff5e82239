// SPDX-License-Identifier: Apache-2.0
#include "file_commands.h"
#include "terminal.h"

#include <models/base/write_whole.h>
#include <models/report/report.h>
#include <models/suite/suite.h>

#include <QCoreApplication>
#include <QFileInfo>

#include <deque>

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
    std::deque<models::StoredRun> runs;
    bool unreadable = false;
    for (const QString &folder : command.runs) {
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
        input.engine = run.record.start().engine;
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
        Terminal(Terminal::Stream::Out).writeBytes(bytes);
        return Terminal::isOutputWhole() ? 0 : 2;
    }
    const auto problem = models::writeWhole(command.output, bytes);
    if (problem)
        err << "assay: " << *problem << '\n';
    return problem ? 2 : 0;
}

} // namespace assay::app
