// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/run/validation.h>

namespace assay::app {

//! What an earlier run left on a cluster, or may have left where a crash ended its record.
struct LeftBehind
{
    models::StoredRun run;
    std::vector<models::ObjectRef> objects; //!< without uid: asked for, no answer was recorded
    bool kept = false;                      //!< as the run was told to
};

//! By the records under `roots` alone: runs on `server` (URL) whose process has ended. Reads every
//! record: not for the thread that paints.
std::vector<LeftBehind> leftBehind(const QStringList &roots, const QString &server);

//! Asks the cluster which of it is still there and ours, by uid or by the run's label; the rest is
//! taken out. The error is that of the first question that could not be answered.
QCoro::Task<std::optional<k8s::Error>> confirm(std::shared_ptr<k8s::Client> client,
                                               std::shared_ptr<Cancellation> cancellation,
                                               LeftBehind *left);

//! Writes into the record what confirm() has not found any more, so that the run is not kept for
//! it.
void noteGone(const LeftBehind &before, const LeftBehind &now);

//! Deletes it and writes that into the run's record. What could not be deleted, each with why;
//! empty: all is gone.
QCoro::Task<QStringList> cleanLeftBehind(std::shared_ptr<k8s::Client> client,
                                         std::shared_ptr<Cancellation> cancellation,
                                         LeftBehind left);

//! Deletes these, the last of them first, by the rules of a run's own clean-up; the facts go to
//! `journal`. What could not be deleted, each with why.
QCoro::Task<QStringList> cleanObjects(std::shared_ptr<k8s::Client> client,
                                      std::shared_ptr<Cancellation> cancellation,
                                      std::unique_ptr<models::RunJournal> journal,
                                      models::RunRecord record,
                                      std::vector<models::ObjectRef> objects);

} // namespace assay::app
