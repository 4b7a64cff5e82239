// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/tests_model.h>

#include <QTimer>
#include <QWidget>

class QSplitter;

namespace assay::ui {

class FindingsPane;
class PhaseBar;
class StateMachineView;
class WhatHappenedCard;

//! The newest run of one test: its states, its steps, what happened, and what was found out.
class RunPage : public QWidget
{
    Q_OBJECT
public:
    RunPage(models::Workspace *workspace, models::TestsModel *tests, QWidget *parent = nullptr);

    void setTest(const QString &testId);
    //! Looks at the workspace again.
    void refresh();

Q_SIGNALS:
    void packageActivated(const QString &package);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void refreshTimes();
    const models::Workspace::Run *run() const;

    models::Workspace *m_workspace;
    models::TestsModel *m_tests;
    QString m_testId;
    QTimer m_live;
    StateMachineView *m_states;
    PhaseBar *m_phases;
    WhatHappenedCard *m_card;
    FindingsPane *m_findings;
    QSplitter *m_splitter;
};

} // namespace assay::ui
