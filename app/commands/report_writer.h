// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/report/report.h>

namespace assay::app {

//! Writes report.json, junit.xml, report.html and report.md into the folder, which is made where
//! it is missing; each whole or not at all. What went wrong comes back, one sentence a file.
QStringList writeReports(const models::ReportInput &input, const QString &folder);

} // namespace assay::app
