// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/failures/failure_classifier.h>

namespace assay::models {

//! A sentence to somebody who tests an image as one to somebody whose workbench does not start: no
//! test, no earlier run and no field of a suite is left in it.
QString inWorkbenchWords(const QString &sentence);

//! Its cause, summary and advice so.
void tellInWorkbenchWords(Diagnosis &diagnosis);

} // namespace assay::models
