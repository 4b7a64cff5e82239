// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "field_problems.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QToolButton;
class QVBoxLayout;

namespace assay::ui {

//! One entry of notebook_cells: Python code in as many lines as it takes, or the path of a notebook
//! file.
class CellBox : public QWidget
{
    Q_OBJECT
public:
    explicit CellBox(const QString &entry, QWidget *parent = nullptr);

    //! As it was given until it is edited: an editor turns some blanks into others.
    const QString &entry() const { return m_entry; }
    void setNumber(int number, int count);
    void setProblem(const EntryProblem &problem);
    QPlainTextEdit *editor() const { return m_text; }

Q_SIGNALS:
    void edited();
    void moveRequested(int by); //!< -1: up, 1: down
    void removeRequested();

private:
    void fitHeight();
    void refresh();
    QString m_entry;
    int m_number = 0;
    QLabel *m_title;
    QPlainTextEdit *m_text;
    QLabel *m_problem;
    QToolButton *m_up;
    QToolButton *m_down;
    QToolButton *m_remove;
};

//! Edits notebook_cells: add code or a notebook file, change, move, remove.
class CellsEditor : public QWidget
{
    Q_OBJECT
public:
    explicit CellsEditor(QWidget *parent = nullptr);

    QStringList cells() const;
    void setCells(const QStringList &cells);
    void addCell(const QString &entry);
    void setProblems(const EntryProblems &problems); //!< by place

Q_SIGNALS:
    void edited();
    void fileRequested(); //!< whoever knows how asks for a notebook file and calls addCell()

private:
    CellBox *appendBox(const QString &entry);
    void move(CellBox *box, int by);
    void number();
    QList<CellBox *> m_boxes;
    QVBoxLayout *m_column;
};

} // namespace assay::ui
