// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/shown_run.h>
#include <ui/log/log_document.h>

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QStackedWidget;

namespace assay::ui {

class FindBar;
class LogView;

//! The logs of the run that is shown: which container, which attempt, and its text.
class LogPane : public QWidget
{
    Q_OBJECT
public:
    explicit LogPane(models::ShownRun *shown, QWidget *parent = nullptr);

    void focusFind();
    FindBar *findBar() const { return m_find; }

private:
    void showRun();
    void refresh(); //!< the record has more
    void refreshChooser(const models::RunRecord *record);
    void showChosen();
    void explainEmpty();

    models::ShownRun *m_shown;
    LogDocument m_document;
    LogView *m_view;
    FindBar *m_find;
    QComboBox *m_chooser;
    QCheckBox *m_follow;
    QLabel *m_status;
    QLabel *m_empty;
    QStackedWidget *m_pages;
    bool m_userChose = false;
};

} // namespace assay::ui
