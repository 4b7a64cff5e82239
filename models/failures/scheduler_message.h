// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <vector>

namespace assay::models::classification {

//! Why some of the nodes cannot take a pod.
struct NodeReason
{
    int nodes = 0; //!< how many; 0: it is said of the pod, not of nodes
    QString text;  //!< "Insufficient cpu", "node(s) had untolerated taint {key: value}"
    bool operator==(const NodeReason &) const = default;
};

//! The scheduler's sentence: "0/3 nodes are available: 2 Insufficient cpu, 1 node(s) …".
struct SchedulerMessage
{
    int nodes = 0; //!< of the cluster; 0 where the sentence is of another form
    std::vector<NodeReason> reasons;
    QString preemption; //!< what would come of removing other pods; empty before Kubernetes 1.24
};
SchedulerMessage readSchedulerMessage(const QString &message);

} // namespace assay::models::classification
