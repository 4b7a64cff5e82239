// SPDX-License-Identifier: Apache-2.0
#include "record_table.h"

#include "look/badge.h"
#include "look/eliding_delegate.h"
#include "look/table_menu.h"
#include "look/wrapped_label.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QScrollBar>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

using Tone = models::Tone;

//! Paints a cell's text in the colour of its tone.
class ToneDelegate : public ElidingDelegate
{
public:
    explicit ToneDelegate(QObject *parent, Qt::TextElideMode elide = Qt::ElideRight)
        : ElidingDelegate(parent)
        , m_elide(elide)
    {
    }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->features &= ~QStyleOptionViewItem::HasDecoration;
        option->textElideMode = m_elide;
        option->displayAlignment = Qt::AlignLeft | Qt::AlignVCenter;
        ColorRole role = ColorRole::Text;
        switch (Tone(index.data(models::RecordTableModel::ToneRole).toInt())) {
        case Tone::Neutral:
            return;
        case Tone::Good:
            role = ColorRole::Passed;
            break;
        case Tone::Bad:
            role = ColorRole::Failed;
            break;
        case Tone::Warning:
            role = ColorRole::Warning;
            break;
        case Tone::Muted:
            role = ColorRole::Muted;
            break;
        }
        option->palette.setColor(QPalette::Text, themeColor(role));
    }

private:
    Qt::TextElideMode m_elide;
};

//! A table that copies its rows as text and where Enter activates on every platform.
class Table : public QTableView
{
public:
    using QTableView::QTableView;

    void copyInFull() const
    {
        QStringList lines;
        for (const QModelIndex &row : selectionModel()->selectedRows())
            lines << row.data(models::RecordTableModel::TextRole).toString();
        if (!lines.isEmpty())
            QApplication::clipboard()->setText(lines.join(u'\n'));
    }

protected:
    void keyPressEvent(QKeyEvent *event) override
    {
        if (event->matches(QKeySequence::Copy))
            return copyInFull();
        if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) &&
            currentIndex().isValid()) {
            Q_EMIT doubleClicked(currentIndex());
            return;
        }
        QTableView::keyPressEvent(event);
    }
};

} // namespace

RecordTable::RecordTable(models::RecordTableModel *model, const QString &objectName,
                         const QString &name, QWidget *parent)
    : QStackedWidget(parent)
    , m_model(model)
    , m_view(new Table)
    , m_empty(plainLabel())
{
    m_model->setParent(this);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setObjectName(objectName + "Empty"_L1);
    const int em = fontMetrics().height();
    m_empty->setMargin(em);
    // A long name in it takes no room from what stands beside the table.
    m_empty->setMinimumWidth(1);
    setTextRole(m_empty, ColorRole::Muted);
    addWidget(m_empty);
    addWidget(m_view);

    setUpView(objectName, name);
    setUpMenu();
    connect(m_view, &QTableView::doubleClicked, this,
            [this](const QModelIndex &index) { Q_EMIT activated(index.row()); });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        keepToSlice(0, m_model->rowCount() - 1);
        refresh();
        if (m_following)
            m_view->scrollToBottom();
    });
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &RecordTable::refresh);
    connect(m_model, &QAbstractItemModel::rowsAboutToBeInserted, this, [this] {
        const QScrollBar *bar = m_view->verticalScrollBar();
        m_atEnd = bar->value() == bar->maximum();
    });
    connect(m_model, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) {
                keepToSlice(first, last);
                refresh();
                if (m_following && m_atEnd)
                    m_view->scrollToBottom();
            });
    connect(m_model, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex &first, const QModelIndex &last) {
                keepToSlice(first.row(), last.row());
                refresh();
            });
    connect(m_model->shown(), &models::ShownRun::sliceChanged, this, [this] {
        for (int row = 0; row < m_model->rowCount(); ++row)
            m_view->setRowHidden(row, false);
        keepToSlice(0, m_model->rowCount() - 1);
        explainEmpty();
        refresh();
    });
    for (const auto signal :
         {&models::ShownRun::changed, &models::ShownRun::grew, &models::ShownRun::suiteChanged})
        connect(m_model->shown(), signal, this, &RecordTable::explainEmpty);
    // It may be made while a piece of time is kept to.
    keepToSlice(0, m_model->rowCount() - 1);
    explainEmpty();
    refresh();
}

