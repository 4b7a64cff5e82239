// SPDX-License-Identifier: Apache-2.0
#include "configuration_form.h"

#include "cells_editor.h"
#include "field_problems.h"
#include "fold_section.h"
#include "late_change.h"
#include "log_policy_editor.h"
#include "origin_note.h"
#include "yaml_editor.h"

#include <models/suite/configuration_fields.h>

#include <QApplication>
#include <QBoxLayout>
#include <QDir>
#include <QFileInfo>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace assay::ui {

using Configuration = models::CustomImageTestConfiguration;

static constexpr int small = 8'000; //!< bytes that are read before anybody notices

ConfigurationForm::ConfigurationForm(models::SuiteDocument *suite, QWidget *parent)
    : QScrollArea(parent)
    , m_suite(suite)
    , m_late(new LateChange(
          [this](const auto &change, const auto &made) { takeLate(change, made); }, this))
    , m_column(new QVBoxLayout)
{
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
    column->setLayout(m_column);
    m_column->setContentsMargins({});
    m_column->setSpacing(em / 4);
    outer->addWidget(column, 10);
    outer->addStretch(1);
    buildImage();
    buildTest();
    buildLimits();
    buildInstalled();
    buildWorkbench();
    buildCells();
    buildLog();
    buildManifest();
    buildReporting();
    alignLabels();
    m_column->addStretch(1);
    setWidget(content);

    connect(m_suite, &models::SuiteDocument::aboutToChange, this, [this] {
        if (m_late->waits())
            takeOver(Wait::Never);
    });
    connect(m_suite, &models::SuiteDocument::reset, this, [this] {
        m_drafts.clear();
        fill();
    });
    connect(m_suite, &models::SuiteDocument::testAdded, this, &ConfigurationForm::showProblems);
    connect(m_suite, &models::SuiteDocument::testsRemoved, this, &ConfigurationForm::forgetDrafts);
    connect(m_suite, &models::SuiteDocument::testChanged, this,
            [this](const QString &id, const QString &formerId) {
                if (m_storing)
                    return;
                if (id != formerId && m_drafts.contains(formerId))
                    m_drafts.insert(id, m_drafts.take(formerId));
                if (m_guided && m_guided->testId == formerId)
                    m_guided->testId = id;
                // Others may have heard first, and show it by its new id already.
                if (m_testId != formerId && m_testId != id)
                    return showProblems();
                m_testId = id;
                fill();
            });
    connect(m_suite, &models::SuiteDocument::brokenChanged, this, &ConfigurationForm::fill);
    connect(qApp, &QApplication::focusChanged, this, &ConfigurationForm::noteFocus);
    fill();
}

ConfigurationForm::~ConfigurationForm()
{
    // A field that has the focus gives it up as it is deleted, after this.
    qApp->disconnect(this);
}

void ConfigurationForm::forgetDrafts()
{
    const QStringList known = m_suite->ids();
    m_drafts.removeIf([&known](const auto &draft) { return !known.contains(draft.key()); });
    if (m_guided && !known.contains(m_guided->testId))
        m_guided.reset();
    showProblems();
}

void ConfigurationForm::setTest(const QString &testId)
{
    if (m_late->waits())
        takeOver(Wait::Never);
    m_testId = testId;
    // store() goes on with what the suite made of it.
    if (m_storing)
        return;
    if (m_guided && m_guided->testId != testId)
        m_guided.reset();
    fill();
    foldWhatIsEmpty();
}

void ConfigurationForm::guide(const QString &testId)
{
    setTest(testId);
    const Configuration *added = test();
    if (!added)
        return;
    m_guided = Guided{testId, {added->id, added->nameSpace, added->notebookName}, {}};
    // What the suite says for all of its tests is no proposal.
    if (m_suite->originOf(testId, u"namespace"_s).kind == models::ValueOrigin::Kind::Defaults)
        m_guided->proposed.nameSpace.clear();
    foldWhatIsEmpty();
    showProblems();
    focusField(u"custom_image"_s);
    ensureVisible(0, 0);
}

void ConfigurationForm::proposeNames()
{
    if (!test() || !m_guided || m_guided->testId != m_testId)
        return;
    const auto *image = qobject_cast<QLineEdit *>(m_editors.value(u"custom_image"_s));
    const auto names = m_suite->namesFor(image->text(), m_testId);
    if (!names)
        return;
    auto &proposed = m_guided->proposed;
    m_filling = true;
    const auto propose = [this](const char *field, QString &before, const QString &name) {
        auto *edit = qobject_cast<QLineEdit *>(m_editors.value(QLatin1String(field)));
        if (!edit || before.isEmpty() || edit->text() != before)
            return;
        edit->setText(name);
        before = name;
    };
    propose("id", proposed.id, names->id);
    propose("namespace", proposed.nameSpace, names->nameSpace);
    propose("notebook_name", proposed.notebookName, names->notebookName);
    m_filling = false;
    store();
}

