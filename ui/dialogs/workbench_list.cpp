// SPDX-License-Identifier: Apache-2.0
#include "workbench_list.h"

#include "look/icons.h"
#include "look/table_menu.h"
#include "look/wording.h"
#include "run/explanation_of_workbench.h"

#include <models/base/duration.h>

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QHeaderView>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {
constexpr int nameRole = Qt::UserRole;
constexpr int groupRole = Qt::UserRole + 1;
} // namespace

WorkbenchList::WorkbenchList(QWidget *parent)
    : QWidget(parent)
    , m_nameSpaces(new QComboBox)
    , m_anyPod(new QCheckBox(tr("Every pod")))
    , m_search(new QLineEdit)
    , m_tree(new QTreeWidget)
{
    const int em = fontMetrics().height();
    m_nameSpaces->setObjectName(u"workbenchNameSpace"_s);
    m_nameSpaces->setAccessibleName(tr("Namespace"));
    m_nameSpaces->setToolTip(tr("Where to look: choose a namespace, or type its name"));
    m_nameSpaces->setEditable(true);
    m_nameSpaces->setInsertPolicy(QComboBox::NoInsert);
    m_nameSpaces->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_nameSpaces->setMinimumContentsLength(14);
    m_nameSpaces->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_nameSpaces->completer()->setFilterMode(Qt::MatchContains);
    m_nameSpaces->lineEdit()->setPlaceholderText(tr("All namespaces"));
    m_anyPod->setObjectName(u"workbenchAnyPod"_s);
    m_anyPod->setToolTip(tr("Also pods that do not say that they are workbenches"));
    m_anyPod->setAccessibleName(m_anyPod->text());
    m_search->setObjectName(u"workbenchSearch"_s);
    m_search->setAccessibleName(tr("Search the workbenches"));
    m_search->setPlaceholderText(tr("Search by name, namespace or cause"));
    m_search->setClearButtonEnabled(true);
    m_tree->setObjectName(u"workbenchTree"_s);
    m_tree->setAccessibleName(tr("Workbenches by cause"));
    m_tree->setHeaderLabels({tr("Workbench"), tr("For")});
    m_tree->setUniformRowHeights(true);
    m_tree->setAllColumnsShowFocus(true);
    addTableMenu(m_tree);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setTextElideMode(Qt::ElideMiddle);

    auto *where = new QHBoxLayout;
    where->addWidget(m_nameSpaces, 1);
    where->addWidget(m_anyPod);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(em / 3);
    column->addLayout(where);
    column->addWidget(m_search);
    column->addWidget(m_tree, 1);
    // Enter may come twice, from the list of completions, too.
    const auto goThere = [this] {
        if (nameSpace() == m_there)
            return;
        m_there = nameSpace();
        Q_EMIT searchRequested();
    };
    connect(m_nameSpaces, &QComboBox::activated, this, goThere);
    connect(m_nameSpaces->lineEdit(), &QLineEdit::returnPressed, this, goThere);
    connect(m_anyPod, &QCheckBox::toggled, this, &WorkbenchList::searchRequested);
    connect(m_search, &QLineEdit::textChanged, this, &WorkbenchList::fill);
    connect(m_tree, &QTreeWidget::currentItemChanged, this, &WorkbenchList::choosePlace);
}

void WorkbenchList::setLive(bool live)
{
    m_nameSpaces->setVisible(live);
    m_anyPod->setVisible(live);
}

void WorkbenchList::setNameSpaces(const QStringList &nameSpaces, const QString &current)
{
    m_there = current;
    const QSignalBlocker blocker(m_nameSpaces);
    m_nameSpaces->clear();
    m_nameSpaces->addItem(tr("All namespaces"), QString());
    QStringList all = nameSpaces;
    if (!current.isEmpty() && !all.contains(current))
        all.prepend(current);
    for (const QString &one : all)
        m_nameSpaces->addItem(displayText(one), one);
    m_nameSpaces->setCurrentIndex(std::max(0, m_nameSpaces->findData(current)));
}

