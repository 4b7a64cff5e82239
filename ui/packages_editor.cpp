// SPDX-License-Identifier: Apache-2.0
#include "packages_editor.h"

#include "escape_guard.h"
#include "icons.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QRegularExpression>
#include <QShortcut>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace assay::ui {

PackagesEditor::PackagesEditor(QWidget *parent)
    : QWidget(parent)
    , m_list(new QListWidget)
    , m_new(new QLineEdit)
    , m_remove(new QToolButton)
{
    const int em = fontMetrics().height();
    m_list->setObjectName(u"packages_to_verify"_s);
    m_list->setAccessibleName(tr("Packages to verify"));
    m_list->setToolTip(tr("Import names, verified in this order. Double click or F2 changes one, "
                          "Delete removes it, dragging moves it."));
    m_list->setDragDropMode(QAbstractItemView::InternalMove);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_list->setFixedHeight(em * 7);
    m_list->setIconSize({em, em});
    m_new->setObjectName(u"newPackage"_s);
    m_new->setAccessibleName(tr("Package to add"));
    m_new->setPlaceholderText(tr("import name, e.g. numpy"));
    m_new->setToolTip(tr("One name or several, apart by spaces or commas; Enter adds them"));
    EscapeGuard::clears(m_new);
    auto *add = new QToolButton;
    add->setObjectName(u"addPackage"_s);
    add->setIcon(icon(Symbol::Add));
    add->setAccessibleName(tr("Add the package"));
    add->setToolTip(add->accessibleName());
    m_remove->setObjectName(u"removePackage"_s);
    m_remove->setIcon(icon(Symbol::Remove));
    m_remove->setAccessibleName(tr("Remove the selected packages"));
    m_remove->setToolTip(m_remove->accessibleName());
    m_remove->setEnabled(false);

    auto *row = new QHBoxLayout;
    row->setSpacing(em / 4);
    row->addWidget(m_new, 1);
    row->addWidget(add);
    row->addWidget(m_remove);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(em / 4);
    column->addWidget(m_list);
    column->addLayout(row);

    connect(m_new, &QLineEdit::returnPressed, this, &PackagesEditor::addTyped);
    connect(add, &QToolButton::clicked, this, &PackagesEditor::addTyped);
    connect(m_remove, &QToolButton::clicked, this, &PackagesEditor::removeSelected);
    auto *deleteKey = new QShortcut(QKeySequence::Delete, m_list);
    deleteKey->setContext(Qt::WidgetShortcut);
    connect(deleteKey, &QShortcut::activated, this, &PackagesEditor::removeSelected);
    connect(m_list, &QListWidget::itemSelectionChanged, this,
            [this] { m_remove->setEnabled(!m_list->selectedItems().isEmpty()); });
    connect(m_list, &QListWidget::itemChanged, this, [this] {
        if (!m_filling)
            Q_EMIT edited();
    });
    connect(m_list->model(), &QAbstractItemModel::rowsMoved, this, &PackagesEditor::edited);
}

QStringList PackagesEditor::packages() const
{
    QStringList names;
    for (int i = 0; i < m_list->count(); ++i)
        names << m_list->item(i)->text();
    return names;
}

void PackagesEditor::appendItem(const QString &name)
{
    auto *item = new QListWidgetItem(name);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable |
                   Qt::ItemIsDragEnabled);
    m_list->addItem(item);
}

void PackagesEditor::setPackages(const QStringList &names)
{
    m_filling = true;
    m_list->clear();
    for (const QString &name : names)
        appendItem(name);
    m_filling = false;
}

void PackagesEditor::setProblems(const QMap<int, QString> &problems)
{
    m_filling = true;
    for (int i = 0; i < m_list->count(); ++i) {
        QListWidgetItem *item = m_list->item(i);
        const QString problem = problems.value(i);
        item->setIcon(problem.isEmpty() ? QIcon() : icon(Symbol::Problem));
        item->setToolTip(problem.toHtmlEscaped());
        item->setData(Qt::AccessibleDescriptionRole, problem);
    }
    m_filling = false;
}

void PackagesEditor::addTyped()
{
    static const QRegularExpression separator(u"[\\s,;]+"_s);
    const QStringList names = m_new->text().split(separator, Qt::SkipEmptyParts);
    if (names.isEmpty())
        return;
    m_filling = true;
    for (const QString &name : names)
        appendItem(name);
    m_filling = false;
    m_new->clear();
    m_list->scrollToBottom();
    Q_EMIT edited();
}

void PackagesEditor::removeSelected()
{
    const QList<QListWidgetItem *> chosen = m_list->selectedItems();
    if (chosen.isEmpty())
        return;
    qDeleteAll(chosen);
    Q_EMIT edited();
}

} // namespace assay::ui
