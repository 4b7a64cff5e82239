// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/catalogue/cause.h>
#include <models/cluster/resource_usage.h>

#include <QMap>

#include <vector>

namespace assay::models {

struct ContainerStatus
{
    QString name;
    bool ready = false;
    QString state; //!< "waiting", "running", "terminated"
    std::optional<QString> stateReason;

    int restartCount = 0;
    std::optional<QString> message; //!< of the state
    std::optional<int> exitCode;    //!< of the state, else of the last termination
    bool init = false;
    QString imageId; //!< the digest that ran, where known
    bool operator==(const ContainerStatus &) const = default;
};

//! Init containers first, then the others in the pod's order. `pod` is a v1 Pod.
std::vector<ContainerStatus> containerStatusesOf(const Json &pod);

//! What was collected of a pod that did not become ready (the data model's entity 4).
struct PodDiagnosticInfo
{
    QString podName;
    QString podPhase; //!< empty where no pod was ever created
    std::vector<ContainerStatus> containerStatuses;
    PodFailureCategory errorCategory = PodFailureCategory::Unknown;
    QMap<QString, QString> logs; //!< container name to log text; where there is no log, why
    QStringList events;          //!< "Warning Failed: …", oldest first
    std::optional<ResourceUsage> resourceUsage;
    bool operator==(const PodDiagnosticInfo &) const = default;
};

void to_json(Json &j, const ContainerStatus &s);
void from_json(const Json &j, ContainerStatus &s);
void to_json(Json &j, const PodDiagnosticInfo &d);
void from_json(const Json &j, PodDiagnosticInfo &d);

} // namespace assay::models
