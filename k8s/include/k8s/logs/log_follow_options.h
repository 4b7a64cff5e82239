// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace assay::k8s {

//! Which log is meant: that of one run of a container.
struct LogFollowOptions
{
    QString container;
    QString podUid = {};   //!< where given, a pod of the same name with another uid is not read
    int attempt = 0;       //!< the restartCount of the run of the container that is meant
    bool replaced = false; //!< a later attempt runs already: begin with the log before the current
};

} // namespace assay::k8s
