// SPDX-License-Identifier: Apache-2.0
#include "record_details.h"

#include "look/wording.h"
#include "record_table.h"

#include <QFontDatabase>
#include <QPlainTextEdit>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace assay::ui {

using models::RecordTableModel;

RecordDetails::RecordDetails(RecordTableModel *model, const QString &objectName,
                             const QString &name, const QString &textName)
    : QSplitter(Qt::Vertical)
    , m_table(new RecordTable(model, objectName, name))
    , m_text(new QPlainTextEdit)
{
    setObjectName(objectName + "Splitter"_L1);
    setChildrenCollapsible(false);
    m_text->setObjectName(objectName + "Text"_L1);
    m_text->setAccessibleName(textName);
    m_text->setReadOnly(true);
    // With a cursor, so that the keyboard reaches and copies what is to be read.
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setTabChangesFocus(true);
    addWidget(m_table);
    addWidget(m_text);
    setStretchFactor(0, 1);
    setStretchFactor(1, 1);
    m_text->hide();

    connect(m_table->view()->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &RecordDetails::showRow);
    connect(model, &QAbstractItemModel::modelReset, this, &RecordDetails::chooseFirstBad);
    connect(model, &QAbstractItemModel::dataChanged, this, &RecordDetails::showRow);
    chooseFirstBad();
}

void RecordDetails::setWrapping(bool on)
{
    m_text->setLineWrapMode(on ? QPlainTextEdit::WidgetWidth : QPlainTextEdit::NoWrap);
}

void RecordDetails::chooseFirstBad()
{
    const RecordTableModel *model = m_table->model();
    for (const auto tone : {models::Tone::Bad, models::Tone::Warning})
        for (int row = 0; row < model->rowCount(); ++row)
            if (model->index(row, 0).data(RecordTableModel::ToneRole).toInt() == int(tone)) {
                m_table->view()->selectRow(row);
                m_table->view()->scrollTo(model->index(row, 0));
                showRow();
                return;
            }
    showRow();
}

void RecordDetails::showRow()
{
    const QModelIndex row = m_table->view()->currentIndex();
    m_text->setVisible(row.isValid());
    const QString text = displayText(row.data(RecordTableModel::TextRole).toString());
    if (text != m_text->toPlainText())
        m_text->setPlainText(text);
}

} // namespace assay::ui
