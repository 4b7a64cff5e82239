// SPDX-License-Identifier: Apache-2.0
#include "report_html.h"

#include <models/base/duration.h>

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

QString cellBadge(CellOutcome outcome)
{
    switch (outcome) {
    case CellOutcome::Passed:
        return outcomeBadge(Outcome::Passed);
    case CellOutcome::Failed:
        return outcomeBadge(Outcome::Failed);
    case CellOutcome::TimedOut:
        return outcomeBadge(Outcome::Failed) + escaped(u" timed out"_s);
    case CellOutcome::Inconclusive:
        return outcomeBadge(Outcome::Inconclusive);
    case CellOutcome::NotRun:
        break;
    }
    return escaped(u"not run"_s);
}

//! "250m of 1" for use and limit; a dash for what is not known.
QString known(const QString &text)
{
    return text.isEmpty() ? u"–"_s : text;
}

} // namespace

QString checksTable(const RunRecord &record)
{
    QStringList rows;
    for (const CheckResult &check : record.checks()) {
        QString detail = element("div", check.detail) + element("div", check.advice, "muted");
        if (!check.evidence.isEmpty())
            detail +=
                folded(u"Lines (%1)"_s.arg(check.evidence.size()), pre(check.evidence.join(u'\n')));
        rows.append(row({cell(titleOf(check.group)), cell(check.name),
                         "<td>"_L1 + outcomeBadge(badgeOf(check.outcome)) + "</td>"_L1,
                         "<td>"_L1 + detail + "</td>"_L1}));
    }
    return table("Checks beyond the imports", {u"About"_s, u"Check"_s, u"Result"_s, u"Detail"_s},
                 rows);
}

QString cellsTable(const RunRecord &record)
{
    QStringList rows;
    for (const CellResult &result : record.cells()) {
        QString detail = element("div", result.errorMessage);
        detail += folded(u"Code"_s, pre(result.source));
        if (!result.output.isEmpty())
            detail += folded(result.outputCut ? u"Output, not all of it"_s : u"Output"_s,
                             pre(result.output));
        if (!result.traceback.isEmpty())
            detail += folded(u"Traceback"_s, pre(result.traceback));
        rows.append(
            row({cell(result.name), "<td>"_L1 + cellBadge(result.outcome) + "</td>"_L1,
                 numberCell(result.outcome == CellOutcome::NotRun ? QString()
                                                                  : formatDuration(result.seconds)),
                 "<td>"_L1 + detail + "</td>"_L1}));
    }
    return table("Notebook cells, run in order", {u"Cell"_s, u"Result"_s, u"Time"_s, u"Detail"_s},
                 rows);
}

QString resourcesTable(const RunRecord &record)
{
    if (!record.resourceUsage())
        return {};
    const ResourceUsage &usage = *record.resourceUsage();
    QStringList rows;
    for (const ResourceUsage::Container &c : usage.containers)
        rows.append(row({cell(c.name), numberCell(known(c.cpu)), numberCell(known(c.cpuRequest)),
                         numberCell(known(c.cpuLimit)), numberCell(known(c.memory)),
                         numberCell(known(c.memoryRequest)), numberCell(known(c.memoryLimit))}));
    return table("CPU and memory: used, requested, allowed",
                 {u"Container"_s, u"CPU used"_s, u"requested"_s, u"limit"_s, u"Memory used"_s,
                  u"requested"_s, u"limit"_s},
                 rows) +
           element("p", usage.problem, "muted");
}

} // namespace assay::models::reporting
