// SPDX-License-Identifier: Apache-2.0
#include "configuration_form.h"

#include "cells_editor.h"
#include "field_problems.h"
#include "fold_section.h"
#include "log_policy_editor.h"
#include "origin_note.h"
#include "seconds_box.h"
#include "workbench_checks_editor.h"
#include "yaml_editor.h"

#include <models/suite/configuration_fields.h>

#include <QCheckBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace assay::ui {

using Configuration = models::CustomImageTestConfiguration;

//! What configurationFields() knows of a field that the form has.
static const models::ConfigurationField &knownField(const QString &path)
{
    const models::ConfigurationField *field = models::configurationField(path);
    Q_ASSERT(field);
    return *field;
}

void ConfigurationForm::buildTest()
{
    beginPart(
        u"test"_s, tr("Test"), [](const Configuration &c) { return c.id; }, true);
    m_id = addLine(u"id"_s, tr("Test id"), u"sdg_hub_image"_s);
    addLine(u"namespace"_s, tr("Namespace"), u"test-sdg-hub"_s);
    addLine(u"notebook_name"_s, tr("Notebook name"), u"sdg-hub-notebook"_s);
}

void ConfigurationForm::buildImage()
{
    beginPart(
        u"image"_s, tr("Image"), [](const Configuration &c) { return c.customImage; }, true);
    connect(addLine(u"custom_image"_s, tr("Image"), u"quay.io/opendatahub/workbench:2025.1"_s),
            &QLineEdit::editingFinished, this, &ConfigurationForm::proposeNames);
    addLine(u"pull_secret"_s, tr("Pull secret"), u"namespace/name"_s);
    EntriesEditor::Texts packages;
    packages.field = u"packages_to_verify"_s;
    packages.name = tr("Packages to verify");
    packages.newName = tr("Package to add");
    packages.placeholder = tr("import name, e.g. numpy");
    packages.newHelp = tr("One name or several, apart by spaces or commas; Enter adds them");
    packages.addName = tr("Add the package");
    packages.removeName = tr("Remove the selected packages");
    packages.separator = QRegularExpression(u"[\\s,;]+"_s);
    addEntries(packages);
}

void ConfigurationForm::buildLimits()
{
    beginPart(u"limits"_s, tr("Time limits"), [](const Configuration &c) {
        return tr("%1 s for the pod, %2 s for a command")
            .arg(c.timeoutPodReady)
            .arg(c.timeoutCommand);
    });
    addSeconds(u"timeout_pod_ready"_s, tr("Pod ready within"));
    addSeconds(u"timeout_command"_s, tr("Each command within"));
}

void ConfigurationForm::buildInstalled()
{
    beginPart(u"installed"_s, tr("Installed packages and GPU"), [](const Configuration &c) {
        QStringList parts = c.installedPackages;
        if (c.gpuRequired)
            parts << tr("a GPU");
        return parts.join(", "_L1);
    });
    EntriesEditor::Texts installed;
    installed.field = u"installed_packages"_s;
    installed.name = tr("Installed packages");
    installed.newName = tr("Installed package to add");
    installed.placeholder = tr("name and version, e.g. numpy>=1.26,<2");
    installed.newHelp = tr("A distribution's name as pip knows it, alone or with versions: "
                           "numpy>=1.26, torch==2.4.*; Enter adds it");
    installed.addName = tr("Add the installed package");
    installed.removeName = tr("Remove the selected installed packages");
    installed.lines = 4;
    addEntries(installed);
    auto *gpu = new QCheckBox(tr("The workbench needs a GPU"));
    gpu->setObjectName(u"gpu_required"_s);
    gpu->setAccessibleName(gpu->text());
    gpu->setToolTip(docOf(knownField(u"gpu_required"_s)));
    addField(u"gpu_required"_s, tr("GPU"), gpu);
    bind<bool>(
        &Configuration::gpuRequired, [gpu](bool on) { gpu->setChecked(on); },
        [gpu] { return gpu->isChecked(); });
    connect(gpu, &QCheckBox::toggled, this, &ConfigurationForm::store);
}

void ConfigurationForm::buildWorkbench()
{
    beginPart(u"workbench"_s, tr("Workbench checks"),
              [](const Configuration &c) { return c.workbenchChecks.join(", "_L1); });
    auto *checks = new WorkbenchChecksEditor;
    checks->setAccessibleName(tr("Workbench checks"));
    addWide(u"workbench_checks"_s, checks);
    bind<QStringList>(
        &Configuration::workbenchChecks,
        [checks](const QStringList &asked) { checks->setChecks(asked); },
        [checks] { return checks->checks(); });
    connect(checks, &WorkbenchChecksEditor::edited, this, &ConfigurationForm::store);
}

