// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/cluster/cluster_facts.h>

namespace assay::app {

//! An object that a run would create, and what the template makes of the same test with nothing but
//! its names and its image.
struct RehearsedObject
{
    models::Json object;
    models::Json ofTemplate; //!< null: it has none of that kind
};

//! What a run would create for a test, in that order, without the labels by which a run's own
//! objects are found again and without what is secret.
std::vector<RehearsedObject>
rehearsedObjects(const models::CustomImageTestConfiguration &configuration,
                 const ClusterFacts &cluster, int jobs, bool ownPullSecret);

//! The same behind those of other tests, which may share a namespace: what is there already is not
//! there twice.
void addUnlike(std::vector<RehearsedObject> &objects, std::vector<RehearsedObject> more);

//! The cluster that is meant where none is asked: Open Data Hub's.
ClusterFacts assumedCluster();

//! A place where an object is not as the template makes it.
struct DifferentPlace
{
    enum class Kind { Added, Changed, LeftOut };
    Kind kind = Kind::Changed;
    QString path; //!< "spec.template.spec.containers[0].image"
    bool operator==(const DifferentPlace &) const = default;
};
//! In the order of the YAML; of what is added or left out as a whole, its top alone.
std::vector<DifferentPlace> differentPlaces(const RehearsedObject &object);

} // namespace assay::app
