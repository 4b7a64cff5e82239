// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command_parser.h"

namespace assay::app {

//! --engine, and --local where a cluster is meant without it.
void addEngineOptions(Parser &parser, bool optional = true);
//! After the options of a cluster were read: both at once are one too many.
std::optional<PrintCommand> readEngineOptions(const Parser &parser, ClusterOptions &options);

Command parseTry(const QStringList &arguments);

} // namespace assay::app
