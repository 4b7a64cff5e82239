// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace assay::models::reporting {

//! One line of text of outside, with everything that Markdown or HTML would read taken literally.
QString inlineText(const QString &text, qsizetype limit = 300);

//! A block of code whose fence is longer than any run of backticks in it.
QString codeBlock(const QString &text);

} // namespace assay::models::reporting
