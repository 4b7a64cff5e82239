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
    for (const models::WorkbenchCheck &check : models::workbenchChecks()) {
        auto *box = addBox(check.name, check.title, check.sentence);
        if (!focusProxy())
            setFocusProxy(box);
    }
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
        m_checks.removeAll(name);
        if (on)
            m_checks << name;
        Q_EMIT edited();
    });
    return box;
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
    for (const QString &name : m_checks)
        if (!m_boxes.contains(name))
            addBox(name, displayText(name), {});
    for (auto i = m_boxes.begin(); i != m_boxes.end(); ++i) {
        i.value()->setChecked(m_checks.contains(i.key()));
        i.value()->setVisible(known.contains(i.key()) || m_checks.contains(i.key()));
    }
    m_filling = false;
}

} // namespace assay::ui
