// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace assay::models {

//! What may stand behind "import", but for the keywords: identifiers with dots between them.
bool isDottedIdentifier(const QString &name);
//! A word that Python 3 keeps for itself.
bool isKeyword(const QString &name);

} // namespace assay::models
