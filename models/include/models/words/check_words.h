// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/image/check_result.h>

namespace assay::models {

//! "Home directory is writable", "numpy>=1.26": what a check is called where a person reads it.
QString titleOf(const CheckResult &check);
//! The same within a sentence: a title that is a sentence itself stands in quotes.
QString titleInSentence(const CheckResult &check);

} // namespace assay::models