void ConfigurationForm::buildCells()
{
    beginPart(u"cells"_s, tr("Notebook cells"), [](const Configuration &c) {
        const qsizetype count = c.notebookCells.size();
        return count == 0   ? QString()
               : count == 1 ? tr("1 cell or notebook")
                            : tr("%1 cells or notebooks").arg(count);
    });
    m_cells = new CellsEditor;
    m_cells->setAccessibleName(tr("Notebook cells"));
    addWide(u"notebook_cells"_s, m_cells);
    bind<QStringList>(
        &Configuration::notebookCells,
        [this](const QStringList &cells) { m_cells->setCells(cells); },
        [this] { return m_cells->cells(); });
    connect(m_cells, &CellsEditor::edited, this, &ConfigurationForm::store);
    connect(m_cells, &CellsEditor::fileRequested, this, [this] {
        Q_EMIT notebookFileRequested(QFileInfo(m_suite->path()).path(),
                                     [form = QPointer(this)](const QString &path) {
                                         if (form)
                                             form->addNotebookFile(path);
                                     });
    });
}

void ConfigurationForm::buildLog()
{
    beginPart(u"log"_s, tr("Start-up log"), [](const Configuration &c) {
        const qsizetype count = c.logPolicy.blocked.size();
        return c.logPolicy.isEmpty() ? QString()
               : count == 1          ? tr("1 text blocked")
                                     : tr("%1 texts blocked").arg(count);
    });
    m_logPolicy = new LogPolicyEditor;
    m_logPolicy->setAccessibleName(tr("Start-up log"));
    addWide(u"log_policy"_s, m_logPolicy);
    m_bindings.push_back({[this](const Configuration &c, const Draft &draft) {
                              m_logPolicy->setPolicy(c.logPolicy, draft.waivers);
                          },
                          [this](Configuration &c, Draft &draft) {
                              c.logPolicy = m_logPolicy->policy();
                              draft.waivers = m_logPolicy->draft();
                          }});
    connect(m_logPolicy, &LogPolicyEditor::edited, this, &ConfigurationForm::store);
}

void ConfigurationForm::buildManifest()
{
    beginPart(u"manifest"_s, tr("Notebook manifest"), [](const Configuration &c) {
        QStringList parts;
        if (!c.authAnnotations.isEmpty())
            parts << tr("annotations");
        if (!c.resources.is_null())
            parts << tr("resources");
        if (!c.storage.is_null())
            parts << tr("storage");
        if (!c.templateOverride.is_null())
            parts << tr("template changes");
        return parts.join(", "_L1);
    });
    m_annotations = new AnnotationsEditor;
    addField(u"auth_annotations"_s, tr("Sidecar annotations"), m_annotations);
    m_bindings.push_back({[this](const Configuration &c, const Draft &draft) {
                              if (draft.annotations.isEmpty())
                                  m_annotations->setAnnotations(c.authAnnotations);
                              else
                                  m_annotations->setRows(draft.annotations);
                          },
                          [this](Configuration &c, Draft &draft) {
                              c.authAnnotations = m_annotations->annotations();
                              draft.annotations = m_annotations->problem().isEmpty()
                                                      ? AnnotationsEditor::Rows()
                                                      : m_annotations->rows();
                          }});
    connect(m_annotations, &AnnotationsEditor::edited, this, &ConfigurationForm::store);
    addYaml(u"resources"_s, tr("Resources"), u"requests:\n  cpu: 500m\n  memory: 1Gi"_s);
    addYaml(u"storage"_s, tr("Storage"), u"size: 10Gi\nclass: standard"_s);
    addYaml(u"template"_s, tr("Template changes"),
            u"spec:\n  template:\n    spec:\n      nodeSelector: {}"_s);
}

void ConfigurationForm::buildReporting()
{
    beginPart(u"reporting"_s, tr("Labels and known failure"), [](const Configuration &c) {
        QStringList parts;
        if (!c.labels.is_null())
            parts << tr("labels");
        if (!c.knownFailure.is_null())
            parts << tr("a known failure");
        return parts.join(", "_L1);
    });
    addYaml(u"labels"_s, tr("Labels"), u"polarion-testcase-id: ODS-1234"_s);
    addYaml(u"known_failure"_s, tr("Known failure"),
            u"text: No module named 'torch'\nuntil: 2027-01-31\nreason: ODS-4711"_s);
}

void ConfigurationForm::alignLabels()
{
    int widest = 0;
    for (const QLabel *label : m_labels)
        widest = std::max(widest, label->sizeHint().width());
    for (QLabel *label : m_labels)
        label->setMinimumWidth(widest);
}

void ConfigurationForm::beginPart(const QString &name, const QString &title,
                                  const std::function<QString(const Configuration &)> &summary,
                                  bool required)
{
    auto *section = new FoldSection(name, title);
    m_column->addWidget(section);
    m_parts.push_back({section, required, {}, summary});
}

void ConfigurationForm::addWide(const QString &path, QWidget *editor)
{
    addField(path, {}, editor);
}

