// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/suite/suite.h>

#include <QPlainTextEdit>

class QCompleter;
class QStringListModel;

namespace assay::ui {

//! The text of a suite with line numbers, its problems where they are, and the words that can
//! stand at the cursor. It has no undo of its own.
class SuiteTextEdit : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit SuiteTextEdit(QWidget *parent = nullptr);

    void setProblems(const std::vector<models::SuiteProblem> &problems);
    //! What is wrong on a line, counted from 1.
    QStringList problemsOn(int line) const;
    //! The words that can stand at the cursor, and how many characters of one are there already.
    std::pair<QStringList, int> completions() const;

    int numbersWidth() const;
    void paintNumbers(QPaintEvent *event);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    void markProblems();
    void offerCompletions(bool asked);
    void complete(const QString &word);
    void breakLine();
    QWidget *m_numbers;
    QCompleter *m_completer;
    QStringListModel *m_words;
    std::vector<models::SuiteProblem> m_problems;
};

} // namespace assay::ui
