// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace assay::app {

//! How to find the cluster, as typed.
struct ClusterOptions
{
    QString kubeconfig; //!< empty: the files of $KUBECONFIG, else ~/.kube/config
    QString context;    //!< empty: the current one
    bool sandbox = false;
    bool allowExecPlugin = false; //!< programs that the kubeconfig names may run unasked
};

} // namespace assay::app
