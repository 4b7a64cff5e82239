// SPDX-License-Identifier: Apache-2.0
#include "annotations_editor.h"

#include "look/icons.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableWidget>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace assay::ui {

AnnotationsEditor::AnnotationsEditor(QWidget *parent)
    : QWidget(parent)
    , m_table(new QTableWidget(0, 2))
    , m_remove(new QToolButton)
{
    const int em = fontMetrics().height();
    m_table->setObjectName(u"auth_annotations"_s);
    m_table->setAccessibleName(tr("Annotations for the authentication sidecar"));
    m_table->setHorizontalHeaderLabels({tr("Annotation"), tr("Value")});
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Interactive);
    m_table->horizontalHeader()->setAccessibleName(tr("Columns of the annotations"));
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->setColumnWidth(1, em * 10);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(em * 3 / 2);
    m_table->setTabKeyNavigation(false);
    m_table->setFixedHeight(em * 6);
    m_table->setToolTip(tr("CPU and memory of the sidecar, for instance "
                           "notebooks.opendatahub.io/auth-sidecar-cpu-request: 100m"));
    auto *add = new QToolButton;
    add->setObjectName(u"addAnnotation"_s);
    add->setIcon(icon(Symbol::Add));
    add->setAccessibleName(tr("Add an annotation"));
    add->setToolTip(add->accessibleName());
    m_remove->setObjectName(u"removeAnnotation"_s);
    m_remove->setIcon(icon(Symbol::Remove));
    m_remove->setAccessibleName(tr("Remove the selected annotation"));
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
        appendRow({}, {});
        m_filling = false;
        m_table->setCurrentCell(m_table->rowCount() - 1, 0);
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

void AnnotationsEditor::appendRow(const QString &key, const QString &value)
{
    const int row = m_table->rowCount();
    m_table->insertRow(row);
    m_table->setItem(row, 0, new QTableWidgetItem(key));
    m_table->setItem(row, 1, new QTableWidgetItem(value));
}

AnnotationsEditor::Rows AnnotationsEditor::rows() const
{
    Rows rows;
    for (int i = 0; i < m_table->rowCount(); ++i) {
        const QTableWidgetItem *key = m_table->item(i, 0), *value = m_table->item(i, 1);
        rows << qMakePair(key ? key->text() : QString(), value ? value->text() : QString());
    }
    return rows;
}

void AnnotationsEditor::setRows(const Rows &rows)
{
    m_filling = true;
    m_table->setRowCount(0);
    for (const auto &[key, value] : rows)
        appendRow(key, value);
    m_filling = false;
}

QMap<QString, QString> AnnotationsEditor::annotations() const
{
    QMap<QString, QString> pairs;
    const Rows all = rows();
    for (const auto &[key, value] : all)
        if (!key.isEmpty() && !pairs.contains(key))
            pairs.insert(key, value);
    return pairs;
}

QString AnnotationsEditor::problem() const
{
    QStringList seen;
    const Rows all = rows();
    for (const auto &[key, value] : all) {
        if (key.isEmpty())
            return tr(
                "A row has no annotation name and is left out: write one, or remove the row.");
        if (seen.contains(key))
            return tr("%1 is there twice and only the first counts: remove one.").arg(key);
        seen << key;
    }
    return {};
}

} // namespace assay::ui
