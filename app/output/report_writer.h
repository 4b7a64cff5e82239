// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/report/report.h>

namespace assay::app {

//! Writes report.json, junit.xml, report.html and report.md, or those of the formats, into the
//! folder, which is made where it is missing; each whole or not at all. What went wrong comes back,
//! one sentence a file.
QStringList writeReports(const models::ReportInput &input, const QString &folder,
                         const QStringList &formats = {});
//! Why the reports cannot be put into the folder, or what else is to be written cannot be where it
//! is to stand, a sentence each: what a run of an hour would find at its end. A report of Assay's
//! own may be written over, nobody else's file of that name. Leaves nothing behind.
QStringList problemsOfOutputs(const QString &folder, const QStringList &formats,
                              const QStringList &files);
//! The name of that which a person looks at first.
QString mainReport(const QStringList &formats);

} // namespace assay::app
