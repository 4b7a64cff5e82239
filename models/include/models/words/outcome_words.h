// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/fact.h>
#include <models/words/tone.h>

namespace assay::models {

//! What came out, for a person: "Passed", "Timed out", "Was gone already", "Pod pending".
QString wordFor(Outcome outcome);
QString wordFor(PackageOutcome outcome);
QString wordFor(CheckOutcome outcome);
QString wordFor(CellOutcome outcome);
QString wordFor(PreflightCheck::Result result);
QString wordFor(ObjectDeleted::Result result);
QString wordFor(NotebookStatus status);

//! The same within a line: "passed", "timed out".
QString wordInLine(Outcome outcome);
QString wordInLine(PackageOutcome outcome);
QString wordInLine(CheckOutcome outcome);
QString wordInLine(CellOutcome outcome);
QString wordInLine(PreflightCheck::Result result);

//! How it is to be taken.
Tone toneOf(Outcome outcome);
Tone toneOf(PackageOutcome outcome);
Tone toneOf(CheckOutcome outcome);
Tone toneOf(CellOutcome outcome);
Tone toneOf(PreflightCheck::Result result);
Tone toneOf(ObjectDeleted::Result result);
Tone toneOf(NotebookStatus status);

} // namespace assay::models
