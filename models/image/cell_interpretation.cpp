// SPDX-License-Identifier: Apache-2.0
#include <models/image/notebook_cell.h>

#include "base/signal_names.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <csignal>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {
struct CellText
{
    Q_DECLARE_TR_FUNCTIONS(CellText)
};
} // namespace

static bool isKill(const InterpreterEnd &end)
{
    return end.exitCode == 128 + SIGKILL;
}

static QString exitText(const InterpreterEnd &end)
{
    if (isKill(end))
        return CellText::tr("The interpreter was killed (SIGKILL) while this cell ran, most often "
                            "because the container's memory limit was reached.");
    if (end.exitCode > 128)
        return CellText::tr("The interpreter was ended by %1 while this cell ran.")
            .arg(signalName(end.exitCode - 128));
    const QString text =
        CellText::tr("The interpreter ended with status %1 while this cell ran.").arg(end.exitCode);
    return end.message.isEmpty() ? text : text + u' ' + end.message;
}

void explainMissingCells(std::vector<CellResult> &results, const InterpreterEnd &end)
{
    const auto first = std::find_if(results.begin(), results.end(), [](const CellResult &result) {
        return result.outcome == CellOutcome::NotRun;
    });
    if (first == results.end())
        return;
    if (const auto last = first == results.begin() ? first : std::prev(first); last->endsNotebook) {
        for (auto result = first; result != results.end(); ++result)
            result->errorMessage =
                CellText::tr("Not run, because %1 ended the notebook.").arg(last->name);
        return;
    }
    // After one that did not pass, those that follow were not run, as they should.
    const bool stopped = std::any_of(results.begin(), first, [](const CellResult &result) {
        return result.outcome != CellOutcome::Passed;
    });
    if (stopped)
        return;
    switch (end.kind) {
    case InterpreterEnd::Kind::Exited:
        first->outcome = CellOutcome::Failed;
        first->errorMessage = exitText(end);
        first->killed = isKill(end);
        return;
    case InterpreterEnd::Kind::NoPython:
        first->outcome = CellOutcome::Failed;
        first->errorMessage = CellText::tr("The image has no program \"python\" on its PATH that "
                                           "can be run.");
        return;
    case InterpreterEnd::Kind::TimedOut:
        first->outcome = CellOutcome::TimedOut;
        first->errorMessage = CellText::tr("CommandTimeoutError: the cell did not end in time. It "
                                           "may still be running in the container.");
        return;
    case InterpreterEnd::Kind::Lost:
        first->outcome = CellOutcome::Inconclusive;
        first->errorMessage = end.message;
        return;
    }
}

void addMemoryLimit(std::vector<CellResult> &results, const QString &limit)
{
    if (limit.isEmpty())
        return;
    for (CellResult &result : results) {
        if (result.killed)
            result.errorMessage += (result.errorMessage.endsWith(u'.') ? u" "_s : u". "_s) +
                                   CellText::tr("The container's memory limit is %1.").arg(limit);
    }
}

int failingLineOf(const CellResult &result)
{
    // "Cell In [1], line 6, in f(x)", older "<ipython-input-1-d2c0>" and "Input In [1]", where an
    // arrow has the number; and Python's own, of which the number is the cell's.
    static const QRegularExpression ofIPython(
        u"\\A(?:Cell In ?|Input In ?|File <ipython-input-|<ipython-input-)\\[?(\\d+)"_s),
        ofPython(u"\\A\\s*File \"<cell (\\d+)>\", line (\\d+)"_s), elsewhere(u"\\A(?:File |/)"_s),
        arrow(u"\\A-+> (\\d+)"_s), lineOfIt(u", line (\\d+)"_s);
    QString cell; // whose frame it is
    QString own;  // the first one's, which is the cell that was run
    int line = 0;
    for (const QString &one : result.traceback.split(u'\n')) {
        if (const auto python = ofPython.match(one); python.hasMatch()) {
            if (python.captured(1).toInt() == result.index + 1)
                line = python.captured(2).toInt();
        } else if (const auto frame = ofIPython.match(one); frame.hasMatch()) {
            cell = frame.captured(1);
            if (own.isEmpty())
                own = cell;
            const auto at = lineOfIt.match(one);
            if (cell == own && at.hasMatch())
                line = at.captured(1).toInt();
        } else if (elsewhere.match(one).hasMatch()) {
            cell.clear();
        } else if (const auto pointed = arrow.match(one); pointed.hasMatch()) {
            if (!own.isEmpty() && cell == own)
                line = pointed.captured(1).toInt();
        }
    }
    const bool isThere = line > 0 && line <= result.source.count(u'\n') + 1;
    return isThere ? line : 0;
}

QString runnerInWords(const std::vector<CellResult> &results)
{
    for (const CellResult &result : results) {
        if (result.runner.startsWith(u"ipykernel"_s))
            return CellText::tr("The notebook cells ran in the image's own kernel (%1).")
                .arg(result.runner);
        if (!result.runner.isEmpty())
            return CellText::tr("The image has no ipykernel that could be used: the notebook cells "
                                "were run by its python, where asyncio.run() works and Out does "
                                "not, other than in a workbench.");
    }
    return {};
}

} // namespace assay::models