void RecordTable::setUpView(const QString &objectName, const QString &name)
{
    m_view->setObjectName(objectName);
    m_view->setAccessibleName(name);
    m_view->setModel(m_model);
    m_view->setItemDelegate(new ToneDelegate(m_view));
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setShowGrid(false);
    m_view->setWordWrap(false);
    m_view->setTabKeyNavigation(false);
    m_view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_view->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    QHeaderView *header = m_view->horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setHighlightSections(false);
    header->setStretchLastSection(true);
    header->setAccessibleName(tr("Columns of: %1").arg(name));
}

void RecordTable::setUpMenu()
{
    // The key is the view's own, and is only named here.
    auto *copy =
        new QAction(tr("Copy in full\t%1")
                        .arg(QKeySequence(QKeySequence::Copy).toString(QKeySequence::NativeText)),
                    m_view);
    copy->setObjectName(u"copyInFull"_s);
    connect(copy, &QAction::triggered, m_view,
            [view = static_cast<Table *>(m_view)] { view->copyInFull(); });
    m_view->addAction(copy);
    addTableMenu(m_view);
}

void RecordTable::setLink(const QString &words)
{
    auto *link = new QAction(words, m_view);
    link->setObjectName(u"openLink"_s);
    connect(link, &QAction::triggered, this,
            [this] { Q_EMIT activated(m_view->currentIndex().row()); });
    m_view->insertAction(m_view->actions().value(0), link);
    m_view->setToolTip(tr("Double click or Enter: %1").arg(words));
}

void RecordTable::setEmptyText(const std::function<QString(const models::ShownRun &)> &text)
{
    m_emptyText = text;
    explainEmpty();
}

void RecordTable::explainEmpty()
{
    const auto &slice = m_model->shown()->slice();
    if (slice && m_model->rowCount() > 0)
        m_empty->setText(slice->name.isEmpty()
                             ? tr("Nothing of this happened in the time that is kept to.")
                             : tr("Nothing of this happened during “%1”.").arg(slice->name));
    else if (m_emptyText)
        m_empty->setText(breakable(m_emptyText(*m_model->shown())));
}

void RecordTable::setFollowing(bool on)
{
    m_following = on;
    if (on)
        m_view->scrollToBottom();
}

void RecordTable::select(int row)
{
    m_view->selectRow(row);
    m_view->scrollTo(m_model->index(row, 0), QAbstractItemView::PositionAtCenter);
}

void RecordTable::setColumnWidths(const std::vector<int> &characters)
{
    const int unit = m_view->fontMetrics().averageCharWidth();
    for (size_t i = 0; i < characters.size(); ++i)
        m_view->setColumnWidth(int(i), characters[i] * unit);
}

void RecordTable::elideInTheMiddle(int column)
{
    m_view->setItemDelegateForColumn(column, new ToneDelegate(m_view, Qt::ElideMiddle));
}

void RecordTable::setWidest(int column)
{
    m_view->horizontalHeader()->setStretchLastSection(false);
    m_view->horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
}

void RecordTable::refresh()
{
    setCurrentWidget(hasShownRows() ? static_cast<QWidget *>(m_view) : m_empty);
}

void RecordTable::keepToSlice(int first, int last)
{
    const auto &slice = m_model->shown()->slice();
    if (!slice)
        return;
    for (int row = first; row <= last; ++row)
        m_view->setRowHidden(row, !m_model->isOf(row, *slice));
}

bool RecordTable::hasShownRows() const
{
    if (!m_model->shown()->slice())
        return m_model->rowCount() > 0;
    for (int row = 0; row < m_model->rowCount(); ++row)
        if (!m_view->isRowHidden(row))
            return true;
    return false;
}

} // namespace assay::ui
