// SPDX-License-Identifier: Apache-2.0
#include "notebook_controller.h"

#include "store/api_error.h"

namespace assay::sandbox {

static constexpr const char *Stopped = "kubeflow-resource-stopped";
static constexpr const char *Restart = "notebooks.opendatahub.io/notebook-restart";

NotebookController::NotebookController(Registry &registry, QObject *parent)
    : Controller(registry, parent)
    , m_events(registry, "notebook-controller")
{
}

void NotebookController::observe(const Change &change)
{
    const Json &object = *change.object;
    if (change.resource == &types::notebooks()) {
        enqueue({namespaceOf(object), nameOf(object)});
    } else if (change.resource == &types::statefulSets()) {
        enqueueOwner(object, "Notebook");
    } else if (change.resource == &types::pods()) {
        const std::string name = member(at(object, "/metadata/labels"), "notebook-name");
        if (!name.empty())
            enqueue({namespaceOf(object), name});
    } else if (change.resource == &types::events() && change.type != Change::Type::Deleted) {
        reissue(object);
    }
}

void NotebookController::reissue(const Json &event)
{
    const std::string nameSpace = namespaceOf(event);
    const std::string name = text(event, "/involvedObject/name");
    std::string notebookName;
    std::string kind;
    if (text(event, "/involvedObject/kind") == "Pod") {
        kind = "pod";
        if (const ObjectPtr pod = store().find(types::pods(), nameSpace, name))
            notebookName = member(at(*pod, "/metadata/labels"), "notebook-name");
    } else if (text(event, "/involvedObject/kind") == "StatefulSet") {
        kind = "statefulset";
        notebookName = name;
    }
    const ObjectPtr notebook =
        notebookName.empty() ? nullptr : store().find(types::notebooks(), nameSpace, notebookName);
    if (!notebook)
        return;
    const std::string message =
        "Reissued from " + kind + "/" + name + ": " + text(event, "/message");
    if (text(event, "/type") == "Warning")
        m_events.warning(*notebook, text(event, "/reason"), message);
    else
        m_events.normal(*notebook, text(event, "/reason"), message);
}

static Json wantedSet(const Json &notebook)
{
    const std::string name = nameOf(notebook);
    const std::string nameSpace = namespaceOf(notebook);
    Json spec = at(notebook, "/spec/template/spec");
    Json &container = spec["containers"][0];
    if (!container.contains("workingDir"))
        container["workingDir"] = "/home/jovyan";
    if (!container.contains("ports"))
        container["ports"] = {
            {{"containerPort", 8888}, {"name", "notebook-port"}, {"protocol", "TCP"}}};
    if (!container.contains("env") || !container["env"].is_array())
        container["env"] = Json::array();
    bool hasPrefix = false;
    for (const Json &variable : container["env"])
        hasPrefix = hasPrefix || text(variable, "/name") == "NB_PREFIX";
    if (!hasPrefix)
        container["env"].push_back(
            {{"name", "NB_PREFIX"}, {"value", "/notebook/" + nameSpace + "/" + name}});
    if (!spec.contains("securityContext"))
        spec["securityContext"] = {{"fsGroup", 100}};

    Json labels = at(notebook, "/metadata/labels");
    labels["statefulset"] = name;
    labels["notebook-name"] = name;
    Json annotations = Json::object();
    const Json &given = at(notebook, "/metadata/annotations");
    bool stopped = false;
    for (const auto &[key, value] : given.items()) {
        stopped = stopped || key == Stopped;
        if (key.find("kubectl") == std::string::npos && key.find("notebook") == std::string::npos &&
            key != Stopped)
            annotations[key] = value;
    }
    return {
        {"metadata",
         {{"name", name},
          {"namespace", nameSpace},
          {"labels", {{"notebook-name", name}}},
          {"ownerReferences", Json::array({ownerReference(notebook)})}}},
        {"spec",
         {{"replicas", stopped ? 0 : 1},
          {"serviceName", name},
          {"selector", {{"matchLabels", {{"statefulset", name}}}}},
          {"template",
           {{"metadata", {{"labels", labels}, {"annotations", annotations}}}, {"spec", spec}}}}}};
}

static Json wantedService(const Json &notebook)
{
    const std::string name = nameOf(notebook);
    const qint64 port =
        number(notebook, "/spec/template/spec/containers/0/ports/0/containerPort", 8888);
    return {{"metadata",
             {{"name", name},
              {"namespace", namespaceOf(notebook)},
              {"labels", {{"notebook-name", name}}},
              {"ownerReferences", Json::array({ownerReference(notebook)})}}},
            {"spec",
             {{"type", "ClusterIP"},
              {"selector", {{"statefulset", name}}},
              {"ports",
               {{{"name", "http-" + name},
                 {"port", 80},
                 {"targetPort", port},
                 {"protocol", "TCP"}}}}}}};
}

void NotebookController::keep(const ResourceType &type, const Json &notebook, const Json &wanted)
{
    const std::string nameSpace = namespaceOf(notebook);
    const std::string name = nameOf(wanted);
    Json &last = m_wanted[{uidOf(notebook), type.plural}];
    const ObjectPtr current = store().find(type, nameSpace, name);
    if (!current) {
        registry().create(type, nameSpace, wanted);
    } else if (last != wanted) {
        Json next = *current;
        next["spec"].update(wanted["spec"]);
        registry().replace({&type, nameSpace, name, false}, next);
    }
    last = wanted;
}

void NotebookController::reconcile(const Key &key)
{
    const auto &[nameSpace, name] = key;
    const ObjectPtr notebook = store().find(types::notebooks(), nameSpace, name);
    if (!notebook || isBeingDeleted(*notebook))
        return;
    try {
        keep(types::statefulSets(), *notebook, wantedSet(*notebook));
        keep(types::services(), *notebook, wantedService(*notebook));
    } catch (const ApiError &error) {
        m_events.warning(*notebook, "FailedCreate", error.message());
        return;
    }
    if (member(at(*notebook, "/metadata/annotations"), Restart) == "true") {
        if (store().find(types::pods(), nameSpace, name + "-0"))
            registry().remove(types::pods(), nameSpace, name + "-0", {});
        const Json patch = {{"metadata", {{"annotations", {{Restart, nullptr}}}}}};
        registry().patch({&types::notebooks(), nameSpace, name, false},
                         "application/merge-patch+json", patch);
        return;
    }
    mirrorStatus(*notebook);
}

void NotebookController::mirrorStatus(const Json &notebook)
{
    const std::string nameSpace = namespaceOf(notebook);
    const std::string name = nameOf(notebook);
    const ObjectPtr set = store().find(types::statefulSets(), nameSpace, name);
    Json status = {{"readyReplicas", set ? number(*set, "/status/readyReplicas") : 0},
                   {"conditions", Json::array()},
                   {"containerState", Json::object()}};
    if (const ObjectPtr pod = store().find(types::pods(), nameSpace, name + "-0")) {
        for (const Json &condition : at(*pod, "/status/conditions")) {
            Json copy = condition;
            copy["lastProbeTime"] = condition.value("lastTransitionTime", Json());
            status["conditions"].push_back(copy);
        }
        for (const Json &container : at(*pod, "/status/containerStatuses")) {
            if (text(container, "/name") == name)
                status["containerState"] = at(container, "/state");
        }
    }
    Json next = notebook;
    next["status"] = status;
    store().update(types::notebooks(), next, ObjectStore::Part::Status);
}

} // namespace assay::sandbox
