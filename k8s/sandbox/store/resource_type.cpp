// SPDX-License-Identifier: Apache-2.0
#include "resource_type.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace assay::sandbox {

using Strings = std::vector<std::string>;

static bool contains(const Strings &list, const std::string &value)
{
    return std::find(list.begin(), list.end(), value) != list.end();
}

std::string ResourceType::apiVersion() const
{
    return group.empty() ? version : group + "/" + version;
}

std::string ResourceType::singular() const
{
    std::string lower = kind;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

std::string ResourceType::qualifiedName() const
{
    return group.empty() ? plural : plural + "." + group;
}

bool ResourceType::allows(const std::string &verb) const
{
    return contains(verbs, verb);
}

bool ResourceType::hasSubresource(const std::string &name) const
{
    return contains(subresources, name);
}

// NOLINTNEXTLINE(readability-function-size): a table.
const std::vector<ResourceType> &resourceTypes()
{
    static const Strings all = {"create", "delete", "deletecollection", "get",
                                "list",   "patch",  "update",           "watch"};
    static const Strings read = {"get", "list", "watch"};
    static const Strings createOnly = {"create"};
    static const std::string crds = "apiextensions.k8s.io";
    static const std::vector<ResourceType> types = {
        {"", "v1", "configmaps", "ConfigMap", true, {"cm"}, all, {}, {}, {}},
        {"",
         "v1",
         "events",
         "Event",
         true,
         {"ev"},
         all,
         {},
         {},
         {"involvedObject.kind", "involvedObject.namespace", "involvedObject.name",
          "involvedObject.uid", "involvedObject.apiVersion", "involvedObject.resourceVersion",
          "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type"}},
        {"", "v1", "limitranges", "LimitRange", true, {"limits"}, read, {}, {}, {}},
        {"", "v1", "namespaces", "Namespace", false, {"ns"}, all, {}, {"status"}, {"status.phase"}},
        {"", "v1", "nodes", "Node", false, {"no"}, read, {}, {}, {"spec.unschedulable"}},
        {"",
         "v1",
         "persistentvolumeclaims",
         "PersistentVolumeClaim",
         true,
         {"pvc"},
         all,
         {},
         {"status"},
         {}},
        {"", "v1", "persistentvolumes", "PersistentVolume", false, {"pv"}, all, {}, {"status"}, {}},
        {"",
         "v1",
         "pods",
         "Pod",
         true,
         {"po"},
         all,
         {"all"},
         {"status", "log", "exec"},
         {"spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName",
          "spec.hostNetwork", "status.phase", "status.podIP", "status.nominatedNodeName"}},
        {"", "v1", "resourcequotas", "ResourceQuota", true, {"quota"}, read, {}, {}, {}},
        {"", "v1", "secrets", "Secret", true, {}, all, {}, {}, {"type"}},
        {"", "v1", "serviceaccounts", "ServiceAccount", true, {"sa"}, all, {}, {}, {}},
        {"", "v1", "services", "Service", true, {"svc"}, all, {"all"}, {}, {}},
        {crds,
         "v1",
         "customresourcedefinitions",
         "CustomResourceDefinition",
         false,
         {"crd", "crds"},
         all,
         {"api-extensions"},
         {},
         {}},
        {"apps", "v1", "statefulsets", "StatefulSet", true, {"sts"}, all, {"all"}, {"status"}, {}},
        {"authentication.k8s.io",
         "v1",
         "selfsubjectreviews",
         "SelfSubjectReview",
         false,
         {},
         createOnly,
         {},
         {},
         {}},
        {"authorization.k8s.io",
         "v1",
         "selfsubjectaccessreviews",
         "SelfSubjectAccessReview",
         false,
         {},
         createOnly,
         {},
         {},
         {}},
        {"authorization.k8s.io",
         "v1",
         "selfsubjectrulesreviews",
         "SelfSubjectRulesReview",
         false,
         {},
         createOnly,
         {},
         {},
         {}},
        {"kubeflow.org", "v1", "notebooks", "Notebook", true, {}, all, {"all"}, {"status"}, {}},
        {"storage.k8s.io", "v1", "storageclasses", "StorageClass", false, {"sc"}, all, {}, {}, {}},
    };
    return types;
}

const ResourceType *findType(const std::string &apiVersion, const std::string &plural)
{
    for (const ResourceType &type : resourceTypes()) {
        if (type.plural == plural && type.apiVersion() == apiVersion)
            return &type;
    }
    return nullptr;
}

const ResourceType *findTypeOfKind(const std::string &apiVersion, const std::string &kind)
{
    for (const ResourceType &type : resourceTypes()) {
        if (type.kind == kind && type.apiVersion() == apiVersion)
            return &type;
    }
    return nullptr;
}

static const ResourceType &known(const char *apiVersion, const char *plural)
{
    if (const ResourceType *type = findType(apiVersion, plural))
        return *type;
    throw std::logic_error(plural);
}

namespace types {

#define ASSAY_SANDBOX_TYPE(function, apiVersion, plural)                                           \
    const ResourceType &function()                                                                 \
    {                                                                                              \
        static const ResourceType &type = known(apiVersion, plural);                               \
        return type;                                                                               \
    }
ASSAY_SANDBOX_TYPE(namespaces, "v1", "namespaces")
ASSAY_SANDBOX_TYPE(pods, "v1", "pods")
ASSAY_SANDBOX_TYPE(events, "v1", "events")
ASSAY_SANDBOX_TYPE(configMaps, "v1", "configmaps")
ASSAY_SANDBOX_TYPE(secrets, "v1", "secrets")
ASSAY_SANDBOX_TYPE(serviceAccounts, "v1", "serviceaccounts")
ASSAY_SANDBOX_TYPE(services, "v1", "services")
ASSAY_SANDBOX_TYPE(nodes, "v1", "nodes")
ASSAY_SANDBOX_TYPE(persistentVolumes, "v1", "persistentvolumes")
ASSAY_SANDBOX_TYPE(persistentVolumeClaims, "v1", "persistentvolumeclaims")
ASSAY_SANDBOX_TYPE(statefulSets, "apps/v1", "statefulsets")
ASSAY_SANDBOX_TYPE(storageClasses, "storage.k8s.io/v1", "storageclasses")
ASSAY_SANDBOX_TYPE(notebooks, "kubeflow.org/v1", "notebooks")
ASSAY_SANDBOX_TYPE(customResourceDefinitions, "apiextensions.k8s.io/v1",
                   "customresourcedefinitions")
#undef ASSAY_SANDBOX_TYPE

} // namespace types

} // namespace assay::sandbox
