// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/fact.h>

namespace assay::models {

//! How the rungs of the ladder are written, on a terminal and for the clipboard.

//! "✓ Name  detail" and, where it does not hold, what to do; ends in a line break.
QString ladderLine(const PreflightCheck &check);
//! One sentence over all.
QString ladderConclusion(const std::vector<PreflightCheck> &checks);
//! All of it.
QString ladderText(const std::vector<PreflightCheck> &checks);
//! [{"name", "result", "detail", "advice"}, …]
Json ladderJson(const std::vector<PreflightCheck> &checks);
//! What ends a climb on standard output: the whole as JSON, or the conclusion below the lines.
QString ladderEnd(const std::vector<PreflightCheck> &checks, bool json);

} // namespace assay::models
