// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"

#include <models/image/notebook_cell.h>

using namespace assay::models;
using namespace assay::fuzz;

static void readResults(const QByteArray &printed)
{
    const std::vector<NotebookCell> cells{{QStringLiteral("cell 1"), QStringLiteral("1 + 1")},
                                          {QStringLiteral("cell 2"), QStringLiteral("2"), true},
                                          {QStringLiteral("cell 3"), {}}};
    std::vector<CellResult> results = cellResultsFrom(printed, cells);
    require(results.size() == cells.size());
    explainMissingCells(results, {InterpreterEnd::Kind::Exited, 137, QStringLiteral("Killed")});
    runnerInWords(results);
    for (std::size_t i = 0; i < results.size(); ++i) {
        require(results[i].index == int(i) && results[i].name == cells[i].name);
        CellResult again;
        from_json(Json(results[i]), again);
        require(again == results[i]);
    }
}

static void readNotebook(const QByteArray &ipynb)
{
    const auto cells = cellsOfNotebook(ipynb, QStringLiteral("a.ipynb"));
    if (!cells)
        require(isPlain(cells.error()));
    else
        require(!cellsRequest(*cells, {}).isEmpty());
}

//! The first byte says what the rest is: a notebook's file, what was printed, or what stands in one
//! line of that.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 1)
        return 0;
    const QByteArray bytes = bytesOf(data + 1, size - 1);
    switch (data[0] % 3) {
    case 0:
        readNotebook(bytes);
        break;
    case 1:
        readResults(bytes);
        break;
    default:
        readResults("\nASSAY-CELL " + bytes + '\n');
    }
    return 0;
}
