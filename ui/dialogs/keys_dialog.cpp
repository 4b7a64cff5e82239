// SPDX-License-Identifier: Apache-2.0
#include "keys_dialog.h"

#include "look/icons.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::ui {

static QString withoutAmpersand(QString text)
{
    return text.remove(QRegularExpression(u"&(?!&)"_s));
}

//! Desktops bind Undo and the like to keys that hardly any keyboard has: F14, Undo, Copy.
static bool isOfNoKeyboard(Qt::Key key)
{
    return key >= Qt::Key_F13;
}

static void listActions(QTreeWidgetItem *parent, const QList<QAction *> &actions)
{
    for (const QAction *action : actions) {
        if (action->isSeparator())
            continue;
        if (const QMenu *menu = action->menu()) {
            listActions(parent, menu->actions());
            continue;
        }
        const QList<QKeySequence> shortcuts = action->shortcuts();
        QStringList keys;
        for (const QKeySequence &key : shortcuts)
            if (!key.isEmpty() && !isOfNoKeyboard(key[0].key()))
                keys << key.toString(QKeySequence::NativeText);
        if (!keys.isEmpty())
            new QTreeWidgetItem(parent, {withoutAmpersand(action->text()), keys.join(", "_L1)});
    }
}

KeysDialog::KeysDialog(const QMenuBar &menus, QWidget *parent) : QDialog(parent)
{
    setObjectName(u"keysDialog"_s);
    setWindowTitle(tr("Keys"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *tree = new QTreeWidget;
    tree->setObjectName(u"keysTree"_s);
    tree->setAccessibleName(tr("Actions with their keys"));
    tree->setHeaderLabels({tr("Action"), tr("Keys")});
    tree->setRootIsDecorated(false);
    for (const QAction *top : menus.actions()) {
        if (!top->menu())
            continue;
        auto *heading = new QTreeWidgetItem(tree, {withoutAmpersand(top->text())});
        QFont bold = tree->font();
        bold.setBold(true);
        heading->setFont(0, bold);
        listActions(heading, top->menu()->actions());
    }
    auto *log = new QTreeWidgetItem(tree, {tr("In the log")});
    new QTreeWidgetItem(log, {tr("Next error"), u"e"_s});
    new QTreeWidgetItem(log, {tr("Previous error"), u"Shift+E"_s});
    new QTreeWidgetItem(log, {tr("To the end, and follow"), tr("End")});
    new QTreeWidgetItem(log, {tr("Mark or unmark a line"), u"m"_s});
    new QTreeWidgetItem(log, {tr("Next mark"), u"u"_s});
    new QTreeWidgetItem(log, {tr("Previous mark"), u"Shift+U"_s});
    new QTreeWidgetItem(log, {tr("Highlight what is selected, or no longer"), u"h"_s});
    auto *graph = new QTreeWidgetItem(tree, {tr("In the states and steps of a run")});
    new QTreeWidgetItem(graph, {tr("From one to the next"), tr("Left, Right")});
    new QTreeWidgetItem(graph, {tr("Open what happened there"), tr("Enter")});
    new QTreeWidgetItem(graph, {tr("Between steps, states and work"), tr("Up, Down")});
    new QTreeWidgetItem(graph, {tr("Zoom the timeline"), u"+, -"_s});
    new QTreeWidgetItem(graph, {tr("Move along the timeline"), tr("Shift+Left, Shift+Right")});
    new QTreeWidgetItem(graph, {tr("All of the timeline"), u"0"_s});
    tree->expandAll();
    const int em = fontMetrics().height();
    tree->header()->resizeSection(0, em * 20);
    tree->resizeColumnToContents(1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->button(QDialogButtonBox::Close)->setIcon(icon(Symbol::Close));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    auto *column = new QVBoxLayout(this);
    column->addWidget(tree, 1);
    column->addWidget(buttons);
    // All keys of an action are read.
    const int texts = em * 24 + tree->columnWidth(1);
    resize(std::clamp(texts, em * 34, em * 56), em * 36);
}

} // namespace assay::ui
