// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/image/notebook_cell.h>

#include "python_script.h"

#include <QSet>

//! resources/run_cells.py with the machine's own Python, read as the flow reads it.
namespace cell_runs {

using namespace Qt::StringLiterals;
using assay::models::CellResult;
using assay::models::Json;
using assay::models::NotebookCell;

struct Ran
{
    python::Run run;
    std::vector<CellResult> cells;
};

inline Ran ran(const QStringList &sources, int timeout = 30,
               const QProcessEnvironment &environment = QProcessEnvironment::systemEnvironment(),
               const QByteArray &more = {}, const QString &interpreter = python::program(),
               bool kernel = false, const QSet<int> &mayRaise = {})
{
    std::vector<NotebookCell> cells;
    for (const QString &source : sources) {
        const auto index = static_cast<int>(cells.size());
        cells.push_back({u"cell %1"_s.arg(index + 1), source, mayRaise.contains(index)});
    }
    Json request =
        Json::parse(assay::models::cellsRequest(cells, python::script(u"cell_tests.py"_s).toUtf8())
                        .toStdString());
    if (!kernel)
        request["kernel"] = false;
    const QByteArray input = QByteArray::fromStdString(request.dump());
    Ran ran{python::run({python::script(u"run_cells.py"_s), QString::number(input.size()),
                         QString::number(timeout)},
                        input + more, environment, interpreter),
            {}};
    ran.cells = assay::models::cellResultsFrom(ran.run.output, cells);
    return ran;
}

//! The same in the kernel of the machine's own Python.
inline Ran
ranInKernel(const QStringList &sources, int timeout = 30, const QSet<int> &mayRaise = {},
            const QProcessEnvironment &environment = QProcessEnvironment::systemEnvironment())
{
    return ran(sources, timeout, environment, {}, python::program(), true, mayRaise);
}

inline bool hasKernel()
{
    return python::run({u"import ipykernel, jupyter_client"_s}).status == 0;
}

//! "Passed: output", "Failed (error): output", …
inline QStringList told(const Ran &ran)
{
    QStringList lines;
    for (const CellResult &cell : ran.cells)
        lines << toString(cell.outcome) +
                     (cell.errorMessage.isEmpty() ? QString()
                                                  : u" ("_s + cell.errorMessage + u')') +
                     u": "_s + cell.output;
    return lines;
}

//! Whether the process whose id is in the file has ended, or does so in a moment.
inline bool isGone(const QString &pidFile)
{
    QFile file(pidFile);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QString commandLine = u"/proc/%1/cmdline"_s.arg(QString::fromLatin1(file.readAll()));
    return QTest::qWaitFor(
        [&] {
            QFile process(commandLine);
            return !process.open(QIODevice::ReadOnly) || process.readAll().isEmpty();
        },
        5000);
}

} // namespace cell_runs
