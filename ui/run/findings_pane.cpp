// SPDX-License-Identifier: Apache-2.0
#include "findings_pane.h"

#include "asked_checks.h"
#include "look/icons.h"
#include "look/wording.h"
#include "record_details.h"
#include "record_table.h"

#include <models/tables/check_models.h>

#include <QTabBar>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace assay::ui {

using models::RunRecord;
using models::TestState;

FindingsPane::FindingsPane(models::Workspace *workspace, QWidget *parent)
    : QTabWidget(parent)
    , m_workspace(workspace)
{
    setObjectName(u"findings"_s);
    tabBar()->setObjectName(u"findingsTabs"_s);
    tabBar()->setAccessibleName(tr("What was found out about the image"));
    setDocumentMode(true);
    const int em = fontMetrics().height();
    setIconSize({em, em});
    m_packages =
        new RecordTable(new models::PackageResultsModel(workspace), u"packages"_s, tr("Packages"));
    m_packages->setColumnWidths({18, 13, 11, 9});
    m_packages->view()->setToolTip(tr("Double click or Enter shows the command and its output"));
    m_checks = new RecordDetails(new models::ChecksModel(workspace), u"checks"_s, tr("Checks"),
                                 tr("The chosen check with its evidence"));
    m_checks->table()->setColumnWidths({20, 28, 14});
    m_checks->setWrapping(true);
    m_cells = new RecordDetails(new models::CellsModel(workspace), u"cells"_s, tr("Cells"),
                                tr("The chosen cell with its output"));
    m_cells->table()->setColumnWidths({26, 15, 9});
    addTab(m_packages, tr("Packages"));
    addTab(m_checks, tr("Checks"));
    addTab(m_cells, tr("Cells"));
    connect(m_packages, &RecordTable::activated, this, [this](int row) {
        const QModelIndex index =
            m_packages->model()->index(row, models::PackageResultsModel::Package);
        Q_EMIT packageActivated(index.data().toString());
    });
}

void FindingsPane::setTest(const QString &testId)
{
    m_testId = testId;
    m_packages->setTest(testId);
    m_checks->setTest(testId);
    m_cells->setTest(testId);
    refresh();
    const models::Workspace::Run *run = testId.isEmpty() ? nullptr : m_workspace->run(testId);
    if (!run)
        return setCurrentWidget(m_packages);
    const RunRecord &record = run->record;
    const auto isIn = [](const auto &results, auto outcome) {
        return std::any_of(results.begin(), results.end(),
                           [outcome](const auto &result) { return result.outcome == outcome; });
    };
    if (isIn(record.results(), models::PackageOutcome::Failed))
        setCurrentWidget(m_packages);
    else if (isIn(record.checks(), models::CheckOutcome::Failed))
        setCurrentWidget(m_checks);
    else if (isIn(record.cells(), models::CellOutcome::Failed) ||
             isIn(record.cells(), models::CellOutcome::TimedOut))
        setCurrentWidget(m_cells);
    else
        setCurrentWidget(m_packages);
}

void FindingsPane::refresh()
{
    const models::Workspace::Run *run = m_testId.isEmpty() ? nullptr : m_workspace->run(m_testId);
    models::CustomImageTestConfiguration configuration;
    if (run && !run->record.isEmpty())
        configuration = run->record.configuration();
    else if (const auto *test = m_workspace->suite()->test(m_testId))
        configuration = *test;
    Count packages{configuration.packagesToVerify.size()}, checks, cells;
    if (run) {
        for (const auto &result : run->record.results()) {
            packages.failed += result.outcome == models::PackageOutcome::Failed;
            packages.open += result.outcome == models::PackageOutcome::Inconclusive;
        }
        for (const models::CheckResult &check : run->record.checks()) {
            ++checks.all;
            checks.failed += check.outcome == models::CheckOutcome::Failed;
            checks.open += check.outcome == models::CheckOutcome::Inconclusive;
        }
        for (const models::CellResult &cell : run->record.cells()) {
            ++cells.all;
            cells.failed += cell.outcome == models::CellOutcome::Failed ||
                            cell.outcome == models::CellOutcome::TimedOut;
            cells.open += cell.outcome == models::CellOutcome::Inconclusive;
        }
    }
    showCount(m_packages, tr("Packages"), packages);
    showCount(m_checks, tr("Checks"), checks);
    showCount(m_cells, tr("Cells"), cells);
    explainEmpty(configuration, run);
}

void FindingsPane::showCount(QWidget *tab, const QString &title, const Count &count)
{
    const int index = indexOf(tab);
    setTabText(index, count.all == 0 ? title : tr("%1 (%2)").arg(title).arg(count.all));
    // The mark is for what went wrong: many of them would say as little as none.
    setTabIcon(index, count.failed > 0 ? icon(TestState::Failed)
                      : count.open > 0 ? icon(TestState::Inconclusive)
                                       : QIcon());
    QString words = title;
    if (count.failed > 0)
        words = tr("%1: %2 of %3 failed").arg(title).arg(count.failed).arg(count.all);
    else if (count.open > 0)
        words = tr("%1: %2 of %3 inconclusive").arg(title).arg(count.open).arg(count.all);
    setTabToolTip(index, words);
    tabBar()->setAccessibleTabName(index, words);
}

void FindingsPane::explainEmpty(const models::CustomImageTestConfiguration &configuration,
                                const models::Workspace::Run *run)
{
    const QStringList &packages = configuration.packagesToVerify;
    m_packages->setEmptyText(
        packages.isEmpty() ? tr("This test names no packages to verify.")
                           : tr("To be verified: %1").arg(displayText(packages.join(", "_L1))));

    const QStringList asked = askedChecks(configuration);
    const bool ended = run && !run->active;
    QString checks, cells;
    if (asked.isEmpty())
        checks = tr("This test asks for no checks beyond its imports.\n\nOn the Configuration page "
                    "it can ask for versions of installed packages, a GPU, how the workbench "
                    "behaves, and a clean start-up log.");
    else if (ended)
        checks = tr("No check was made: the run ended before.");
    else
        checks = tr("To be checked once the packages are imported: %1")
                     .arg(displayText(asked.join(", "_L1)));
    const qsizetype count = configuration.notebookCells.size();
    if (count == 0)
        cells = tr("This test runs no notebook cells.\n\nOn the Configuration page it can name "
                   "Python code, or a notebook file, to run in the workbench.");
    else if (ended)
        cells = tr("No cell was run: the run ended before.");
    else
        cells = count == 1
                    ? tr("The test's cell or notebook runs once the packages are imported.")
                    : tr("The test's %1 cells or notebooks run once the packages are imported.")
                          .arg(count);
    m_checks->table()->setEmptyText(checks);
    m_cells->table()->setEmptyText(cells);
}

} // namespace assay::ui
