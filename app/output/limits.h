// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <optional>

namespace assay::app {

//! Makes the limits that the system puts on this program end a step, not the program: a file that
//! may not grow is an error of its writer, and as many files may be open as the system allows. Why
//! nothing can be done within what it allows, a sentence.
std::optional<QString> problemOfLimits();

} // namespace assay::app
