// SPDX-License-Identifier: Apache-2.0
#include "run_page.h"

#include "asked_checks.h"
#include "findings_pane.h"
#include "phase_bar.h"
#include "what_happened_card.h"

#include <ui/run/state_machine_view.h>

#include <QSplitter>
#include <QVBoxLayout>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace assay::ui {

RunPage::RunPage(models::ShownRun *shown, models::TestsModel *tests, QWidget *parent)
    : QWidget(parent)
    , m_shown(shown)
    , m_tests(tests)
    , m_states(new StateMachineView)
    , m_phases(new PhaseBar)
    , m_card(new WhatHappenedCard)
    , m_findings(new FindingsPane(shown))
    , m_splitter(new QSplitter)
{
    setObjectName(u"runPage"_s);
    m_splitter->setObjectName(u"runSplitter"_s);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_card);
    m_splitter->addWidget(m_findings);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({5000, 5000});

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_states);
    column->addWidget(m_phases);
    column->addWidget(m_splitter, 1);

    m_live.setInterval(125ms);
    connect(&m_live, &QTimer::timeout, this, &RunPage::refreshTimes);
    connect(m_findings, &FindingsPane::packageActivated, this, &RunPage::packageActivated);
    for (const auto signal :
         {&models::ShownRun::changed, &models::ShownRun::grew, &models::ShownRun::suiteChanged})
        connect(shown, signal, this, &RunPage::refresh);
    connect(shown->workspace(), &models::Workspace::queueChanged, this, &RunPage::refresh);
}

void RunPage::refresh()
{
    refreshTimes();
    const QString &testId = m_shown->testId();
    const auto &run = m_shown->run();
    m_card->showExplanation(
        m_shown->isStored()
            ? explain(m_shown->configuration(), run.get(), models::stateAfter(run->record), {})
            : explain(m_shown->configuration(), run.get(), m_tests->stateOf(testId),
                      m_shown->workspace()->suite()->problemsOf(testId)));
    if (m_shown->isActive() && isVisible())
        m_live.start();
    else
        m_live.stop();
}

void RunPage::refreshTimes()
{
    const auto &run = m_shown->run();
    const bool active = m_shown->isActive();
    const models::RunRecord *record = run ? &run->record : nullptr;
    // A record that nobody adds to any more ends where it ends, finished or not.
    const QDateTime now = active || !record ? QDateTime::currentDateTimeUtc() : record->lastAt();
    m_states->showRun(record, active, now);
    m_phases->showRun(record, active, now, asksBeyondImports(m_shown->configuration()));
}

void RunPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool narrow = width() < fontMetrics().averageCharWidth() * 100;
    m_splitter->setOrientation(narrow ? Qt::Vertical : Qt::Horizontal);
}

void RunPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void RunPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_live.stop();
}

} // namespace assay::ui
