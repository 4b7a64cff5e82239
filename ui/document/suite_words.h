// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/tests_model.h>

namespace assay::ui {

//! "2 failed, 1 passed": how the suite's tests stand.
QString suiteSummary(const models::Workspace &workspace, const models::TestsModel &tests);
//! The first problems of the suite's file, errors before warnings, one a line, and how many more
//! there are.
QString suiteProblems(const models::SuiteDocument &suite);

//! What this program is, for a box.
QString aboutText();

} // namespace assay::ui
