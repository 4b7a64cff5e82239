// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace assay::app {

//! How to find the cluster, as typed.
struct ClusterOptions
{
    QString kubeconfig = {}; //!< empty: the files of $KUBECONFIG, else ~/.kube/config
    QString context = {};    //!< empty: the current one
    bool sandbox = false;
    bool local = false;    //!< a container engine of this computer instead of a cluster
    QString engine = {};   //!< "podman", "docker", "unix://PATH"; empty: the first that is found
    QString engineAt = {}; //!< its address, where it was found already
    bool allowExecPlugin = false; //!< programs that the kubeconfig names may run unasked
    QString name = {};            //!< what it is called in what is reported; empty: its context
};

} // namespace assay::app
