// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "explanation.h"

#include <ui/look/theme.h>

#include <QScrollArea>

class QLabel;
class QMenu;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace assay::ui {

class WrappedLabel;

//! Tells how a run stands: in a sentence, who can mend it, what to do, what proves it. Each proof
//! opens where it stands.
class WhatHappenedCard : public QScrollArea
{
    Q_OBJECT
public:
    explicit WhatHappenedCard(QWidget *parent = nullptr);

    //! `record` may be null: then there is nothing to copy. It is not kept.
    void showExplanation(const Explanation &explanation, const models::RunRecord *record);
    //! Goes into what is copied of a failure that nobody knows.
    void setClusterVersion(const QString &version) { m_clusterVersion = version; }
    //! Whether the test can be run and edited at present.
    void setActionsEnabled(bool run, bool edit);
    //! The sentence, who, what to do and the buttons only, and the rest on demand.
    void setCompact(bool on);
    bool isUnfolded() const { return m_compact && m_unfolded; }
    //! Of all that it says, at its width, with or without the rest.
    int neededHeight(bool withRest) const;

Q_SIGNALS:
    //! The rest was asked for, or is no longer.
    void foldChanged();
    void proofActivated(const assay::ui::EvidenceTarget &target);
    void ticketRequested();
    void runAgainRequested();
    void editRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeTop(QVBoxLayout *column);
    void makeAdvice(QVBoxLayout *column);
    void makeActions(QVBoxLayout *column);
    void rebuild();
    void addAdvice();
    void addFix();
    void addProofs();
    void addFacts();
    void refreshCommands(const models::RunRecord *record);
    void refreshFolds();
    void refreshRun();
    //! Texts wrap at the card's width.
    void fitTexts();
    int room() const; //!< that a text has from left to right
    WrappedLabel *addText(const QString &text, ColorRole role, bool bold = false);
    QPushButton *addAction(const QString &name, const QString &text);

    Explanation m_explanation;
    QString m_unknownReport; //!< empty: the failure is known, or there is none
    QString m_clusterVersion;
    bool m_mayRun = true;
    bool m_compact = false;
    bool m_unfolded = false; //!< the rest, where it is compact
    bool m_factsOpen = false;
    QWidget *m_top = nullptr;
    QLabel *m_icon = nullptr;
    WrappedLabel *m_headline = nullptr;
    WrappedLabel *m_who = nullptr;
    QWidget *m_folded = nullptr; //!< what to do, while the rest is folded away
    WrappedLabel *m_foldedAdvice = nullptr;
    QWidget *m_actions = nullptr;
    QPushButton *m_copyTicket = nullptr;
    QPushButton *m_reportUnknown = nullptr;
    QPushButton *m_commands = nullptr;
    QMenu *m_commandMenu = nullptr;
    QPushButton *m_runAgain = nullptr;
    QPushButton *m_edit = nullptr;
    QPushButton *m_more = nullptr;
    QWidget *m_rest = nullptr;
    QVBoxLayout *m_texts = nullptr; //!< of the rest
    QWidget *m_facts = nullptr;     //!< of the rest
};

} // namespace assay::ui
