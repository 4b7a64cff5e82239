// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/shown_run.h>
#include <models/tables/tests_model.h>
#include <ui/form/objects_text.h>
#include <ui/look/dialogs.h>

#include <QWidget>

class QLabel;
class QStackedWidget;
class QTabBar;

namespace assay::ui {

class Badge;
class ConfigurationForm;
class ElidedLabel;
class EvidencePane;
class RunPage;
class NoticeStrip;
class ObjectsPage;
class YamlPage;

//! One test, or a stored run: its name and outcome, and the pages Run, Configuration, YAML and
//! Objects, the last three of one document. A stored run has nothing that could be edited.
class TestPage : public QWidget
{
    Q_OBJECT
public:
    enum class Page { Run, Configuration, Yaml, Objects };

    TestPage(models::ShownRun *shown, models::TestsModel *tests, models::SuiteDocument *suite,
             QWidget *parent = nullptr);

    void showPage(Page page);
    Page page() const;
    //! What a run would create, for the page that shows it.
    void setRehearsal(const Rehearsal &rehearsal);
    //! It is found on the YAML page and on that of the objects.
    bool canFind() const { return page() == Page::Yaml || page() == Page::Objects; }
    void focusFind();
    void find(bool forward);
    void commitEdits();
    //! The form leads through a test that was just added.
    void guide(const QString &testId);
    EvidencePane *evidence() const { return m_evidence; }
    RunPage *run() const { return m_run; }
    QByteArray columns() const;
    //! Empty: as in a new window.
    void setColumns(const QByteArray &columns);
    void setEvidenceAlone(bool on);

Q_SIGNALS:
    void pageChanged();
    void testRequested(const QString &testId); //!< the one at the cursor of the YAML page
    void notebookFileRequested(const QString &folder, const Dialogs::PathHandler &take);

private:
    void showRun();
    void refreshHeader();
    QString outcomeText(models::TestState state) const;
    QString imageOf(const models::CustomImageTestConfiguration &configuration) const;
    ConfigurationForm *form();
    YamlPage *yaml();
    ObjectsPage *objects();
    void showBroken();
    models::ShownRun *m_shown;
    models::TestsModel *m_tests;
    models::SuiteDocument *m_suite;
    QString m_formTest; //!< whose configuration the form has
    ElidedLabel *m_name;
    ElidedLabel *m_place;
    QLabel *m_remark; //!< beside the outcome, what else is to be known of it
    Badge *m_outcome;
    QTabBar *m_tabs;
    QStackedWidget *m_pages;
    EvidencePane *m_evidence;
    RunPage *m_run;
    ConfigurationForm *m_form = nullptr;
    YamlPage *m_yaml = nullptr;
    ObjectsPage *m_objects = nullptr;
    Rehearsal m_rehearsal;
    NoticeStrip *m_broken; //!< over what is read of the text, while it cannot be
};

} // namespace assay::ui
