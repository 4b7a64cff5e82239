// SPDX-License-Identifier: Apache-2.0
#include "log_policy_editor.h"

#include "entries_editor.h"
#include "look/badge.h"
#include "look/icons.h"

#include <models/suite/custom_image_test_configuration.h>

#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

LogPolicyEditor::LogPolicyEditor(QWidget *parent) : QWidget(parent)
{
    const int em = fontMetrics().height();
    EntriesEditor::Texts blocked;
    blocked.field = u"log_policy.blocked"_s;
    blocked.name = tr("Blocked in the log");
    blocked.help = tr("Text that no line of the log may hold until the workbench is ready.");
    blocked.newName = tr("Text to block");
    blocked.placeholder = tr("text, e.g. Traceback, or /expression/");
    blocked.newHelp = tr("Text that a line contains, upper and lower case told apart, or a regular "
                         "expression between slashes; Enter adds it");
    blocked.addName = tr("Block the text");
    blocked.removeName = tr("Remove the selected blocked texts");
    m_blocked = new EntriesEditor(blocked);
    EntriesEditor::Texts allowed;
    allowed.field = u"log_policy.allowed"_s;
    allowed.name = tr("Allowed all the same");
    allowed.help = tr("A blocked line that holds one of these is allowed.");
    allowed.newName = tr("Text to allow");
    allowed.placeholder = tr("text, e.g. 0 errors, or /expression/");
    allowed.newHelp = blocked.newHelp;
    allowed.addName = tr("Allow the text");
    allowed.removeName = tr("Remove the selected allowed texts");
    allowed.lines = 3;
    m_allowed = new EntriesEditor(allowed);
    m_waivers = new WaiversEditor;
    auto *usual = new QPushButton(icon(Symbol::Add), tr("Add what is usually blocked"));
    usual->setObjectName(u"usualBlocked"_s);
    usual->setAccessibleName(usual->text());
    usual->setToolTip(tr("What the tests of opendatahub-io/notebooks block: %1")
                          .arg(models::StartupLogPolicy::usualBlocked().join(", "_L1))
                          .toHtmlEscaped());

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(em / 4);
    const auto add = [&](const QString &heading, QWidget *editor) {
        auto *label = plainLabel(heading);
        label->setContentsMargins(0, em / 4, 0, 0);
        column->addWidget(label);
        column->addWidget(editor);
    };
    add(tr("No line may hold (until the workbench is ready):"), m_blocked);
    column->addWidget(usual, 0, Qt::AlignLeft);
    add(tr("Unless it also holds:"), m_allowed);
    add(tr("Waivers, each up to a day:"), m_waivers);

    connect(m_blocked, &EntriesEditor::edited, this, &LogPolicyEditor::edited);
    connect(m_allowed, &EntriesEditor::edited, this, &LogPolicyEditor::edited);
    connect(m_waivers, &WaiversEditor::edited, this, &LogPolicyEditor::edited);
    connect(usual, &QPushButton::clicked, this,
            [this] { m_blocked->addEntries(models::StartupLogPolicy::usualBlocked()); });
}

models::StartupLogPolicy LogPolicyEditor::policy() const
{
    return {m_blocked->entries(), m_allowed->entries(), m_waivers->waivers()};
}

void LogPolicyEditor::setPolicy(const models::StartupLogPolicy &policy,
                                const WaiversEditor::Rows &rows)
{
    m_blocked->setEntries(policy.blocked);
    m_allowed->setEntries(policy.allowed);
    if (rows.isEmpty())
        m_waivers->setWaivers(policy.waivers);
    else
        m_waivers->setRows(rows);
}

WaiversEditor::Rows LogPolicyEditor::draft() const
{
    return m_waivers->hasUnreadableDay() ? m_waivers->rows() : WaiversEditor::Rows();
}

void LogPolicyEditor::setProblems(const std::vector<models::FieldProblem> &problems)
{
    EntryProblems blocked, allowed, waivers;
    const std::pair<QString, EntryProblems *> lists[] = {{u"log_policy.blocked["_s, &blocked},
                                                         {u"log_policy.allowed["_s, &allowed},
                                                         {u"log_policy.waivers["_s, &waivers}};
    for (const models::FieldProblem &problem : problems)
        for (const auto &[start, list] : lists)
            if (problem.path.startsWith(start)) {
                const qsizetype close = problem.path.indexOf(u']', start.size());
                const int at =
                    QStringView(problem.path).mid(start.size(), close - start.size()).toInt();
                (*list)[at].add(problem);
            }
    m_blocked->setProblems(blocked);
    m_allowed->setProblems(allowed);
    m_waivers->setProblems(waivers);
}

} // namespace assay::ui
