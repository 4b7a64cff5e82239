// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/report/report.h>

namespace assay::app {

//! Writes report.json, junit.xml, report.html and report.md, or those of the formats, into the
//! folder, which is made where it is missing; each whole or not at all. What went wrong comes back,
//! one sentence a file.
QStringList writeReports(const models::ReportInput &input, const QString &folder,
                         const QStringList &formats = {});
//! The name of that which a person looks at first.
QString mainReport(const QStringList &formats);

} // namespace assay::app
