// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/suite/custom_image_test_configuration.h>

#include <QWidget>

class QVBoxLayout;

namespace assay::ui {

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
