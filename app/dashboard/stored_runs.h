// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/grid_model.h>

namespace assay::app {

//! What a folder of several runs holds: how each stands, and what could not be read.
struct StoredRuns
{
    std::vector<models::GridModel::Ended> runs; //!< with those of a report that did not begin
    QString problem;                            //!< why the folder cannot be read; empty: it was
    QStringList remarks;                        //!< on single lines of records
};

//! Whether it is no run's own folder but one that `run` or `report` wrote with `--output`.
bool holdsSeveralRuns(const QString &folder);

//! Reads records whole: not for the GUI's thread.
StoredRuns readStoredRuns(const QString &folder);

} // namespace assay::app
