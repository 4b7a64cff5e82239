// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/image/inventory.h>

namespace assay::models {

//! What to install, and where, for a module that is missing.
QString installAdvice(const QString &module);

//! What to do about `package`, whose part `missing` (itself, or a parent of it) is not there. What
//! the image has goes before what is known of names in general; `inventory` may be null.
QString adviceForMissing(const QString &package, const QString &missing,
                         const Inventory *inventory);

} // namespace assay::models
