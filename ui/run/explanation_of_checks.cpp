// SPDX-License-Identifier: Apache-2.0
#include "explanation_of_checks.h"

#include "look/wording.h"

#include <models/tables/check_models.h>
#include <models/words/check_words.h>

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::ui {

using models::CellOutcome;
using models::CellResult;
using models::CheckOutcome;
using models::CheckResult;
using models::RunRecord;

namespace {

struct CheckWording
{
    Q_DECLARE_TR_FUNCTIONS(assay::ui::CheckWording)
};

constexpr qsizetype mostNames = 4;      //!< in a headline
constexpr qsizetype mostLines = 12;     //!< of evidence; all of it is in the pane
constexpr qsizetype mostCodeLines = 12; //!< of a cell

bool hasFailed(const CellResult &cell)
{
    return cell.outcome == CellOutcome::Failed || cell.outcome == CellOutcome::TimedOut;
}

QString lastLine(const QString &text)
{
    return displayText(text.trimmed().section(u'\n', -1)).trimmed();
}

QString firstLines(const QStringList &lines, qsizetype most)
{
    QStringList shown = lines.mid(0, most);
    if (lines.size() > most)
        shown << CheckWording::tr("… and %1 more lines").arg(lines.size() - most);
    return shown.join(u'\n');
}

//! Takes an advice over: as that on the whole where there is none yet, else with its evidence.
void advise(Explanation &e, Explanation::Proof &proof, const QString &advice)
{
    if (e.advice.isEmpty())
        e.advice = advice;
    else if (e.advice != advice)
        proof.advice = advice;
}

} // namespace

QString headlineWhileChecking(const RunRecord &record)
{
    const qsizetype cells = record.configuration().notebookCells.size();
    if (cells > 0 && !record.cells().empty())
        return CheckWording::tr("Running notebook cells: %1 done.").arg(record.cells().size());
    return record.checks().empty()
               ? CheckWording::tr("Checking what the test asks for beyond imports.")
               : CheckWording::tr("Checking what the test asks for beyond imports: %1 done.")
                     .arg(record.checks().size());
}

QString passedInWords(const RunRecord &record)
{
    const qsizetype packages = record.configuration().packagesToVerify.size();
    QStringList parts{packages == 1 ? CheckWording::tr("its package imports")
                                    : CheckWording::tr("all %1 packages import").arg(packages)};
    if (const size_t checks = record.checks().size(); checks == 1)
        parts << CheckWording::tr("1 further check passed");
    else if (checks > 1)
        parts << CheckWording::tr("%1 further checks passed").arg(checks);
    const auto ran =
        std::count_if(record.cells().begin(), record.cells().end(), [](const CellResult &cell) {
            return cell.outcome != models::CellOutcome::NotRun;
        });
    if (const size_t cells = record.cells().size(); cells == 1)
        parts << CheckWording::tr("its notebook cell ran");
    else if (static_cast<size_t>(ran) < cells)
        parts << CheckWording::tr("%1 of %2 notebook cells ran, and the last of them ended the "
                                  "notebook")
                     .arg(ran)
                     .arg(cells);
    else if (cells > 1)
        parts << CheckWording::tr("all %1 notebook cells ran").arg(cells);
    return parts.join(", "_L1);
}

QString failedInWords(const RunRecord &record)
{
    QStringList sentences, failed;
    for (const CheckResult &check : record.checks())
        if (check.outcome == CheckOutcome::Failed)
            failed << displayText(models::titleInSentence(check));
    if (!failed.isEmpty()) {
        QStringList names = failed.mid(0, mostNames);
        if (failed.size() > mostNames)
            names << CheckWording::tr("and %1 more").arg(failed.size() - mostNames);
        sentences << CheckWording::tr("%1 of %n checks failed: %2.", nullptr,
                                      static_cast<int>(record.checks().size()))
                         .arg(QString::number(failed.size()), names.join(", "_L1));
    }
    for (const CellResult &cell : record.cells()) {
        if (!hasFailed(cell))
            continue;
        const QString name = displayText(cell.name).simplified();
        const QString why = lastLine(cell.errorMessage);
        sentences << (why.isEmpty() ? CheckWording::tr("Notebook %1 failed.").arg(name)
                                    : CheckWording::tr("Notebook %1 failed: %2").arg(name, why));
        break;
    }
    return sentences.join(u' ');
}

void addChecks(Explanation &e, const RunRecord &record)
{
    int index = -1;
    for (const CheckResult &check : record.checks()) {
        ++index;
        if (check.outcome == CheckOutcome::Passed)
            continue;
        QStringList lines;
        if (!check.detail.isEmpty())
            lines << displayText(check.detail);
        for (const QString &line : check.evidence)
            lines << displayText(line);
        Explanation::Proof proof;
        proof.source = CheckWording::tr("%1: %2").arg(models::titleOf(check.group),
                                                      displayText(models::titleOf(check)));
        proof.text = firstLines(lines, mostLines);
        proof.target = {EvidenceTarget::Kind::Check, check.name, {}, index};
        advise(e, proof, displayText(check.advice));
        e.evidence.push_back(proof);
    }
}

void addCells(Explanation &e, const RunRecord &record)
{
    int index = -1;
    for (const CellResult &cell : record.cells()) {
        ++index;
        if (!hasFailed(cell) && cell.outcome != CellOutcome::Inconclusive)
            continue;
        const QString name = displayText(cell.name).simplified();
        e.evidence.push_back(
            {name,
             firstLines(displayText(cell.source.trimmed()).split(u'\n'), mostCodeLines) + u'\n' +
                 displayText(cell.errorMessage.trimmed()),
             {},
             {EvidenceTarget::Kind::Cell, cell.name, {}, index}});
        if (e.advice.isEmpty() && hasFailed(cell))
            e.advice = CheckWording::tr("Correct the cell or the image; all it printed, and the "
                                        "traceback, are in the Cells tab.");
    }
}

void addImage(Explanation &e, const RunRecord &record)
{
    if (!record.image())
        return;
    if (const QString moved = models::movedTag(*record.image()); !moved.isEmpty())
        e.remarks << displayText(moved);
    else
        e.facts << displayText(
            CheckWording::tr("The image that ran: %1").arg(record.image()->imageId));
}

} // namespace assay::ui
