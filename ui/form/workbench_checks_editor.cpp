// SPDX-License-Identifier: Apache-2.0
#include "workbench_checks_editor.h"

#include "look/badge.h"
#include "look/wording.h"

#include <models/image/workbench_checks.h>

#include <QCheckBox>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

struct WorkbenchWords
{
    Q_DECLARE_TR_FUNCTIONS(assay::ui::WorkbenchChecksEditor)
};

//! What a check finds out; empty where this version has no words for it.
QString sentenceOn(const QString &check)
{
    if (check == "arbitrary_user_id"_L1)
        return WorkbenchWords::tr(
            "OpenShift runs a container as a user id of its own choice, which has no "
            "entry in /etc/passwd.");
    if (check == "root_group"_L1)
        return WorkbenchWords::tr(
            "That user is in group 0, so what it writes to must belong to group 0.");
    if (check == "writable_home"_L1)
        return WorkbenchWords::tr(
            "Jupyter keeps its settings and its runtime files in the home folder.");
    if (check == "writable_venv"_L1)
        return WorkbenchWords::tr(
            "Users install packages from a notebook into the image's environment.");
    if (check == "base_url"_L1)
        return WorkbenchWords::tr(
            "Behind the dashboard's proxy Jupyter must answer below the path that it "
            "is told in NB_PREFIX.");
    if (check == "shared_libraries"_L1)
        return WorkbenchWords::tr(
            "Every library that the image's extension modules need is there.");
    return {};
}

} // namespace

WorkbenchChecksEditor::WorkbenchChecksEditor(QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins({});
    m_column->setSpacing(fontMetrics().height() / 4);
    const QStringList known = models::knownWorkbenchChecks();
    for (const QString &name : known)
        addBox(name, models::titleOfWorkbenchCheck(name), sentenceOn(name));
    setFocusProxy(m_boxes.value(known.value(0)));
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
