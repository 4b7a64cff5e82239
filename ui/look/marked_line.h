// SPDX-License-Identifier: Apache-2.0
#pragma once

class QPlainTextEdit;
class QTextCursor;

namespace assay::ui {

//! Puts the cursor on the line of AT and marks that line, and no other, as what proves a failure.
void markLine(QPlainTextEdit &text, const QTextCursor &at);

} // namespace assay::ui
