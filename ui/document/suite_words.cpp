// SPDX-License-Identifier: Apache-2.0
#include "suite_words.h"

#include <models/words/problem_words.h>

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::ui {

using models::TestState;

struct SuiteWords
{
    Q_DECLARE_TR_FUNCTIONS(SuiteWords)
};

QString suiteSummary(const models::Workspace &workspace, const models::TestsModel &tests)
{
    QMap<TestState, int> counts;
    for (const QString &id : workspace.suite()->ids())
        ++counts[tests.stateOf(id)];
    QStringList parts;
    const auto part = [&](TestState state, const QString &text) {
        if (counts.value(state) > 0)
            parts << text.arg(counts.value(state));
    };
    part(TestState::Failed, SuiteWords::tr("%1 failed"));
    part(TestState::Inconclusive, SuiteWords::tr("%1 inconclusive"));
    part(TestState::Passed, SuiteWords::tr("%1 passed"));
    part(TestState::Running, SuiteWords::tr("%1 running"));
    part(TestState::Queued, SuiteWords::tr("%1 waiting"));
    part(TestState::Cancelled, SuiteWords::tr("%1 cancelled"));
    part(TestState::Invalid, SuiteWords::tr("%1 with problems"));
    part(TestState::NotRun, SuiteWords::tr("%1 not run"));
    return parts.join(", "_L1);
}

QString suiteProblems(const models::SuiteDocument &suite)
{
    constexpr int most = 8;
    std::vector<models::SuiteProblem> problems = suite.problems();
    std::stable_partition(problems.begin(), problems.end(),
                          [](const auto &problem) { return problem.isError(); });
    return models::problemSummary(problems, QFileInfo(suite.path()).fileName(), most);
}

QString aboutText()
{
    return SuiteWords::tr("Assay %1\n\nTells the author of a Jupyter workbench image whether it "
                          "works on a Kubernetes or OpenShift cluster, and if it does not, why.\n\n"
                          "Licence: Apache-2.0")
        .arg(QCoreApplication::applicationVersion());
}

} // namespace assay::ui
