// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command_parser.h"

namespace assay::app {

Command parseTry(const Parser &parser);
Command parseImport(const Parser &parser);
Command parseExport(const Parser &parser);

} // namespace assay::app
