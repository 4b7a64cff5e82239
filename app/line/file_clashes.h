// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/line/command_line.h>

#include <optional>

namespace assay::app {

//! Why a command must not begin, a sentence: what it writes is a file that it reads, by whichever
//! name, or a part of a run's record, or two of its options write the same file. Looks at names
//! alone; what a suite refers to is not known here.
std::optional<QString> fileClash(const Command &command);

} // namespace assay::app
