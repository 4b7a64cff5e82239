// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command_parser.h"

namespace assay::app {

Command parseHistory(const Parser &parser);

} // namespace assay::app
