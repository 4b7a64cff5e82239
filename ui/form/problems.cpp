// SPDX-License-Identifier: Apache-2.0
#include "problems.h"

namespace assay::ui {

std::vector<models::FieldProblem> problemsOf(const models::SuiteDocument &suite, int index)
{
    if (index < 0 || size_t(index) >= suite.tests().size())
        return {};
    const models::CustomImageTestConfiguration &test = suite.tests()[size_t(index)];
    std::vector<models::FieldProblem> problems = test.validate();
    for (const models::SuiteProblem &p : suite.suite().problems)
        if (p.testId == test.id &&
            std::find(problems.begin(), problems.end(), p.problem) == problems.end())
            problems.push_back(p.problem);
    return problems;
}

} // namespace assay::ui
