// SPDX-License-Identifier: Apache-2.0
#include <models/tables/workspace.h>

#include <algorithm>
#include <utility>

namespace assay::models {

//! Being stopped is none.
static bool cameToAVerdict(const RunRecord &record)
{
    return record.verdict() && record.verdict()->outcome != Outcome::Cancelled;
}

Workspace::Workspace(QObject *parent) : QObject(parent), m_suite(new SuiteDocument(this)) {}

std::shared_ptr<const Workspace::Run> Workspace::run(const QString &testId) const
{
    return m_runs.value(testId);
}

bool Workspace::isActive(const QString &testId) const
{
    const auto known = run(testId);
    return known && known->active;
}

int Workspace::activeCount() const
{
    int count = m_elsewhere;
    for (const auto &known : m_runs)
        count += known->active ? 1 : 0;
    return count;
}

void Workspace::beginRun(const QString &testId, const QString &folder)
{
    std::shared_ptr<const Run> before = m_runs.value(testId);
    if (before && !cameToAVerdict(before->record))
        before = before->earlier;
    m_runs[testId] = std::make_shared<Run>(Run{{}, folder, true, before});
    if (m_queued.removeAll(testId) > 0)
        Q_EMIT queueChanged();
    Q_EMIT runBegan(testId);
}

void Workspace::appendFacts(const QString &testId, const std::vector<Fact> &facts)
{
    // Kept by value: a slot may begin another run of the test.
    const std::shared_ptr<Run> known = m_runs.value(testId);
    if (!known || facts.empty())
        return;
    const int from = static_cast<int>(known->record.facts().size());
    for (const Fact &fact : facts)
        known->record.append(fact);
    if (cameToAVerdict(known->record))
        known->earlier.reset();
    const bool ended = known->active && known->record.isFinished();
    if (ended)
        known->active = false;
    Q_EMIT factsAppended(testId, from, static_cast<int>(known->record.facts().size()));
    if (ended)
        Q_EMIT runEnded(testId);
}

void Workspace::setActiveElsewhere(int count)
{
    if (std::exchange(m_elsewhere, count) != count)
        Q_EMIT queueChanged();
}

void Workspace::setQueued(const QStringList &testIds)
{
    if (m_queued == testIds)
        return;
    m_queued = testIds;
    Q_EMIT queueChanged();
}

bool Workspace::isBusy() const
{
    const QStringList &all = m_suite->ids();
    return activeCount() > 0 ||
           std::any_of(all.begin(), all.end(), [this](const QString &id) { return isQueued(id); });
}

bool Workspace::isQueued(const QString &testId) const
{
    return m_queued.contains(testId);
}

} // namespace assay::models