QString ConfigurationForm::fieldOf(const QWidget *widget) const
{
    for (auto i = m_editors.begin(); widget && i != m_editors.end(); ++i) {
        if (i.value() == widget || i.value()->isAncestorOf(widget))
            return i.key();
    }
    return {};
}

void ConfigurationForm::noteFocus(QWidget *before, QWidget *now)
{
    // Where nothing has it, another window was raised.
    if (m_guided && before && now && fieldOf(before) != fieldOf(now))
        noteLeft(fieldOf(before));
}

void ConfigurationForm::noteLeft(const QString &field)
{
    if (!m_guided || field.isEmpty() || m_guided->left.contains(field))
        return;
    m_guided->left.insert(field);
    showProblems();
}

void ConfigurationForm::foldWhatIsEmpty()
{
    const Configuration c = test() ? *test() : Configuration{};
    for (const Part &part : m_parts)
        part.section->setOpen(part.required || !part.summary(c).isEmpty());
}

void ConfigurationForm::fill()
{
    const Configuration *shown = test();
    // While the text cannot be read, this is how it was when it last could.
    widget()->setEnabled(shown != nullptr && !m_suite->isBroken());
    const Configuration c = shown ? *shown : Configuration{};
    const Draft draft = m_drafts.value(m_testId);
    m_filling = true;
    // The cursor stays where it is.
    if (const QString id = draft.id.isEmpty() ? c.id : draft.id; m_id->text() != id) {
        m_id->setText(id);
        m_id->setCursorPosition(0); // a long one is known by its beginning
    }
    for (const Binding &field : m_bindings)
        field.show(c, draft);
    m_filling = false;
    showProblems();
}

void ConfigurationForm::commit()
{
    if (m_late->waits() || (test() && m_id->text() != test()->id))
        takeOver(Wait::Never);
}

void ConfigurationForm::store()
{
    takeOver(Wait::WhereLong);
}

void ConfigurationForm::takeOver(Wait wait)
{
    if (m_filling)
        return;
    m_late->forget();
    const Configuration *shown = test();
    if (!shown)
        return;
    Configuration c = *shown;
    const QString stored = m_testId;
    Draft draft = m_drafts.take(stored);
    // Two tests of one id could not be told apart: until it is free, the one before it stays.
    const QString id = m_id->text();
    draft.id = id != c.id && m_suite->isTaken(id, stored) ? id : QString();
    if (draft.id.isEmpty())
        c.id = id;
    for (const Binding &field : m_bindings)
        field.read(c, draft);
    m_storing = true;
    const Configuration before = *shown;
    const auto now = storeShared(before, c, wait) ? give(c, wait) : std::nullopt;
    m_storing = false;
    m_drafts.insert(now.value_or(stored), draft);
    if (now)
        endStoring(stored, *now);
}

std::optional<QString> ConfigurationForm::give(const Configuration &wanted, Wait wait)
{
    const QString id = m_testId;
    // A name comes at once: others know the test by it.
    const bool large = wait == Wait::WhereLong && m_suite->bytes().size() > small;
    const auto change =
        large && wanted.id == test()->id ? m_suite->changeOfTest(id, wanted) : std::nullopt;
    if (!change)
        return m_suite->setTest(id, wanted).value_or(id);
    if (const auto alone = change->madeAlone())
        return m_suite->takeChange(*change, *alone).value_or(id);
    m_late->put(*change);
    return std::nullopt;
}

void ConfigurationForm::takeLate(const models::SuiteDocument::Change &change,
                                 const models::SuiteText::Edited &made)
{
    const QString stored = m_testId;
    m_storing = true;
    const auto taken = m_suite->takeChange(change, made);
    m_storing = false;
    const QString now = taken.value_or(stored);
    if (now != stored)
        m_drafts.insert(now, m_drafts.take(stored));
    endStoring(stored, now);
    // It may not be all that was edited.
    if (taken && change.isForAll())
        store();
}

void ConfigurationForm::endStoring(const QString &formerId, const QString &id)
{
    if (m_guided && m_guided->testId == formerId)
        m_guided->testId = id;
    if (m_testId == formerId)
        m_testId = id;
    // Whoever heard of it may have another test shown.
    if (m_testId == id)
        showProblems();
    else
        setTest(m_testId);
}

bool ConfigurationForm::storeShared(const Configuration &before, Configuration &c, Wait wait)
{
    for (auto i = m_origins.begin(); i != m_origins.end(); ++i) {
        const models::ConfigurationField *field = models::configurationField(i.key());
        if (!field || !i.value()->isForAll())
            continue;
        const models::Json wanted = models::valueOf(*field, c);
        if (wanted == models::valueOf(*field, before))
            continue;
        if (const auto change = m_suite->changeOfSharedValue(m_testId, i.key(), wanted);
            change && wait == Wait::WhereLong && m_suite->bytes().size() > small) {
            m_late->put(*change);
            return false;
        }
        m_suite->setSharedValue(m_testId, i.key(), wanted);
        if (const Configuration *now = test())
            models::setValue(*field, models::valueOf(*field, *now), c);
    }
    return true;
}

