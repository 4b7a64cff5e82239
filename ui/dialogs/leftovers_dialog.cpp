// SPDX-License-Identifier: Apache-2.0
#include <ui/dialogs/leftovers_dialog.h>

#include "look/badge.h"
#include "look/eliding_delegate.h"
#include "look/icons.h"
#include "look/table_menu.h"
#include "look/wording.h"

#include <models/base/duration.h>

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {
constexpr int folderRole = Qt::UserRole;

QString ageOf(const QDateTime &at)
{
    const double seconds =
        double(std::max<qint64>(0, at.msecsTo(QDateTime::currentDateTimeUtc()))) / 1000;
    return models::formatDuration(seconds);
}
} // namespace

LeftoversDialog::LeftoversDialog(QWidget *parent)
    : QDialog(parent)
    , m_title(plainLabel())
    , m_tree(new QTreeWidget)
    , m_conclusion(plainLabel())
{
    setObjectName(u"leftoversDialog"_s);
    setWindowTitle(tr("What earlier runs left"));
    const int em = fontMetrics().height();
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setObjectName(u"leftoversTitle"_s);
    m_conclusion->setObjectName(u"leftoversConclusion"_s);
    m_tree->setObjectName(u"leftoversTree"_s);
    m_tree->setAccessibleName(tr("Runs with what they left"));
    m_tree->setHeaderLabels({tr("Left there"), tr("By the run of"), tr("For"), tr("Why")});
    m_tree->setItemDelegate(new ElidingDelegate(m_tree));
    m_tree->setAllColumnsShowFocus(true);
    addTableMenu(m_tree);
    m_tree->header()->setSectionResizeMode(QHeaderView::Interactive);
    m_tree->header()->resizeSection(0, em * 22);
    m_tree->header()->resizeSection(1, em * 9);
    m_tree->header()->resizeSection(2, em * 8);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->button(QDialogButtonBox::Close)->setIcon(icon(Symbol::Close));
    m_delete = buttons->addButton(tr("Delete what is ticked"), QDialogButtonBox::ActionRole);
    m_delete->setObjectName(u"leftoversDelete"_s);
    m_open = buttons->addButton(tr("Open the run"), QDialogButtonBox::ActionRole);
    m_open->setObjectName(u"leftoversOpen"_s);
    m_again = buttons->addButton(tr("Look again"), QDialogButtonBox::ActionRole);
    m_again->setObjectName(u"leftoversAgain"_s);
    for (QPushButton *button : {m_delete, m_open, m_again}) {
        button->setAccessibleName(button->text());
        button->setAutoDefault(false);
    }
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    connect(m_again, &QPushButton::clicked, this, &LeftoversDialog::lookRequested);
    connect(m_delete, &QPushButton::clicked, this, [this] {
        const QStringList folders = ticked();
        beginDeleting();
        Q_EMIT deleteRequested(folders);
    });
    connect(m_open, &QPushButton::clicked, this, [this] {
        const QTreeWidgetItem *item = m_tree->currentItem();
        if (item && item->parent())
            item = item->parent();
        if (item)
            Q_EMIT openRequested(item->data(0, folderRole).toString());
    });
    connect(m_tree, &QTreeWidget::itemChanged, this, &LeftoversDialog::refreshButtons);
    connect(m_tree, &QTreeWidget::currentItemChanged, this, &LeftoversDialog::refreshButtons);

    auto *column = new QVBoxLayout(this);
    column->addWidget(m_title);
    column->addWidget(m_tree, 1);
    column->addWidget(m_conclusion);
    column->addWidget(buttons);
    resize(em * 52, em * 26);
    refreshButtons();
}

