// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/commands/command_line.h>

namespace assay::app {

//! `arguments` behind "history".
Command parseHistory(const QStringList &arguments);

} // namespace assay::app
