// SPDX-License-Identifier: Apache-2.0
#include "configuration_form.h"

#include "badge.h"
#include "escape_guard.h"
#include "field_problems.h"
#include "packages_editor.h"
#include "problems.h"
#include "yaml_editor.h"

#include <QFormLayout>
#include <QLineEdit>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

//! A spin box in a page that scrolls: the wheel changes it only while it is being edited.
class SecondsBox : public QSpinBox
{
public:
    SecondsBox() { setFocusPolicy(Qt::StrongFocus); }

protected:
    void wheelEvent(QWheelEvent *event) override
    {
        if (hasFocus())
            QSpinBox::wheelEvent(event);
        else
            event->ignore();
    }
};

} // namespace

ConfigurationForm::ConfigurationForm(models::SuiteDocument *suite, QWidget *parent)
    : QScrollArea(parent)
    , m_suite(suite)
    , m_form(new QFormLayout)
{
    using Limits = models::CustomImageTestConfiguration;
    setObjectName(u"configurationForm"_s);
    setAccessibleName(tr("Configuration of the test"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    const int em = fontMetrics().height();
    auto *content = new QWidget;
    auto *outer = new QHBoxLayout(content);
    outer->setContentsMargins(em / 2, em / 4, em / 2, em);
    auto *column = new QWidget;
    column->setMaximumWidth(em * 52);
    column->setLayout(m_form);
    m_form->setContentsMargins({});
    m_form->setHorizontalSpacing(em);
    m_form->setVerticalSpacing(em / 2);
    m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    outer->addWidget(column, 10);
    outer->addStretch(1);

    addHeading(tr("Test"));
    m_id = addLine(u"id"_s, tr("Test id"), u"sdg_hub_image"_s,
                   tr("Names the test in the suite and in reports"));
    m_namespace = addLine(u"namespace"_s, tr("Namespace"), u"test-sdg-hub"_s,
                          tr("Where the notebook is created: a name that begins with test-. It is "
                             "made for the run if it does not exist."));
    m_notebook = addLine(u"notebook_name"_s, tr("Notebook name"), u"sdg-hub-notebook"_s,
                         tr("The Notebook to create: lower-case letters, digits and hyphens, at "
                            "most 63 characters"));
    addHeading(tr("Image"));
    m_image = addLine(u"custom_image"_s, tr("Image"), u"quay.io/opendatahub/workbench:2025.1"_s,
                      tr("Registry, repository, and a tag or a digest"));
    m_packages = new PackagesEditor;
    addField(u"packages_to_verify"_s, tr("Packages to verify"), m_packages);
    addHeading(tr("Time limits"));
    m_podReady = addSeconds(u"timeout_pod_ready"_s, tr("Pod ready within"),
                            tr("Seconds to wait for the pod to become ready, %1 to %2")
                                .arg(Limits::minPodReady)
                                .arg(Limits::maxPodReady));
    m_command = addSeconds(u"timeout_command"_s, tr("Each import within"),
                           tr("Seconds that the import of one package may take, %1 to %2")
                               .arg(Limits::minCommand)
                               .arg(Limits::maxCommand));
    addHeading(tr("Notebook manifest"));
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
    setWidget(content);

    connect(m_packages, &PackagesEditor::edited, this, &ConfigurationForm::store);
    connect(m_annotations, &AnnotationsEditor::edited, this, &ConfigurationForm::store);
    connect(m_suite, &models::SuiteDocument::testChanged, this, [this](int index) {
        if (index == m_index && !m_storing)
            fill();
        else
            showProblems();
    });
    fill();
}

void ConfigurationForm::addHeading(const QString &text)
{
    auto *heading = new QLabel(text);
    heading->setTextFormat(Qt::PlainText);
    QFont bold = font();
    bold.setBold(true);
    heading->setFont(bold);
    heading->setContentsMargins(0, fontMetrics().height() / 2, 0, 0);
    m_form->addRow(heading);
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
    auto *label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setBuddy(editor);
    label->setContentsMargins(0, fontMetrics().height() / 4, 0, 0);
    m_form->addRow(label, field);
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
    EscapeGuard::install(edit);
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
    EscapeGuard::install(box);
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

const models::CustomImageTestConfiguration *ConfigurationForm::test() const
{
    const auto &tests = m_suite->tests();
    return m_index >= 0 && size_t(m_index) < tests.size() ? &tests[size_t(m_index)] : nullptr;
}

void ConfigurationForm::setTest(const QString &testId)
{
    m_index = m_suite->indexOf(testId);
    fill();
}

void ConfigurationForm::fill()
{
    const models::CustomImageTestConfiguration *shown = test();
    widget()->setEnabled(shown != nullptr);
    const models::CustomImageTestConfiguration c =
        shown ? *shown : models::CustomImageTestConfiguration{};
    const Draft draft = m_drafts.value(c.id);
    const auto put = [](QLineEdit *edit, const QString &text) {
        if (edit->text() != text)
            edit->setText(text);
    };
    m_filling = true;
    put(m_id, c.id);
    put(m_namespace, c.nameSpace);
    put(m_notebook, c.notebookName);
    put(m_image, c.customImage);
    m_packages->setPackages(c.packagesToVerify);
    m_podReady->setValue(c.timeoutPodReady);
    m_command->setValue(c.timeoutCommand);
    AnnotationsEditor::Rows rows = draft.annotations;
    if (rows.isEmpty())
        for (auto i = c.authAnnotations.begin(); i != c.authAnnotations.end(); ++i)
            rows << qMakePair(i.key(), i.value());
    m_annotations->setRows(rows);
    const std::pair<YamlEditor *, const models::Json *> fields[] = {
        {m_resources, &c.resources}, {m_storage, &c.storage}, {m_template, &c.templateOverride}};
    for (const auto &[editor, value] : fields) {
        editor->setValue(*value);
        if (const QString typed = draft.yaml.value(editor->objectName()); !typed.isEmpty())
            editor->setPlainText(typed);
    }
    m_filling = false;
    showProblems();
}

void ConfigurationForm::commit()
{
    if (test() && m_id->text() != test()->id)
        store();
}

void ConfigurationForm::storeYaml(YamlEditor *editor, models::Json &value, Draft &draft)
{
    if (const auto read = editor->value()) {
        value = *read;
        draft.yaml.remove(editor->objectName());
    } else {
        draft.yaml.insert(editor->objectName(), editor->toPlainText());
    }
}

void ConfigurationForm::store()
{
    const models::CustomImageTestConfiguration *shown = test();
    if (m_filling || !shown)
        return;
    models::CustomImageTestConfiguration c = *shown;
    Draft draft = m_drafts.take(c.id);
    c.id = m_id->text();
    c.nameSpace = m_namespace->text();
    c.notebookName = m_notebook->text();
    c.customImage = m_image->text();
    c.packagesToVerify = m_packages->packages();
    c.timeoutPodReady = m_podReady->value();
    c.timeoutCommand = m_command->value();
    c.authAnnotations = m_annotations->annotations();
    draft.annotations =
        m_annotations->problem().isEmpty() ? AnnotationsEditor::Rows() : m_annotations->rows();
    storeYaml(m_resources, c.resources, draft);
    storeYaml(m_storage, c.storage, draft);
    storeYaml(m_template, c.templateOverride, draft);
    m_drafts.insert(c.id, draft);
    if (c != *shown) {
        m_storing = true;
        m_suite->setTest(m_index, c);
        m_storing = false;
    }
    showProblems();
}

void ConfigurationForm::showProblems()
{
    using Problem = models::FieldProblem;
    QHash<QString, std::vector<Problem>> byField;
    QMap<int, QString> byPackage;
    if (test()) {
        for (const Problem &p : problemsOf(*m_suite, m_index)) {
            // "packages_to_verify[1]", "auth_annotations.key": the field comes first.
            const qsizetype end = p.path.indexOf(QLatin1Char('['));
            const QString field = p.path.left(end).section(u'.', 0, 0);
            byField[m_problems.contains(field) ? field : u"id"_s].push_back(p);
            if (field == "packages_to_verify"_L1 && end >= 0) {
                const qsizetype close = p.path.indexOf(u']', end);
                byPackage.insert(p.path.mid(end + 1, close - end - 1).toInt(), p.message);
            }
        }
        for (const YamlEditor *editor : {m_resources, m_storage, m_template})
            if (const auto read = editor->value(); !read)
                byField[editor->objectName()] = {
                    {editor->objectName(),
                     tr("%1 Until it can be read, the value before it stays.").arg(read.error()),
                     Problem::Severity::Error}};
        if (const QString problem = m_annotations->problem(); !problem.isEmpty())
            byField[u"auth_annotations"_s].push_back(
                {u"auth_annotations"_s, problem, Problem::Severity::Error});
    }
    m_packages->setProblems(byPackage);
    for (auto i = m_problems.begin(); i != m_problems.end(); ++i) {
        const std::vector<Problem> problems = byField.value(i.key());
        i.value()->showProblems(problems);
        QStringList sentences;
        for (const Problem &p : problems)
            sentences << p.message;
        // A screen reader in the field hears its problems.
        QWidget *editor = m_editors.value(i.key());
        editor->setAccessibleDescription(sentences.isEmpty() ? editor->toolTip()
                                                             : sentences.join(u' '));
    }
}

} // namespace assay::ui
