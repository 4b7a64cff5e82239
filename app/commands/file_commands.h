// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/line/command_line.h>

namespace assay::app {

//! `assay check`: prints the problems; returns the exit status.
int checkSuites(const CheckCommand &command);
//! `assay report`: renders stored runs; returns the exit status.
int reportRuns(const ReportCommand &command);

} // namespace assay::app
