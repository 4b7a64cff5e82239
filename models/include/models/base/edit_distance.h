// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

namespace assay::models {

//! How many letters to insert, drop or exchange to make one name of the other.
int editDistance(const QString &a, const QString &b);

//! How many such letters two names of about `length` letters may differ by and still be meant for
//! one another: in a short name, every letter is another name.
int likelyMisspelling(qsizetype length);

//! The name that was probably meant by what was written, whatever its case; of several that are
//! equally near the first. Empty: none is near. Names may differ by `least` letters however short.
QString nearestName(const QString &written, const QStringList &names, int least = 0);

} // namespace assay::models
