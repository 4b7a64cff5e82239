// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/suite/suite.h>

namespace assay::models {

//! A FieldProblem of one test of a list.
struct TestProblem
{
    std::size_t test = 0; //!< index
    FieldProblem problem;
};

//! Each test's own problems, and what two tests must not share: id, and namespace with
//! notebook_name. The problem stands with the later test.
std::vector<TestProblem> checkTests(const std::vector<CustomImageTestConfiguration> &tests);

} // namespace assay::models
