// SPDX-License-Identifier: Apache-2.0
#include "rows_editor.h"

#include "look/icons.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableWidget>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace assay::ui {

static QToolButton *button(const QString &objectName, Symbol symbol, const QString &text)
{
    auto *button = new QToolButton;
    button->setObjectName(objectName);
    button->setIcon(icon(symbol));
    button->setAccessibleName(text);
    button->setToolTip(text);
    return button;
}

RowsEditor::RowsEditor(const QString &noun, const Words &words, QWidget *parent)
    : QWidget(parent)
    , m_table(new QTableWidget(0, static_cast<int>(words.headings.size())))
{
    const int em = fontMetrics().height();
    m_table->setObjectName(words.objectName);
    m_table->setAccessibleName(words.name);
    m_table->setHorizontalHeaderLabels(words.headings);
    m_table->horizontalHeader()->setAccessibleName(words.columns);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(em * 3 / 2);
    m_table->setTabKeyNavigation(false);
    m_table->setFixedHeight(em * 6);
    m_table->setToolTip(words.toolTip);
    auto *add = button("add"_L1 + noun, Symbol::Add, words.add);
    auto *remove = button("remove"_L1 + noun, Symbol::Remove, words.remove);
    remove->setEnabled(false);
    auto *row = new QHBoxLayout;
    row->setSpacing(em / 4);
    row->addStretch(1);
    row->addWidget(add);
    row->addWidget(remove);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(em / 4);
    column->addWidget(m_table);
    column->addLayout(row);

    connect(add, &QToolButton::clicked, this, &RowsEditor::addRow);
    connect(remove, &QToolButton::clicked, this, [this] {
        if (m_table->currentRow() < 0)
            return;
        m_table->removeRow(m_table->currentRow());
        Q_EMIT edited();
    });
    connect(m_table, &QTableWidget::currentCellChanged, remove,
            [remove](int current) { remove->setEnabled(current >= 0); });
    connect(m_table, &QTableWidget::itemChanged, this, [this] {
        if (!m_filling)
            Q_EMIT edited();
    });
}

void RowsEditor::addRow()
{
    m_filling = true;
    appendRow({});
    m_filling = false;
    m_table->setCurrentCell(m_table->rowCount() - 1, 0);
    m_table->editItem(m_table->currentItem());
    Q_EMIT edited();
}

void RowsEditor::appendRow(const QStringList &cells)
{
    const int row = m_table->rowCount();
    m_table->insertRow(row);
    for (int column = 0; column < m_table->columnCount(); ++column)
        m_table->setItem(row, column, new QTableWidgetItem(cells.value(column)));
}

RowsEditor::Rows RowsEditor::rows() const
{
    Rows rows;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < m_table->columnCount(); ++column) {
            const QTableWidgetItem *item = m_table->item(row, column);
            cells << (item ? item->text() : QString());
        }
        rows << cells;
    }
    return rows;
}

void RowsEditor::setRows(const Rows &rows)
{
    if (rows == this->rows())
        return;
    m_filling = true;
    m_table->setRowCount(0);
    for (const QStringList &cells : rows)
        appendRow(cells);
    m_filling = false;
}

} // namespace assay::ui
