// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/line/command_line.h>

namespace assay::app {

//! `assay history`; the exit status: 0 done, 3 something could not be removed.
int showHistory(const HistoryCommand &command);

} // namespace assay::app
