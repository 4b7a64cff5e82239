// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/cluster/cluster_options.h>
#include <k8s/identity/kubeconfig.h>

namespace assay::app {

//! The kubeconfig that the options name, or the usual ones together.
k8s::Result<k8s::Kubeconfig> loadKubeconfig(const ClusterOptions &options);
//! The files that it is read from, whether or not they exist.
QStringList kubeconfigPaths(const ClusterOptions &options);
//! The context that the options name. Its credential plugin may run as far as can be said without
//! asking anybody.
k8s::Result<k8s::RestConfig> chooseContext(const k8s::Kubeconfig &kubeconfig,
                                           const ClusterOptions &options);
//! The same for two contexts whose server has the same address, however it is written.
QString serverKey(const k8s::RestConfig &config);
//! The cluster that the options name; not for the sandbox.
k8s::Result<k8s::RestConfig> chooseCluster(const ClusterOptions &options);

} // namespace assay::app