QString ConfigurationForm::currentField() const
{
    return fieldOf(focusWidget());
}

void ConfigurationForm::focusField(const QString &field)
{
    QWidget *editor = m_editors.value(field);
    if (!editor)
        return;
    for (const Part &part : m_parts) {
        if (part.fields.contains(field))
            part.section->setOpen(true);
    }
    editor->setFocus(Qt::OtherFocusReason);
    ensureWidgetVisible(editor);
}

void ConfigurationForm::showOrigins()
{
    for (auto i = m_origins.begin(); i != m_origins.end(); ++i)
        i.value()->showOrigin(m_suite->originOf(m_testId, i.key()));
}

void ConfigurationForm::addNotebookFile(const QString &path)
{
    // As the suite file names it: it moves together with its notebooks.
    const QString suite = m_suite->path();
    m_cells->addCell(suite.isEmpty() ? path : QFileInfo(suite).dir().relativeFilePath(path));
}

QHash<QString, std::vector<models::FieldProblem>> ConfigurationForm::problemsByField() const
{
    using Problem = models::FieldProblem;
    QHash<QString, FieldProblemList> byField;
    if (!test())
        return byField;
    if (const QString taken = m_drafts.value(m_testId).id; m_suite->isTaken(taken, m_testId))
        byField[u"id"_s].push_back(
            {u"id"_s,
             tr("\"%1\" is the id of another test. Until it is free, this test stays \"%2\".")
                 .arg(taken, test()->id),
             Problem::Severity::Error});
    for (const Problem &p : m_suite->problemsOf(m_testId)) {
        // "packages_to_verify[1]", "auth_annotations.key": the field comes first.
        const QString field = p.path.section(u'[', 0, 0).section(u'.', 0, 0);
        byField[m_problems.contains(field) ? field : u"id"_s].push_back(p);
    }
    for (const YamlEditor *editor : m_yaml)
        if (const auto read = editor->value(); !read)
            byField[editor->objectName()] = {
                {editor->objectName(),
                 tr("%1 Until it can be read, the value before it stays.").arg(read.error()),
                 Problem::Severity::Error}};
    if (const QString problem = m_annotations->problem(); !problem.isEmpty())
        byField[u"auth_annotations"_s].push_back(
            {u"auth_annotations"_s, problem, Problem::Severity::Error});
    if (m_guided && m_guided->testId == m_testId)
        byField.removeIf(
            [this](const auto &field) { return !m_guided->left.contains(field.key()); });
    return byField;
}

void ConfigurationForm::showProblemsOfEntries(const QHash<QString, FieldProblemList> &byField)
{
    const auto byEntry = [&byField](const QString &field) {
        EntryProblems entries;
        for (const models::FieldProblem &p : byField.value(field)) {
            const qsizetype open = p.path.indexOf(u'['), close = p.path.indexOf(u']');
            if (open >= 0)
                entries[QStringView(p.path).mid(open + 1, close - open - 1).toInt()].add(p);
        }
        return entries;
    };
    for (auto i = m_entries.begin(); i != m_entries.end(); ++i)
        i.value()->setProblems(byEntry(i.key()));
    m_cells->setProblems(byEntry(u"notebook_cells"_s));
    m_logPolicy->setProblems(byField.value(u"log_policy"_s));
}

void ConfigurationForm::showProblems()
{
    const QHash<QString, FieldProblemList> byField = problemsByField();
    showProblemsOfEntries(byField);
    showOrigins();
    for (auto i = m_problems.begin(); i != m_problems.end(); ++i) {
        FieldProblemList problems = byField.value(i.key());
        QStringList sentences;
        for (const models::FieldProblem &p : problems)
            sentences << p.message;
        // A cell has its problem below itself.
        if (i.key() == "notebook_cells"_L1)
            problems.erase(std::remove_if(problems.begin(), problems.end(),
                                          [](const auto &p) { return p.path.contains(u'['); }),
                           problems.end());
        i.value()->showProblems(problems);
        // A screen reader in the field hears its problems.
        QWidget *editor = m_editors.value(i.key());
        editor->setAccessibleDescription(sentences.isEmpty() ? editor->toolTip()
                                                             : sentences.join(u' '));
    }
    for (const Part &part : m_parts) {
        int errors = 0, warnings = 0;
        for (const QString &field : part.fields)
            for (const models::FieldProblem &p : byField.value(field))
                ++(p.severity == models::FieldProblem::Severity::Error ? errors : warnings);
        part.section->setProblems(errors, warnings);
        part.section->setSummary(test() ? part.summary(*test()) : QString());
    }
}

} // namespace assay::ui
