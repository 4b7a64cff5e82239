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

RunPage::RunPage(models::Workspace *workspace, models::TestsModel *tests, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_tests(tests)
    , m_states(new StateMachineView)
    , m_phases(new PhaseBar)
    , m_card(new WhatHappenedCard)
    , m_findings(new FindingsPane(workspace))
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
}

const models::Workspace::Run *RunPage::run() const
{
    return m_testId.isEmpty() ? nullptr : m_workspace->run(m_testId);
}

void RunPage::setTest(const QString &testId)
{
    m_testId = testId;
    m_findings->setTest(testId);
    refresh();
}

void RunPage::refresh()
{
    refreshTimes();
    const auto *test = m_workspace->suite()->test(m_testId);
    m_findings->refresh();
    m_card->showExplanation(explain(test ? *test : models::CustomImageTestConfiguration(), run(),
                                    m_tests->stateOf(m_testId),
                                    m_workspace->suite()->problemsOf(m_testId)));
    const bool active = run() && run()->active;
    if (active && isVisible())
        m_live.start();
    else
        m_live.stop();
}

void RunPage::refreshTimes()
{
    const models::Workspace::Run *shown = run();
    const bool active = shown && shown->active;
    const models::RunRecord *record = shown ? &shown->record : nullptr;
    // A record that nobody adds to any more ends where it ends, finished or not.
    const QDateTime now = active || !record ? QDateTime::currentDateTimeUtc() : record->lastAt();
    m_states->showRun(record, active, now);
    const auto *test = m_workspace->suite()->test(m_testId);
    m_phases->showRun(record, active, now, test && asksBeyondImports(*test));
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
