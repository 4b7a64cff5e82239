// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "highlight_rules.h"
#include "log_slice.h"

#include <models/tables/shown_run.h>
#include <ui/log/log_document.h>

#include <QPointer>
#include <QTimer>
#include <QWidget>

class QAction;
class QCheckBox;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QMenu;
class QStackedWidget;
class QToolButton;

namespace assay::ui {

class FindBar;
class HighlightDialog;
class LogSearch;
class LogStepper;
class LogView;

//! The logs of the run that is shown: which container, which attempt, and its text.
class LogPane : public QWidget
{
    Q_OBJECT
public:
    explicit LogPane(models::ShownRun *shown, QWidget *parent = nullptr);

    void focusFind();
    FindBar *findBar() const { return m_find; }
    void goToError(bool next);
    //! Opens what stands out in logs, or brings it to the front.
    void editHighlights();
    //! Looks for a line of a container in its newest attempt that has it, marks it and brings it
    //! into view. False where the container has no log.
    bool showLine(const QString &container, const QString &text);

Q_SIGNALS:
    //! The file that is shown is to be copied.
    void saveRequested(const QString &path, const QString &proposal);

private:
    struct Wanted
    {
        std::vector<int> choices; //!< logs to look into, newest first
        QStringList texts;        //!< to look for, the most telling first
        size_t choice = 0;
        qsizetype text = 0;
    };
    void setUpChoosers();
    void layOut();
    void listen();
    QMenu *makeMenu();
    void showRun();
    void refresh(); //!< the record has more
    void refreshChooser(const models::RunRecord *record);
    void showChosen();
    void explainEmpty();
    void addMarking(QMenu *menu);
    void listenToMarks();
    void highlight(const QString &text);
    void setRules(const std::vector<HighlightRule> &rules);
    void applyFilter();
    void showTimes();
    void divideLater(); //!< the log has more, or was searched further
    std::optional<std::pair<qint64, qint64>> linesOfSlice() const;
    QString whyNothing() const;
    void chooseLevel();
    void lookForWanted();
    void wantedFound(bool found);

    models::ShownRun *m_shown;
    LogDocument m_document;
    LogView *m_view;
    FindBar *m_find;
    LogStepper *m_errors;
    LogStepper *m_proof;
    LogSearch *m_level; //!< lines of the least level that is shown
    std::vector<HighlightRule> m_rules;
    QPointer<HighlightDialog> m_highlights;
    std::optional<Wanted> m_wanted;
    QTimer m_filterLater;
    QComboBox *m_chooser;
    QComboBox *m_levels;
    QCheckBox *m_follow;
    QToolButton *m_more;
    QAction *m_times = nullptr;
    LineTimes m_lineTimes;
    QLabel *m_status;
    QLabel *m_empty;
    QStackedWidget *m_pages;
    bool m_userChose = false;
};

} // namespace assay::ui
