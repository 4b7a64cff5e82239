// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/json.h>
#include <models/catalogue/cause.h>

#include <vector>

namespace assay::models {

//! Where in a pod's life a failure is told, and with that what the text holds that a rule reads.
enum class Place {
    Pull,       //!< one answer of one registry, or the node's own error, while an image is fetched
    Creation,   //!< the kubelet's or runtime's error where a container could not be made
    Start,      //!< the runtime's error where a container that was made could not be started
    Exit,       //!< a container that ended: its status and reason, and the kubelet's message
    Log,        //!< the lines of a container's log that say why it ended
    Scheduling, //!< one of the scheduler's reasons, or the autoscaler's
    Claim,      //!< an event of the pod's volume claim
    Admission,  //!< why the API server, a webhook or a policy refused a pod
    Mount,      //!< FailedMount, FailedAttachVolume
    Sandbox,    //!< FailedCreatePodSandBox: the pod's network and its outermost container
    End,        //!< a pod that the node refused, ended or lost, or that was taken away
    Probe,      //!< what a probe was answered
    Server,     //!< what the server answers inside of its container, which runs and is not ready
    Waiting     //!< what had not come when the time was over
};
QString toString(Place place); //!< in lower case
//! How a failure is sorted that is told there, where its rule says nothing else.
PodFailureCategory categoryOf(Place place);

//! One cause of failures: how it is recognised, and what is said of it.
//!
//! Sentences hold placeholders in braces: a named group of the pattern, or what every place knows.
//! A part in square brackets is left out where a placeholder in it stays empty. Known everywhere
//! are {who} (begins a sentence: "The workbench"), {it} (within one: "the workbench"), {container},
//! {image}, {registry}, {repository}, {tag}, {limit} (of memory), {node}, {namespace}, {name} (of
//! the notebook), {reason}, {exit}, {signal}.
struct Rule
{
    QString id;                //!< lower case, with hyphens; told in records
    std::vector<Place> places; //!< any of them

    // How it is recognised: all of these have to hold.
    QStringList reasons;    //!< any of them, exactly; empty: any reason
    std::vector<int> exits; //!< any of these exit statuses; empty: any
    QStringList when;       //!< facts about the pod, "!" before one that must not hold
    QStringList words;      //!< any of them stands in the text, whatever its case; empty: any text
    QString pattern;        //!< is found in the text (PCRE); empty: any text
    int weight = 0;         //!< of the scheduler's several reasons the heaviest is the cause
    int rank = 0;           //!< where several rules hold, the highest; then the longest match

    // What it means.
    std::optional<PodFailureCategory> category; //!< none: the place's own, categoryOf()
    Fault fault = Fault::Unknown;
    bool heals = true; //!< whether waiting longer could help
    QString cause;     //!< a few words for a list
    QString summary;   //!< one sentence for a person who knows no Kubernetes
    QString advice;    //!< what to do next
    //! The same where the container is known to have written nothing to its log; empty: `advice`.
    QString adviceSilent;
    Fix fix;
    QString source;       //!< where it was reported or is documented
    QStringList examples; //!< texts that this rule takes, and no other
    //! Where it was written, for messages and for `explain`: "own.yaml:12"; empty: built in.
    QString origin;

    bool operator==(const Rule &) const = default;
};

//! A problem of a catalogue's file.
struct RuleProblem
{
    int line = 0; //!< from 1; 0: of the file as a whole
    int column = 0;
    QString message; //!< what is wrong and what would be right
    bool operator==(const RuleProblem &) const = default;
};

struct RuleFile
{
    std::vector<Rule> rules; //!< empty where there is any problem
    std::vector<RuleProblem> problems;
};

//! A catalogue's file: a YAML list of mappings, one a rule (resources/diagnoses/README.md). All
//! problems at once; `name` is what rules call their origin.
RuleFile readRules(const QByteArray &yaml, const QString &name);

} // namespace assay::models
