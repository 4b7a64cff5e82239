// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace assay::models {

//! How many letters to insert, drop or exchange to make one name of the other.
int editDistance(const QString &a, const QString &b);

//! How many such letters two names of about `length` letters may differ by and still be meant for
//! one another: in a short name, every letter is another name.
int likelyMisspelling(qsizetype length);

} // namespace assay::models
