// SPDX-License-Identifier: Apache-2.0
#include <models/tables/shown_run.h>

namespace assay::models {

ShownRun::ShownRun(Workspace *workspace, QObject *parent) : QObject(parent), m_workspace(workspace)
{
    connect(workspace, &Workspace::runBegan, this, [this](const QString &testId) {
        if (!m_stored && testId == m_testId)
            show(testId, m_workspace->run(testId), false);
    });
    connect(workspace, &Workspace::factsAppended, this, [this](const QString &testId) {
        if (!m_stored && testId == m_testId)
            Q_EMIT grew();
    });
    const SuiteDocument *suite = workspace->suite();
    connect(suite, &SuiteDocument::testChanged, this,
            [this](const QString &id, const QString &formerId) {
                if (!m_stored && formerId == m_testId && id != formerId)
                    showTest(id);
                else
                    Q_EMIT suiteChanged();
            });
    connect(suite, &SuiteDocument::testAdded, this, &ShownRun::suiteChanged);
    connect(suite, &SuiteDocument::testsRemoved, this, &ShownRun::suiteChanged);
    connect(suite, &SuiteDocument::reset, this, &ShownRun::suiteChanged);
}

void ShownRun::showTest(const QString &testId)
{
    show(testId, m_workspace->run(testId), false);
}

void ShownRun::showStored(StoredRun stored)
{
    const QString testId = stored.record.configuration().id;
    show(testId,
         std::make_shared<Workspace::Run>(
             Workspace::Run{std::move(stored.record), stored.folder, false}),
         true);
}

CustomImageTestConfiguration ShownRun::configuration() const
{
    if (m_run && !m_run->record.isEmpty())
        return m_run->record.configuration();
    const auto *test = m_workspace->suite()->test(m_testId);
    return test ? *test : CustomImageTestConfiguration();
}

void ShownRun::show(const QString &testId, std::shared_ptr<const Workspace::Run> run, bool stored)
{
    m_testId = testId;
    m_run = std::move(run);
    m_stored = stored;
    // Panes that are told of the run ask for its slice.
    const bool wasSliced = std::exchange(m_slice, std::nullopt).has_value();
    Q_EMIT changed();
    if (wasSliced)
        Q_EMIT sliceChanged();
}

void ShownRun::keepTo(const std::optional<TimeSlice> &slice)
{
    if (slice == m_slice || (slice && !m_run))
        return;
    m_slice = slice;
    Q_EMIT sliceChanged();
}

} // namespace assay::models
