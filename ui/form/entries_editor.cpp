// SPDX-License-Identifier: Apache-2.0
#include "entries_editor.h"

#include "look/eliding_delegate.h"
#include "look/escape_guard.h"
#include "look/icons.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QShortcut>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace assay::ui {

EntriesEditor::EntriesEditor(const Texts &texts, QWidget *parent)
    : QWidget(parent)
    , m_separator(texts.separator)
    , m_list(new QListWidget)
    , m_new(new QLineEdit)
    , m_remove(new QToolButton)
{
    const int em = fontMetrics().height();
    setToolTip(texts.help);
    m_list->setObjectName(texts.field);
    m_list->setAccessibleName(texts.name);
    m_list->setToolTip(texts.help + u' ' +
                       tr("Double click or F2 changes one, Delete removes it, dragging moves it."));
    m_list->setDragDropMode(QAbstractItemView::InternalMove);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_list->setFixedHeight(em * 7 * texts.lines / 5);
    m_list->setIconSize({em, em});
    m_list->setItemDelegate(new ElidingEntryDelegate(m_list));
    m_new->setObjectName("new."_L1 + texts.field);
    m_new->setAccessibleName(texts.newName);
    m_new->setPlaceholderText(texts.placeholder);
    m_new->setToolTip(texts.newHelp);
    EscapeGuard::clears(m_new);
    auto *add = new QToolButton;
    add->setObjectName("add."_L1 + texts.field);
    add->setIcon(icon(Symbol::Add));
    add->setAccessibleName(texts.addName);
    add->setToolTip(texts.addName);
    m_remove->setObjectName("remove."_L1 + texts.field);
    m_remove->setIcon(icon(Symbol::Remove));
    m_remove->setAccessibleName(texts.removeName);
    m_remove->setToolTip(texts.removeName);
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

    connect(m_new, &QLineEdit::returnPressed, this, &EntriesEditor::addTyped);
    connect(add, &QToolButton::clicked, this, &EntriesEditor::addTyped);
    connect(m_remove, &QToolButton::clicked, this, &EntriesEditor::removeSelected);
    auto *deleteKey = new QShortcut(QKeySequence::Delete, m_list);
    deleteKey->setContext(Qt::WidgetShortcut);
    connect(deleteKey, &QShortcut::activated, this, &EntriesEditor::removeSelected);
    connect(m_list, &QListWidget::itemSelectionChanged, this,
            [this] { m_remove->setEnabled(!m_list->selectedItems().isEmpty()); });
    connect(m_list, &QListWidget::itemChanged, this, [this] {
        if (!m_filling)
            Q_EMIT edited();
    });
    connect(m_list->model(), &QAbstractItemModel::rowsMoved, this, &EntriesEditor::edited);
}

QStringList EntriesEditor::entries() const
{
    QStringList texts;
    for (int i = 0; i < m_list->count(); ++i)
        texts << m_list->item(i)->text();
    return texts;
}

void EntriesEditor::appendItem(const QString &text)
{
    auto *item = new QListWidgetItem(text);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable |
                   Qt::ItemIsDragEnabled);
    m_list->addItem(item);
}

void EntriesEditor::setEntries(const QStringList &entries)
{
    if (entries == this->entries())
        return;
    m_filling = true;
    m_list->clear();
    for (const QString &text : entries)
        appendItem(text);
    m_filling = false;
}

void EntriesEditor::addEntries(const QStringList &entries)
{
    const QStringList before = this->entries();
    m_filling = true;
    for (const QString &text : entries)
        if (!before.contains(text))
            appendItem(text);
    m_filling = false;
    if (this->entries() != before)
        Q_EMIT edited();
}

void EntriesEditor::setProblems(const EntryProblems &problems)
{
    m_filling = true;
    for (int i = 0; i < m_list->count(); ++i) {
        QListWidgetItem *item = m_list->item(i);
        const EntryProblem problem = problems.value(i);
        item->setIcon(problem.mark());
        item->setToolTip(problem.text.toHtmlEscaped());
        item->setData(Qt::AccessibleDescriptionRole, problem.text);
    }
    m_filling = false;
}

void EntriesEditor::addTyped()
{
    const QString typed = m_new->text();
    const QStringList texts = m_separator.pattern().isEmpty()
                                  ? (typed.trimmed().isEmpty() ? QStringList() : QStringList{typed})
                                  : typed.split(m_separator, Qt::SkipEmptyParts);
    if (texts.isEmpty())
        return;
    m_filling = true;
    for (const QString &text : texts)
        appendItem(text);
    m_filling = false;
    m_new->clear();
    m_list->scrollToBottom();
    Q_EMIT edited();
}

void EntriesEditor::removeSelected()
{
    const QList<QListWidgetItem *> chosen = m_list->selectedItems();
    if (chosen.isEmpty())
        return;
    qDeleteAll(chosen);
    Q_EMIT edited();
}

} // namespace assay::ui
