// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/cluster/cluster_facts.h>

namespace assay::app {

//! The objects that a validation creates, ready to be sent.
struct Manifests
{
    models::Json nameSpace;
    models::Json persistentVolumeClaim;
    models::Json notebook;
    //! The Secret that a pull secret is copied into, without what is secret in it; null: none is.
    models::Json pullSecret = nullptr;
    QStringList notes; //!< how they differ from the template because of the cluster, for a person
};

//! Renders :/notebook-template.json for a configuration on a cluster. Every object says
//! which run made it, by which it is known again (origin.h).
//! `jobs` validations share the cluster: where its nodes are too small for the template's request
//! of CPU, that is lowered, unless the suite asks for resources itself.
//! `ownPullSecret`: the image is pulled with credentials that the run was given, whatever the
//! configuration says.
Manifests renderManifests(const models::CustomImageTestConfiguration &configuration,
                          const QString &runId, const ClusterFacts &cluster, int jobs,
                          bool ownPullSecret = false);

//! Whether the run makes a Secret: not where there are no credentials, nor where they are in the
//! test's own namespace already.
bool makesPullSecret(const models::CustomImageTestConfiguration &configuration,
                     bool ownPullSecret = false);

} // namespace assay::app
