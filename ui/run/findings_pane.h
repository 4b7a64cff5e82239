// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/shown_run.h>

namespace assay::ui {

class RecordDetails;
class RecordTable;

// What was found out about the image: the packages that were imported, the checks that were made
// and the notebook cells that were run, or why there are none.

RecordTable *makePackagesPane(models::ShownRun *shown);
RecordDetails *makeChecksPane(models::ShownRun *shown);
RecordDetails *makeCellsPane(models::ShownRun *shown);

//! How many there are in a pane, and how many of them went wrong or have no answer.
struct FindingCount
{
    qsizetype all = 0, failed = 0, open = 0;
};
FindingCount packagesOf(const models::ShownRun &shown);
FindingCount checksOf(const models::ShownRun &shown);
FindingCount cellsOf(const models::ShownRun &shown);

} // namespace assay::ui
