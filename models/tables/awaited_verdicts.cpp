// SPDX-License-Identifier: Apache-2.0
#include <models/tables/awaited_verdicts.h>

#include <variant>

namespace assay::models {

AwaitedVerdicts::AwaitedVerdicts(Workspace *workspace, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
{
    connect(workspace, &Workspace::factsAppended, this, &AwaitedVerdicts::take);
    const SuiteDocument *suite = workspace->suite();
    connect(suite, &SuiteDocument::reset, this, &AwaitedVerdicts::followSuite);
    connect(suite, &SuiteDocument::testChanged, this,
            [this](const QString &id, const QString &formerId) {
                if (const qsizetype at = m_ids.indexOf(formerId); at >= 0)
                    m_ids[at] = id;
            });
    connect(suite, &SuiteDocument::testsRemoved, this, [this](const QStringList &ids) {
        for (const QString &id : ids)
            m_ids.removeAll(id);
    });
}

void AwaitedVerdicts::await(const QStringList &testIds)
{
    m_path = m_workspace->suite()->path();
    m_ids += testIds;
    m_ids.removeDuplicates();
}

QStringList AwaitedVerdicts::tests() const
{
    QStringList ids;
    for (const QString &id : m_workspace->suite()->ids()) {
        if (m_ids.contains(id))
            ids << id;
    }
    return ids;
}

void AwaitedVerdicts::take(const QString &testId, int from, int to)
{
    const auto &facts = m_workspace->run(testId)->record.facts();
    for (int i = from; i < to; ++i) {
        const auto *verdict = std::get_if<Verdict>(&facts[std::size_t(i)].body);
        if (verdict && verdict->outcome != Outcome::Cancelled)
            m_ids.removeAll(testId);
    }
}

void AwaitedVerdicts::followSuite()
{
    // Read again, it is the same suite; tests() leaves out what it lost.
    if (m_workspace->suite()->path() != m_path)
        m_ids.clear();
}

} // namespace assay::models
