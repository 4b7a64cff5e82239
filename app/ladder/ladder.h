// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/cluster/cluster_facts.h>

namespace assay::app {

//! One climb up the ladder of what a validation needs: who asks, how it waits, and where each rung
//! is told as soon as it is known. `assay doctor` climbs all of it, a validation its upper part.
struct Ladder
{
    std::shared_ptr<k8s::Client> client;
    std::function<QCoro::Task<>(k8s::Job *)> wait; //!< until the job has finished
    std::function<bool()> stopped;
    std::function<void(const models::PreflightCheck &)> tell;

    void pass(const QString &name, const QString &detail = {}) const;
    void warn(const QString &name, const QString &detail, const QString &advice) const;
    //! Tells it, and makes the error that ends a validation.
    models::ValidationError fail(models::ErrorType type, const QString &name, const QString &detail,
                                 const QString &advice) const;
};
using LadderPtr = std::shared_ptr<const Ladder>;
using Rung = std::optional<models::ValidationError>; //!< none: the next may be tried

//! What is to be created, and where.
struct NamespaceNeeds
{
    QString nameSpace;
    QString notebookName;  //!< empty: no Notebook is meant, names are not looked at
    models::Json notebook; //!< the manifests
    models::Json persistentVolumeClaim;
    ClusterFacts cluster;
    models::CustomImageTestConfiguration test; //!< what it is all for
    bool makesSecret = false;                  //!< a pull secret is copied into the namespace
};

//! What was found about a namespace.
struct NamespaceFinding
{
    Rung error;
    //! It can only be made by asking for a project (OpenShift), whose rights come with it.
    bool projectRequest = false;
    bool exists = false; //!< seen to be there
};

//! Name, connection, TLS: the way to the server. No request is sent.
QCoro::Task<Rung> climbConnection(LadderPtr ladder);
//! Are the credentials accepted, and whose are they?
QCoro::Task<Rung> climbIdentity(LadderPtr ladder);
//! Does the cluster serve Notebooks?
Rung checkNotebookApi(const Ladder &ladder, const ClusterFacts &cluster);
//! What controllers are known to reject in the Notebook, and whether a GPU that a test needs is
//! there.
Rung checkImageNeeds(const Ladder &ladder, const models::CustomImageTestConfiguration &test,
                     const models::Json &notebook, const ClusterFacts &cluster);
//! Every right that a validation needs in the namespace, by SelfSubjectAccessReview. `makesSecret`:
//! also those to a pull secret.
QCoro::Task<Rung> climbRights(LadderPtr ladder, QString nameSpace, bool makesSecret);
//! The namespace itself, rights, quotas and limit ranges, storage class, names that are taken.
QCoro::Task<NamespaceFinding> climbNamespace(LadderPtr ladder, NamespaceNeeds needs);

//! May the user do `verb` on the resource? An error where it cannot be asked.
struct AccessAnswer
{
    bool allowed = false;
    QString reason;
    std::optional<k8s::Error> error;
};
models::Json accessReview(const QString &verb, const k8s::Resource &resource,
                          const QString &subresource, const QString &nameSpace);
AccessAnswer readAccess(const k8s::ApiJob &review);

} // namespace assay::app
