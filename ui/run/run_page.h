// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "timeline/evidence_target.h"

#include <models/tables/shown_run.h>
#include <models/tables/tests_model.h>

#include <QSplitter>
#include <QTimer>
#include <QWidget>

namespace assay::ui {

class StateMachineView;
class TimeTrack;
struct TimeSpan;
class WhatHappenedCard;

//! The run that is shown: its states and its time, and below them what happened beside what proves
//! it. Where there is no room for both side by side, what happened is a strip over the proof.
class RunPage : public QWidget
{
    Q_OBJECT
public:
    //! Takes over `evidence`, which shows what proves it.
    RunPage(models::ShownRun *shown, models::TestsModel *tests, QWidget *evidence,
            QWidget *parent = nullptr);

    WhatHappenedCard *card() const { return m_card; }
    //! Leaves the whole page to the evidence, or gives the rest its place back.
    void setEvidenceAlone(bool on);
    QByteArray columns() const; //!< empty where nobody chose them
    void setColumns(const QByteArray &columns);

Q_SIGNALS:
    //! Someone wants to see where something stands.
    void targetActivated(const assay::ui::EvidenceTarget &target);
    //! A run that went wrong is looked at, or has just gone wrong: this proves it.
    void proofFound(const assay::ui::EvidenceTarget &target);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void refresh();
    void refreshTimes();
    void listen();
    void divide(); //!< the room between what happened and what proves it
    void activateState(models::NotebookStatus status);
    void activatePhase(models::Phase phase);
    void activateSpan(const TimeSpan &span);
    void keepToSpan(const TimeSpan &span);
    void keepToTime(double from, double to); //!< seconds since the run began

    models::ShownRun *m_shown;
    models::TestsModel *m_tests;
    QTimer m_live;
    StateMachineView *m_states;
    TimeTrack *m_time;
    WhatHappenedCard *m_card;
    QSplitter *m_splitter;
    QWidget *m_track;
    EvidenceTarget m_proof;
    QTimer m_tellProof;
    std::shared_ptr<const models::Workspace::Run> m_proved; //!< the run that the proof was told of
    bool m_chosen = false; //!< someone gave the columns their widths
};

} // namespace assay::ui
