// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/suite/custom_image_test_configuration.h>

#include <QIcon>
#include <QMap>
#include <QWidget>

class QVBoxLayout;

namespace assay::ui {

//! What is wrong with one entry of a list, a line for each problem.
struct EntryProblem
{
    QString text = {};    //!< empty: nothing
    bool isError = false; //!< one of them is more than a warning

    void add(const models::FieldProblem &problem);
    QIcon mark() const; //!< none where nothing is wrong
};
using EntryProblems = QMap<int, EntryProblem>; //!< by place

//! What is wrong with one field, below it: errors and warnings apart by icon, colour and word.
class FieldProblems : public QWidget
{
    Q_OBJECT
public:
    explicit FieldProblems(QWidget *parent = nullptr);
    void showProblems(const std::vector<models::FieldProblem> &problems);

private:
    void rebuild();
    QVBoxLayout *m_rows;
    std::vector<models::FieldProblem> m_problems;
};

} // namespace assay::ui
