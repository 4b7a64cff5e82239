// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/run_record.h>

namespace assay::ui {

//! A failure that nothing which Assay knows explains, as one block of Markdown for whoever teaches
//! it such failures: the words of cluster and container, without secrets and without the names of
//! namespace, workbench and image. Empty where the failure is known, or there is none.
QString unknownReport(const models::RunRecord &record, const QString &clusterVersion);

} // namespace assay::ui
