// SPDX-License-Identifier: Apache-2.0
#include "pod_worker.h"

#include "store/api_error.h"
#include "store/logging.h"

#include <algorithm>

namespace assay::sandbox {

PodWorker::PodWorker(const Json &pod, Setting setting, QObject *parent)
    : QObject(parent)
    , m_setting(setting)
    , m_pod(pod)
    , m_nameSpace(namespaceOf(pod))
    , m_name(nameOf(pod))
    , m_uid(uidOf(pod))
    , m_startTime(timestamp())
{
    for (const bool init : {true, false}) {
        const char *list = init ? "initContainers" : "containers";
        for (const Json &container : at(pod, std::string("/spec/") + list)) {
            ContainerWorker::Setting one;
            one.node = setting.node;
            one.pace = setting.pace;
            one.container = container;
            one.isInit = init;
            one.restartPolicy = text(pod, "/spec/restartPolicy", "Always");
            one.podName = m_name;
            one.nameSpace = m_nameSpace;
            one.podUid = m_uid;
            one.podIp = setting.podIp;
            one.pod = pod;
            one.environment = [this, container](auto &result) {
                return resolveEnvironment(container, result);
            };
            auto *worker = new ContainerWorker(std::move(one), this);
            const std::string path =
                std::string("spec.") + list + "{" + text(container, "/name") + "}";
            connect(worker, &ContainerWorker::changed, this, &PodWorker::containerChanged);
            connect(worker, &ContainerWorker::normal, this,
                    [this, path](const std::string &reason, const std::string &message) {
                        m_setting.events->normal(m_pod, reason, message, path);
                    });
            connect(worker, &ContainerWorker::warning, this,
                    [this, path](const std::string &reason, const std::string &message) {
                        m_setting.events->warning(m_pod, reason, message, path);
                    });
            (init ? m_initContainers : m_containers).push_back(worker);
        }
    }
    publish();
    QTimer::singleShot(setting.pace.milliseconds(setting.pace.podSetupSeconds), this,
                       &PodWorker::begin);
}

void PodWorker::begin()
{
    if (m_terminating)
        return;
    if (const std::string problem = missingVolume(); !problem.empty()) {
        m_setting.events->warning(m_pod, "FailedMount", problem);
        QTimer::singleShot(m_setting.pace.milliseconds(m_setting.pace.backOffSeconds), this,
                           &PodWorker::begin);
        return;
    }
    m_sandboxReady = true;
    publish();
    startNext();
}

std::string PodWorker::missingVolume() const
{
    ObjectStore &store = m_setting.registry->store();
    for (const Json &volume : at(m_pod, "/spec/volumes")) {
        const std::string prefix =
            "MountVolume.SetUp failed for volume \"" + text(volume, "/name") + "\" : ";
        const std::string configMap = text(volume, "/configMap/name");
        if (!configMap.empty() && at(volume, "/configMap/optional") != true &&
            !store.find(types::configMaps(), m_nameSpace, configMap))
            return prefix + "configmap \"" + configMap + "\" not found";
        const std::string secret = text(volume, "/secret/secretName");
        if (!secret.empty() && at(volume, "/secret/optional") != true &&
            !store.find(types::secrets(), m_nameSpace, secret))
            return prefix + "secret \"" + secret + "\" not found";
    }
    return {};
}

void PodWorker::startNext()
{
    if (m_terminating || !m_sandboxReady)
        return;
    if (!isInitialized()) {
        const bool previousDone =
            m_startedInit == 0 || m_initContainers[m_startedInit - 1]->exitCode() == 0;
        if (previousDone && m_startedInit < m_initContainers.size())
            m_initContainers[m_startedInit++]->begin();
        return;
    }
    if (m_mainStarted)
        return;
    m_mainStarted = true;
    for (ContainerWorker *container : m_containers)
        container->begin();
}

std::string
PodWorker::resolveEnvironment(const Json &container,
                              std::vector<std::pair<std::string, std::string>> &result) const
{
    ObjectStore &store = m_setting.registry->store();
    for (const Json &variable : at(container, "/env")) {
        std::string value = text(variable, "/value");
        const Json &from = at(variable, "/valueFrom");
        for (const bool secret : {false, true}) {
            const Json &reference = at(from, secret ? "/secretKeyRef" : "/configMapKeyRef");
            if (!reference.is_object() || at(reference, "/optional") == true)
                continue;
            const std::string name = text(reference, "/name");
            const std::string key = text(reference, "/key");
            const auto found =
                store.find(secret ? types::secrets() : types::configMaps(), m_nameSpace, name);
            const char *kind = secret ? "secret" : "configmap";
            if (!found)
                return std::string(kind) + " \"" + name + "\" not found";
            const Json &data = at(*found, "/data");
            if (!data.is_object() || !data.contains(key))
                return "couldn't find key " + key + " in " + (secret ? "Secret " : "ConfigMap ") +
                       m_nameSpace + "/" + name;
            value = member(data, key);
            if (secret)
                value = QByteArray::fromBase64(QByteArray::fromStdString(value)).toStdString();
        }
        std::string field = text(from, "/fieldRef/fieldPath");
        if (!field.empty()) {
            std::replace(field.begin(), field.end(), '.', '/');
            value = field == "status/podIP" ? m_setting.podIp : text(m_pod, "/" + field);
        }
        result.emplace_back(text(variable, "/name"), value);
    }
    return {};
}

void PodWorker::containerChanged()
{
    startNext();
    publish();
}

bool PodWorker::isInitialized() const
{
    return std::all_of(m_initContainers.begin(), m_initContainers.end(),
                       [](const ContainerWorker *c) { return c->exitCode() == 0; });
}

bool PodWorker::isReady() const
{
    return std::all_of(m_containers.begin(), m_containers.end(),
                       [](const ContainerWorker *c) { return c->isReady(); });
}

std::string PodWorker::phase() const
{
    for (const ContainerWorker *container : m_initContainers) {
        if (container->isDone() && container->exitCode() > 0)
            return "Failed";
    }
    bool allDone = true;
    bool allSucceeded = true;
    bool anyStarted = false;
    bool anyNeverStarted = false;
    for (const ContainerWorker *container : m_containers) {
        allDone = allDone && container->isDone();
        allSucceeded = allSucceeded && container->exitCode() == 0;
        anyStarted = anyStarted || !container->id().empty();
        anyNeverStarted = anyNeverStarted || container->id().empty();
    }
    if (allDone && anyStarted && !anyNeverStarted)
        return allSucceeded ? "Succeeded" : "Failed";
    return anyNeverStarted ? "Pending" : "Running";
}

Json PodWorker::conditions(const Json &previous) const
{
    std::string unready;
    std::string incomplete;
    for (const ContainerWorker *container : m_containers) {
        if (!container->isReady())
            unready += (unready.empty() ? "" : " ") + container->name();
    }
    for (const ContainerWorker *container : m_initContainers) {
        if (container->exitCode() != 0)
            incomplete += (incomplete.empty() ? "" : " ") + container->name();
    }
    Json result = Json::array();
    const auto add = [&](const char *type, bool holds, const std::string &reason = {},
                         const std::string &message = {}) {
        Json condition = {{"type", type},
                          {"status", holds ? "True" : "False"},
                          {"lastProbeTime", nullptr},
                          {"lastTransitionTime", timestamp()}};
        if (!holds && !reason.empty()) {
            condition["reason"] = reason;
            condition["message"] = message;
        }
        for (const Json &old : previous) {
            if (text(old, "/type") == type && at(old, "/status") == condition["status"])
                condition["lastTransitionTime"] = at(old, "/lastTransitionTime");
        }
        result.push_back(condition);
    };
    const std::string unreadyText = "containers with unready status: [" + unready + "]";
    const std::string reason = phase() == "Succeeded" ? "PodCompleted" : "ContainersNotReady";
    add("PodReadyToStartContainers", m_sandboxReady);
    add("Initialized", incomplete.empty(), "ContainersNotInitialized",
        "containers with incomplete status: [" + incomplete + "]");
    add("Ready", isReady(), reason, unreadyText);
    add("ContainersReady", isReady(), reason, unreadyText);
    add("PodScheduled", true);
    return result;
}

ObjectPtr PodWorker::current() const
{
    const ObjectPtr pod = m_setting.registry->store().find(types::pods(), m_nameSpace, m_name);
    return pod && uidOf(*pod) == m_uid ? pod : ObjectPtr();
}

void PodWorker::publish()
{
    const ObjectPtr pod = current();
    if (!pod)
        return;
    Json next = *pod;
    Json &status = next["status"];
    status["phase"] = phase();
    qCDebug(nodeLog).nospace() << m_nameSpace.c_str() << '/' << m_name.c_str() << ": "
                               << phase().c_str() << (isReady() ? ", ready" : "")
                               << (m_terminating ? ", terminating" : "");
    status["hostIP"] = m_setting.nodeIp;
    status["hostIPs"] = {{{"ip", m_setting.nodeIp}}};
    status["startTime"] = m_startTime;
    if (m_sandboxReady) {
        status["podIP"] = m_setting.podIp;
        status["podIPs"] = {{{"ip", m_setting.podIp}}};
    }
    status["conditions"] = conditions(at(*pod, "/status/conditions"));
    Json statuses = Json::array();
    const std::string waiting = m_initContainers.empty() ? "ContainerCreating" : "PodInitializing";
    for (const ContainerWorker *container : m_containers)
        statuses.push_back(container->status(waiting));
    status["containerStatuses"] = statuses;
    if (!m_initContainers.empty()) {
        statuses = Json::array();
        for (const ContainerWorker *container : m_initContainers)
            statuses.push_back(container->status("PodInitializing"));
        status["initContainerStatuses"] = statuses;
    }
    m_setting.registry->store().update(types::pods(), next, ObjectStore::Part::Status);
    m_pod = next;

    if (!m_terminating)
        return;
    const auto done = [](const ContainerWorker *container) {
        return !container->isRunning() && !container->isStarting();
    };
    if (std::all_of(m_containers.begin(), m_containers.end(), done) &&
        std::all_of(m_initContainers.begin(), m_initContainers.end(), done)) {
        Registry::DeleteOptions options;
        options.uid = m_uid;
        options.gracePeriodSeconds = 0;
        if (current())
            m_setting.registry->remove(types::pods(), m_nameSpace, m_name, options);
    }
}

void PodWorker::terminate(double graceSeconds)
{
    m_terminating = true;
    for (const auto &list : {m_initContainers, m_containers}) {
        for (ContainerWorker *container : list)
            container->terminate(graceSeconds);
    }
    publish();
}

ContainerWorker *PodWorker::container(const std::string &name) const
{
    for (const auto *list : {&m_containers, &m_initContainers}) {
        for (ContainerWorker *container : *list) {
            if (container->name() == name)
                return container;
        }
    }
    return nullptr;
}

} // namespace assay::sandbox
