// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/line/command_line.h>

namespace assay::app {

//! `assay explain`: prints what the catalogue of diagnoses knows, or checks files for it; returns
//! the exit status.
int explainDiagnoses(const ExplainCommand &command);

} // namespace assay::app
