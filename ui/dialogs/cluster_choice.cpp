// SPDX-License-Identifier: Apache-2.0
#include "cluster_choice.h"

#include "look/badge.h"
#include "look/eliding_delegate.h"
#include "look/wording.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QSet>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {
constexpr int contextNameRole = Qt::UserRole;
}

ClusterChoice::ClusterChoice(QWidget *parent)
    : QWidget(parent)
    , m_tests(new QComboBox)
    , m_filter(new QLineEdit)
    , m_contexts(new QListWidget)
    , m_none(plainLabel())
{
    m_tests->setObjectName(u"gridTests"_s);
    m_tests->setAccessibleName(tr("Tests to run"));
    m_filter->setObjectName(u"gridFilter"_s);
    m_filter->setAccessibleName(tr("Find a cluster"));
    m_filter->setPlaceholderText(tr("Some letters of a name"));
    m_filter->setClearButtonEnabled(true);
    m_contexts->setObjectName(u"gridContexts"_s);
    m_contexts->setAccessibleName(tr("Clusters to run on"));
    m_contexts->setItemDelegate(new ElidingEntryDelegate(m_contexts));
    m_none->setObjectName(u"gridNoContext"_s);
    setTextRole(m_none, ColorRole::Muted);
    auto *form = new QFormLayout;
    form->setContentsMargins({});
    form->addRow(tr("&Tests"), m_tests);
    form->addRow(tr("&Clusters"), m_filter);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addLayout(form);
    column->addWidget(m_contexts, 1);
    column->addWidget(m_none);
    connect(m_filter, &QLineEdit::textChanged, this, &ClusterChoice::filter);
    connect(m_tests, &QComboBox::currentIndexChanged, this, &ClusterChoice::changed);
    connect(m_contexts, &QListWidget::itemChanged, this, &ClusterChoice::changed);
}

void ClusterChoice::offer(const QStringList &all, const QStringList &selected,
                          const QStringList &contexts, const QString &current, const QString &title)
{
    const QStringList before = this->contexts();
    m_all = all;
    m_selected = selected;
    const QSignalBlocker silent(m_contexts);
    const QSignalBlocker quiet(m_tests);
    m_tests->clear();
    m_tests->addItem(tr("All %1 of the suite").arg(all.size()));
    if (!selected.isEmpty() && selected.size() < all.size())
        m_tests->addItem(selected.size() == 1
                             ? tr("The selected one: %1").arg(displayText(selected.front()))
                             : tr("The %1 selected").arg(selected.size()));
    m_filter->clear();
    m_contexts->clear();
    for (const QString &context : contexts) {
        auto *item = new QListWidgetItem(displayText(context), m_contexts);
        item->setData(contextNameRole, context);
        item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
        item->setCheckState(context == current || before.contains(context) ? Qt::Checked
                                                                           : Qt::Unchecked);
        if (context == current)
            item->setText(tr("%1 (in use)").arg(title.isEmpty() ? item->text() : title));
    }
    if (m_contexts->count() > 0)
        m_contexts->setCurrentRow(0);
    explain();
    Q_EMIT changed();
}

QStringList ClusterChoice::tests() const
{
    return m_tests->currentIndex() == 1 ? m_selected : m_all;
}

QStringList ClusterChoice::contexts() const
{
    QStringList ticked;
    for (int i = 0; i < m_contexts->count(); ++i)
        if (m_contexts->item(i)->checkState() == Qt::Checked)
            ticked << m_contexts->item(i)->data(contextNameRole).toString();
    return ticked;
}

//! What is ticked stays so while it is out of sight.
void ClusterChoice::filter(const QString &text)
{
    for (int i = 0; i < m_contexts->count(); ++i)
        m_contexts->item(i)->setHidden(!m_contexts->item(i)
                                            ->data(contextNameRole)
                                            .toString()
                                            .contains(text, Qt::CaseInsensitive));
    explain();
}

void ClusterChoice::explain()
{
    int seen = 0;
    for (int i = 0; i < m_contexts->count(); ++i)
        seen += m_contexts->item(i)->isHidden() ? 0 : 1;
    m_none->setVisible(seen == 0 || m_contexts->count() == 1);
    if (m_contexts->count() == 0)
        m_none->setText(tr("There is no cluster: open a kubeconfig in the toolbar, or choose the "
                           "demo cluster there."));
    else if (seen == 0)
        m_none->setText(tr("No cluster has these letters in its name."));
    else
        m_none->setText(tr("There is only this one. A kubeconfig with more contexts, opened in "
                           "the toolbar, brings more."));
}

} // namespace assay::ui
