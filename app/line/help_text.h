// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command_table.h"

namespace assay::app {

//! What "assay VERB --help" says: usage, what it does, examples, options by subject, exit statuses.
QString helpOf(const VerbSpec &verb);

} // namespace assay::app
