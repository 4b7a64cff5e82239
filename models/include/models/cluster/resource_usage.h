// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/json.h>

#include <vector>

namespace assay::models {

//! What the containers of a pod use, and what they may (the data model's deferred resource_usage).
//! Quantities are the cluster's own words ("250m", "1Gi"); empty where not known.
struct ResourceUsage
{
    struct Container
    {
        QString name;
        QString cpu, memory; //!< used, by metrics.k8s.io
        QString cpuRequest, memoryRequest, cpuLimit, memoryLimit;
        bool operator==(const Container &) const = default;
    };
    std::vector<Container> containers; //!< in the pod's order
    bool measured = false;             //!< cpu and memory are there
    QString problem;                   //!< why not, a sentence; empty where measured
    bool operator==(const ResourceUsage &) const = default;
};

//! Requests and limits of a v1 Pod; `metrics` is its metrics.k8s.io PodMetrics, or null.
ResourceUsage resourceUsageOf(const Json &pod, const Json &metrics, const QString &problem);

void to_json(Json &j, const ResourceUsage &u);
void from_json(const Json &j, ResourceUsage &u);

} // namespace assay::models
