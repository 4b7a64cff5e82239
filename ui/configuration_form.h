// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "annotations_editor.h"

#include <models/suite_document.h>

#include <QHash>
#include <QScrollArea>

class QFormLayout;
class QLineEdit;
class QSpinBox;

namespace assay::ui {

class FieldProblems;
class PackagesEditor;
class YamlEditor;

//! Edits one test of the suite: every field, with its problems below it as they are typed.
class ConfigurationForm : public QScrollArea
{
    Q_OBJECT
public:
    explicit ConfigurationForm(models::SuiteDocument *suite, QWidget *parent = nullptr);

    void setTest(const QString &testId);
    //! Takes over what is typed but not committed (the id, which names the test elsewhere).
    void commit();

private:
    //! What was typed and makes no value yet, kept while another test is looked at.
    struct Draft
    {
        QHash<QString, QString> yaml;
        AnnotationsEditor::Rows annotations;
    };

    void addHeading(const QString &text);
    void addField(const QString &path, const QString &label, QWidget *editor);
    QLineEdit *addLine(const QString &path, const QString &label, const QString &placeholder,
                       const QString &help);
    QSpinBox *addSeconds(const QString &path, const QString &label, const QString &help);
    YamlEditor *addYaml(const QString &path, const QString &label, const QString &example,
                        const QString &help);
    void fill();
    void store();
    void storeYaml(YamlEditor *editor, models::Json &value, Draft &draft);
    void showProblems();
    const models::CustomImageTestConfiguration *test() const;

    models::SuiteDocument *m_suite;
    int m_index = -1;
    bool m_filling = false;
    bool m_storing = false;
    QHash<QString, Draft> m_drafts; //!< by test id
    QFormLayout *m_form;
    QHash<QString, FieldProblems *> m_problems;
    QHash<QString, QWidget *> m_editors;
    QLineEdit *m_id;
    QLineEdit *m_namespace;
    QLineEdit *m_notebook;
    QLineEdit *m_image;
    PackagesEditor *m_packages;
    QSpinBox *m_podReady;
    QSpinBox *m_command;
    AnnotationsEditor *m_annotations;
    YamlEditor *m_resources;
    YamlEditor *m_storage;
    YamlEditor *m_template;
};

} // namespace assay::ui
