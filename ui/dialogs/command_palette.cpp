// SPDX-License-Identifier: Apache-2.0
#include "command_palette.h"

#include "look/wording.h"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QRegularExpression>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

constexpr qsizetype mostRecent = 20;
constexpr int entryRole = Qt::UserRole;

QString withoutMnemonic(QString text)
{
    return text.remove(QRegularExpression(u"&(?!&)"_s)).replace("&&"_L1, "&"_L1);
}

void collect(const QList<QAction *> &actions, const QString &where,
             std::vector<PaletteEntry> &entries)
{
    for (QAction *action : actions) {
        if (action->isSeparator() || !action->isVisible())
            continue;
        const QString name = withoutMnemonic(action->text()).section(u'\t', 0, 0);
        if (const QMenu *menu = action->menu()) {
            collect(menu->actions(), where.isEmpty() ? name : where + u" › "_s + name, entries);
        } else if (action->isEnabled()) {
            entries.push_back({name, where, action->shortcut().toString(QKeySequence::NativeText),
                               [action] { action->trigger(); }});
        }
    }
}

} // namespace

std::vector<PaletteEntry> entriesOf(const QMenuBar &menus)
{
    std::vector<PaletteEntry> entries;
    collect(menus.actions(), {}, entries);
    return entries;
}

std::optional<int> fitOf(const QString &letters, const QString &name)
{
    const QString wanted = letters.simplified().toCaseFolded();
    const QString in = name.toCaseFolded();
    if (const qsizetype whole = in.indexOf(wanted); whole >= 0)
        return 1000 - int(whole) - (whole > 0 && in[whole - 1].isLetterOrNumber() ? 100 : 0);
    int fit = 0;
    qsizetype at = 0;
    for (const QChar c : wanted) {
        if (c.isSpace())
            continue;
        const qsizetype found = in.indexOf(c, at);
        if (found < 0)
            return {};
        const bool begins = found == 0 || !in[found - 1].isLetterOrNumber();
        fit += begins ? 20 : found == at ? 10 : 1;
        at = found + 1;
    }
    return fit;
}

CommandPalette::CommandPalette(QWidget *window)
    : QFrame(window)
    , m_field(new QLineEdit)
    , m_list(new QListWidget)
{
    setObjectName(u"commandPalette"_s);
    setAccessibleName(tr("Actions and tests"));
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    m_field->setObjectName(u"paletteField"_s);
    m_field->setAccessibleName(tr("Find an action or a test"));
    m_field->setPlaceholderText(tr("Some letters of an action or a test"));
    m_list->setObjectName(u"paletteList"_s);
    m_list->setAccessibleName(tr("What fits"));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *column = new QVBoxLayout(this);
    const int em = fontMetrics().height();
    column->setContentsMargins(em / 3, em / 3, em / 3, em / 3);
    column->addWidget(m_field);
    column->addWidget(m_list, 1);
    m_field->installEventFilter(this);
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::list);
    connect(m_list, &QListWidget::itemClicked, this,
            [this](QListWidgetItem *item) { run(m_list->row(item)); });
    hide();
}

void CommandPalette::open(std::vector<PaletteEntry> entries)
{
    m_entries = std::move(entries);
    const int em = fontMetrics().height();
    const QSize room = parentWidget()->size();
    const QSize size(std::min(em * 44, room.width() - em * 2),
                     std::min(em * 30, room.height() - em * 6));
    setGeometry(QRect(QPoint((room.width() - size.width()) / 2, em * 3), size));
    m_field->clear();
    list();
    show();
    raise();
    m_field->setFocus(Qt::ShortcutFocusReason);
}

void CommandPalette::list()
{
    struct Fit
    {
        int fit = 0;
        size_t entry = 0;
    };
    std::vector<Fit> fits;
    const QString letters = m_field->text();
    for (size_t i = 0; i < m_entries.size(); ++i) {
        const PaletteEntry &entry = m_entries[i];
        std::optional<int> fit = letters.trimmed().isEmpty() ? 0 : fitOf(letters, entry.name);
        if (!fit)
            continue;
        // What was used last comes first, of what fits as well.
        if (const qsizetype recent = m_recent.indexOf(entry.name); recent >= 0)
            *fit += int(mostRecent - recent) * 2;
        fits.push_back({*fit, i});
    }
    std::stable_sort(fits.begin(), fits.end(),
                     [](const Fit &a, const Fit &b) { return a.fit > b.fit; });
    m_list->clear();
    for (const Fit &fit : fits) {
        const PaletteEntry &entry = m_entries[fit.entry];
        QString text = displayText(entry.name);
        if (!entry.where.isEmpty())
            text += u"   –   "_s + entry.where;
        if (!entry.keys.isEmpty())
            text += u"   ("_s + entry.keys + u')';
        auto *item = new QListWidgetItem(text, m_list);
        item->setData(entryRole, qulonglong(fit.entry));
    }
    m_list->setCurrentRow(0);
}

void CommandPalette::run(int row)
{
    const QListWidgetItem *item = m_list->item(row);
    if (!item)
        return;
    const PaletteEntry entry = m_entries[size_t(item->data(entryRole).toULongLong())];
    m_recent.removeAll(entry.name);
    m_recent.prepend(entry.name);
    m_recent = m_recent.mid(0, mostRecent);
    hide();
    parentWidget()->setFocus(Qt::OtherFocusReason);
    entry.run();
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_field)
        return QFrame::eventFilter(watched, event);
    if (event->type() == QEvent::FocusOut && isVisible()) {
        hide();
    } else if (event->type() == QEvent::ShortcutOverride) {
        // Keys of the field and the list are not those of the window.
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Escape || key == Qt::Key_Up || key == Qt::Key_Down)
            event->accept();
    } else if (event->type() == QEvent::KeyPress) {
        const int count = m_list->count();
        const int row = m_list->currentRow();
        switch (static_cast<QKeyEvent *>(event)->key()) {
        case Qt::Key_Escape:
            hide();
            parentWidget()->setFocus(Qt::OtherFocusReason);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            run(row);
            return true;
        case Qt::Key_Down:
            m_list->setCurrentRow(count == 0 ? -1 : (row + 1) % count);
            return true;
        case Qt::Key_Up:
            m_list->setCurrentRow(count == 0 ? -1 : (row + count - 1) % count);
            return true;
        case Qt::Key_PageDown:
            m_list->setCurrentRow(std::min(count - 1, row + 10));
            return true;
        case Qt::Key_PageUp:
            m_list->setCurrentRow(std::max(0, row - 10));
            return true;
        default:
            break;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace assay::ui
