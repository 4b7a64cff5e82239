// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "log_stepper.h"

#include <QTimer>
#include <QWidget>

class QAction;
class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace assay::ui {

//! Find in a log: a text or an expression, previous and next, the match's place among all, and the
//! log reduced to what was found with some lines around it.
class FindBar : public QWidget
{
    Q_OBJECT
public:
    explicit FindBar(LogView *view, QWidget *parent = nullptr);
    void focusField();
    void findNext();
    void findPrevious();

    //! How many lines around a match are shown; nothing: all of the log.
    std::optional<int> context() const;
    bool onlyMarked() const; //!< of the log, only the lines with a mark
    const LogSearch &search() const { return m_stepper.search(); }
    //! Beside the bar, to be placed by whoever made it: what came of it, and which lines are shown.
    QLabel *status() const { return m_status; }
    QComboBox *shownLines() const { return m_only; }

Q_SIGNALS:
    void filterChanged(); //!< what is found, or the lines around it

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    using Step = LogStepper::Step;
    void layOut();
    QToolButton *option(const QString &name, const QString &text, const QString &tip,
                        const QString &key);
    QToolButton *stepButton(const QString &name, bool next, const QString &tip);
    void look(); //!< for another query
    void find(Step step);
    void tell();
    void say(const QString &words, bool wrong = false);

    LogView *m_view;
    LogStepper m_stepper;
    QLineEdit *m_field;
    QLabel *m_status;
    QToolButton *m_expression;
    QToolButton *m_case;
    QToolButton *m_words;
    QComboBox *m_only;
    LogQuery m_query; //!< what is looked for
};

} // namespace assay::ui
