// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command_parser.h"

namespace assay::app {

//! What was typed behind "run" and "manifest".
Command parseRun(const Parser &parser);
Command parseManifest(const Parser &parser);

} // namespace assay::app
