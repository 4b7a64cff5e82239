// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/image/check_result.h>

#include <tl/expected.hpp>
#include <vector>

namespace assay::models {

//! A check of the workbench, whose code is the function of that name in
//! resources/workbench_checks.py.
struct WorkbenchCheck
{
    QString name;     //!< in suites and records
    QString title;    //!< "Home can be written to"
    QString sentence; //!< why the image must be able to do that
};

//! What a suite may ask for, in the order in which it is made and shown. "gpu_device" is not among
//! them: gpu_required asks for it.
std::vector<WorkbenchCheck> workbenchChecks();
//! Their names.
QStringList knownWorkbenchChecks();

//! A name that stands for several checks in a suite's `workbench_checks`.
struct WorkbenchProfile
{
    QString name;
    QStringList checks; //!< in the order of workbenchChecks()
};
std::vector<WorkbenchProfile> workbenchProfiles();

//! The checks that a suite's list asks for: profiles stand for what they hold, "-name" takes away
//! what stands before it, and nothing is there twice. Names that nobody knows stay.
QStringList checksAskedFor(const QStringList &written);

//! "Home can be written to", for a person; the name itself where it is not known.
QString titleOfWorkbenchCheck(const QString &name);

//! What resources/workbench_checks.py printed, anything may stand around its one line: a result for
//! each name that was asked for, in that order; what the script does not tell of is inconclusive.
//! The group of "gpu_device" is Gpu, of the others Workbench. The error is a sentence: no line.
tl::expected<std::vector<CheckResult>, QString>
workbenchChecksFrom(const QByteArray &standardOutput, const QStringList &asked);

} // namespace assay::models
