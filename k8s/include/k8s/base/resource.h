// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace assay::k8s {

//! Group, version and plural name: what the URL of a kind of object is made of
//! (apimachinery: GroupVersionResource).
struct Resource
{
    QString group; //!< empty for the core group
    QString version;
    QString plural;
    QString kind;
    bool namespaced = true;

    //! "/api/v1/namespaces/NS/pods/NAME/SUB"; empty parts are left out. Every part is
    //! percent-encoded.
    QString path(const QString &nameSpace = {}, const QString &name = {},
                 const QString &subresource = {}) const;
    //! "v1", "kubeflow.org/v1"
    QString apiVersion() const;

    static Resource namespaces();
    static Resource pods();
    static Resource events();
    static Resource persistentVolumeClaims();
    static Resource configMaps();
    static Resource secrets();
    static Resource serviceAccounts();
    static Resource nodes();
    static Resource statefulSets();
    static Resource storageClasses();
    static Resource notebooks(); //!< kubeflow.org/v1
    static Resource customResourceDefinitions();
    static Resource selfSubjectAccessReviews();
    static Resource resourceQuotas();
    static Resource limitRanges();
    static Resource podMetrics();      //!< metrics.k8s.io/v1beta1, an add-on
    static Resource projects();        //!< project.openshift.io/v1, one for each namespace
    static Resource projectRequests(); //!< project.openshift.io/v1

    bool operator==(const Resource &) const = default;
};

} // namespace assay::k8s
