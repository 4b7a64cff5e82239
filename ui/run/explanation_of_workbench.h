// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "explanation.h"

#include <models/workbench/workbench_look.h>

namespace assay::ui {

//! How a workbench stands that no run of ours made. Never "passed": nothing was imported.
Explanation explainWorkbench(const models::WorkbenchDiagnosis &found);

//! Workbenches in the same trouble, as one.
Explanation explainGroup(const models::DiagnosisGroup &group);

//! The shape that stands for it.
models::TestState stateOf(const models::WorkbenchDiagnosis &found);
QString standingInWords(const models::WorkbenchDiagnosis &found); //!< "Failed", "Ready", "Stopped"

} // namespace assay::ui
