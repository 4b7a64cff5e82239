// SPDX-License-Identifier: Apache-2.0
#include "evidence_pane.h"

#include "log/log_pane.h"
#include "look/outlined_style.h"
#include "run/command_pane.h"
#include "run/findings_pane.h"
#include "run/pod_pane.h"
#include "run/record_details.h"
#include "run/record_panes.h"
#include "run/record_table.h"

#include <models/tables/record_models.h>
#include <ui/look/theme.h>

#include <QAbstractScrollArea>
#include <QEvent>
#include <QTabBar>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

EvidencePane::EvidencePane(models::ShownRun *shown, QWidget *parent)
    : QTabWidget(parent)
    , m_shown(shown)
{
    setObjectName(u"evidence"_s);
    setDocumentMode(true);
    tabBar()->setObjectName(u"evidenceTabs"_s);
    tabBar()->setAccessibleName(tr("What proves it"));
    tabBar()->setUsesScrollButtons(true);
    // Nine, some with a count, beside the card.
    tabBar()->setProperty(tightTabs, true);
    setElideMode(Qt::ElideNone);

    addPage(u"logsPane"_s, tr("Log"), [this, shown] {
        m_log = new LogPane(shown);
        connect(m_log, &LogPane::saveRequested, this, &EvidencePane::saveLogRequested);
        return m_log;
    });
    addPage(u"packagesPane"_s, tr("Packages"), [this, shown] {
        m_packages = makePackagesPane(shown);
        connect(m_packages, &RecordTable::activated, this, [this](int row) {
            const QModelIndex cell =
                m_packages->model()->index(row, models::PackageResultsModel::Package);
            Q_EMIT linkActivated({EvidenceTarget::Kind::Package, cell.data().toString()});
        });
        return m_packages;
    });
    addPage(u"checksPane"_s, tr("Checks"),
            [this, shown] { return m_checks = makeChecksPane(shown); });
    addPage(u"cellsPane"_s, tr("Cells"), [this, shown] { return m_cells = makeCellsPane(shown); });
    addPage(u"eventsPane"_s, tr("Events"),
            [this, shown] { return m_events = makeEventsPane(shown); });
    addPage(u"commandsPane"_s, tr("Commands"),
            [this, shown] { return m_commands = new CommandPane(shown); });
    addPage(u"timelinePane"_s, tr("Timeline"),
            [this, shown] { return m_timeline = makeTimelinePane(shown); });
    addPage(u"podPane"_s, tr("Pod"), [this, shown] { return m_pod = new PodPane(shown); });
    addPage(u"requestsPane"_s, tr("Requests"),
            [this, shown] { return m_requests = makeRequestsPane(shown); });

    connect(this, &QTabWidget::currentChanged, this, &EvidencePane::fill);
    for (const auto signal :
         {&models::ShownRun::changed, &models::ShownRun::grew, &models::ShownRun::suiteChanged})
        connect(shown, signal, this, &EvidencePane::refreshTabs);
    connect(&Theme::instance(), &Theme::changed, this, &EvidencePane::refreshTabs);
    refreshTabs();
}

void EvidencePane::addPage(const QString &name, const QString &title,
                           const std::function<QWidget *()> &make)
{
    auto *page = new QWidget;
    page->setObjectName(name);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins({});
    m_titles << title;
    const int index = addTab(page, title);
    setTabToolTip(index, withKey(title, Page(index)));
    m_makers.insert(index, make);
}

QKeySequence EvidencePane::keyOf(Page page)
{
    const int number = int(page) + 4; // Run, Configuration and YAML come before
    return QKeySequence(number <= 9 ? u"Alt+%1"_s.arg(number) : u"Alt+Shift+%1"_s.arg(number - 9));
}

QString EvidencePane::withKey(const QString &words, Page page)
{
    return tr("%1 (%2)").arg(words, keyOf(page).toString(QKeySequence::NativeText));
}

void EvidencePane::fill(int index)
{
    const auto make = m_makers.take(index);
    if (!make)
        return;
    QWidget *pane = make();
    widget(index)->layout()->addWidget(pane);
    pane->show();
}

void EvidencePane::showEvent(QShowEvent *event)
{
    fill(currentIndex());
    QTabWidget::showEvent(event);
}

void EvidencePane::changeEvent(QEvent *event)
{
    QTabWidget::changeEvent(event);
    if (event->type() != QEvent::LanguageChange)
        return;
    // On a container engine it is a container.
    m_titles[int(Page::Pod)] = tr("Pod");
    setTabText(int(Page::Pod), titleOf(Page::Pod));
}

QString EvidencePane::titleOf(Page page) const
{
    return m_titles[int(page)];
}

void EvidencePane::showPage(Page page)
{
    fill(int(page));
    setCurrentIndex(int(page));
}

LogPane *EvidencePane::log()
{
    fill(int(Page::Log));
    return m_log;
}

