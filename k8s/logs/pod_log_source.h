// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/logs/log_follow_options.h>

#include <nlohmann/json_fwd.hpp>

namespace assay::k8s {

//! Where the log of one attempt of a container is to be had now.
enum class LogSource {
    Running,  //!< it runs, or is about to: the current log, which grows
    Ended,    //!< it has ended: the current log, which does not change any more
    Previous, //!< the container was started again: the log before the current
    Nowhere   //!< the container was started more than once since, or the pod is another
};

//! Reads it from the status of a v1 Pod.
LogSource logSourceOf(const nlohmann::json &pod, const LogFollowOptions &options);

} // namespace assay::k8s
