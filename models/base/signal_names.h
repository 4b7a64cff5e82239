// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace assay::models {

//! "SIGKILL", "SIGSEGV (segmentation fault)", …; "signal 40" for a number without a name here.
QString signalName(int signal);

} // namespace assay::models
