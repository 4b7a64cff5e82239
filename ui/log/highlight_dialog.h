// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "highlight_rules.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace assay::ui {

//! What stands out in logs, one rule a row; the log beside it shows what a rule does while it is
//! typed.
class HighlightDialog : public QDialog
{
    Q_OBJECT
public:
    HighlightDialog(const std::vector<HighlightRule> &rules, QWidget *parent);

    //! Those with something to look for.
    std::vector<HighlightRule> rules() const;

Q_SIGNALS:
    void rulesChanged(const std::vector<assay::ui::HighlightRule> &rules);

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Row
    {
        QWidget *widget;
        QComboBox *color;
        QLineEdit *text;
        QToolButton *expression;
        QToolButton *matchCase;
        QToolButton *wholeWords;
        QToolButton *remove;
    };
    void layOut();
    void addRow(const HighlightRule &rule);
    void removeRow(const QWidget *widget);
    static HighlightRule ruleOf(const Row &row);
    std::vector<HighlightRule> allRules() const;
    void paintColors();
    void rowsChanged(); //!< there is another number of them
    void tell();

    std::vector<Row> m_rows;
    QVBoxLayout *m_column;
    QLabel *m_none;
    QLabel *m_problem;
    QPushButton *m_add;
};

} // namespace assay::ui
