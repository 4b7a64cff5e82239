// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "explanation.h"

namespace assay::ui {

// What an explanation says of what a suite asks for beyond imports.

//! "Making checks: 3 done.", while the run is at it.
QString headlineWhileChecking(const models::RunRecord &record);
//! "all 3 packages import, 5 further checks passed", of a run that passed.
QString passedInWords(const models::RunRecord &record);
//! "2 of 5 checks failed: numpy>=2, GPU." and the cell that failed; empty where nothing did.
QString failedInWords(const models::RunRecord &record);

//! Checks that did not pass, as evidence with advice.
void addChecks(Explanation &e, const models::RunRecord &record);
//! The cell that did not pass, as evidence.
void addCells(Explanation &e, const models::RunRecord &record);
//! What the image's reference stood for, and whether that is another than before.
void addImage(Explanation &e, const models::RunRecord &record);

} // namespace assay::ui