QString WorkbenchList::nameSpace() const
{
    const QString typed = m_nameSpaces->currentText().trimmed();
    const int known = m_nameSpaces->findText(typed);
    return known >= 0 ? m_nameSpaces->itemData(known).toString() : typed;
}

bool WorkbenchList::anyPod() const
{
    return m_anyPod->isChecked();
}

void WorkbenchList::clear()
{
    m_found.clear();
    m_groups.clear();
    const QScopedValueRollback filling(m_filling, true);
    m_tree->clear();
}

void WorkbenchList::show(const std::vector<models::WorkbenchDiagnosis> &found)
{
    const QString before = currentName();
    m_found = found;
    m_groups = models::groupedByCause(m_found);
    // What is well comes last: nobody has to do anything about it.
    std::stable_partition(m_groups.begin(), m_groups.end(), [](const auto &group) {
        return group.members.front()->standing != models::Standing::Ready;
    });
    fill();
    choose(before);
}

bool WorkbenchList::matches(const models::WorkbenchDiagnosis &one) const
{
    const QString where =
        models::nameOf(one) + u' ' + one.diagnosis.cause + u' ' + one.diagnosis.reason;
    for (const QString &word : m_search->text().split(u' ', Qt::SkipEmptyParts))
        if (!where.contains(word, Qt::CaseInsensitive))
            return false;
    return true;
}

QTreeWidgetItem *WorkbenchList::addGroup(const models::DiagnosisGroup &group, std::size_t index)
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    auto *item = new QTreeWidgetItem;
    int count = 0;
    for (const models::WorkbenchDiagnosis *one : group.members) {
        if (!matches(*one))
            continue;
        ++count;
        auto *row = new QTreeWidgetItem(item);
        row->setText(0, displayText(one->nameSpace + u'/' + one->name));
        row->setIcon(0, icon(stateOf(*one)));
        row->setData(0, nameRole, models::nameOf(*one));
        row->setData(0, Qt::AccessibleDescriptionRole, standingInWords(*one));
        row->setToolTip(
            0, displayText(models::nameOf(*one) + u'\n' + one->diagnosis.summary).toHtmlEscaped());
        if (one->since.isValid() && one->since <= now)
            row->setText(1, models::formatDuration(double(one->since.secsTo(now))));
    }
    if (count == 0) {
        delete item;
        return nullptr;
    }
    item->setText(0, tr("%1 (%2)").arg(displayText(group.cause)).arg(count));
    item->setToolTip(0, item->text(0).toHtmlEscaped());
    item->setData(0, groupRole, QVariant::fromValue(qulonglong(index)));
    QFont bold = m_tree->font();
    bold.setBold(true);
    item->setFont(0, bold);
    return item;
}

void WorkbenchList::fill()
{
    const QString before = currentName();
    {
        const QScopedValueRollback filling(m_filling, true);
        m_tree->clear();
        for (std::size_t i = 0; i < m_groups.size(); ++i) {
            QTreeWidgetItem *item = addGroup(m_groups[i], i);
            if (!item)
                continue;
            m_tree->addTopLevelItem(item);
            item->setFirstColumnSpanned(true);
            item->setExpanded(true);
        }
    }
    choose(before);
}

QString WorkbenchList::currentName() const
{
    const QTreeWidgetItem *item = m_tree->currentItem();
    return item ? item->data(0, nameRole).toString() : QString();
}

void WorkbenchList::choose(const QString &name)
{
    if (name.isEmpty())
        return;
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
        QTreeWidgetItem *group = m_tree->topLevelItem(i);
        for (int k = 0; k < group->childCount(); ++k)
            if (group->child(k)->data(0, nameRole).toString() == name)
                return m_tree->setCurrentItem(group->child(k));
    }
}

void WorkbenchList::choosePlace()
{
    const QTreeWidgetItem *item = m_tree->currentItem();
    if (m_filling || !item)
        return;
    if (const QVariant group = item->data(0, groupRole); group.isValid())
        return Q_EMIT groupChosen(m_groups[group.toULongLong()]);
    const QString name = currentName();
    for (const models::WorkbenchDiagnosis &one : m_found)
        if (models::nameOf(one) == name)
            return Q_EMIT workbenchChosen(one);
}

} // namespace assay::ui
