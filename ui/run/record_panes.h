// SPDX-License-Identifier: Apache-2.0
#pragma once

class QWidget;

namespace assay::models {
class ShownRun;
}

namespace assay::ui {

// Panes that are a table of the run that is shown, or why it has no rows.

QWidget *makeEventsPane(models::ShownRun *shown);
QWidget *makeTimelinePane(models::ShownRun *shown);
QWidget *makeRequestsPane(models::ShownRun *shown);

} // namespace assay::ui
