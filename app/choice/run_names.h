// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

#include <tl/expected.hpp>

namespace assay::app {

//! The folders of what RUN names: the folder of a run, an --output folder with all its runs, the
//! beginning of the id of one run that is kept here, or "last", what was run last. The error is a
//! sentence.
tl::expected<QStringList, QString> runFolders(const QString &run);

//! The folders of all runs that are kept on this computer, wherever that is; the newest first, and
//! one for each id.
QStringList keptRunFolders();

//! Notes down what "last" names from now on: a folder with reports. Where that cannot be written,
//! "last" goes on naming what it did.
void rememberLast(const QString &reportFolder);

} // namespace assay::app
