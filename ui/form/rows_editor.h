// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QTableWidget;

namespace assay::ui {

//! Edits rows of texts in a table, with buttons to add and to remove one. What was typed stays,
//! whatever it is; those who derive from it say what the rows mean.
class RowsEditor : public QWidget
{
    Q_OBJECT
public:
    using Rows = QList<QStringList>; //!< a text for each column

    Rows rows() const;
    void setRows(const Rows &rows); //!< without a word of it

Q_SIGNALS:
    void edited();

protected:
    struct Words
    {
        QString objectName; //!< of the table
        QString name;       //!< the accessible one
        QString columns;    //!< the accessible name of the headings
        QStringList headings;
        QString toolTip;
        QString add; //!< what the buttons do
        QString remove;
    };
    //! The buttons are called add… and remove… after `noun`.
    RowsEditor(const QString &noun, const Words &words, QWidget *parent);

    QTableWidget *table() const { return m_table; }
    //! For what changes items without being an edit.
    bool m_filling = false;

private:
    void addRow();
    void appendRow(const QStringList &cells);
    QTableWidget *m_table;
};

} // namespace assay::ui
