// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/json.h>

namespace assay::models {

//! What a check beyond the imports is about.
enum class CheckGroup {
    InstalledPackages, //!< installed_packages: a distribution and its version
    Workbench,         //!< workbench_checks: how the image behaves under OpenShift's rules
    Gpu,               //!< gpu_required: the device is there
    StartupLog         //!< log_policy: what the log must not hold
};
QString toString(CheckGroup group); //!< the enumerator's own name
QString titleOf(CheckGroup group);  //!< "Installed packages", for a person

//! Inconclusive: it could not be found out, which is never a pass and never blamed on the image.
enum class CheckOutcome { Passed, Failed, Inconclusive };
QString toString(CheckOutcome outcome); //!< "passed", "failed", "inconclusive"

//! The outcome of one check that a suite asks for beside the imports.
struct CheckResult
{
    CheckGroup group = CheckGroup::Workbench;
    QString name; //!< what the suite says: "numpy>=1.26", "writable_home", "Traceback"
    CheckOutcome outcome = CheckOutcome::Failed;
    QString detail;       //!< what was found, one sentence
    QString advice;       //!< what to do, one or two sentences; empty where passed
    QStringList evidence; //!< lines that prove it: of a log with their number ("12: …"), of a list
    bool operator==(const CheckResult &) const = default;
};

void to_json(Json &j, const CheckResult &r);
void from_json(const Json &j, CheckResult &r);

} // namespace assay::models
