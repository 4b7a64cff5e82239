// SPDX-License-Identifier: Apache-2.0
#include <models/image/notebook_cell.h>

#include <models/base/enum_names.h>

#include "base/json_reading.h"

#include <cmath>

namespace assay::models {

using namespace Qt::StringLiterals;

// The script keeps to smaller limits; these hold against an image that prints lines of its own.
static constexpr qsizetype cellTextCap = 128 << 10;
static constexpr qsizetype cellErrorCap = 4 << 10;
static constexpr qsizetype runnerCap = 100;

QString toString(CellOutcome outcome)
{
    return enumeratorName(outcome);
}

static CellOutcome cellOutcomeFrom(const QString &text)
{
    return enumFromString<CellOutcome>(text).value_or(CellOutcome::Inconclusive);
}

//! What the script said of one cell, over the cell that was sent.
static void takeCellLine(const Json &line, CellResult &r)
{
    r.outcome = cellOutcomeFrom(textAt(line, {"outcome"}));
    reading::read(line, "output", r.output);
    reading::read(line, "output_cut", r.outputCut);
    if (r.output.size() > cellTextCap) {
        r.output.truncate(cellTextCap);
        r.outputCut = true;
    }
    r.errorMessage = textAt(line, {"error"}).left(cellErrorCap);
    r.traceback = textAt(line, {"traceback"}).left(cellTextCap);
    r.runner = textAt(line, {"runner"}).left(runnerCap);
    reading::read(line, "ends_notebook", r.endsNotebook);
    reading::read(line, "killed", r.killed);
    reading::read(line, "seconds", r.seconds);
    if (!std::isfinite(r.seconds) || r.seconds < 0)
        r.seconds = 0;
}

QByteArray cellsRequest(const std::vector<NotebookCell> &cells, const QByteArray &tests)
{
    Json request{
        {"cells", Json::array()}, {"may_raise", Json::array()}, {"tests", tests.toStdString()}};
    for (std::size_t i = 0; i < cells.size(); ++i) {
        request["cells"].push_back(cells[i].source);
        if (cells[i].mayRaise)
            request["may_raise"].push_back(i);
    }
    return QByteArray::fromStdString(request.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::vector<CellResult> cellResultsFrom(const QByteArray &standardOutput,
                                        const std::vector<NotebookCell> &cells)
{
    std::vector<CellResult> results;
    for (const NotebookCell &cell : cells) {
        CellResult result;
        result.index = static_cast<int>(results.size());
        result.name = cell.name;
        result.source = cell.source;
        results.push_back(result);
    }
    static const QByteArray marker("ASSAY-CELL ");
    std::vector<bool> told(results.size());
    for (qsizetype from = 0, end; (end = standardOutput.indexOf('\n', from)) >= 0; from = end + 1) {
        const QByteArrayView printed = QByteArrayView(standardOutput).sliced(from, end - from);
        if (!printed.startsWith(marker))
            continue;
        const auto line = parseBounded(printed.sliced(marker.size()));
        if (!line)
            continue;
        int index = -1;
        reading::read(*line, "index", index);
        if (index < 0 || static_cast<std::size_t>(index) >= results.size())
            continue;
        const auto place = static_cast<std::size_t>(index);
        // What the script said first counts: it says nothing twice.
        if (!told[place])
            takeCellLine(*line, results[place]);
        told[place] = true;
    }
    return results;
}

void to_json(Json &j, const CellResult &r)
{
    j = Json{{"index", r.index},
             {"name", r.name},
             {"source", r.source},
             {"outcome", toString(r.outcome)},
             {"output", r.output},
             {"output_cut", r.outputCut},
             {"error_message", r.errorMessage},
             {"traceback", r.traceback},
             {"seconds", r.seconds},
             {"ends_notebook", r.endsNotebook},
             {"killed", r.killed},
             {"runner", r.runner}};
}

void from_json(const Json &j, CellResult &r)
{
    r = {};
    reading::read(j, "index", r.index);
    reading::read(j, "name", r.name);
    reading::read(j, "source", r.source);
    r.outcome = cellOutcomeFrom(textAt(j, {"outcome"}));
    reading::read(j, "output", r.output);
    reading::read(j, "output_cut", r.outputCut);
    reading::read(j, "error_message", r.errorMessage);
    reading::read(j, "traceback", r.traceback);
    reading::read(j, "seconds", r.seconds);
    reading::read(j, "ends_notebook", r.endsNotebook);
    reading::read(j, "killed", r.killed);
    reading::read(j, "runner", r.runner);
}

} // namespace assay::models
