// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/identity/kubeconfig.h>
#include <models/record/fact.h>

#include <map>
#include <vector>

namespace assay::app {

//! Writes the requests of a run, by the name of their cluster, as one HTTP Archive, in the order of
//! their time. Why it could not be written, a sentence; empty: it was.
QStringList writeTrace(const QString &path, const std::vector<k8s::RestConfig> &clusters,
                       const std::map<QString, std::vector<models::RequestMade>> &requests);

} // namespace assay::app
