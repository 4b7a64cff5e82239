// SPDX-License-Identifier: Apache-2.0
#include <ui/dialogs/grid_dialog.h>

#include "cluster_choice.h"
#include "look/badge.h"
#include "look/eliding_delegate.h"
#include "look/icons.h"
#include "look/wording.h"

#include <models/tables/grid_model.h>

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

//! The state's shape and colour before its word.
class StateDelegate : public ElidingDelegate
{
public:
    using ElidingDelegate::ElidingDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        ElidingDelegate::initStyleOption(option, index);
        option->text = assay::ui::displayText(option->text);
        const QVariant state = index.data(models::GridModel::StateRole);
        if (!state.isValid())
            return;
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->icon = icon(models::TestState(state.toInt()));
        const int em = option->fontMetrics.height();
        option->decorationSize = {em, em};
    }
};

} // namespace

GridDialog::GridDialog(models::GridModel *model, QWidget *parent)
    : QDialog(parent)
    , m_model(model)
    , m_title(plainLabel())
    , m_pages(new QStackedWidget)
    , m_choice(new ClusterChoice)
    , m_table(new QTableView)
    , m_sentence(plainLabel())
{
    setObjectName(u"gridDialog"_s);
    QFont bold = font();
    bold.setBold(true);
    m_title->setObjectName(u"gridTitle"_s);
    m_title->setFont(bold);
    m_sentence->setObjectName(u"gridSentence"_s);
    const int em = fontMetrics().height();
    m_table->setObjectName(u"grid"_s);
    m_table->setAccessibleName(tr("Tests by cluster"));
    m_table->setModel(model);
    m_table->setItemDelegate(new StateDelegate(m_table));
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(em * 7 / 4);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->horizontalHeader()->setDefaultSectionSize(em * 10);
    m_table->horizontalHeader()->setMinimumSectionSize(em * 5);
    m_table->horizontalHeader()->setTextElideMode(Qt::ElideMiddle);
    layOut();

    connect(m_choice, &ClusterChoice::changed, this, &GridDialog::refresh);
    connect(m_table, &QTableView::activated, this, &GridDialog::openCell);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &GridDialog::refresh);
    connect(model, &QAbstractItemModel::modelReset, this, &GridDialog::refresh);
    connect(model, &QAbstractItemModel::dataChanged, this, &GridDialog::refresh);
    refresh();
}

void GridDialog::layOut()
{
    const int em = fontMetrics().height();
    auto *results = new QWidget;
    auto *below = new QVBoxLayout(results);
    below->setContentsMargins({});
    below->addWidget(m_table, 1);
    below->addWidget(m_sentence);
    m_pages->addWidget(m_choice);
    m_pages->addWidget(results);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->button(QDialogButtonBox::Close)->setIcon(icon(Symbol::Close));
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
    const auto button = [buttons](const QString &name, Symbol symbol, const QString &text) {
        QPushButton *made = buttons->addButton(text, QDialogButtonBox::ActionRole);
        made->setObjectName(name);
        made->setIcon(icon(symbol));
        made->setAutoDefault(false);
        return made;
    };
    m_other = button(u"gridOther"_s, Symbol::Previous, {});
    connect(m_other, &QPushButton::clicked, this, [this] {
        m_pages->setCurrentIndex(1 - m_pages->currentIndex());
        refresh();
    });
    m_run = button(u"gridRun"_s, Symbol::Run, tr("&Run"));
    m_open = button(u"gridOpen"_s, Symbol::Open, tr("&Open the run"));
    m_stop = button(u"gridStop"_s, Symbol::Stop, tr("S&top"));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    connect(m_run, &QPushButton::clicked, this,
            [this] { Q_EMIT runRequested(m_choice->tests(), m_choice->contexts()); });
    connect(m_open, &QPushButton::clicked, this, &GridDialog::openCell);
    connect(m_stop, &QPushButton::clicked, this, &GridDialog::stopRequested);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_title);
    column->addWidget(m_pages, 1);
    column->addWidget(buttons);
    resize(em * 48, em * 28);
}

