// SPDX-License-Identifier: Apache-2.0
#include <ui/dialogs/workbenches_dialog.h>

#include "look/badge.h"
#include "look/icons.h"
#include "look/wording.h"
#include "workbench_list.h"
#include "workbench_view.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QHideEvent>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

WorkbenchesDialog::WorkbenchesDialog(QWidget *parent)
    : QDialog(parent)
    , m_title(plainLabel())
    , m_list(new WorkbenchList)
    , m_view(new WorkbenchView)
    , m_remarks(plainLabel())
{
    setObjectName(u"workbenchesDialog"_s);
    setWindowTitle(tr("Workbenches"));
    const int em = fontMetrics().height();
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setObjectName(u"workbenchesTitle"_s);
    m_remarks->setObjectName(u"workbenchesRemarks"_s);
    auto *parts = new QSplitter;
    parts->addWidget(m_list);
    parts->addWidget(m_view);
    parts->setChildrenCollapsible(false);
    parts->setStretchFactor(0, 2);
    parts->setStretchFactor(1, 3);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->button(QDialogButtonBox::Close)->setIcon(icon(Symbol::Close));
    m_again = buttons->addButton(tr("Look again"), QDialogButtonBox::ActionRole);
    m_again->setObjectName(u"workbenchesAgain"_s);
    m_copy = buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
    m_copy->setObjectName(u"workbenchesCopy"_s);
    m_copy->setIcon(icon(Symbol::Copy));
    m_copy->setToolTip(tr("Copy what is said of it"));
    for (QPushButton *button : {m_again, m_copy}) {
        button->setAccessibleName(button->text());
        button->setAutoDefault(false);
    }
    // Enter in the fields searches.
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_title);
    column->addWidget(parts, 1);
    column->addWidget(m_remarks);
    column->addWidget(buttons);
    resize(em * 66, em * 42);

    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    const auto search = [this] { Q_EMIT searchRequested(m_list->nameSpace(), m_list->anyPod()); };
    connect(m_again, &QPushButton::clicked, this, search);
    connect(m_list, &WorkbenchList::searchRequested, this, search);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_view->text()); });
    connect(m_list, &WorkbenchList::groupChosen, this, &WorkbenchesDialog::showGroup);
    connect(m_list, &WorkbenchList::workbenchChosen, this,
            [this](const models::WorkbenchDiagnosis &found) {
                // Found again by another search, it is the one that is shown already.
                if (m_chosen && models::nameOf(*m_chosen) == models::nameOf(found))
                    return;
                m_chosen = found;
                m_view->showFound(found);
                m_copy->setEnabled(true);
                Q_EMIT chosen(found);
            });
    connect(m_view, &WorkbenchView::workbenchRequested, m_list, &WorkbenchList::choose);
    beginCluster({});
}

void WorkbenchesDialog::begin(const QString &title, const QString &remark)
{
    m_title->setText(title);
    m_chosen.reset();
    m_list->clear();
    m_view->showHint({});
    m_copy->setEnabled(false);
    m_again->setEnabled(false);
    remarks(remark, false);
}

void WorkbenchesDialog::remarks(const QString &text, bool isProblem)
{
    m_remarks->setText(displayText(text));
    m_remarks->setVisible(!text.isEmpty());
    setTextRole(m_remarks, isProblem ? ColorRole::Failed : ColorRole::Muted);
}

void WorkbenchesDialog::beginCluster(const QString &cluster)
{
    m_isLive = true;
    m_list->setLive(true);
    if (cluster.isEmpty())
        begin(tr("No cluster is in use"),
              tr("Choose a cluster in the toolbar. What kubectl printed to a file is shown where "
                 "the file is dropped on the window."));
    else
        begin(tr("Workbenches on “%1”").arg(displayText(cluster)), {});
    m_list->setEnabled(!cluster.isEmpty());
}

void WorkbenchesDialog::beginFiles(const QString &names)
{
    m_isLive = false;
    m_list->setLive(false);
    m_list->setEnabled(true);
    begin(tr("Workbenches in %1").arg(displayText(names)), {});
}

void WorkbenchesDialog::beginSearch()
{
    m_again->setEnabled(false);
    remarks(tr("The cluster is being asked…"), false);
}

void WorkbenchesDialog::showFound(const WorkbenchesFound &found)
{
    m_again->setEnabled(m_isLive);
    if (m_isLive)
        m_list->setNameSpaces(found.nameSpaces, found.nameSpace);
    m_list->show(found.found);
    QStringList said = found.unseen;
    if (!found.problem.isEmpty())
        said.prepend(found.problem);
    remarks(said.join(u'\n'), !found.problem.isEmpty());
    if (found.found.size() == 1 && !m_chosen)
        return m_list->choose(models::nameOf(found.found.front()));
    if (!m_chosen && m_view->text().isEmpty())
        m_view->showHint(found.found.empty()
                             ? tr("There is no workbench.")
                             : tr("Choose a workbench on the left, or a cause that several have."));
}

void WorkbenchesDialog::showLook(const models::WorkbenchLook &look)
{
    if (m_chosen && models::nameOf(*m_chosen) == models::nameOf(look.found))
        m_view->showLook(look, m_isLive);
}

void WorkbenchesDialog::showMissed(const QString &problem)
{
    if (m_chosen)
        m_view->showMissed(problem);
}

void WorkbenchesDialog::showGroup(const models::DiagnosisGroup &group)
{
    if (std::exchange(m_chosen, std::nullopt))
        Q_EMIT left();
    m_view->showGroup(group);
    m_copy->setEnabled(true);
}

void WorkbenchesDialog::hideEvent(QHideEvent *event)
{
    QDialog::hideEvent(event);
    // A window that is only minimized goes on.
    if (!event->spontaneous() && std::exchange(m_chosen, std::nullopt))
        Q_EMIT left();
}

} // namespace assay::ui
