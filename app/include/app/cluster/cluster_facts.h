// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/client.h>
#include <models/record/fact.h>
#include <models/suite/custom_image_test_configuration.h>

#include <QCoro/QCoroTask>

#include <memory>

namespace assay::app {

class Cancellation;

//! A container engine of this computer, which stands in for a cluster.
struct LocalEngine
{
    QString name;    //!< "Podman 4.3.1, rootless"
    QString address; //!< "unix:///run/podman/podman.sock"
    qint64 userId = 0;
    qint64 groupId = 0;
    bool highUserIds = true; //!< it maps ids as high as OpenShift's
    bool limitsMemory = true;
    bool limitsCpu = true;
    QString given; //!< what was said of which engine is meant; empty: nothing

    //! What lists and removes what runs left on it, as it is typed.
    QString cleanCommand() const { return cleanCommandFor(given); }
    static QString cleanCommandFor(const QString &given)
    {
        return given.isEmpty() ? QStringLiteral("assay clean --local")
                               : QStringLiteral("assay clean --engine ") + given;
    }
};

//! What was found out about a cluster before any test ran on it.
struct ClusterFacts
{
    QString version; //!< the server's gitVersion
    bool sandbox = false;
    std::optional<LocalEngine> local; //!< none: a cluster
    bool notebookApi = false;         //!< serves kubeflow.org/v1
    bool openShift = false;           //!< serves route.openshift.io
    bool openDataHub = false; //!< serves a group of the ODH operator: its controllers are there
    models::ResourceAmounts largestNode; //!< allocatable; empty: may not list nodes
    std::optional<QStringList> gpus; //!< GPU resources that nodes have; none: may not list nodes
    bool defaultStorageClass = true; //!< also where it could not be asked
    models::ClusterSeen versions;
    QMap<QString, models::NodeSeen> nodes; //!< by name; empty: may not list nodes
};

//! Asks the cluster what it is. The error is what a person should read.
QCoro::Task<tl::expected<ClusterFacts, models::ValidationError>>
probeCluster(std::shared_ptr<k8s::Client> client, std::shared_ptr<Cancellation> cancellation);

//! The resource that gpu_required asks for: what the suite's resources name, else what the nodes
//! have, else NVIDIA's.
QString gpuResourceFor(const models::CustomImageTestConfiguration &configuration,
                       const ClusterFacts &cluster);

//! A client error in the data model's terms.
models::ValidationError toValidationError(const k8s::Error &error, const QString &what);
//! That of a command which such an error ends: 2 where the kubeconfig has to be mended, 130 where
//! it was interrupted, else 3.
int exitStatusFor(const k8s::Error &error);

} // namespace assay::app
