// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSplitter>

class QPlainTextEdit;

namespace assay::models {
class RecordTableModel;
}

namespace assay::ui {

class RecordTable;

//! A table over one part of the record, and below it all there is to the row that is chosen, as
//! plain text to read and to copy. What went wrong is chosen first.
class RecordDetails : public QSplitter
{
    Q_OBJECT
public:
    //! Takes the model over. `objectName` is the table's; the text's is the same with "Text".
    RecordDetails(models::RecordTableModel *model, const QString &objectName, const QString &name,
                  const QString &textName);

    //! Long lines are wrapped, as prose is; code is not.
    void setWrapping(bool on);
    RecordTable *table() const { return m_table; }

private:
    void chooseFirstBad();
    void showRow();
    RecordTable *m_table;
    QPlainTextEdit *m_text;
};

} // namespace assay::ui
