// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/tests_model.h>
#include <ui/look/dialogs.h>

#include <QWidget>

class QLabel;
class QStackedWidget;
class QTabBar;

namespace assay::ui {

class Badge;
class ConfigurationForm;
class RunPage;

//! One test: its name and outcome, and the pages Run and Configuration.
class TestPage : public QWidget
{
    Q_OBJECT
public:
    enum class Page { Run, Configuration };

    TestPage(models::Workspace *workspace, models::TestsModel *tests, QWidget *parent = nullptr);

    void setTest(const QString &testId);
    const QString &testId() const { return m_testId; }
    void showPage(Page page);
    void refresh();       //!< the record or the configuration has changed
    void refreshHeader(); //!< time has passed
    void commitEdits();

Q_SIGNALS:
    void packageActivated(const QString &package);
    void notebookFileRequested(const QString &folder, const Dialogs::PathHandler &take);

private:
    ConfigurationForm *form();
    models::Workspace *m_workspace;
    models::TestsModel *m_tests;
    QString m_testId;
    QLabel *m_name;
    QLabel *m_place;
    Badge *m_outcome;
    QTabBar *m_tabs;
    QStackedWidget *m_pages;
    RunPage *m_run;
    ConfigurationForm *m_form = nullptr;
};

} // namespace assay::ui
