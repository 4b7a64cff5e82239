// SPDX-License-Identifier: Apache-2.0
#include "run_page.h"

#include "asked_checks.h"
#include "slice_chip.h"
#include "timeline/time_track.h"
#include "what_happened_card.h"

#include <models/report/ticket.h>
#include <ui/timeline/state_machine_view.h>

#include <QClipboard>
#include <QGuiApplication>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace assay::ui {

RunPage::RunPage(models::ShownRun *shown, models::TestsModel *tests, QWidget *evidence,
                 QWidget *parent)
    : QWidget(parent)
    , m_shown(shown)
    , m_tests(tests)
    , m_states(new StateMachineView)
    , m_time(new TimeTrack)
    , m_card(new WhatHappenedCard)
    , m_splitter(new QSplitter)
    , m_track(new QWidget)
{
    setObjectName(u"runPage"_s);
    m_splitter->setObjectName(u"runSplitter"_s);
    m_splitter->setChildrenCollapsible(false);
    auto *proof = new QWidget;
    auto *proofColumn = new QVBoxLayout(proof);
    proofColumn->setContentsMargins({});
    proofColumn->setSpacing(0);
    proofColumn->addWidget(new SliceChip(shown));
    proofColumn->addWidget(evidence, 1);
    m_splitter->addWidget(m_card);
    m_splitter->addWidget(proof);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    m_card->setMinimumSize(fontMetrics().height() * 14, fontMetrics().height() * 5);

    auto *track = new QVBoxLayout(m_track);
    track->setContentsMargins({});
    track->setSpacing(0);
    track->addWidget(m_states);
    track->addWidget(m_time);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(fontMetrics().height() / 4);
    column->addWidget(m_track);
    column->addWidget(m_splitter, 1);
    listen();
}

void RunPage::listen()
{
    m_live.setInterval(125ms);
    // Panes that were made later than this page are told of the run after it.
    m_tellProof.setSingleShot(true);
    m_tellProof.setInterval(0);
    connect(&m_tellProof, &QTimer::timeout, this, [this] {
        if (!m_proof.isNone())
            Q_EMIT proofFound(m_proof);
    });
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] { m_chosen = true; });
    connect(&m_live, &QTimer::timeout, this, &RunPage::refreshTimes);
    connect(m_card, &WhatHappenedCard::foldChanged, this, &RunPage::divide);
    connect(m_card, &WhatHappenedCard::proofActivated, this, &RunPage::targetActivated);
    connect(m_card, &WhatHappenedCard::ticketRequested, this, [this] {
        const auto &run = m_shown->run();
        if (!run)
            return;
        models::ReportedTest test;
        test.record = &run->record;
        test.folder = run->folder;
        QGuiApplication::clipboard()->setText(models::ticketFor(test));
    });
    connect(m_states, &StateMachineView::stateActivated, this,
            [this](models::NotebookStatus status) {
                activateState(status);
                const auto &states = m_time->spans(TimeSpan::Lane::States);
                const auto last =
                    std::find_if(states.rbegin(), states.rend(), [status](const auto &span) {
                        return span.opens == TimeSpan::Opens(status);
                    });
                // A copy: what hears of the piece reads the track's anew.
                if (last != states.rend())
                    keepToSpan(TimeSpan(*last));
            });
    connect(m_states, &StateMachineView::findingsActivated, this,
            [this] { activatePhase(models::Phase::VerifyPackages); });
    connect(m_time, &TimeTrack::activated, this, &RunPage::activateSpan);
    connect(m_time, &TimeTrack::rangeChosen, this, &RunPage::keepToTime);
    connect(m_shown, &models::ShownRun::sliceChanged, this, &RunPage::refreshTimes);
    for (const auto signal :
         {&models::ShownRun::changed, &models::ShownRun::grew, &models::ShownRun::suiteChanged})
        connect(m_shown, signal, this, &RunPage::refresh);
    connect(m_shown->workspace(), &models::Workspace::queueChanged, this, &RunPage::refresh);
}

void RunPage::activateState(models::NotebookStatus status)
{
    const auto &run = m_shown->run();
    if (!run)
        return;
    if (status == models::NotebookStatus::Failed && !m_proof.isNone())
        return Q_EMIT targetActivated(m_proof);
    for (const models::Transition &t : run->record.transitions())
        if (t.to == status)
            return Q_EMIT targetActivated({EvidenceTarget::Kind::Moment, {}, {}, -1, t.at});
    // Nothing leads to the first state but the Notebook itself.
    if (status == models::NotebookStatus::Created)
        activatePhase(models::Phase::Create);
}

