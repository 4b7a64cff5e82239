// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/suite_document.h>

namespace assay::ui {

//! Everything that is wrong with one test of a suite: its fields' own problems, and what only the
//! suite knows (two tests with one id). Each once.
std::vector<models::FieldProblem> problemsOf(const models::SuiteDocument &suite, int index);

} // namespace assay::ui
