// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "highlight_rules.h"

namespace assay::ui {

//! What is remembered of logs between two starts: assay/log.ini in the user's configuration folder.
//! QSettings::setPath() moves it, which is what tests do. What someone wrote into it that makes no
//! sense is left out.
namespace log_memory {

std::vector<HighlightRule> rules();
void setRules(const std::vector<HighlightRule> &rules);

//! Lines of a log file that were marked, from 0, in order. Those of the hundred files that were
//! marked last are kept.
std::vector<qint64> marks(const QString &path);
void setMarks(const QString &path, const std::vector<qint64> &lines);

constexpr size_t mostMarks = 1000; //!< of one file

} // namespace log_memory

} // namespace assay::ui
