// SPDX-License-Identifier: Apache-2.0
#include "configuration_form.h"

#include "cells_editor.h"
#include "entries_editor.h"
#include "field_problems.h"
#include "fold_section.h"
#include "log_policy_editor.h"
#include "seconds_box.h"
#include "workbench_checks_editor.h"
#include "yaml_editor.h"

#include <QCheckBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace assay::ui {

using Configuration = models::CustomImageTestConfiguration;

void ConfigurationForm::buildTest()
{
    beginPart(u"test"_s, tr("Test"), [](const Configuration &c) { return c.id; });
    m_id = addLine(u"id"_s, tr("Test id"), u"sdg_hub_image"_s,
                   tr("Names the test in the suite and in reports"));
    m_namespace = addLine(u"namespace"_s, tr("Namespace"), u"test-sdg-hub"_s,
                          tr("Where the notebook is created: a name that begins with test-. It is "
                             "made for the run if it does not exist."));
    m_notebook = addLine(u"notebook_name"_s, tr("Notebook name"), u"sdg-hub-notebook"_s,
                         tr("The Notebook to create: lower-case letters, digits and hyphens, at "
                            "most 63 characters"));
}

void ConfigurationForm::buildImage()
{
    beginPart(u"image"_s, tr("Image"), [](const Configuration &c) { return c.customImage; });
    m_image = addLine(u"custom_image"_s, tr("Image"), u"quay.io/opendatahub/workbench:2025.1"_s,
                      tr("Registry, repository, and a tag or a digest"));
    EntriesEditor::Texts packages;
    packages.field = u"packages_to_verify"_s;
    packages.name = tr("Packages to verify");
    packages.help = tr("Import names, verified in this order.");
    packages.newName = tr("Package to add");
    packages.placeholder = tr("import name, e.g. numpy");
    packages.newHelp = tr("One name or several, apart by spaces or commas; Enter adds them");
    packages.addName = tr("Add the package");
    packages.removeName = tr("Remove the selected packages");
    packages.separator = QRegularExpression(u"[\\s,;]+"_s);
    m_packages = new EntriesEditor(packages);
    addField(packages.field, packages.name, m_packages);

    beginPart(u"limits"_s, tr("Time limits"), [](const Configuration &c) {
        return tr("%1 s for the pod, %2 s for a command")
            .arg(c.timeoutPodReady)
            .arg(c.timeoutCommand);
    });
    m_podReady = addSeconds(u"timeout_pod_ready"_s, tr("Pod ready within"),
                            tr("Seconds to wait for the pod to become ready, %1 to %2")
                                .arg(Configuration::minPodReady)
                                .arg(Configuration::maxPodReady));
    m_command = addSeconds(u"timeout_command"_s, tr("Each command within"),
                           tr("Seconds that the import of one package, or one notebook cell, may "
                              "take, %1 to %2")
                               .arg(Configuration::minCommand)
                               .arg(Configuration::maxCommand));
    connect(m_packages, &EntriesEditor::edited, this, &ConfigurationForm::store);
}

