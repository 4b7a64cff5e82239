// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/json.h>

namespace assay::models {

//! What really ran, as the cluster decided it: not what was asked for.
struct PodFacts
{
    QString imageId; //!< status.containerStatuses[].imageID: the digest that the tag stood for
    QString node;
    QString scc; //!< the SecurityContextConstraints that OpenShift chose; empty elsewhere
    //! The user id that the container runs as, where the cluster says it (status.user from
    //! Kubernetes 1.31 on, else the pod's security context); none: the image's own.
    std::optional<qint64> userId;

    bool operator==(const PodFacts &) const = default;
};

PodFacts podFactsOf(const Json &pod, const QString &container);
//! {"image_id", "node", "scc", "user_id"}; null where not known.
Json toJson(const PodFacts &facts);

//! The memory limit of a container, in the pod's own words ("512Mi"); empty: none.
QString memoryLimitOf(const Json &pod, const QString &container);

//! Where persistent volume claims are mounted in a container.
QStringList claimMountsOf(const Json &pod, const QString &container);

} // namespace assay::models
