// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/workspace.h>
#include <ui/log/log_document.h>

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QStackedWidget;

namespace assay::ui {

class FindBar;
class LogView;

//! The logs of one test's newest run: which container, which attempt, and its text.
class LogPane : public QWidget
{
    Q_OBJECT
public:
    explicit LogPane(models::Workspace *workspace, QWidget *parent = nullptr);

    void setTest(const QString &testId);
    void refresh(); //!< the record has more
    void focusFind();
    FindBar *findBar() const { return m_find; }

private:
    void refreshChooser(const models::RunRecord *record);
    void showChosen();
    void explainEmpty();
    const models::Workspace::Run *run() const;

    models::Workspace *m_workspace;
    QString m_testId;
    QString m_runFolder;
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
