// SPDX-License-Identifier: Apache-2.0
#include "report_html.h"

#include <models/base/duration.h>
#include <models/words/outcome_words.h>

using namespace Qt::StringLiterals;

namespace assay::models::reporting {

namespace {

Outcome badgeOf(CheckOutcome outcome)
{
    switch (outcome) {
    case CheckOutcome::Passed:
        return Outcome::Passed;
    case CheckOutcome::Failed:
        return Outcome::Failed;
    case CheckOutcome::Inconclusive:
        break;
    }
    return Outcome::Inconclusive;
}

Html cellBadge(CellOutcome outcome)
{
    switch (outcome) {
    case CellOutcome::Passed:
        return outcomeBadge(Outcome::Passed);
    case CellOutcome::Failed:
        return outcomeBadge(Outcome::Failed);
    case CellOutcome::TimedOut:
        return outcomeBadge(Outcome::Failed) + (u' ' + wordInLine(outcome));
    case CellOutcome::Inconclusive:
        return outcomeBadge(Outcome::Inconclusive);
    case CellOutcome::NotRun:
        break;
    }
    return wordInLine(outcome);
}

//! A dash for what is not known.
QString known(const QString &text)
{
    return text.isEmpty() ? u"–"_s : text;
}

} // namespace

Html checksTable(const RunRecord &record)
{
    Html rows;
    for (const CheckResult &check : record.checks()) {
        Html detail = element("div", check.detail) + element("div", check.advice, "muted");
        if (!check.evidence.isEmpty())
            detail += folded(ReportText::tr("Lines (%1)").arg(check.evidence.size()),
                             pre(check.evidence.join(u'\n')));
        rows += row({cell(titleOf(check.group)), cell(check.name),
                     cell(outcomeBadge(badgeOf(check.outcome))), cell(detail)});
    }
    return table(ReportText::tr("Checks beyond the imports"),
                 {ReportText::tr("About"), ReportText::tr("Check"), ReportText::tr("Result"),
                  ReportText::tr("Detail")},
                 rows);
}

Html cellsTable(const RunRecord &record)
{
    Html rows;
    for (const CellResult &result : record.cells()) {
        Html detail = element("div", result.errorMessage);
        detail += folded(ReportText::tr("Code"), pre(result.source));
        if (!result.output.isEmpty())
            detail += folded(result.outputCut ? ReportText::tr("Output, not all of it")
                                              : ReportText::tr("Output"),
                             pre(result.output));
        if (!result.traceback.isEmpty())
            detail += folded(ReportText::tr("Traceback"), pre(result.traceback));
        rows +=
            row({cell(result.name), cell(cellBadge(result.outcome)),
                 numberCell(result.outcome == CellOutcome::NotRun ? QString()
                                                                  : formatDuration(result.seconds)),
                 cell(detail)});
    }
    return table(ReportText::tr("Notebook cells, run in order"),
                 {ReportText::tr("Cell"), ReportText::tr("Result"), ReportText::tr("Time"),
                  ReportText::tr("Detail")},
                 rows);
}

Html resourcesTable(const RunRecord &record)
{
    if (!record.resourceUsage())
        return {};
    const ResourceUsage &usage = *record.resourceUsage();
    Html rows;
    for (const ResourceUsage::Container &c : usage.containers)
        rows += row({cell(c.name), numberCell(known(c.cpu)), numberCell(known(c.cpuRequest)),
                     numberCell(known(c.cpuLimit)), numberCell(known(c.memory)),
                     numberCell(known(c.memoryRequest)), numberCell(known(c.memoryLimit))});
    return table(ReportText::tr("CPU and memory: used, requested, allowed"),
                 {ReportText::tr("Container"), ReportText::tr("CPU used"),
                  ReportText::tr("requested"), ReportText::tr("limit"),
                  ReportText::tr("Memory used"), ReportText::tr("requested"),
                  ReportText::tr("limit")},
                 rows) +
           element("p", usage.problem, "muted");
}

} // namespace assay::models::reporting
