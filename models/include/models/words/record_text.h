// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/run_record.h>

namespace assay::models {

//! What a run is doing, in one line for people: "Importing numpy (2 of 3)".
QString activityOf(const RunRecord &record);
//! How a run ended, in one line: "Image could not be pulled".
QString endingOf(const RunRecord &record);
//! Why a package could not be imported, in few words and without a full stop: "torch needs the
//! library libcudart.so.12, which is not in the image". The list and the card say the same.
QString importFailureInWords(const PackageVerificationResult &result);
//! "Notebook test-a/a", as the place that ran it calls that: on a container engine a container.
QString objectInWords(const ObjectRef &object);
//! What did not pass and by what it may be looked for, one text each: names, kinds, messages.
QStringList failuresOf(const RunRecord &record);

} // namespace assay::models
