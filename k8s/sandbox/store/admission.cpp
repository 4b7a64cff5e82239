// SPDX-License-Identifier: Apache-2.0
#include "admission.h"

#include "api_error.h"
#include "object_store.h"
#include "quantity.h"

#include <regex>

namespace assay::sandbox {

static const char *const LabelRule =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and "
    "must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used "
    "for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
static const char *const SubdomainRule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
    "'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used "
    "for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

static void setDefault(Json &object, const char *field, const Json &value)
{
    if (!object.contains(field))
        object[field] = value;
}

static void checkName(const ResourceType &type, const std::string &name)
{
    if (name.empty()) {
        throw ApiError::invalid(type, name, "metadata.name", "FieldValueRequired",
                                "Required value: name or generateName is required");
    }
    const bool isLabel = &type == &types::namespaces() || &type == &types::services();
    static const std::regex label("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    static const std::regex subdomain(
        "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    const std::size_t longest = isLabel ? 63 : 253;
    if (name.size() > longest) {
        throw ApiError::invalid(type, name, "metadata.name", "FieldValueInvalid",
                                "Invalid value: \"" + name + "\": must be no more than " +
                                    std::to_string(longest) + " characters");
    }
    if (!std::regex_match(name, isLabel ? label : subdomain)) {
        throw ApiError::invalid(type, name, "metadata.name", "FieldValueInvalid",
                                "Invalid value: \"" + name +
                                    "\": " + (isLabel ? LabelRule : SubdomainRule));
    }
}

static void require(const ResourceType &type, const Json &object, const char *pointer,
                    const std::string &field)
{
    const Json &value = at(object, pointer);
    if (value.is_null() || (value.is_string() && value.get_ref<const std::string &>().empty()) ||
        (value.is_structured() && value.empty()))
        throw ApiError::invalid(type, nameOf(object), field, "FieldValueRequired",
                                "Required value");
}

static void defaultProbe(Json &container, const char *field)
{
    if (!container.contains(field))
        return;
    Json &probe = container[field];
    setDefault(probe, "timeoutSeconds", 1);
    setDefault(probe, "periodSeconds", 10);
    setDefault(probe, "successThreshold", 1);
    setDefault(probe, "failureThreshold", 3);
    if (probe.contains("httpGet")) {
        setDefault(probe["httpGet"], "path", "/");
        setDefault(probe["httpGet"], "scheme", "HTTP");
    }
}

void defaultPodSpec(Json &spec)
{
    setDefault(spec, "restartPolicy", "Always");
    setDefault(spec, "dnsPolicy", "ClusterFirst");
    setDefault(spec, "schedulerName", "default-scheduler");
    setDefault(spec, "terminationGracePeriodSeconds", 30);
    setDefault(spec, "securityContext", Json::object());
    for (const char *list : {"containers", "initContainers"}) {
        if (!spec.contains(list))
            continue;
        for (Json &container : spec[list]) {
            const std::string image = text(container, "/image");
            const auto tag =
                image.find(':', image.rfind('/') == std::string::npos ? 0 : image.rfind('/'));
            const bool latest = image.find('@') == std::string::npos &&
                                (tag == std::string::npos || image.substr(tag) == ":latest");
            setDefault(container, "imagePullPolicy", latest ? "Always" : "IfNotPresent");
            setDefault(container, "resources", Json::object());
            setDefault(container, "terminationMessagePath", "/dev/termination-log");
            setDefault(container, "terminationMessagePolicy", "File");
            for (const char *probe : {"livenessProbe", "readinessProbe", "startupProbe"})
                defaultProbe(container, probe);
            Json &resources = container["resources"];
            // A limit without a request is the request, too.
            if (resources.contains("limits")) {
                for (const auto &[key, value] : resources["limits"].items())
                    setDefault(resources["requests"], key.c_str(), value);
            }
            if (container.contains("ports")) {
                for (Json &port : container["ports"])
                    setDefault(port, "protocol", "TCP");
            }
        }
    }
}

static void checkPodSpec(const ResourceType &type, const Json &object, const std::string &pointer,
                         const std::string &field)
{
    require(type, object, (pointer + "/containers").c_str(), field + ".containers");
    for (const char *list : {"containers", "initContainers"}) {
        const Json &containers = at(object, pointer + "/" + list);
        for (std::size_t i = 0; i < containers.size(); ++i) {
            const std::string index = std::to_string(i);
            const std::string path = pointer + "/" + list + "/" + index;
            const std::string name = field + "." + list + "[" + index + "]";
            require(type, object, (path + "/name").c_str(), name + ".name");
            require(type, object, (path + "/image").c_str(), name + ".image");
            for (const char *kind : {"requests", "limits"}) {
                const Json &amounts = at(containers[i], std::string("/resources/") + kind);
                if (!amounts.is_object())
                    continue;
                for (const auto &[key, value] : amounts.items()) {
                    const std::string amount =
                        value.is_string() ? value.get<std::string>() : value.dump();
                    if (parseQuantity(amount))
                        continue;
                    throw ApiError::badRequest(type.kind + " in version \"" + type.version +
                                               "\" cannot be handled as a " + type.kind +
                                               ": quantities must match the regular expression "
                                               "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
                }
            }
        }
    }
}

void Admission::checkNamespace(const ResourceType &type, const Json &object) const
{
    const std::string nameSpace = namespaceOf(object);
    const ObjectPtr found = m_store.find(types::namespaces(), {}, nameSpace);
    if (!found)
        throw ApiError::notFound(types::namespaces(), nameSpace);
    if (isBeingDeleted(*found)) {
        const std::string why = "unable to create new content in namespace " + nameSpace +
                                " because it is being terminated";
        throw ApiError::forbidden(type, nameOf(object), why,
                                  {{{"reason", "NamespaceTerminating"},
                                    {"message", "namespace " + nameSpace + " is being terminated"},
                                    {"field", "metadata.namespace"}}});
    }
}

void Admission::admitPod(Json &pod) const
{
    Json &spec = pod["spec"];
    defaultPodSpec(spec);
    setDefault(spec, "serviceAccountName", "default");
    spec["serviceAccount"] = spec["serviceAccountName"];
    setDefault(spec, "enableServiceLinks", true);
    setDefault(spec, "priority", 0);
    setDefault(spec, "preemptionPolicy", "PreemptLowerPriority");
    const std::string account = text(spec, "/serviceAccountName");
    const std::string nameSpace = namespaceOf(pod);
    if (!m_store.find(types::serviceAccounts(), nameSpace, account)) {
        throw ApiError::forbidden(types::pods(), nameOf(pod),
                                  "error looking up service account " + nameSpace + "/" + account +
                                      ": serviceaccount \"" + account + "\" not found");
    }
    bool guaranteed = true;
    bool bestEffort = true;
    for (const Json &container : spec["containers"]) {
        const Json &requests = at(container, "/resources/requests");
        const Json &limits = at(container, "/resources/limits");
        bestEffort = bestEffort && requests.empty() && limits.empty();
        guaranteed = guaranteed && !limits.empty() && requests == limits &&
                     limits.contains("cpu") && limits.contains("memory");
    }
    pod["status"] = {{"phase", "Pending"},
                     {"qosClass", bestEffort   ? "BestEffort"
                                  : guaranteed ? "Guaranteed"
                                               : "Burstable"}};
}

void Admission::admitCreate(const ResourceType &type, Json &object) const
{
    Json &metadata = object["metadata"];
    if (!metadata.contains("name") && metadata.contains("generateName"))
        metadata["name"] = text(object, "/metadata/generateName") + newUid().substr(0, 5);
    checkName(type, nameOf(object));
    if (type.namespaced)
        checkNamespace(type, object);
    if (&type == &types::namespaces()) {
        object["spec"]["finalizers"] = Json::array({"kubernetes"});
        object["status"] = {{"phase", "Active"}};
        metadata["labels"]["kubernetes.io/metadata.name"] = nameOf(object);
    } else if (&type == &types::pods()) {
        checkPodSpec(type, object, "/spec", "spec");
        admitPod(object);
    } else if (&type == &types::persistentVolumeClaims()) {
        require(type, object, "/spec/accessModes", "spec.accessModes");
        require(type, object, "/spec/resources/requests/storage", "spec.resources[storage]");
        setDefault(object["spec"], "volumeMode", "Filesystem");
        setDefault(object["spec"], "storageClassName", "standard");
        metadata["finalizers"] = Json::array({"kubernetes.io/pvc-protection"});
        object["status"] = {{"phase", "Pending"}};
    } else if (&type == &types::statefulSets()) {
        checkPodSpec(type, object, "/spec/template/spec", "spec.template.spec");
        defaultPodSpec(object["spec"]["template"]["spec"]);
        setDefault(object["spec"], "replicas", 1);
        setDefault(object["spec"], "podManagementPolicy", "OrderedReady");
        object["status"] = {{"replicas", 0}};
    } else if (&type == &types::notebooks()) {
        checkPodSpec(type, object, "/spec/template/spec", "spec.template.spec");
        object.erase("status");
    }
}

void Admission::admitUpdate(const ResourceType &type, Json &object, const Json &current) const
{
    if (&type == &types::pods()) {
        Json before = at(current, "/spec");
        Json after = at(object, "/spec");
        for (Json *spec : {&before, &after}) {
            spec->erase("tolerations");
            spec->erase("activeDeadlineSeconds");
            for (const char *list : {"containers", "initContainers"}) {
                if (spec->contains(list)) {
                    for (Json &container : (*spec)[list])
                        container.erase("image");
                }
            }
        }
        if (before != after) {
            throw ApiError::invalid(type, nameOf(object), "spec", "FieldValueForbidden",
                                    "Forbidden: pod updates may not change fields other than "
                                    "`spec.containers[*].image`,`spec.initContainers[*].image`,"
                                    "`spec.activeDeadlineSeconds`,`spec.tolerations` (only "
                                    "additions to existing tolerations)");
        }
    } else if (&type == &types::notebooks() || &type == &types::statefulSets()) {
        checkPodSpec(type, object, "/spec/template/spec", "spec.template.spec");
        if (&type == &types::statefulSets())
            defaultPodSpec(object["spec"]["template"]["spec"]);
    }
}

} // namespace assay::sandbox
