// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/catalogue/phrases.h>
#include <models/cluster/kubernetes_event.h>
#include <models/cluster/node_capacity.h>
#include <models/failures/pod_diagnostic_info.h>

#include <vector>

namespace assay::models {

//! A thing that was observed and that a diagnosis rests on.
struct Evidence
{
    enum class Kind { ContainerState, Condition, Event, LogLine, Answer };
    Kind kind = Kind::Event;
    QString
        source;   //!< "container sdg-hub", "condition PodScheduled", "event Failed", "log sdg-hub"
    QString text; //!< the cluster's own words
    QDateTime at; //!< invalid where the cluster gives no time
    //! Into the record: the uid of an event, the resourceVersion of the pod in which a state or a
    //! condition stood; empty for log lines.
    QString reference = {};
    bool operator==(const Evidence &) const = default;
};

//! Whether waiting longer could help.
enum class Outlook {
    Permanent, //!< it cannot heal by itself (InvalidImageName): no grace
    MayHeal,   //!< it may (a pull error): the grace applies
};

//! Why a pod is not becoming ready.
struct Diagnosis
{
    PodFailureCategory category = PodFailureCategory::Unknown;
    Fault fault = Fault::Unknown;
    QString rule;      //!< the catalogue's rule that took it; empty: none did
    QString reason;    //!< the kubelet's or scheduler's own word: "ErrImagePull", "OOMKilled", …
    QString container; //!< where it happened; empty for the pod as a whole
    std::optional<int> exitStatus; //!< of a container that ended
    QString cause;                 //!< a few words for a list: "Out of memory: limit 4Gi"
    QString summary;               //!< one sentence for a person who knows no Kubernetes
    QString advice;                //!< what to do next, one or two sentences
    Fix fix;                       //!< lines that mend it, where there are any
    Outlook outlook = Outlook::MayHeal;
    std::vector<Evidence> evidence;
    bool operator==(const Diagnosis &) const = default;
};

//! What the classifier looks at. All of it is data: no clock, no network.
struct PodHistory
{
    Json pod = nullptr;                  //!< v1 Pod as last seen; null: never seen
    std::vector<KubernetesEvent> events; //!< of pod, StatefulSet and Notebook, oldest first
    QString mainContainer;               //!< the notebook's name
    bool deadlinePassed = false;         //!< timeout_pod_ready is over
    bool podDeleted = false;             //!< it was seen and is gone
    Json notebook = nullptr;             //!< the Notebook as last seen; null: not known
    ResourceAmounts largestNode = {};    //!< the most that one node has for pods; empty: not known
    //! Of the node that the pod is on, as Go spells it: "arm64"; empty: not known.
    QString nodeArchitecture = {};
    Audience audience = Audience::Tester; //!< to whom the diagnosis is told
};

//! Nothing where the pod is on its way or ready: waiting is not failing. A table in the tests
//! holds the rows of reasons; init containers come first, then the main container, then sidecars.
std::optional<Diagnosis> classify(const PodHistory &history);

//! Whether a node is fetching an image for the pod at present, for the first time or again.
bool isPulling(const PodHistory &history);

//! The diagnosis of a crash with the lines of the container's log that prove it as further
//! evidence, and the words of the rule that takes them; any other diagnosis as it is. `history` is
//! what was diagnosed, `log` the end of that container's log: of the start that ended, or of the
//! one that speaksOfRunningContainer(). Nothing: it is not known; of an empty one is said that it
//! is, and nobody is advised to look there.
Diagnosis withLogEvidence(Diagnosis diagnosis, const PodHistory &history,
                          const std::optional<QString> &log);
//! It is of a container that runs for the first time: what that has written is what there is of it.
bool speaksOfRunningContainer(const Diagnosis &diagnosis, const PodHistory &history);

void to_json(Json &j, const Evidence &e);
void from_json(const Json &j, Evidence &e);
void to_json(Json &j, const Diagnosis &d);
void from_json(const Json &j, Diagnosis &d);

} // namespace assay::models