void ConfigurationForm::addField(const QString &path, const QString &text, QWidget *editor)
{
    auto *field = new QWidget;
    auto *column = new QVBoxLayout(field);
    column->setContentsMargins({});
    column->setSpacing(fontMetrics().height() / 5);
    column->addWidget(editor, 0,
                      qobject_cast<QSpinBox *>(editor) ? Qt::AlignLeft : Qt::Alignment());
    auto *problems = new FieldProblems;
    problems->setObjectName("problems."_L1 + path);
    auto *origin = new OriginNote(path);
    column->addWidget(origin);
    column->addWidget(problems);
    m_origins.insert(path, origin);
    m_parts.back().fields << path;
    QFormLayout *form = m_parts.back().section->form();
    if (text.isEmpty()) {
        form->addRow(field);
    } else {
        auto *label = new QLabel(text);
        label->setTextFormat(Qt::PlainText);
        label->setBuddy(editor);
        label->setContentsMargins(0, fontMetrics().height() / 4, 0, 0);
        form->addRow(label, field);
        m_labels << label;
    }
    m_problems.insert(path, problems);
    m_editors.insert(path, editor);
}

QLineEdit *ConfigurationForm::addLine(const QString &path, const QString &text,
                                      const QString &placeholder)
{
    const QString help = docOf(knownField(path));
    auto *edit = new QLineEdit;
    edit->setObjectName(path);
    edit->setAccessibleName(text);
    edit->setAccessibleDescription(help);
    edit->setPlaceholderText(placeholder);
    edit->setToolTip(help);
    addField(path, text, edit);
    // The id names the test to every other part: it changes once, when it is written whole.
    if (path == "id"_L1) {
        connect(edit, &QLineEdit::editingFinished, this, &ConfigurationForm::store);
        return edit;
    }
    bind<QString>(
        std::get<QString Configuration::*>(knownField(path).member),
        [edit](const QString &value) {
            // The cursor stays where it is.
            if (edit->text() == value)
                return;
            edit->setText(value);
            if (!edit->hasFocus())
                edit->setCursorPosition(0); // a long value is known by its beginning
        },
        [edit] { return edit->text(); });
    connect(edit, &QLineEdit::textEdited, this, &ConfigurationForm::store);
    return edit;
}

void ConfigurationForm::addSeconds(const QString &path, const QString &text)
{
    const models::ConfigurationField &field = knownField(path);
    const QString help = tr("%1, %2 to %3").arg(docOf(field)).arg(field.least).arg(field.most);
    auto *box = new SecondsBox;
    box->setObjectName(path);
    box->setAccessibleName(text);
    box->setAccessibleDescription(help);
    box->setToolTip(help);
    box->setSuffix(tr(" s"));
    // Wider than what is valid: a file's wrong value is shown with its problem, never corrected.
    box->setRange(0, 86'400);
    box->setMinimumWidth(fontMetrics().height() * 7);
    addField(path, text, box);
    bind<int>(
        std::get<int Configuration::*>(field.member),
        [box](int seconds) { box->setValue(seconds); }, [box] { return box->value(); });
    connect(box, &QSpinBox::valueChanged, this, &ConfigurationForm::store);
}

void ConfigurationForm::addEntries(EntriesEditor::Texts texts)
{
    texts.help = docOf(knownField(texts.field));
    auto *editor = new EntriesEditor(texts);
    addField(texts.field, texts.name, editor);
    m_entries.insert(texts.field, editor);
    bind<QStringList>(
        std::get<QStringList Configuration::*>(knownField(texts.field).member),
        [editor](const QStringList &entries) { editor->setEntries(entries); },
        [editor] { return editor->entries(); });
    connect(editor, &EntriesEditor::edited, this, &ConfigurationForm::store);
    // What is in the list was written to its end.
    connect(editor, &EntriesEditor::edited, this, [this, field = texts.field] { noteLeft(field); });
}

void ConfigurationForm::addYaml(const QString &path, const QString &text, const QString &example)
{
    const QString help = docOf(knownField(path));
    auto *editor = new YamlEditor(path, text, example);
    editor->setToolTip(help);
    editor->setAccessibleDescription(help);
    addField(path, text, editor);
    m_yaml << editor;
    const auto member = std::get<models::Json Configuration::*>(knownField(path).member);
    m_bindings.push_back({[editor, member](const Configuration &c, const Draft &draft) {
                              editor->setValue(c.*member);
                              const QString typed = draft.yaml.value(editor->objectName());
                              if (!typed.isEmpty())
                                  editor->setPlainText(typed);
                          },
                          [editor, member](Configuration &c, Draft &draft) {
                              if (const auto read = editor->value()) {
                                  c.*member = *read;
                                  draft.yaml.remove(editor->objectName());
                              } else {
                                  draft.yaml.insert(editor->objectName(), editor->toPlainText());
                              }
                          }});
    connect(editor, &QPlainTextEdit::textChanged, this, &ConfigurationForm::store);
}

} // namespace assay::ui
