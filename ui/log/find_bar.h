// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "log_search.h"

#include <QWidget>

#include <optional>

class QLabel;
class QLineEdit;

namespace assay::ui {

//! Find in a log: a field, previous and next, and what came of it.
class FindBar : public QWidget
{
    Q_OBJECT
public:
    explicit FindBar(LogView *view, QWidget *parent = nullptr);
    void focusField();
    void findNext();
    void findPrevious();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    enum class Step { Refine, Next, Previous };
    void find(Step step);
    LogView *m_view;
    LogSearch m_search;
    QLineEdit *m_field;
    QLabel *m_status;
    std::optional<LogView::Position> m_match; //!< where the last match begins
    int m_matchLength = 0;
};

} // namespace assay::ui
