// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/line/command_line.h>
#include <models/report/diagnosis_report.h>

namespace assay::app {

//! Chooses what was asked for among all workbenches and judges it as of `now`; prints it, and gives
//! the exit status. `where` as in DiagnosisInput. What was not seen is said of `objects`, which
//! came from a cluster where `where` names one.
int printDiagnosis(const DiagnoseCommand &command, std::vector<models::Workbench> all,
                   const models::ClusterObjects &objects, const QDateTime &now,
                   const QString &where);

//! The workbenches that `command` means: one that it names, else those that can be told as such
//! from any other pod; of files without such, all. The error is a sentence.
tl::expected<std::vector<models::Workbench>, QString>
meantWorkbenches(const DiagnoseCommand &command, std::vector<models::Workbench> all);

//! `assay diagnose -f`: no cluster is asked.
int diagnoseFiles(const DiagnoseCommand &command);

//! The sentence to standard error.
void complain(const QString &sentence);

} // namespace assay::app
