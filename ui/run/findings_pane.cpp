// SPDX-License-Identifier: Apache-2.0
#include "findings_pane.h"

#include "asked_checks.h"
#include "look/wording.h"
#include "record_details.h"
#include "record_table.h"

#include <models/tables/check_models.h>

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace assay::ui {

using models::ShownRun;

namespace {

struct FindingsText
{
    Q_DECLARE_TR_FUNCTIONS(assay::ui::FindingsText)
};

bool hasEnded(const ShownRun &shown)
{
    return shown.run() && !shown.isActive();
}

} // namespace

RecordTable *makePackagesPane(ShownRun *shown)
{
    auto *pane = new RecordTable(new models::PackageResultsModel(shown), u"packages"_s,
                                 FindingsText::tr("Packages"));
    pane->setColumnWidths({30, 13, 11, 9});
    pane->elideInTheMiddle(models::PackageResultsModel::Package);
    pane->setLink(FindingsText::tr("Show the command and its output"));
    pane->setEmptyText([](const ShownRun &run) {
        const QStringList packages = run.configuration().packagesToVerify;
        return packages.isEmpty() ? FindingsText::tr("This test names no packages to verify.")
                                  : FindingsText::tr("To be verified: %1")
                                        .arg(displayText(packages.join(", "_L1)));
    });
    return pane;
}

RecordDetails *makeChecksPane(ShownRun *shown)
{
    auto *pane =
        new RecordDetails(new models::ChecksModel(shown), u"checks"_s, FindingsText::tr("Checks"),
                          FindingsText::tr("The chosen check with its evidence"));
    pane->table()->setColumnWidths({20, 28, 14});
    pane->setWrapping(true);
    pane->table()->setEmptyText([](const ShownRun &run) {
        const QStringList asked = askedChecks(run.configuration());
        if (asked.isEmpty())
            return FindingsText::tr(
                "This test asks for no checks beyond its imports.\n\nOn the Configuration "
                "page it can ask for versions of installed packages, a GPU, how the "
                "workbench behaves, and a clean start-up log.");
        return hasEnded(run) ? FindingsText::tr("No check was made: the run ended before.")
                             : FindingsText::tr("To be checked once the packages are imported: %1")
                                   .arg(displayText(asked.join(", "_L1)));
    });
    return pane;
}

RecordDetails *makeCellsPane(ShownRun *shown)
{
    auto *pane =
        new RecordDetails(new models::CellsModel(shown), u"cells"_s, FindingsText::tr("Cells"),
                          FindingsText::tr("The chosen cell with its output"));
    pane->table()->setColumnWidths({26, 15, 9});
    pane->table()->setEmptyText([](const ShownRun &run) {
        const qsizetype count = run.configuration().notebookCells.size();
        if (count == 0)
            return FindingsText::tr(
                "This test runs no notebook cells.\n\nOn the Configuration page it can name "
                "Python code, or a notebook file, to run in the workbench.");
        if (hasEnded(run))
            return FindingsText::tr("No cell was run: the run ended before.");
        return count == 1
                   ? FindingsText::tr(
                         "The test's cell or notebook runs once the packages are imported.")
                   : FindingsText::tr(
                         "The test's %1 cells or notebooks run once the packages are imported.")
                         .arg(count);
    });
    return pane;
}

FindingCount packagesOf(const ShownRun &shown)
{
    FindingCount count{shown.configuration().packagesToVerify.size()};
    if (const auto &run = shown.run())
        for (const auto &result : run->record.results()) {
            count.failed += result.outcome == models::PackageOutcome::Failed;
            count.open += result.outcome == models::PackageOutcome::Inconclusive;
        }
    return count;
}

FindingCount checksOf(const ShownRun &shown)
{
    FindingCount count;
    if (const auto &run = shown.run())
        for (const models::CheckResult &check : run->record.checks()) {
            ++count.all;
            count.failed += check.outcome == models::CheckOutcome::Failed;
            count.open += check.outcome == models::CheckOutcome::Inconclusive;
        }
    return count;
}

FindingCount cellsOf(const ShownRun &shown)
{
    FindingCount count;
    if (const auto &run = shown.run())
        for (const models::CellResult &cell : run->record.cells()) {
            ++count.all;
            count.failed += cell.outcome == models::CellOutcome::Failed ||
                            cell.outcome == models::CellOutcome::TimedOut;
            count.open += cell.outcome == models::CellOutcome::Inconclusive;
        }
    return count;
}

} // namespace assay::ui
