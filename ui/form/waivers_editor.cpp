// SPDX-License-Identifier: Apache-2.0
#include "waivers_editor.h"

#include "look/icons.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableWidget>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace assay::ui {

enum WaiverColumn { Text, Until, Reason, ColumnCount };

WaiversEditor::WaiversEditor(QWidget *parent)
    : QWidget(parent)
    , m_table(new QTableWidget(0, ColumnCount))
    , m_remove(new QToolButton)
{
    const int em = fontMetrics().height();
    m_table->setObjectName(u"log_policy.waivers"_s);
    m_table->setAccessibleName(tr("Waivers"));
    m_table->setHorizontalHeaderLabels({tr("Text of the line"), tr("Until (day)"), tr("Reason")});
    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionResizeMode(Text, QHeaderView::Stretch);
    header->setSectionResizeMode(Reason, QHeaderView::Stretch);
    header->setAccessibleName(tr("Columns of the waivers"));
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->setColumnWidth(Until, em * 7);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(em * 3 / 2);
    m_table->setTabKeyNavigation(false);
    m_table->setIconSize({em, em});
    m_table->setFixedHeight(em * 6);
    m_table->setToolTip(tr("A blocked line that holds the text is excused up to and with the day, "
                           "written as 2027-01-31"));
    auto *add = new QToolButton;
    add->setObjectName(u"addWaiver"_s);
    add->setIcon(icon(Symbol::Add));
    add->setAccessibleName(tr("Add a waiver"));
    add->setToolTip(add->accessibleName());
    m_remove->setObjectName(u"removeWaiver"_s);
    m_remove->setIcon(icon(Symbol::Remove));
    m_remove->setAccessibleName(tr("Remove the selected waiver"));
    m_remove->setToolTip(m_remove->accessibleName());
    m_remove->setEnabled(false);
    auto *row = new QHBoxLayout;
    row->setSpacing(em / 4);
    row->addStretch(1);
    row->addWidget(add);
    row->addWidget(m_remove);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(em / 4);
    column->addWidget(m_table);
    column->addLayout(row);

    connect(add, &QToolButton::clicked, this, [this] {
        m_filling = true;
        appendRow({});
        m_filling = false;
        m_table->setCurrentCell(m_table->rowCount() - 1, Text);
        m_table->editItem(m_table->currentItem());
        Q_EMIT edited();
    });
    connect(m_remove, &QToolButton::clicked, this, [this] {
        if (m_table->currentRow() < 0)
            return;
        m_table->removeRow(m_table->currentRow());
        Q_EMIT edited();
    });
    connect(m_table, &QTableWidget::currentCellChanged, this,
            [this](int current) { m_remove->setEnabled(current >= 0); });
    connect(m_table, &QTableWidget::itemChanged, this, [this] {
        if (!m_filling)
            Q_EMIT edited();
    });
}

void WaiversEditor::appendRow(const QStringList &cells)
{
    const int row = m_table->rowCount();
    m_table->insertRow(row);
    for (int column = 0; column < ColumnCount; ++column)
        m_table->setItem(row, column, new QTableWidgetItem(cells.value(column)));
}

WaiversEditor::Rows WaiversEditor::rows() const
{
    Rows rows;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < ColumnCount; ++column) {
            const QTableWidgetItem *item = m_table->item(row, column);
            cells << (item ? item->text() : QString());
        }
        rows << cells;
    }
    return rows;
}

void WaiversEditor::setRows(const Rows &rows)
{
    if (rows == this->rows())
        return;
    m_filling = true;
    m_table->setRowCount(0);
    for (const QStringList &cells : rows)
        appendRow(cells);
    m_filling = false;
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

void WaiversEditor::setProblems(const QMap<int, QString> &problems)
{
    m_filling = true;
    for (int row = 0; row < m_table->rowCount(); ++row)
        if (QTableWidgetItem *item = m_table->item(row, Text)) {
            const QString problem = problems.value(row);
            item->setIcon(problem.isEmpty() ? QIcon() : icon(Symbol::Problem));
            item->setToolTip(problem.toHtmlEscaped());
            item->setData(Qt::AccessibleDescriptionRole, problem);
        }
    m_filling = false;
}

} // namespace assay::ui
