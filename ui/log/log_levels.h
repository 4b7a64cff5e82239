// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "log_matcher.h"

namespace assay::ui {

//! What a line of a log is taken for.
enum class LogLevel { Usual, Warning, Error };

//! Finds lines of that level, and of those above it. As Jupyter ("[E 2025-…"), Python's logging,
//! logfmt and JSON write it, and the first and the last line of a traceback.
const std::shared_ptr<const LogMatcher> &linesOf(LogLevel level);
LogLevel levelOf(const QString &line);

} // namespace assay::ui
