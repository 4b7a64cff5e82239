// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "run/explanation.h"

#include <models/record/run_record.h>
#include <models/workbench/workbench_look.h>

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QStackedWidget;
class QTabWidget;
class QTreeWidget;

namespace assay::ui {

class ElidedLabel;
class StateMachineView;
class WhatHappenedCard;

//! One workbench as it stands: what is wrong with it and what proves that, its events, what its
//! containers said, and its objects; or several that have the same trouble. It can only be read.
class WorkbenchView : public QWidget
{
    Q_OBJECT
public:
    explicit WorkbenchView(QWidget *parent = nullptr);

    void showHint(const QString &text); //!< nothing is chosen
    //! What is known before it was looked at closely.
    void showFound(const models::WorkbenchDiagnosis &found);
    //! Of the one that is shown already, what changed; the place that is read stays. `isLive`: more
    //! looks come, and its times go on until then.
    void showLook(const models::WorkbenchLook &look, bool isLive);
    void showGroup(const models::DiagnosisGroup &group);
    //! Why it cannot be seen at present; what was seen last stays.
    void showMissed(const QString &problem);
    QString text() const; //!< empty where nothing is chosen

Q_SIGNALS:
    void workbenchRequested(const QString &name); //!< one of the group, as nameOf() has it

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void setUpEvents();
    void showStates(const models::WorkbenchLook &look, bool isLive);
    void refreshStates();
    void goToState(models::NotebookStatus status);
    void explain(const QString &name, const Explanation &explanation);
    void showEvents(const std::vector<models::KubernetesEvent> &events);
    void colourWarnings();
    void showLogs(const std::vector<models::ContainerLog> &logs);
    void showLog();
    void goTo(const EvidenceTarget &target);
    bool findIn(QPlainTextEdit *text, const QString &words);

    QStackedWidget *m_pages;
    QLabel *m_hint;
    ElidedLabel *m_name;
    QLabel *m_missed;
    StateMachineView *m_states;
    WhatHappenedCard *m_card;
    QTabWidget *m_tabs;
    QTreeWidget *m_events;
    QWidget *m_logPage;
    QComboBox *m_containers;
    QPlainTextEdit *m_log;
    QPlainTextEdit *m_objects;
    std::vector<models::ContainerLog> m_logs;
    Explanation m_explanation;
    models::RunRecord m_way; //!< its states, as the record of a run would have them
    QDateTime m_lookedAt;
    bool m_goesOn = false; //!< its state may still change by itself
    QTimer m_seconds;      //!< while it does
    bool m_isGroup = false;
};

} // namespace assay::ui
