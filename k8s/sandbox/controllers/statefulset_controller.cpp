// SPDX-License-Identifier: Apache-2.0
#include "statefulset_controller.h"

#include "store/api_error.h"

#include <functional>

namespace assay::sandbox {

StatefulSetController::StatefulSetController(Registry &registry, Pace pace, QObject *parent)
    : Controller(registry, parent)
    , m_events(registry, "statefulset-controller")
    , m_pace(pace)
{
}

void StatefulSetController::observe(const Change &change)
{
    if (change.resource == &types::statefulSets())
        enqueue({namespaceOf(*change.object), nameOf(*change.object)});
    else if (change.resource == &types::pods())
        enqueueOwner(*change.object, "StatefulSet");
}

static std::string revisionOf(const Json &set)
{
    const std::size_t hash = std::hash<std::string>()(at(set, "/spec/template").dump());
    return nameOf(set) + "-" + std::to_string(hash % 10'000'000'000ULL);
}

static bool isReady(const Json &pod)
{
    for (const Json &condition : at(pod, "/status/conditions")) {
        if (text(condition, "/type") == "Ready")
            return text(condition, "/status") == "True";
    }
    return false;
}

bool StatefulSetController::createPod(const Json &set, const std::string &name, qint64 ordinal,
                                      const std::string &revision)
{
    Json metadata = at(set, "/spec/template/metadata");
    metadata["name"] = name;
    metadata["generateName"] = nameOf(set) + "-";
    metadata["labels"]["apps.kubernetes.io/pod-index"] = std::to_string(ordinal);
    metadata["labels"]["controller-revision-hash"] = revision;
    metadata["labels"]["statefulset.kubernetes.io/pod-name"] = name;
    metadata["ownerReferences"] = Json::array({ownerReference(set)});
    Json spec = at(set, "/spec/template/spec");
    spec["hostname"] = name;
    spec["subdomain"] = text(set, "/spec/serviceName");
    const std::string subject = "create Pod " + name + " in StatefulSet " + nameOf(set);
    try {
        registry().create(types::pods(), namespaceOf(set),
                          {{"metadata", metadata}, {"spec", spec}});
        m_events.normal(set, "SuccessfulCreate", subject + " successful");
        return true;
    } catch (const ApiError &error) {
        m_events.warning(set, "FailedCreate", subject + " failed error: " + error.message());
        return false;
    }
}

void StatefulSetController::deletePod(const Json &set, const std::string &name)
{
    registry().remove(types::pods(), namespaceOf(set), name, {});
    m_events.normal(set, "SuccessfulDelete",
                    "delete Pod " + name + " in StatefulSet " + nameOf(set) + " successful");
}

void StatefulSetController::reconcile(const Key &key)
{
    const ObjectPtr set = store().find(types::statefulSets(), key.first, key.second);
    if (!set || isBeingDeleted(*set))
        return;
    const qint64 replicas = number(*set, "/spec/replicas", 1);
    const std::string revision = revisionOf(*set);
    qint64 present = 0;
    qint64 ready = 0;
    bool goOn = true; // in order: the next pod only once the one before is ready
    for (qint64 ordinal = 0; ordinal < replicas && goOn; ++ordinal) {
        const std::string name = key.second + "-" + std::to_string(ordinal);
        const ObjectPtr pod = store().find(types::pods(), key.first, name);
        if (!pod) {
            if (createPod(*set, name, ordinal, revision))
                ++present;
            else
                enqueueAfter(key, m_pace.milliseconds(m_pace.backOffSeconds));
            goOn = false;
            continue;
        }
        ++present;
        goOn = isReady(*pod) && !isBeingDeleted(*pod);
        ready += goOn ? 1 : 0;
        const std::string phase = text(*pod, "/status/phase");
        const bool outdated =
            member(at(*pod, "/metadata/labels"), "controller-revision-hash") != revision;
        if (!isBeingDeleted(*pod) && (outdated || phase == "Failed" || phase == "Succeeded"))
            deletePod(*set, name);
    }
    for (const ObjectPtr &pod : store().list(types::pods(), key.first)) {
        if (text(*pod, "/metadata/ownerReferences/0/uid") != uidOf(*set) || isBeingDeleted(*pod))
            continue;
        const std::string name = nameOf(*pod);
        const auto dash = name.rfind('-');
        if (std::strtoll(name.c_str() + dash + 1, nullptr, 10) >= replicas)
            deletePod(*set, name);
    }
    Json next = *set;
    next["status"] = {{"replicas", present},
                      {"readyReplicas", ready},
                      {"availableReplicas", ready},
                      {"currentReplicas", present},
                      {"updatedReplicas", present},
                      {"currentRevision", revision},
                      {"updateRevision", revision},
                      {"collisionCount", 0},
                      {"observedGeneration", number(*set, "/metadata/generation")}};
    store().update(types::statefulSets(), next, ObjectStore::Part::Status);
}

} // namespace assay::sandbox