void LeftoversDialog::beginLooking(const QString &cluster, const QString &elsewhere)
{
    m_elsewhere = elsewhere;
    m_hasCluster = !cluster.isEmpty();
    m_busy = m_hasCluster;
    clearTree();
    m_title->setText(cluster.isEmpty()
                         ? tr("No cluster is in use")
                         : tr("What earlier runs left on “%1”").arg(displayText(cluster)));
    if (!m_problemsTold) {
        m_conclusion->setText(cluster.isEmpty() ? tr("Choose a cluster in the toolbar.")
                                                : tr("The cluster is being asked…"));
        setTextRole(m_conclusion, ColorRole::Muted);
    }
    refreshButtons();
}

//! What somebody unticked stays so when the list is filled anew.
void LeftoversDialog::clearTree()
{
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
        const QTreeWidgetItem *run = m_tree->topLevelItem(i);
        const QString folder = run->data(0, folderRole).toString();
        m_spared.removeAll(folder);
        if (run->checkState(0) != Qt::Checked)
            m_spared << folder;
    }
    m_tree->clear();
}

void LeftoversDialog::addRun(const models::LeftRun &left)
{
    auto *run = new QTreeWidgetItem(m_tree);
    run->setFlags(run->flags() | Qt::ItemIsUserCheckable);
    run->setCheckState(0, m_spared.contains(left.folder) ? Qt::Unchecked : Qt::Checked);
    run->setData(0, folderRole, left.folder);
    run->setText(0, displayText(left.configuration.id));
    run->setText(1, left.begunAt.toLocalTime().toString(u"yyyy-MM-dd HH:mm"_s));
    run->setText(2, ageOf(left.leftAt));
    run->setText(3, left.kept ? tr("Kept, as it was told to") : tr("Not cleaned up"));
    run->setToolTip(1, displayText(left.runId));
    for (const auto &object : left.objects) {
        auto *item = new QTreeWidgetItem(run, {displayText(object.toString())});
        item->setToolTip(0, item->text(0));
        item->setFirstColumnSpanned(true);
    }
    run->setExpanded(true);
}

void LeftoversDialog::showFound(const std::vector<models::LeftRun> &left, const QString &problem)
{
    m_busy = false;
    clearTree();
    for (const models::LeftRun &one : left)
        addRun(one);
    if (!left.empty())
        m_tree->setCurrentItem(m_tree->topLevelItem(0));
    if (!std::exchange(m_problemsTold, false)) {
        QString text = tr("%n runs left something there.", nullptr, int(left.size()));
        if (left.empty())
            text = m_elsewhere.isEmpty() ? tr("Earlier runs left nothing there.")
                                         : tr("The runs of this window left nothing there.");
        if (!m_elsewhere.isEmpty())
            text += u'\n' + m_elsewhere;
        m_conclusion->setText(problem.isEmpty() ? text : displayText(problem));
        setTextRole(m_conclusion, !problem.isEmpty() ? ColorRole::Failed
                                  : left.empty()     ? ColorRole::Passed
                                                     : ColorRole::Muted);
    }
    refreshButtons();
}

void LeftoversDialog::beginDeleting()
{
    m_busy = true;
    m_problemsTold = false;
    m_conclusion->setText(tr("Deleting…"));
    setTextRole(m_conclusion, ColorRole::Muted);
    refreshButtons();
}

void LeftoversDialog::endDeleting(const QStringList &problems)
{
    m_busy = false;
    m_problemsTold = !problems.isEmpty();
    if (m_problemsTold) {
        m_conclusion->setText(displayText(tr("Still there: %1").arg(problems.join(u'\n'))));
        setTextRole(m_conclusion, ColorRole::Failed);
    }
    refreshButtons();
}

QStringList LeftoversDialog::ticked() const
{
    QStringList folders;
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
        const QTreeWidgetItem *run = m_tree->topLevelItem(i);
        if (run->checkState(0) == Qt::Checked)
            folders << run->data(0, folderRole).toString();
    }
    return folders;
}

void LeftoversDialog::refreshButtons()
{
    m_delete->setEnabled(!m_busy && !ticked().isEmpty());
    m_open->setEnabled(m_tree->currentItem());
    m_again->setEnabled(m_hasCluster && !m_busy);
}

} // namespace assay::ui
