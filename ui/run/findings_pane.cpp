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

FindingsPane::FindingsPane(models::ShownRun *shown, QWidget *parent)
    : QTabWidget(parent)
    , m_shown(shown)
{
    setObjectName(u"findings"_s);
    tabBar()->setObjectName(u"findingsTabs"_s);
    tabBar()->setAccessibleName(tr("What was found out about the image"));
    setDocumentMode(true);
    const int em = fontMetrics().height();
    setIconSize({em, em});
    m_packages =
        new RecordTable(new models::PackageResultsModel(shown), u"packages"_s, tr("Packages"));
    m_packages->setColumnWidths({18, 13, 11, 9});
    m_packages->view()->setToolTip(tr("Double click or Enter shows the command and its output"));
    m_checks = new RecordDetails(new models::ChecksModel(shown), u"checks"_s, tr("Checks"),
                                 tr("The chosen check with its evidence"));
    m_checks->table()->setColumnWidths({20, 28, 14});
    m_checks->setWrapping(true);
    m_cells = new RecordDetails(new models::CellsModel(shown), u"cells"_s, tr("Cells"),
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
    connect(shown, &models::ShownRun::changed, this, [this] {
        refresh();
        // A run that begins leaves the tab in front that was looked at.
        if (m_testId != m_shown->testId() || !m_shown->isActive())
            chooseTab();
        m_testId = m_shown->testId();
    });
    connect(shown, &models::ShownRun::grew, this, &FindingsPane::refresh);
    connect(shown, &models::ShownRun::suiteChanged, this, &FindingsPane::refresh);
    explainEmpty();
}

void FindingsPane::chooseTab()
{
    const auto run = m_shown->run();
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
    Count packages{m_shown->configuration().packagesToVerify.size()}, checks, cells;
    if (const auto run = m_shown->run()) {
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

void FindingsPane::explainEmpty()
{
    using models::ShownRun;
    m_packages->setEmptyText([](const ShownRun &shown) {
        const QStringList packages = shown.configuration().packagesToVerify;
        return packages.isEmpty()
                   ? tr("This test names no packages to verify.")
                   : tr("To be verified: %1").arg(displayText(packages.join(", "_L1)));
    });
    const auto hasEnded = [](const ShownRun &shown) { return shown.run() && !shown.isActive(); };
    m_checks->table()->setEmptyText([hasEnded](const ShownRun &shown) {
        const QStringList asked = askedChecks(shown.configuration());
        if (asked.isEmpty())
            return tr("This test asks for no checks beyond its imports.\n\nOn the Configuration "
                      "page it can ask for versions of installed packages, a GPU, how the "
                      "workbench behaves, and a clean start-up log.");
        return hasEnded(shown) ? tr("No check was made: the run ended before.")
                               : tr("To be checked once the packages are imported: %1")
                                     .arg(displayText(asked.join(", "_L1)));
    });
    m_cells->table()->setEmptyText([hasEnded](const ShownRun &shown) {
        const qsizetype count = shown.configuration().notebookCells.size();
        if (count == 0)
            return tr("This test runs no notebook cells.\n\nOn the Configuration page it can name "
                      "Python code, or a notebook file, to run in the workbench.");
        if (hasEnded(shown))
            return tr("No cell was run: the run ended before.");
        return count == 1
                   ? tr("The test's cell or notebook runs once the packages are imported.")
                   : tr("The test's %1 cells or notebooks run once the packages are imported.")
                         .arg(count);
    });
}

} // namespace assay::ui
