// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace assay::sandbox {

//! A kind of object that is served, as discovery describes it.
struct ResourceType
{
    std::string group; //!< empty for the core group
    std::string version;
    std::string plural;
    std::string kind;
    bool namespaced = true;
    std::vector<std::string> shortNames;
    std::vector<std::string> verbs;
    std::vector<std::string> categories;
    std::vector<std::string> subresources; //!< "status", "log", "exec"
    std::vector<std::string> fieldLabels;  //!< beside metadata.name and metadata.namespace

    std::string apiVersion() const; //!< "v1", "kubeflow.org/v1"
    std::string singular() const;
    std::string qualifiedName() const; //!< "pods", "notebooks.kubeflow.org"
    bool allows(const std::string &verb) const;
    bool hasSubresource(const std::string &name) const;
    //! Whether its status is written apart, through /status.
    bool hasStatus() const { return hasSubresource("status"); }
};

//! All of them, in discovery's order. The addresses stay.
const std::vector<ResourceType> &resourceTypes();
//! By "v1" or "kubeflow.org/v1" and plural; null for others.
const ResourceType *findType(const std::string &apiVersion, const std::string &plural);
const ResourceType *findTypeOfKind(const std::string &apiVersion, const std::string &kind);

namespace types {
const ResourceType &namespaces();
const ResourceType &pods();
const ResourceType &events();
const ResourceType &configMaps();
const ResourceType &secrets();
const ResourceType &serviceAccounts();
const ResourceType &services();
const ResourceType &nodes();
const ResourceType &persistentVolumes();
const ResourceType &persistentVolumeClaims();
const ResourceType &statefulSets();
const ResourceType &storageClasses();
const ResourceType &notebooks();
const ResourceType &customResourceDefinitions();
} // namespace types

} // namespace assay::sandbox
