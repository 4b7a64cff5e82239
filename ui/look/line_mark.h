// SPDX-License-Identifier: Apache-2.0
#pragma once

class QPlainTextEdit;
class QTextCursor;

namespace assay::ui {

//! Marks the line of `at`, and no other, as what proves a failure, in the colours of whatever theme
//! is in use.
void markLine(QPlainTextEdit *text, const QTextCursor &at);

} // namespace assay::ui
