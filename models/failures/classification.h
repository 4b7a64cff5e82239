// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/failures/failure_classifier.h>

//! The parts of the failure classifier: each looks at one stage of a pod's way and says what is
//! wrong there, or nothing.
namespace assay::models::classification {

enum class Role { Init, Main, Sidecar };

struct Container
{
    QString name;
    Role role = Role::Sidecar;
    const Json *spec = nullptr;
    const Json *status = nullptr; //!< null value where the kubelet said nothing yet
    QString podVersion = {};      //!< resourceVersion of the pod that this was read from

    QString image() const;
    bool ready() const;
    int restarts() const;
    const Json &waiting() const;    //!< state.waiting or null
    const Json &running() const;    //!< state.running or null
    const Json &terminated() const; //!< state.terminated or null
    const Json &lastTerminated() const;
    //! How a sentence about it begins: "The workbench", "The sidecar container \"x\"".
    QString subject() const;
};

//! In the order in which causes are looked for: init containers, the main one, sidecars.
std::vector<Container> containersOf(const PodHistory &history);

//! The condition of a type, or a null value.
const Json &condition(const Json &pod, const QString &type);

//! Its "message", which is judged by who reads it: at most 32 KiB, the most that an API server
//! keeps of one.
QString messageAt(const Json &object);

//! The message without the notebook controller's "Reissued from KIND/NAME: ".
QString messageOf(const KubernetesEvent &event);
//! The latest event for which `matches` holds; null where there is none.
template<typename Predicate>
const KubernetesEvent *lastEvent(const PodHistory &history, Predicate matches)
{
    // An event that happens again keeps its place in the list.
    const KubernetesEvent *last = nullptr;
    for (const KubernetesEvent &event : history.events) {
        if (matches(event) && !(last && last->lastAt.isValid() && event.lastAt < last->lastAt))
            last = &event;
    }
    return last;
}
//! Whether an event is about this container. Reissued events have no field path, and are about a
//! container where its name stands in their message.
bool concerns(const KubernetesEvent &event, const Container &container);

Evidence eventEvidence(const KubernetesEvent &event);
Evidence stateEvidence(const Container &container, const Json &state);
Evidence conditionEvidence(const PodHistory &history, const Json &condition);
//! The annotation that stops a notebook.
Evidence stopEvidence(const QString &value);

//! metadata.resourceVersion
QString versionOf(const Json &pod);

//! `text` with the first group of `pattern` found in it; empty where it is not found.
QString capture(const QString &text, const QString &pattern);

//! The event that began a pull for this container that has not ended; null: none is under way.
const KubernetesEvent *ongoingPull(const PodHistory &history, const Container &container);
//! Whether the image has arrived, whatever the status still says of attempts before.
bool hasPulled(const PodHistory &history, const Container &container);
bool isPullReason(const QString &reason);
Diagnosis diagnosePull(const PodHistory &history, const Container &container);
Diagnosis diagnoseCrash(const PodHistory &history, const Container &container,
                        const Json &terminated);
//! A container that the kubelet could not make: a missing ConfigMap, a refused user, …
Diagnosis diagnoseCreation(const PodHistory &history, const Container &container);

std::optional<Diagnosis> diagnosePodCreation(const PodHistory &history);
//! What Open Data Hub's webhook writes into kubeflow-resource-stopped until its controller has seen
//! the notebook.
inline constexpr QLatin1StringView odhLock("odh-notebook-controller-lock");
//! Since when the notebook is marked as stopped; empty where it is not.
QString stoppedSince(const PodHistory &history);
std::optional<Diagnosis> diagnoseStopped(const PodHistory &history);
//! Nothing where the pod is only replaced by another.
std::optional<Diagnosis> diagnoseDeleted(const PodHistory &history);
//! The latest event of the pod's volume claim while no volume was provided; null: none.
const KubernetesEvent *missingVolume(const PodHistory &history);
//! Whether an autoscaler says that it adds a node.
bool addsNode(const KubernetesEvent &event);
//! Where pods were thrown out again and again, whatever the present one does.
std::optional<Diagnosis> diagnoseEvictions(const PodHistory &history);
std::optional<Diagnosis> diagnoseFailedPod(const PodHistory &history);
//! Why no storage provided the volume, by the claim's own latest event where there is one.
void explainMissingVolume(Diagnosis &d, const PodHistory &history,
                          const KubernetesEvent *claimEvent);
std::optional<Diagnosis> diagnoseScheduling(const PodHistory &history);
std::optional<Diagnosis> diagnoseVolumesAndSandbox(const PodHistory &history,
                                                   const std::vector<Container> &containers);
//! The node that runs the pod stopped answering, whether or not the time is over.
std::optional<Diagnosis> diagnoseLostNode(const PodHistory &history);
Diagnosis diagnoseDeadline(const PodHistory &history, const std::vector<Container> &containers);

} // namespace assay::models::classification