void ConfigurationForm::buildChecks()
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
    installed.help = tr("Distributions that the image must hold, with their versions.");
    installed.newName = tr("Installed package to add");
    installed.placeholder = tr("name and version, e.g. numpy>=1.26,<2");
    installed.newHelp = tr("A distribution's name as pip knows it, alone or with versions: "
                           "numpy>=1.26, torch==2.4.*; Enter adds it");
    installed.addName = tr("Add the installed package");
    installed.removeName = tr("Remove the selected installed packages");
    installed.lines = 4;
    m_installed = new EntriesEditor(installed);
    addField(installed.field, installed.name, m_installed);
    m_gpu = new QCheckBox(tr("The workbench needs a GPU"));
    m_gpu->setObjectName(u"gpu_required"_s);
    m_gpu->setAccessibleName(m_gpu->text());
    m_gpu->setToolTip(tr("One GPU is asked for, and must be visible inside the container"));
    addField(u"gpu_required"_s, tr("GPU"), m_gpu);

    beginPart(u"workbench"_s, tr("Workbench checks"),
              [](const Configuration &c) { return c.workbenchChecks.join(", "_L1); });
    m_workbench = new WorkbenchChecksEditor;
    m_workbench->setAccessibleName(tr("Workbench checks"));
    addWide(u"workbench_checks"_s, m_workbench);

    beginPart(u"cells"_s, tr("Notebook cells"), [](const Configuration &c) {
        const qsizetype count = c.notebookCells.size();
        return count == 0   ? QString()
               : count == 1 ? tr("1 cell or notebook")
                            : tr("%1 cells or notebooks").arg(count);
    });
    m_cells = new CellsEditor;
    m_cells->setAccessibleName(tr("Notebook cells"));
    addWide(u"notebook_cells"_s, m_cells);

    beginPart(u"log"_s, tr("Start-up log"), [](const Configuration &c) {
        const qsizetype count = c.logPolicy.blocked.size();
        return c.logPolicy.isEmpty() ? QString()
               : count == 1          ? tr("1 text blocked")
                                     : tr("%1 texts blocked").arg(count);
    });
    m_logPolicy = new LogPolicyEditor;
    m_logPolicy->setAccessibleName(tr("Start-up log"));
    addWide(u"log_policy"_s, m_logPolicy);

    connect(m_installed, &EntriesEditor::edited, this, &ConfigurationForm::store);
    connect(m_gpu, &QCheckBox::toggled, this, &ConfigurationForm::store);
    connect(m_workbench, &WorkbenchChecksEditor::edited, this, &ConfigurationForm::store);
    connect(m_cells, &CellsEditor::edited, this, &ConfigurationForm::store);
    connect(m_cells, &CellsEditor::fileRequested, this, [this] {
        Q_EMIT notebookFileRequested(QFileInfo(m_suite->path()).path(),
                                     [form = QPointer(this)](const QString &path) {
                                         if (form)
                                             form->addNotebookFile(path);
                                     });
    });
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
    m_resources =
        addYaml(u"resources"_s, tr("Resources"), u"requests:\n  cpu: 500m\n  memory: 1Gi"_s,
                tr("Requests and limits of the notebook's container, in YAML; empty: as "
                   "the template says"));
    m_storage = addYaml(u"storage"_s, tr("Storage"), u"size: 10Gi\nclass: standard"_s,
                        tr("Size and storage class of the volume, in YAML; empty: as the template "
                           "says"));
    m_template = addYaml(u"template"_s, tr("Template changes"),
                         u"spec:\n  template:\n    spec:\n      nodeSelector: {}"_s,
                         tr("Merged over the Notebook manifest before it is created, in YAML"));
    connect(m_annotations, &AnnotationsEditor::edited, this, &ConfigurationForm::store);
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
                                  const std::function<QString(const Configuration &)> &summary)
{
    auto *section = new FoldSection(name, title);
    m_column->addWidget(section);
    m_parts.push_back({section, {}, summary});
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
    column->addWidget(problems);
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
                                      const QString &placeholder, const QString &help)
{
    auto *edit = new QLineEdit;
    edit->setObjectName(path);
    edit->setAccessibleName(text);
    edit->setAccessibleDescription(help);
    edit->setPlaceholderText(placeholder);
    edit->setToolTip(help);
    addField(path, text, edit);
    // The id names the test to every other part: it changes once, when it is written whole.
    if (path == "id"_L1)
        connect(edit, &QLineEdit::editingFinished, this, &ConfigurationForm::store);
    else
        connect(edit, &QLineEdit::textEdited, this, &ConfigurationForm::store);
    return edit;
}

QSpinBox *ConfigurationForm::addSeconds(const QString &path, const QString &text,
                                        const QString &help)
{
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
    connect(box, &QSpinBox::valueChanged, this, &ConfigurationForm::store);
    return box;
}

YamlEditor *ConfigurationForm::addYaml(const QString &path, const QString &text,
                                       const QString &example, const QString &help)
{
    auto *editor = new YamlEditor(path, text, example);
    editor->setToolTip(help);
    editor->setAccessibleDescription(help);
    addField(path, text, editor);
    connect(editor, &QPlainTextEdit::textChanged, this, &ConfigurationForm::store);
    return editor;
}

} // namespace assay::ui
