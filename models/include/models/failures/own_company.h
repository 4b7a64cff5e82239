// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/failures/failure_classifier.h>

namespace assay::models {

//! The other workbenches of the same launch that hold room on the cluster's nodes.
struct OwnCompany
{
    int workbenches = 0;      //!< whose pod is on a node
    ResourceAmounts requests; //!< of them all together

    //! `pod` is a v1 Pod; counts where it is on a node and has not ended.
    void add(const Json &pod);
};

//! Where nodes are too full for a pod and the launch itself holds of what runs short, the diagnosis
//! with words that say so and how many tests fit side by side; any other as it is. Whose fault it
//! is stays: the cluster's, which makes nothing of the image's verdict.
Diagnosis besideOwnCompany(Diagnosis diagnosis, const OwnCompany &company);

} // namespace assay::models
