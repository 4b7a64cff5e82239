// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMap>
#include <QWidget>

class QTableWidget;
class QToolButton;

namespace assay::ui {

//! Edits key-value pairs. Rows that make no pair (no key, a key twice) stay as they were typed.
class AnnotationsEditor : public QWidget
{
    Q_OBJECT
public:
    using Rows = QList<QPair<QString, QString>>;

    explicit AnnotationsEditor(QWidget *parent = nullptr);

    Rows rows() const;
    void setRows(const Rows &rows);
    //! The pairs that the rows make: the first of a key that is there twice.
    QMap<QString, QString> annotations() const;
    //! Why not every row makes a pair; empty where each does.
    QString problem() const;

Q_SIGNALS:
    void edited();

private:
    void appendRow(const QString &key, const QString &value);
    QTableWidget *m_table;
    QToolButton *m_remove;
    bool m_filling = false;
};

} // namespace assay::ui
