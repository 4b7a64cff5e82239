// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace assay::models {

//! Is this a module that comes with Python itself, of 3.6 or a later one, or came with it?
bool isStandardModule(const QString &name);

} // namespace assay::models
