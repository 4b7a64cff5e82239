// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/image/check_result.h>
#include <models/image/notebook_cell.h>
#include <models/words/tone.h>

namespace assay::models {

//! "Home directory is writable", "numpy>=1.26": what a check is called where a person reads it.
QString titleOf(const CheckResult &check);
//! The same within a sentence: a title that is a sentence itself stands in quotes.
QString titleInSentence(const CheckResult &check);
//! "Passed", "Failed", "Inconclusive", for a person.
QString wordFor(CheckOutcome outcome);
//! "Passed", "Failed", "Timed out", "Not run", "Inconclusive", for a person.
QString wordFor(CellOutcome outcome);
Tone toneOf(CheckOutcome outcome);
Tone toneOf(CellOutcome outcome);

} // namespace assay::models
