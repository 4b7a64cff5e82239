// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/json.h>

#include <tl/expected.hpp>
#include <vector>

namespace assay::models {

struct FieldProblem;

//! Code to run in the workbench, as a notebook has it.
struct NotebookCell
{
    QString name; //!< "cell 2" of the suite's list, "smoke.ipynb, cell 3" of a file
    QString source;
    bool mayRaise = false; //!< tagged raises-exception: what it raises is no failure
    bool operator==(const NotebookCell &) const = default;
};

enum class CellOutcome {
    Passed,
    Failed,      //!< it raised, ended the interpreter, or tests that it ran failed
    TimedOut,    //!< it did not end within timeout_command
    NotRun,      //!< one before it did not pass, or ended the notebook
    Inconclusive //!< the connection was lost, or no command could be run
};
QString toString(CellOutcome outcome); //!< the enumerator's own name

//! What came of one cell (the data model's deferred notebook_cells).
struct CellResult
{
    int index = 0; //!< from 0, over all cells of a test
    QString name;
    QString source;
    CellOutcome outcome = CellOutcome::NotRun;
    QString output;         //!< what it wrote, and its last expression's value, as text
    bool outputCut = false; //!< it was longer than is kept
    QString errorMessage;   //!< "ZeroDivisionError: division by zero"; empty where passed
    QString traceback;      //!< also of one that passed because it may raise
    double seconds = 0;
    bool endsNotebook = false; //!< by sys.exit(0): it passed, and none after it is run
    bool killed = false;       //!< SIGKILL ended its Python, as happens when memory runs out
    QString runner = {};       //!< "ipykernel 6.17.0": the image's kernel; "python": elsewhere
    bool operator==(const CellResult &) const = default;
};

//! Whether an entry of notebook_cells is the name of a notebook file. "%run smoke.ipynb" is code.
bool namesNotebookFile(const QString &entry);

//! The cells of a configuration's notebook_cells, at most 500. An entry that is one line, ends in
//! ".ipynb" and is no magic ("%run x.ipynb") names a notebook file of at most 4 MiB, relative to
//! `suiteFolder`: its code cells, in order. The problems have paths such as "notebook_cells[1]".
tl::expected<std::vector<NotebookCell>, std::vector<FieldProblem>>
readNotebookCells(const QStringList &entries, const QString &suiteFolder);

//! The code cells of a notebook document (nbformat 3 and 4), numbered from 1 as they stand there.
//! Empty ones and those tagged "skip-execution" are left out. The error is a sentence.
tl::expected<std::vector<NotebookCell>, QString> cellsOfNotebook(const QByteArray &ipynb,
                                                                 const QString &name);

//! What resources/run_cells.py has printed so far: whole lines with its marker, one a cell;
//! anything may stand around them. `cells` are those that were sent; what has no line was not run.
std::vector<CellResult> cellResultsFrom(const QByteArray &standardOutput,
                                        const std::vector<NotebookCell> &cells);

//! How the interpreter that ran cells ended.
struct InterpreterEnd
{
    enum class Kind {
        Exited,   //!< with exitCode; above 128 it was a signal
        NoPython, //!< the image has no program python that can be run
        TimedOut, //!< the command's deadline came first
        Lost      //!< the connection was lost, or no command may be run: says nothing of the image
    };
    Kind kind = Kind::Exited;
    int exitCode = 0;
    QString message; //!< its last words, or why it was lost
};

//! Says of the first cell without a result what its interpreter's end means for it; those after it
//! were not run. Where a cell ended the notebook, it says so of those after it. Without effect
//! where every cell has a result.
void explainMissingCells(std::vector<CellResult> &results, const InterpreterEnd &end);

//! Adds a container's memory limit ("512Mi") to what is said of a cell whose Python SIGKILL ended.
//! Without effect where there is no limit.
void addMemoryLimit(std::vector<CellResult> &results, const QString &limit);

//! The line of its source, from 1, that a cell failed in, as IPython's or Python's own traceback
//! has it: of calls in the cell, the innermost. 0: it is not told.
int failingLineOf(const CellResult &result);

//! Who ran the cells, for the record: a sentence; empty where none was run.
QString runnerInWords(const std::vector<CellResult> &results);

//! What resources/run_cells.py reads. `tests` is resources/cell_tests.py.
QByteArray cellsRequest(const std::vector<NotebookCell> &cells, const QByteArray &tests);

void to_json(Json &j, const CellResult &r);
void from_json(const Json &j, CellResult &r);

} // namespace assay::models
