// SPDX-License-Identifier: Apache-2.0
#include "kubelet.h"

#include "store/api_error.h"
#include "store/version_info.h"

namespace assay::sandbox {

static constexpr const char *NodeIp = "10.0.0.1";

Kubelet::Kubelet(Registry &registry, Node &node, Pace pace, QObject *parent)
    : QObject(parent)
    , m_registry(registry)
    , m_node(node)
    , m_name(node.capacity().name)
    , m_events(registry, "kubelet", m_name)
    , m_pace(pace)
{
    connect(&registry.store(), &ObjectStore::changed, this, &Kubelet::handle);
    connect(&node, &Node::readinessChanged, this, &Kubelet::tellReadiness);
    registerNode();
}

static Json readyCondition(const std::string &problem)
{
    return {{"type", "Ready"},
            {"status", problem.empty() ? "True" : "False"},
            {"reason", problem.empty() ? "KubeletReady" : "KubeletNotReady"},
            {"message", problem.empty() ? "kubelet is posting ready status"
                                        : "container runtime is down: " + problem},
            {"lastHeartbeatTime", timestamp()},
            {"lastTransitionTime", timestamp()}};
}

void Kubelet::tellReadiness(const std::string &problem)
{
    const ObjectPtr node = m_registry.store().find(types::nodes(), {}, m_name);
    if (!node)
        return;
    Json next = *node;
    next["status"]["conditions"] = Json::array({readyCondition(problem)});
    m_registry.store().update(types::nodes(), next, ObjectStore::Part::Status);
}

void Kubelet::registerNode()
{
    const Node::Capacity capacity = m_node.capacity();
    const Json resources = {{"cpu", capacity.cpu},
                            {"memory", capacity.memory},
                            {"pods", std::to_string(capacity.pods)}};
    const std::string version = versionInfo()["gitVersion"];
    m_registry.store().create(types::nodes(),
                              {{"metadata",
                                {{"name", m_name},
                                 {"labels",
                                  {{"kubernetes.io/hostname", m_name},
                                   {"kubernetes.io/os", "linux"},
                                   {"kubernetes.io/arch", capacity.architecture}}}}},
                               {"spec", Json::object()},
                               {"status",
                                {{"capacity", resources},
                                 {"allocatable", resources},
                                 {"conditions", Json::array({readyCondition({})})},
                                 {"addresses", {{{"type", "InternalIP"}, {"address", NodeIp}}}},
                                 {"nodeInfo",
                                  {{"kubeletVersion", version},
                                   {"kubeProxyVersion", version},
                                   {"containerRuntimeVersion", capacity.runtime},
                                   {"kernelVersion", capacity.kernel},
                                   {"osImage", capacity.system},
                                   {"machineID", newUid()},
                                   {"systemUUID", newUid()},
                                   {"bootID", newUid()},
                                   {"operatingSystem", "linux"},
                                   {"architecture", capacity.architecture}}}}}});
}

void Kubelet::handle(const Change &change)
{
    if (change.resource == &types::persistentVolumeClaims() && change.type == Change::Type::Deleted)
        m_node.forgetClaim(namespaceOf(*change.object), nameOf(*change.object));
    if (change.resource != &types::pods() || text(*change.object, "/spec/nodeName") != m_name)
        return;
    const std::string uid = uidOf(*change.object);
    const auto known = m_pods.find(uid);
    if (change.type == Change::Type::Deleted) {
        if (known != m_pods.end()) {
            known->second->deleteLater();
            m_pods.erase(known);
        }
        m_node.forgetPod(uid);
        return;
    }
    if (known == m_pods.end()) {
        const int number = ++m_addresses;
        const std::string ip =
            "10.42." + std::to_string(number / 250 % 250) + "." + std::to_string(number % 250 + 2);
        m_pods[uid] = new PodWorker(*change.object,
                                    {&m_registry, &m_node, &m_events, m_pace, NodeIp, ip}, this);
    }
    if (isBeingDeleted(*change.object)) {
        const bool asked = change.previous &&
                           number(*change.previous, "/metadata/deletionGracePeriodSeconds", -1) ==
                               number(*change.object, "/metadata/deletionGracePeriodSeconds", -1);
        if (!asked)
            m_pods[uid]->terminate(static_cast<double>(
                number(*change.object, "/metadata/deletionGracePeriodSeconds", 30)));
    }
}

static std::string containerNameOf(const Json &pod, const std::string &wanted)
{
    std::string names;
    bool known = false;
    for (const char *list : {"/spec/containers", "/spec/initContainers"}) {
        for (const Json &container : at(pod, list)) {
            const std::string name = text(container, "/name");
            known = known || name == wanted;
            if (std::string_view(list) == "/spec/containers")
                names += (names.empty() ? "" : " ") + name;
        }
    }
    if (wanted.empty()) {
        if (at(pod, "/spec/containers").size() == 1)
            return names;
        throw ApiError::badRequest("a container name must be specified for pod " + nameOf(pod) +
                                   ", choose one of: [" + names + "]");
    }
    if (!known)
        throw ApiError::badRequest("container " + wanted + " is not valid for pod " + nameOf(pod));
    return wanted;
}

ContainerWorker *Kubelet::find(const Json &pod, const std::string &container) const
{
    const auto worker = m_pods.find(uidOf(pod));
    return worker == m_pods.end() ? nullptr : worker->second->container(container);
}

std::shared_ptr<LogBuffer> Kubelet::log(const std::string &nameSpace, const std::string &podName,
                                        const std::string &container, bool previous) const
{
    const ObjectPtr pod = m_registry.get(types::pods(), nameSpace, podName);
    const std::string name = containerNameOf(*pod, container);
    if (text(*pod, "/spec/nodeName").empty())
        return {};
    const ContainerWorker *worker = find(*pod, name);
    const std::string subject = "container \"" + name + "\" in pod \"" + podName + "\"";
    const std::shared_ptr<LogBuffer> log = worker ? worker->log(previous) : nullptr;
    if (log)
        return log;
    if (previous)
        throw ApiError::badRequest("previous terminated " + subject + " not found");
    throw ApiError::badRequest(subject + " is waiting to start: " +
                               (worker ? worker->waitingText() : "ContainerCreating"));
}

std::unique_ptr<ExecProcess> Kubelet::exec(const std::string &nameSpace, const std::string &podName,
                                           const std::string &container,
                                           const std::vector<std::string> &command) const
{
    const ObjectPtr pod = m_registry.get(types::pods(), nameSpace, podName);
    if (command.empty())
        throw ApiError::badRequest("you must specify at least 1 command for the container");
    const std::string name = containerNameOf(*pod, container);
    if (text(*pod, "/spec/nodeName").empty())
        throw ApiError::badRequest("pod " + podName + " does not have a host assigned");
    const std::string phase = text(*pod, "/status/phase");
    if (phase == "Succeeded" || phase == "Failed") {
        throw ApiError::badRequest("cannot exec into a container in a completed pod; current phase "
                                   "is " +
                                   phase);
    }
    const ContainerWorker *worker = find(*pod, name);
    if (!worker || !worker->isRunning()) {
        throw ApiError::internal("unable to upgrade connection: container not found (\"" + name +
                                 "\")");
    }
    return m_node.exec(worker->id(), command);
}

} // namespace assay::sandbox
