// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/image/inventory.h>

namespace assay::models {

//! What to install for a module that is missing: "scikit-learn" for "sklearn"; the name of its
//! top-level package where nothing else is known.
QString distributionFor(const QString &module);
//! Whether that module is one that well-known distributions give.
bool isKnownImport(const QString &module);
//! Is this known as an import name that has capital letters? Few have.
bool hasItsCapitals(const QString &module);

} // namespace assay::models
