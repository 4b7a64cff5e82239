// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace assay::models {
class ShownRun;
}

namespace assay::ui {

class RecordTable;

// Panes that are a table of the run that is shown, or why it has no rows.

RecordTable *makeEventsPane(models::ShownRun *shown);
RecordTable *makeTimelinePane(models::ShownRun *shown);
RecordTable *makeRequestsPane(models::ShownRun *shown);

} // namespace assay::ui
