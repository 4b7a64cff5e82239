// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/field_problem.h>
#include <models/suite/suite.h>

#include <QStringList>

//! What is wrong with a suite, in lines to show.
namespace assay::models {

//! "packages_to_verify[1]: message"; a message that begins with the field's name stands alone.
QString problemText(const FieldProblem &problem);

//! SuiteProblem::toLine() of each, in their order and each once: what the defaults have wrong is a
//! problem of every test.
QStringList problemLines(const std::vector<SuiteProblem> &problems, const QString &fileName);

//! The same for people who look at few lines: where one sentence holds for several places, one line
//! names them, "suite.yaml:9:19, 14:19 and 19:19: message". Beyond `most` lines it counts.
QString problemSummary(const std::vector<SuiteProblem> &problems, const QString &fileName,
                       int most);

} // namespace assay::models
