// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/client.h>
#include <models/workbench/cluster_objects.h>

#include <QCoro/QCoroTask>

#include <memory>

namespace assay::app {

class Cancellation;

//! Lists everything that says something about workbenches in a namespace, or in all where it is
//! empty; only reads. What may not be seen or does not answer is told in the objects. The error is
//! why not even pods can be seen.
QCoro::Task<k8s::Result<models::ClusterObjects>>
listObjects(std::shared_ptr<k8s::Client> client, std::shared_ptr<Cancellation> cancellation,
            QString nameSpace);

} // namespace assay::app
