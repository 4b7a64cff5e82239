// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/shown_run.h>
#include <models/tables/tests_model.h>

#include <QTimer>
#include <QWidget>

class QSplitter;

namespace assay::ui {

class FindingsPane;
class PhaseBar;
class StateMachineView;
class WhatHappenedCard;

//! The run that is shown: its states, its steps, what happened, and what was found out.
class RunPage : public QWidget
{
    Q_OBJECT
public:
    RunPage(models::ShownRun *shown, models::TestsModel *tests, QWidget *parent = nullptr);

Q_SIGNALS:
    void packageActivated(const QString &package);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void refresh();
    void refreshTimes();

    models::ShownRun *m_shown;
    models::TestsModel *m_tests;
    QTimer m_live;
    StateMachineView *m_states;
    PhaseBar *m_phases;
    WhatHappenedCard *m_card;
    FindingsPane *m_findings;
    QSplitter *m_splitter;
};

} // namespace assay::ui