void GridDialog::choose(const QStringList &all, const QStringList &selected,
                        const QStringList &contexts, const QString &current, const QString &title)
{
    if (!m_running)
        m_choice->offer(all, selected, contexts, current, title);
    m_pages->setCurrentIndex(m_model->rowCount() > 0 && m_stored.isEmpty() ? 1 : 0);
    present();
}

void GridDialog::present()
{
    refresh();
    show();
    raise();
    activateWindow();
}

void GridDialog::setBusy(bool busy)
{
    m_busy = busy;
    refresh();
}

void GridDialog::begin()
{
    m_running = true;
    m_stored.clear();
    showFirstCell();
    refresh();
}

void GridDialog::showFirstCell()
{
    m_pages->setCurrentIndex(1);
    const int em = fontMetrics().height();
    QHeaderView *header = m_table->horizontalHeader();
    m_table->resizeColumnToContents(0);
    header->resizeSection(0, std::clamp(header->sectionSize(0), em * 14, em * 26));
    m_table->setCurrentIndex(m_model->index(0, 1));
    m_table->setFocus(Qt::OtherFocusReason);
}

void GridDialog::showStored(const QString &title)
{
    m_stored = title;
    showFirstCell();
    present();
}

void GridDialog::end()
{
    m_running = false;
    refresh();
}

void GridDialog::openCell()
{
    const QString folder = m_table->currentIndex().data(models::GridModel::FolderRole).toString();
    if (!folder.isEmpty())
        Q_EMIT openRequested(folder);
}

void GridDialog::refresh()
{
    const bool choosing = m_pages->currentIndex() == 0;
    m_other->setText(choosing ? tr("Show the &results") : tr("&New run…"));
    // What may be run was not asked where runs from disk are looked at.
    m_other->setVisible(choosing ? m_model->rowCount() > 0 : m_stored.isEmpty());
    m_other->setEnabled(!m_running);
    m_run->setVisible(choosing);
    m_open->setVisible(!choosing);
    m_stop->setVisible(!choosing && m_stored.isEmpty());
    setWindowTitle(choosing || m_stored.isEmpty() ? tr("The same tests on several clusters")
                                                  : tr("Stored runs: %1").arg(m_stored));
    m_stop->setEnabled(m_running);
    const QModelIndex cell = m_table->currentIndex();
    m_open->setEnabled(!cell.data(models::GridModel::FolderRole).toString().isEmpty());
    m_sentence->setText(displayText(m_model->sentenceFor(cell)));
    if (choosing) {
        const qsizetype tests = m_choice->tests().size(), clusters = m_choice->contexts().size();
        m_title->setText(m_busy          ? tr("Other tests run. Wait for them, or stop them.")
                         : tests == 0    ? tr("The suite has no test yet")
                         : clusters == 0 ? tr("Tick the clusters that the tests run on")
                                         : tr("To run: %1 (tests × clusters: %2 × %3)")
                                               .arg(tests * clusters)
                                               .arg(tests)
                                               .arg(clusters));
        m_run->setEnabled(!m_busy && tests > 0 && clusters > 0);
        return;
    }
    const models::GridModel::Counts counts = m_model->counts();
    QStringList parts;
    const auto add = [&parts](int count, const QString &text) {
        if (count > 0)
            parts << text.arg(count);
    };
    add(counts.passed, tr("%1 passed"));
    add(counts.failed, tr("%1 failed"));
    add(counts.inconclusive, tr("%1 inconclusive"));
    add(counts.cancelled, tr("%1 cancelled"));
    add(counts.open, tr("%1 without a verdict yet"));
    m_title->setText(tr("Runs: %1").arg(parts.join(u", "_s)));
}

} // namespace assay::ui