void RunPage::activatePhase(models::Phase phase)
{
    const auto &run = m_shown->run();
    if (!run)
        return;
    const bool proves =
        phase == models::Phase::VerifyPackages || phase == models::Phase::CheckImage;
    using Kind = EvidenceTarget::Kind;
    if (proves && (m_proof.kind == Kind::Package || m_proof.kind == Kind::Check ||
                   m_proof.kind == Kind::Cell))
        return Q_EMIT targetActivated(m_proof);
    for (const auto &[begun, at] : run->record.phases())
        if (begun == phase)
            return Q_EMIT targetActivated({Kind::Moment, {}, {}, -1, at});
}

void RunPage::activateSpan(const TimeSpan &span)
{
    if (const auto *phase = std::get_if<models::Phase>(&span.opens))
        activatePhase(*phase);
    else if (const auto *status = std::get_if<models::NotebookStatus>(&span.opens))
        activateState(*status);
    else
        Q_EMIT targetActivated(std::get<EvidenceTarget>(span.opens));
    keepToSpan(span);
}

void RunPage::keepToSpan(const TimeSpan &span)
{
    const auto &run = m_shown->run();
    // What led to a failure happened before the state began.
    const bool isFailure = span.opens == TimeSpan::Opens(models::NotebookStatus::Failed);
    if (!run || run->record.isEmpty() || span.isMoment() || isFailure)
        return;
    const QDateTime began = run->record.startedAt();
    const auto at = [&began](double seconds) { return began.addMSecs(qRound64(seconds * 1000)); };
    m_shown->keepTo(
        models::TimeSlice{span.name, at(span.from), span.open ? QDateTime() : at(span.to)});
}

void RunPage::keepToTime(double from, double to)
{
    TimeSpan range;
    range.from = from;
    range.to = to;
    keepToSpan(range);
    refreshTimes();
}

void RunPage::setEvidenceAlone(bool on)
{
    m_track->setVisible(!on);
    m_card->setVisible(!on);
}

void RunPage::setColumns(const QByteArray &columns)
{
    m_chosen = !columns.isEmpty() && m_splitter->restoreState(columns);
    if (!m_chosen)
        divide();
}

QByteArray RunPage::columns() const
{
    // Widths that nobody chose are those of the window, which may be another the next time.
    return m_chosen ? m_splitter->saveState() : QByteArray();
}

void RunPage::refresh()
{
    refreshTimes();
    const QString &testId = m_shown->testId();
    const auto &run = m_shown->run();
    const Explanation explanation =
        m_shown->isStored()
            ? explain(m_shown->configuration(), run.get(), models::stateAfter(run->record), {})
            : explain(m_shown->configuration(), run.get(), m_tests->stateOf(testId),
                      m_shown->workspace()->suite()->problemsOf(testId));
    m_card->showExplanation(explanation, run ? &run->record : nullptr);
    // The strip is as high as what it says.
    if (!m_chosen && m_splitter->orientation() == Qt::Vertical)
        divide();
    m_proof = explanation.firstProof();
    // Once for each run: what someone looks at meanwhile stays.
    if (run && run->record.verdict() && m_proved != run) {
        m_proved = run;
        if (!m_proof.isNone())
            m_tellProof.start();
    } else if (!run || !run->record.verdict()) {
        m_proved.reset();
    }
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
    m_time->showRun(record, active, now, asksBeyondImports(m_shown->configuration()));
    const auto &slice = m_shown->slice();
    if (!slice || !record)
        return m_time->markRange({});
    const auto seconds = [record](const QDateTime &at) {
        return double(record->startedAt().msecsTo(at)) / 1000;
    };
    m_time->markRange(
        std::pair(seconds(slice->from), seconds(slice->to.isNull() ? now : slice->to)));
}

void RunPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const int em = fontMetrics().height();
    const bool narrow = width() < em * 58;
    const auto orientation = narrow ? Qt::Vertical : Qt::Horizontal;
    m_card->setCompact(narrow);
    if (m_splitter->orientation() != orientation)
        m_chosen = false;
    if (!m_chosen)
        divide();
}

void RunPage::divide()
{
    const int em = fontMetrics().height();
    const bool narrow = width() < em * 58;
    m_splitter->setOrientation(narrow ? Qt::Vertical : Qt::Horizontal);
    // Whoever asks for the rest gets it, and the evidence keeps its tabs and some lines.
    const int least = em * 8;
    const int most = std::max(least, m_splitter->height() - em * 10);
    const int folded = std::clamp(m_card->neededHeight(false), least, std::min(em * 10, most));
    const int card =
        m_card->isUnfolded() ? std::clamp(m_card->neededHeight(true), least, most) : folded;
    // Of a wide window the card gets some too, but lines that are longer read worse.
    const int column = std::clamp(width() * 27 / 100, em * 24, em * 36);
    m_splitter->setSizes(narrow ? QList<int>{card, std::max(em, m_splitter->height() - card)}
                                : QList<int>{column, std::max(em, width() - column)});
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
