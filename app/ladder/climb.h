// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ladder.h"

#include <app/cluster/cluster_options.h>
#include <k8s/identity/kubeconfig.h>

namespace assay::app {

//! What a whole climb is about.
struct ClimbPlan
{
    k8s::RestConfig cluster;
    //! Namespaces to look at; each once. Empty: the context's own.
    QStringList nameSpaces;
    //! Their namespaces are looked at with what each would create.
    std::vector<models::CustomImageTestConfiguration> tests;
};

//! File, context and user of a kubeconfig; nothing is sent.
k8s::Result<k8s::RestConfig>
climbKubeconfig(const ClusterOptions &options,
                const std::function<void(const models::PreflightCheck &)> &tell);

//! RestConfig::remarks, or a Kubeconfig's: what does not count, or is not as it should be.
void tellRemarks(const QStringList &remarks,
                 const std::function<void(const models::PreflightCheck &)> &tell);

//! Everything from the server's name to the namespaces. Ends at the first rung that does not hold;
//! of several namespaces each is tried.
QCoro::Task<Rung> climb(std::shared_ptr<k8s::Client> client,
                        std::shared_ptr<Cancellation> cancellation, ClimbPlan plan,
                        std::function<void(const models::PreflightCheck &)> tell);

} // namespace assay::app
