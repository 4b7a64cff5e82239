// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/retention.h>

#include <QStringList>

namespace assay::app {

//! How much of the history is kept, as the user's settings say: "runs" and "bytes" in
//! $XDG_CONFIG_HOME/assay/history.ini. What cannot be used there counts as not set.
models::Retention retentionSetting();

//! What a pruning did, or would do.
struct Pruning
{
    std::vector<models::KeptRun> gone;
    std::vector<std::pair<models::KeptRun, QString>> stays; //!< beyond the limits, and why it stays
    QStringList problems;
};

//! Takes away what is beyond the limits among all runs; a trial looks only. Reads records: not for
//! the thread that paints.
Pruning pruneHistory(const models::Retention &retention, bool trial = false);

} // namespace assay::app
