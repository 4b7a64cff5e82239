// SPDX-License-Identifier: Apache-2.0
#include "table_menu.h"

#include "icons.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QTableView>
#include <QTreeView>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

//! The view's texts as they stand there: columns in the order that they have now, hidden ones and
//! hidden rows left out, and no cell that breaks its line.
class ShownCells
{
public:
    explicit ShownCells(QAbstractItemView *view) : m_view(view)
    {
        const QHeaderView *header = this->header();
        for (int place = 0; place < header->count(); ++place)
            if (const int column = header->logicalIndex(place); !header->isSectionHidden(column))
                m_columns << column;
    }

    QString lineOf(const QModelIndex &row) const
    {
        QStringList cells;
        for (const int column : m_columns)
            cells << onOneLine(row.siblingAtColumn(column).data().toString());
        return cells.join(u'\t');
    }

    QString linesOf(QModelIndexList rows) const
    {
        std::sort(rows.begin(), rows.end());
        QStringList lines;
        for (const QModelIndex &row : rows)
            lines << lineOf(row);
        return lines.join(u'\n');
    }

    QString all() const
    {
        QStringList headings;
        for (const int column : m_columns)
            headings << onOneLine(m_view->model()->headerData(column, Qt::Horizontal).toString());
        QStringList lines{headings.join(u'\t')};
        addRowsBelow(m_view->rootIndex(), &lines);
        return lines.join(u'\n') + u'\n';
    }

private:
    static QString onOneLine(QString text)
    {
        for (QChar &c : text)
            if (c == u'\t' || c == u'\n' || c == u'\r')
                c = u' ';
        return text;
    }

    QHeaderView *header() const
    {
        const auto *table = qobject_cast<QTableView *>(m_view);
        return table ? table->horizontalHeader() : static_cast<QTreeView *>(m_view)->header();
    }

    bool isHidden(int row, const QModelIndex &parent) const
    {
        const auto *table = qobject_cast<QTableView *>(m_view);
        return table ? table->isRowHidden(row)
                     : static_cast<QTreeView *>(m_view)->isRowHidden(row, parent);
    }

    void addRowsBelow(const QModelIndex &parent, QStringList *lines) const
    {
        const QAbstractItemModel *model = m_view->model();
        for (int row = 0; row < model->rowCount(parent); ++row) {
            if (isHidden(row, parent))
                continue;
            const QModelIndex index = model->index(row, 0, parent);
            *lines << lineOf(index);
            addRowsBelow(index, lines);
        }
    }

    QAbstractItemView *m_view;
    QList<int> m_columns;
};

class TableMenu : public QObject
{
    Q_DECLARE_TR_FUNCTIONS(assay::ui::TableMenu)
public:
    explicit TableMenu(QAbstractItemView *view) : QObject(view), m_view(view)
    {
        view->installEventFilter(this);
        view->viewport()->installEventFilter(this);
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() != QEvent::ContextMenu)
            return QObject::eventFilter(watched, event);
        const auto *asked = static_cast<QContextMenuEvent *>(event);
        if (asked->reason() == QContextMenuEvent::Keyboard) {
            const QModelIndex index = m_view->currentIndex();
            const QRect cell = m_view->visualRect(index);
            pop(index, m_view->viewport()->mapToGlobal(index.isValid() ? cell.center() : QPoint()));
            return true;
        }
        const QModelIndex index =
            m_view->indexAt(m_view->viewport()->mapFromGlobal(asked->globalPos()));
        // What is acted on is what is seen to be chosen.
        if (index.isValid() && !m_view->selectionModel()->isSelected(index))
            m_view->setCurrentIndex(index);
        pop(index, asked->globalPos());
        return true;
    }

private:
    void pop(const QModelIndex &index, const QPoint &at)
    {
        auto *menu = new QMenu(m_view);
        menu->setObjectName(u"tableMenu"_s);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        for (QAction *action : m_view->actions()) {
            action->setEnabled(index.isValid());
            menu->addAction(action);
        }
        menu->addSeparator();
        // The text is taken now: the table may change while the menu stands there.
        const QModelIndexList chosen = m_view->selectionModel()->selectedRows();
        const bool several = chosen.size() > 1 && chosen.contains(index.siblingAtColumn(0));
        add(menu, u"copyCell"_s, tr("Copy cell"), index.isValid(), index.data().toString());
        const ShownCells cells(m_view);
        add(menu, u"copyRow"_s, several ? tr("Copy selected rows") : tr("Copy row"),
            index.isValid(),
            several ? cells.linesOf(chosen) : cells.lineOf(index.siblingAtColumn(0)));
        QAction *all = menu->addAction(tr("Copy all with headings"), m_view,
                                       [view = m_view] { copy(ShownCells(view).all()); });
        all->setObjectName(u"copyAll"_s);
        all->setEnabled(m_view->model()->rowCount() > 0);
        menu->popup(at);
    }

    void add(QMenu *menu, const QString &name, const QString &title, bool enabled,
             const QString &text)
    {
        QAction *action = menu->addAction(title, m_view, [text] { copy(text); });
        action->setObjectName(name);
        action->setIcon(icon(Symbol::Copy));
        action->setEnabled(enabled);
    }

    static void copy(const QString &text) { QGuiApplication::clipboard()->setText(text); }

    QAbstractItemView *m_view;
};

} // namespace

void addTableMenu(QAbstractItemView *view)
{
    new TableMenu(view);
}

} // namespace assay::ui
