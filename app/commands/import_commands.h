// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/line/command_line.h>
#include <models/imports/imported.h>

#include <optional>

namespace assay::app {

//! `assay import`: what was understood goes to standard output, to a new suite or to the end of
//! one, what was not to standard error. Returns the exit status: 1 where something has to be filled
//! in, 2 where nothing could be read or written.
int importSuite(const ImportCommand &command);

//! The same of ImageStreams that were read already.
int importStreams(const ImportCommand &command, const models::ImportSource &streams);
//! Why what is imported could not be written where it is to go.
std::optional<QString> outputProblem(const ImportCommand &command);

//! `assay export`: a suite's tests as another program takes them; returns the exit status.
int exportSuite(const ExportCommand &command);

} // namespace assay::app
