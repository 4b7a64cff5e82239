// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "annotations_editor.h"
#include "entries_editor.h"
#include "waivers_editor.h"

#include <models/tables/suite_document.h>
#include <ui/look/dialogs.h>

#include <QHash>
#include <QScrollArea>
#include <QSet>

#include <functional>

class QLabel;
class QLineEdit;
class QVBoxLayout;

namespace assay::ui {

class CellsEditor;
class FieldProblems;
class FoldSection;
class LateChange;
class LogPolicyEditor;
class OriginNote;
class YamlEditor;

//! Edits one test of the suite: every field, with its problems below it as they are typed, in parts
//! that fold. A part that holds nothing is folded when a test is shown.
class ConfigurationForm : public QScrollArea
{
    Q_OBJECT
public:
    explicit ConfigurationForm(models::SuiteDocument *suite, QWidget *parent = nullptr);
    ~ConfigurationForm() override;

    void setTest(const QString &testId);
    //! Takes over what is typed but not committed (the id, which names the test elsewhere).
    void commit();
    //! The field that has the focus; empty: none.
    QString currentField() const;
    void focusField(const QString &field);
    //! A test that was just added: the image comes first, its names are proposed from that until
    //! somebody writes others, and what is wrong with a field is said once the field was left. Ends
    //! when another test is shown.
    void guide(const QString &testId);

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
        bool required; //!< nothing can be run without it
        QStringList fields;
        //! What a configuration has of it, for its heading; empty: nothing.
        std::function<QString(const models::CustomImageTestConfiguration &)> summary;
    };
    struct Binding
    {
        std::function<void(const models::CustomImageTestConfiguration &, const Draft &)> show;
        std::function<void(models::CustomImageTestConfiguration &, Draft &)> read;
    };
    //! A test that is led through.
    struct Guided
    {
        QString testId;
        models::SuiteDocument::Names proposed; //!< what nobody wrote
        QSet<QString> left;                    //!< fields that the cursor was in
    };
    using FieldProblemList = std::vector<models::FieldProblem>;

    void buildTest();
    void buildImage();
    void buildLimits();
    void buildInstalled();
    void buildWorkbench();
    void buildCells();
    void buildLog();
    void buildManifest();
    void buildReporting();
    void alignLabels();
    void
    beginPart(const QString &name, const QString &title,
              const std::function<QString(const models::CustomImageTestConfiguration &)> &summary,
              bool required = false);
    //! A field whose editor says by itself what it is.
    void addWide(const QString &path, QWidget *editor);
    void addField(const QString &path, const QString &label, QWidget *editor);
    //! These four know the field's member, and what it is for, from configurationFields().
    QLineEdit *addLine(const QString &path, const QString &label, const QString &placeholder);
    void addSeconds(const QString &path, const QString &label);
    void addEntries(EntriesEditor::Texts texts);
    void addYaml(const QString &path, const QString &label, const QString &example);
    //! What carries a field between its editor and a configuration.
    template<typename T>
    void bind(T models::CustomImageTestConfiguration::*member, std::function<void(const T &)> show,
              std::function<T()> read)
    {
        m_bindings.push_back(
            {[member, show = std::move(show)](const auto &c, const Draft &) { show(c.*member); },
             [member, read = std::move(read)](auto &c, Draft &) { c.*member = read(); }});
    }
    void fill();
    void store();
    //! What is shown becomes the test's; what takes longer than a key may, a moment later.
    enum class Wait { Never, WhereLong };
    void takeOver(Wait wait);
    //! The name of the test from now on; nothing: it is done later.
    std::optional<QString> give(const models::CustomImageTestConfiguration &wanted, Wait wait);
    void takeLate(const models::SuiteDocument::Change &change,
                  const models::SuiteText::Edited &made);
    void endStoring(const QString &formerId, const QString &id);
    void foldWhatIsEmpty();
    void proposeNames();
    QString fieldOf(const QWidget *widget) const;
    void noteFocus(QWidget *before, QWidget *now);
    void noteLeft(const QString &field);
    void addNotebookFile(const QString &path);
    QHash<QString, FieldProblemList> problemsByField() const;
    void showProblems();
    void showOrigins();
    //! What is edited for all; `c` has it then as the suite has. False: it is done later.
    bool storeShared(const models::CustomImageTestConfiguration &before,
                     models::CustomImageTestConfiguration &c, Wait wait);
    void showProblemsOfEntries(const QHash<QString, FieldProblemList> &byField);
    const models::CustomImageTestConfiguration *test() const { return m_suite->test(m_testId); }
    void forgetDrafts();

    models::SuiteDocument *m_suite;
    QString m_testId;
    bool m_filling = false;
    bool m_storing = false;
    LateChange *m_late;
    QHash<QString, Draft> m_drafts; //!< by test id
    std::optional<Guided> m_guided;
    QVBoxLayout *m_column;
    std::vector<Part> m_parts; //!< the last one is being filled while the form is built
    QList<QLabel *> m_labels;
    QHash<QString, FieldProblems *> m_problems;
    QHash<QString, QWidget *> m_editors;
    QHash<QString, OriginNote *> m_origins;
    std::vector<Binding> m_bindings; //!< of all fields but the id
    QLineEdit *m_id;
    QHash<QString, EntriesEditor *> m_entries; //!< by field
    CellsEditor *m_cells;
    LogPolicyEditor *m_logPolicy;
    AnnotationsEditor *m_annotations;
    QList<YamlEditor *> m_yaml;
};

} // namespace assay::ui
