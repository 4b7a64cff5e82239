// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/suite/suite.h>

namespace assay::models {

//! A FieldProblem of one test of a list.
struct TestProblem
{
    std::size_t test = 0; //!< index
    FieldProblem problem;
    bool operator==(const TestProblem &) const = default;
};

//! Whether two tests have in common what they must not share.
bool shareNames(const CustomImageTestConfiguration &a, const CustomImageTestConfiguration &b);

//! Each test's own problems, and what two tests must not share: id, and namespace with
//! notebook_name. The problem stands with the later test. `folder` is the suite's, where the
//! notebook files that the tests name are looked for; empty: there is none, and they are not.
std::vector<TestProblem> checkTests(const std::vector<CustomImageTestConfiguration> &tests,
                                    const QString &folder);

} // namespace assay::models