void EvidencePane::focusFind()
{
    showPage(Page::Log);
    m_log->focusFind();
}

void EvidencePane::focusPage()
{
    for (QWidget *inner : currentWidget()->findChildren<QWidget *>())
        if (inner->isVisible() && qobject_cast<QAbstractScrollArea *>(inner)) {
            inner->setFocus(Qt::ShortcutFocusReason);
            return;
        }
    tabBar()->setFocus(Qt::ShortcutFocusReason);
}

void EvidencePane::goToError(bool next)
{
    showPage(Page::Log);
    m_log->goToError(next);
}

bool EvidencePane::openRow(RecordTable *table, int row)
{
    if (row < 0 || row >= table->model()->rowCount())
        return false;
    table->select(row);
    return true;
}

//! Of the fact that is meant, where the target names one: much happens in one millisecond.
int EvidencePane::rowOfMoment(const EvidenceTarget &target) const
{
    const auto *model = static_cast<models::TimelineModel *>(m_timeline->model());
    const int first = model->rowAt(target.at);
    for (int row = first; row >= 0 && row < model->rowCount() && !target.text.isEmpty(); ++row) {
        const QModelIndex index = model->index(row, 0);
        if (index.data(models::RecordTableModel::TextRole).toString() == target.text)
            return row;
    }
    return first;
}

bool EvidencePane::open(const EvidenceTarget &target)
{
    using Kind = EvidenceTarget::Kind;
    const auto &run = m_shown->run();
    if (!run || target.isNone())
        return false;
    // It may have happened at another time than the one that is kept to.
    m_shown->keepTo({});
    const models::RunRecord &record = run->record;
    const auto lastWhere = [](const auto &all, const auto &holds) {
        const auto found = std::find_if(all.rbegin(), all.rend(), holds);
        return int(std::distance(found, all.rend())) - 1;
    };
    switch (target.kind) {
    case Kind::None:
        return false;
    case Kind::Log:
        showPage(Page::Log);
        return m_log->showLine(target.name, target.text);
    case Kind::Event:
        showPage(Page::Events);
        return openRow(m_events, lastWhere(record.events(), [&](const auto &event) {
                           return target.name.isEmpty() ? target.text.contains(event.message)
                                                        : event.uid == target.name;
                       }));
    case Kind::Package:
        showPage(Page::Commands);
        if (m_commands->showImportOf(target.name))
            return true;
        showPage(Page::Packages);
        return openRow(m_packages,
                       int(record.configuration().packagesToVerify.indexOf(target.name)));
    case Kind::Check:
        showPage(Page::Checks);
        return openRow(m_checks->table(), target.index);
    case Kind::Cell:
        showPage(Page::Cells);
        return openRow(m_cells->table(), target.index);
    case Kind::PodField:
        showPage(Page::Pod);
        return m_pod->showField(target.name, target.text);
    case Kind::Request:
        showPage(Page::Requests);
        return openRow(m_requests, lastWhere(record.requests(), [](const auto &request) {
                           return request.httpStatus == 0 || request.httpStatus >= 400;
                       }));
    case Kind::Moment:
        showPage(Page::Timeline);
        return openRow(m_timeline, rowOfMoment(target));
    }
    return false;
}

void EvidencePane::refreshTabs()
{
    showCount(Page::Packages, packagesOf(*m_shown));
    showCount(Page::Checks, checksOf(*m_shown));
    showCount(Page::Cells, cellsOf(*m_shown));
    FindingCount events;
    if (const auto &run = m_shown->run())
        events.all = qsizetype(run->record.events().size());
    showCount(Page::Events, events);
}

void EvidencePane::showCount(Page page, const FindingCount &count)
{
    const int index = int(page);
    const QString title = titleOf(page);
    // With the sign of what went wrong the number is of that, without one of all.
    setTabText(index, count.all == 0     ? title
                      : count.failed > 0 ? tr("%1 ✗ %2").arg(title).arg(count.failed)
                      : count.open > 0   ? tr("%1 ? %2").arg(title).arg(count.open)
                                         : tr("%1 %2").arg(title).arg(count.all));
    // Red is for what went wrong: much of it would say as little as none.
    tabBar()->setTabTextColor(index, count.failed > 0 ? themeColor(ColorRole::Failed)
                                     : count.open > 0 ? themeColor(ColorRole::Inconclusive)
                                                      : QColor());
    QString words = title;
    if (count.failed > 0)
        words = tr("%1: %2 of %3 failed").arg(title).arg(count.failed).arg(count.all);
    else if (count.open > 0)
        words = tr("%1: %2 of %3 inconclusive").arg(title).arg(count.open).arg(count.all);
    setTabToolTip(index, withKey(words, page));
    tabBar()->setAccessibleTabName(index, words);
}

} // namespace assay::ui
