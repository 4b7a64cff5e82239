// SPDX-License-Identifier: Apache-2.0
#include "scheduler.h"

#include "store/quantity.h"

#include <map>

namespace assay::sandbox {

Scheduler::Scheduler(Registry &registry, Pace pace, QObject *parent)
    : Controller(registry, parent)
    , m_events(registry, "default-scheduler")
    , m_pace(pace)
{
}

void Scheduler::observe(const Change &change)
{
    const Json &object = *change.object;
    if (change.resource == &types::pods()) {
        if (change.type == Change::Type::Added)
            enqueue({namespaceOf(object), nameOf(object)});
        const std::string phase = text(object, "/status/phase");
        const bool freesRoom =
            change.type == Change::Type::Deleted || phase == "Succeeded" || phase == "Failed";
        if (!freesRoom)
            return;
    } else if (change.resource != &types::persistentVolumeClaims()) {
        return;
    }
    for (const Key &key : m_waiting)
        enqueue(key);
}

static bool holdsRoom(const Json &pod)
{
    const std::string phase = text(pod, "/status/phase");
    return !text(pod, "/spec/nodeName").empty() && phase != "Succeeded" && phase != "Failed";
}

static std::map<std::string, double> requestsOf(const Json &pod)
{
    std::map<std::string, double> sum;
    for (const Json &container : at(pod, "/spec/containers")) {
        const Json &requests = at(container, "/resources/requests");
        for (const auto &[resource, amount] : requests.items()) {
            const std::string quantity =
                amount.is_string() ? amount.get<std::string>() : amount.dump();
            sum[resource] += parseQuantity(quantity).value_or(0);
        }
    }
    return sum;
}

std::string Scheduler::volumeObstacle(const Json &pod)
{
    for (const Json &volume : at(pod, "/spec/volumes")) {
        const std::string name = text(volume, "/persistentVolumeClaim/claimName");
        if (name.empty())
            continue;
        const ObjectPtr claim =
            store().find(types::persistentVolumeClaims(), namespaceOf(pod), name);
        if (!claim)
            return "persistentvolumeclaim \"" + name + "\" not found.";
        if (isBeingDeleted(*claim))
            return "persistentvolumeclaim \"" + name + "\" is being deleted.";
        if (text(*claim, "/status/phase") != "Bound")
            return "pod has unbound immediate PersistentVolumeClaims.";
    }
    return {};
}

std::string Scheduler::resourceObstacle(const Json &pod, const Json &node)
{
    std::map<std::string, double> used;
    int pods = 0;
    for (const ObjectPtr &other : store().list(types::pods())) {
        if (!holdsRoom(*other))
            continue;
        ++pods;
        for (const auto &[resource, amount] : requestsOf(*other))
            used[resource] += amount;
    }
    std::string missing;
    const auto say = [&](const std::string &what) {
        missing += (missing.empty() ? "1 " : ", 1 ") + what;
    };
    if (pods >= std::stoi(text(node, "/status/allocatable/pods", "110")))
        say("Too many pods");
    for (const auto &[resource, amount] : requestsOf(pod)) {
        const std::string has = member(at(node, "/status/allocatable"), resource);
        if (resource == "ephemeral-storage" || amount == 0)
            continue;
        if (used[resource] + amount > parseQuantity(has).value_or(0))
            say("Insufficient " + resource);
    }
    return missing.empty() ? missing : missing + ".";
}

std::string Scheduler::obstacle(const Json &pod)
{
    const auto nodes = store().list(types::nodes());
    if (nodes.empty())
        return "no nodes available to schedule pods";
    const Json &node = *nodes.front();
    const std::string prefix = "0/1 nodes are available: ";
    const std::string unhelpful =
        " preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";
    if (const std::string volume = volumeObstacle(pod); !volume.empty())
        return prefix + volume + unhelpful;
    const Json &selector = at(pod, "/spec/nodeSelector");
    for (const auto &[label, value] : selector.items()) {
        if (member(at(node, "/metadata/labels"), label) != value)
            return prefix + "1 node(s) didn't match Pod's node affinity/selector." + unhelpful;
    }
    if (const std::string resource = resourceObstacle(pod, node); !resource.empty())
        return prefix + resource +
               " preemption: 0/1 nodes are available: 1 No preemption victims found for incoming "
               "pod.";
    return {};
}

void Scheduler::reconcile(const Key &key)
{
    m_waiting.erase(key);
    const ObjectPtr pod = store().find(types::pods(), key.first, key.second);
    if (!pod || isBeingDeleted(*pod) || !text(*pod, "/spec/nodeName").empty() ||
        text(*pod, "/spec/schedulerName") != "default-scheduler" ||
        !at(*pod, "/spec/schedulingGates").empty())
        return;
    Json next = *pod;
    Json condition = {{"type", "PodScheduled"},
                      {"status", "True"},
                      {"lastProbeTime", nullptr},
                      {"lastTransitionTime", timestamp()}};
    const std::string problem = obstacle(*pod);
    if (problem.empty()) {
        const std::string node = nameOf(*store().list(types::nodes()).front());
        next["spec"]["nodeName"] = node;
        next["status"]["conditions"] = Json::array({condition});
        m_events.normal(*pod, "Scheduled",
                        "Successfully assigned " + key.first + "/" + key.second + " to " + node);
    } else {
        m_waiting.insert(key);
        condition["status"] = "False";
        condition["reason"] = "Unschedulable";
        condition["message"] = problem;
        const Json &old = at(*pod, "/status/conditions/0");
        if (text(old, "/reason") == "Unschedulable")
            condition["lastTransitionTime"] = at(old, "/lastTransitionTime");
        next["status"]["conditions"] = Json::array({condition});
        if (old != condition)
            m_events.warning(*pod, "FailedScheduling", problem);
        enqueueAfter(key, m_pace.milliseconds(60));
    }
    store().update(types::pods(), next, ObjectStore::Part::All);
}

VolumeBinder::VolumeBinder(Registry &registry, QObject *parent)
    : Controller(registry, parent)
    , m_events(registry, "sandbox.local/scratch")
{
}

void VolumeBinder::observe(const Change &change)
{
    if (change.resource == &types::persistentVolumeClaims()) {
        enqueue({namespaceOf(*change.object), nameOf(*change.object)});
        return;
    }
    if (change.resource != &types::pods() || change.type != Change::Type::Deleted)
        return;
    for (const Json &volume : at(*change.object, "/spec/volumes")) {
        const std::string claim = text(volume, "/persistentVolumeClaim/claimName");
        if (!claim.empty())
            enqueue({namespaceOf(*change.object), claim});
    }
}

void VolumeBinder::reconcile(const Key &key)
{
    const ObjectPtr claim = store().find(types::persistentVolumeClaims(), key.first, key.second);
    if (!claim) {
        for (const ObjectPtr &volume : store().list(types::persistentVolumes())) {
            const Json &reference = at(*volume, "/spec/claimRef");
            if (text(reference, "/namespace") == key.first &&
                text(reference, "/name") == key.second)
                store().remove(types::persistentVolumes(), {}, nameOf(*volume));
        }
    } else if (isBeingDeleted(*claim)) {
        release(*claim);
    } else if (text(*claim, "/status/phase") == "Pending") {
        bind(*claim);
    }
}

void VolumeBinder::release(const Json &claim)
{
    for (const ObjectPtr &pod : store().list(types::pods(), namespaceOf(claim))) {
        for (const Json &volume : at(*pod, "/spec/volumes")) {
            if (text(volume, "/persistentVolumeClaim/claimName") == nameOf(claim))
                return; // the pod's end comes back here
        }
    }
    Json next = claim;
    Json &finalizers = next["metadata"]["finalizers"];
    finalizers.erase(
        std::remove(finalizers.begin(), finalizers.end(), "kubernetes.io/pvc-protection"),
        finalizers.end());
    store().update(types::persistentVolumeClaims(), next, ObjectStore::Part::All);
}

void VolumeBinder::bind(const Json &claim)
{
    const std::string storageClass = text(claim, "/spec/storageClassName");
    if (!store().find(types::storageClasses(), {}, storageClass)) {
        m_events.warning(claim, "ProvisioningFailed",
                         "storageclass.storage.k8s.io \"" + storageClass + "\" not found");
        return;
    }
    const std::string size = text(claim, "/spec/resources/requests/storage");
    if (parseQuantity(size).value_or(0) > 50.0 * 1024 * 1024 * 1024) {
        m_events.warning(claim, "ProvisioningFailed",
                         "failed to provision volume with StorageClass \"" + storageClass +
                             "\": rpc error: code = ResourceExhausted desc = only 50Gi are left");
        return;
    }
    const std::string volume = "pvc-" + uidOf(claim);
    const Json modes = at(claim, "/spec/accessModes");
    store().create(types::persistentVolumes(), {{"metadata", {{"name", volume}}},
                                                {"spec",
                                                 {{"capacity", {{"storage", size}}},
                                                  {"accessModes", modes},
                                                  {"persistentVolumeReclaimPolicy", "Delete"},
                                                  {"storageClassName", storageClass},
                                                  {"volumeMode", at(claim, "/spec/volumeMode")},
                                                  {"claimRef",
                                                   {{"kind", "PersistentVolumeClaim"},
                                                    {"apiVersion", "v1"},
                                                    {"namespace", namespaceOf(claim)},
                                                    {"name", nameOf(claim)},
                                                    {"uid", uidOf(claim)}}}}},
                                                {"status", {{"phase", "Bound"}}}});
    Json next = claim;
    next["spec"]["volumeName"] = volume;
    next["status"] = {
        {"phase", "Bound"}, {"accessModes", modes}, {"capacity", {{"storage", size}}}};
    store().update(types::persistentVolumeClaims(), next, ObjectStore::Part::All);
    m_events.normal(claim, "ProvisioningSucceeded", "Successfully provisioned volume " + volume);
}

} // namespace assay::sandbox
