// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "annotations_editor.h"
#include "waivers_editor.h"

#include <models/tables/suite_document.h>
#include <ui/look/dialogs.h>

#include <QHash>
#include <QScrollArea>

#include <functional>

class QCheckBox;
class QLabel;
class QLineEdit;
class QSpinBox;
class QVBoxLayout;

namespace assay::ui {

class CellsEditor;
class EntriesEditor;
class FieldProblems;
class FoldSection;
class LogPolicyEditor;
class WorkbenchChecksEditor;
class YamlEditor;

//! Edits one test of the suite: every field, with its problems below it as they are typed, in parts
//! that fold. A part that holds nothing is folded when a test is shown.
class ConfigurationForm : public QScrollArea
{
    Q_OBJECT
public:
    explicit ConfigurationForm(models::SuiteDocument *suite, QWidget *parent = nullptr);

    void setTest(const QString &testId);
    //! Takes over what is typed but not committed (the id, which names the test elsewhere).
    void commit();

Q_SIGNALS:
    //! A notebook file is to be chosen, beginning in `folder`; `take` gets its path.
    void notebookFileRequested(const QString &folder, const Dialogs::PathHandler &take);

private:
    //! What was typed and makes no value yet, kept while another test is looked at.
    struct Draft
    {
        QString id; //!< another test's
        QHash<QString, QString> yaml;
        AnnotationsEditor::Rows annotations;
        WaiversEditor::Rows waivers;
    };
    //! A part, and the fields in it.
    struct Part
    {
        FoldSection *section;
        QStringList fields;
        //! What a configuration has of it, for its heading; empty: nothing.
        std::function<QString(const models::CustomImageTestConfiguration &)> summary;
    };
    using FieldProblemList = std::vector<models::FieldProblem>;

    void buildTest();
    void buildImage();
    void buildChecks();
    void buildManifest();
    void alignLabels();
    void
    beginPart(const QString &name, const QString &title,
              const std::function<QString(const models::CustomImageTestConfiguration &)> &summary);
    //! A field whose editor says by itself what it is.
    void addWide(const QString &path, QWidget *editor);
    void addField(const QString &path, const QString &label, QWidget *editor);
    QLineEdit *addLine(const QString &path, const QString &label, const QString &placeholder,
                       const QString &help);
    QSpinBox *addSeconds(const QString &path, const QString &label, const QString &help);
    YamlEditor *addYaml(const QString &path, const QString &label, const QString &example,
                        const QString &help);
    void fill();
    void store();
    void storeYaml(YamlEditor *editor, models::Json &value, Draft &draft);
    void foldWhatIsEmpty();
    void addNotebookFile(const QString &path);
    QHash<QString, FieldProblemList> problemsByField() const;
    void showProblems();
    void showProblemsOfEntries(const QHash<QString, FieldProblemList> &byField);
    const models::CustomImageTestConfiguration *test() const { return m_suite->test(m_testId); }
    void forgetDrafts();

    models::SuiteDocument *m_suite;
    QString m_testId;
    bool m_filling = false;
    bool m_storing = false;
    QHash<QString, Draft> m_drafts; //!< by test id
    QVBoxLayout *m_column;
    std::vector<Part> m_parts; //!< the last one is being filled while the form is built
    QList<QLabel *> m_labels;
    QHash<QString, FieldProblems *> m_problems;
    QHash<QString, QWidget *> m_editors;
    QLineEdit *m_id;
    QLineEdit *m_namespace;
    QLineEdit *m_notebook;
    QLineEdit *m_image;
    EntriesEditor *m_packages;
    EntriesEditor *m_installed;
    QCheckBox *m_gpu;
    CellsEditor *m_cells;
    WorkbenchChecksEditor *m_workbench;
    LogPolicyEditor *m_logPolicy;
    QSpinBox *m_podReady;
    QSpinBox *m_command;
    AnnotationsEditor *m_annotations;
    YamlEditor *m_resources;
    YamlEditor *m_storage;
    YamlEditor *m_template;
};

} // namespace assay::ui
