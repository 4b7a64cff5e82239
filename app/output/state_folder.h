// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace assay::app {

//! Where reports go that nobody gave a place: a new name under $XDG_STATE_HOME/assay/reports.
//! Nothing is made yet.
QString newReportFolder();

} // namespace assay::app
