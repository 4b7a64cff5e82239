// SPDX-License-Identifier: Apache-2.0
#include "workbench_checks_editor.h"

#include "look/badge.h"
#include "look/wording.h"

#include <models/image/workbench_checks.h>

#include <QCheckBox>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

WorkbenchChecksEditor::WorkbenchChecksEditor(QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins({});
    m_column->setSpacing(fontMetrics().height() / 4);
    for (const models::WorkbenchProfile &profile : models::workbenchProfiles()) {
        auto *box =
            addBox(profile.name, tr("All that the profile \"%1\" asks for").arg(profile.name),
                   tr("It stands for the checks below that are marked as its own. One of "
                      "them is left out by unticking it."));
        box->setToolTip({}); // its title names it
        if (!focusProxy())
            setFocusProxy(box);
    }
    for (const models::WorkbenchCheck &check : models::workbenchChecks()) {
        auto *box = addBox(check.name, check.title, check.sentence);
        if (!focusProxy())
            setFocusProxy(box);
    }
    m_offered = m_boxes.keys();
}

QCheckBox *WorkbenchChecksEditor::addBox(const QString &name, const QString &title,
                                         const QString &sentence)
{
    auto *box = new QCheckBox(QString(title).replace(u'&', "&&"_L1));
    box->setObjectName("workbench_checks."_L1 + name);
    box->setAccessibleName(title);
    box->setAccessibleDescription(sentence);
    box->setToolTip(displayText(name).toHtmlEscaped());
    m_column->addWidget(box);
    if (!sentence.isEmpty()) {
        auto *words = plainLabel(sentence);
        words->setContentsMargins(fontMetrics().height() * 3 / 2, 0, 0, 0);
        setTextRole(words, ColorRole::Muted);
        m_column->addWidget(words);
    }
    m_boxes.insert(name, box);
    connect(box, &QCheckBox::toggled, this, [this, name](bool on) {
        if (m_filling)
            return;
        check(name, on);
        showBoxes();
        Q_EMIT edited();
    });
    return box;
}

void WorkbenchChecksEditor::check(const QString &name, bool on)
{
    m_checks.removeAll(name);
    if (on) {
        m_checks.removeAll(u'-' + name);
        if (!models::checksAskedFor(m_checks).contains(name))
            m_checks << name;
    } else if (models::checksAskedFor(m_checks).contains(name)) {
        m_checks << u'-' + name; // a profile asks for it
    }
    // What takes away nothing any more is a mistake in the file.
    const QStringList known = models::knownWorkbenchChecks();
    for (qsizetype i = m_checks.size(); i-- > 0;) {
        const QString taken = m_checks[i].startsWith(u'-') ? m_checks[i].sliced(1) : QString();
        if (known.contains(taken) && !models::checksAskedFor(m_checks.first(i)).contains(taken))
            m_checks.removeAt(i);
    }
}

//! The profile that asks for it where the list does not; empty: none.
QString WorkbenchChecksEditor::profileOf(const QString &name) const
{
    for (const models::WorkbenchProfile &profile : models::workbenchProfiles())
        if (m_checks.contains(profile.name) && profile.checks.contains(name) &&
            !m_checks.contains(name))
            return profile.name;
    return {};
}

void WorkbenchChecksEditor::setChecks(const QStringList &checks)
{
    m_checks = checks;
    showBoxes();
}

void WorkbenchChecksEditor::showBoxes()
{
    m_filling = true;
    const QStringList known = models::knownWorkbenchChecks();
    for (const QString &name : m_checks) {
        const bool takesAway = name.startsWith(u'-') && known.contains(name.sliced(1));
        if (!takesAway && !m_boxes.contains(name))
            addBox(name, displayText(name), {});
    }
    const QStringList asked = models::checksAskedFor(m_checks);
    for (auto i = m_boxes.begin(); i != m_boxes.end(); ++i) {
        const bool isOffered = m_offered.contains(i.key());
        i.value()->setChecked(m_checks.contains(i.key()) || asked.contains(i.key()));
        i.value()->setVisible(isOffered || m_checks.contains(i.key()));
        if (!known.contains(i.key()))
            continue;
        const QString title = models::titleOfWorkbenchCheck(i.key());
        const QString profile = profileOf(i.key());
        const QString text = profile.isEmpty() ? title : tr("%1 (from %2)").arg(title, profile);
        i.value()->setText(QString(text).replace(u'&', "&&"_L1));
        i.value()->setAccessibleName(text);
    }
    m_filling = false;
}

} // namespace assay::ui
