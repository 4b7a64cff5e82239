// SPDX-License-Identifier: Apache-2.0
#include "waivers_editor.h"

#include "look/icons.h"

#include <QHeaderView>
#include <QTableWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::ui {

enum WaiverColumn { Text, Until, Reason };

WaiversEditor::WaiversEditor(QWidget *parent)
    : RowsEditor(u"Waiver"_s,
                 {u"log_policy.waivers"_s,
                  tr("Waivers"),
                  tr("Columns of the waivers"),
                  {tr("Text of the line"), tr("Until (day)"), tr("Reason")},
                  tr("A blocked line that holds the text is excused up to and with the day, "
                     "written as 2027-01-31"),
                  tr("Add a waiver"),
                  tr("Remove the selected waiver")},
                 parent)
{
    const int em = fontMetrics().height();
    table()->horizontalHeader()->setSectionResizeMode(Text, QHeaderView::Stretch);
    table()->horizontalHeader()->setSectionResizeMode(Reason, QHeaderView::Stretch);
    table()->setColumnWidth(Until, em * 7);
    table()->setIconSize({em, em});
}

WaiversEditor::Waivers WaiversEditor::waivers() const
{
    Waivers waivers;
    const Rows all = rows();
    for (const QStringList &cells : all)
        waivers.push_back(
            {cells[Text], QDate::fromString(cells[Until].trimmed(), Qt::ISODate), cells[Reason]});
    return waivers;
}

void WaiversEditor::setWaivers(const Waivers &waivers)
{
    Rows rows;
    for (const auto &waiver : waivers)
        rows << QStringList{waiver.text, waiver.until.toString(Qt::ISODate), waiver.reason};
    setRows(rows);
}

bool WaiversEditor::hasUnreadableDay() const
{
    const Rows all = rows();
    return std::any_of(all.begin(), all.end(), [](const QStringList &cells) {
        const QString day = cells[Until].trimmed();
        return !day.isEmpty() && !QDate::fromString(day, Qt::ISODate).isValid();
    });
}

void WaiversEditor::setProblems(const EntryProblems &problems)
{
    m_filling = true;
    for (int row = 0; row < table()->rowCount(); ++row)
        if (QTableWidgetItem *item = table()->item(row, Text)) {
            const EntryProblem problem = problems.value(row);
            item->setIcon(problem.mark());
            item->setToolTip(problem.text.toHtmlEscaped());
            item->setData(Qt::AccessibleDescriptionRole, problem.text);
        }
    m_filling = false;
}

} // namespace assay::ui
