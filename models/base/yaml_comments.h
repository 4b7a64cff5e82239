// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>

namespace assay::models::yaml {

//! Whether a document holds a comment. A "#" in a quoted text, in a block of text (code has many)
//! or in the middle of a word is none.
bool holdsComment(const QByteArray &document);

} // namespace assay::models::yaml
