// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "explanation.h"

namespace assay::ui {

//! The explanation as one block of Markdown for an issue tracker: which test, image and digest, on
//! which kind of cluster, what happened, who can mend it and how, and what proves it. It holds what
//! the record holds, so no secret, and neither the server's address nor names of people.
//! `clusterVersion` may be empty.
QString ticketFor(const Explanation &explanation, const models::RunRecord &record,
                  const QString &clusterVersion);

//! A failure that nothing which Assay knows explains, as one block of Markdown for whoever teaches
//! it such failures: the words of cluster and container, without secrets and without the names of
//! namespace, workbench and image. Empty where the failure is known, or there is none.
QString unknownReport(const models::RunRecord &record, const QString &clusterVersion);

} // namespace assay::ui
