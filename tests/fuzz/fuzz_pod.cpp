// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"

#include <models/cluster/manifest_rules.h>
#include <models/cluster/namespace_limits.h>
#include <models/cluster/notebook_state_machine.h>
#include <models/cluster/pod_facts.h>
#include <models/failures/readiness_judgement.h>
#include <models/failures/server_evidence.h>

using namespace assay::models;
using namespace assay::fuzz;

static void diagnose(const PodHistory &history, const QString &log)
{
    isPulling(history);
    const auto diagnosis = classify(history);
    if (!diagnosis)
        return;
    require(!diagnosis->summary.isEmpty());
    const Diagnosis proved = withLogEvidence(*diagnosis, history, log);
    serverQuestionOf(proved, history);
    withServerEvidence(proved, history, {log});
    Diagnosis again;
    from_json(Json(proved), again);
    require(again == proved);
}

static void look(const Json &pod, const Json &other, const QString &name)
{
    containerStatusesOf(pod);
    podFactsOf(pod, name);
    memoryLimitOf(pod, name);
    claimMountsOf(pod, name);
    resourceUsageOf(pod, other, {});
    largerThanAnyNode(requestsOf(pod), largestAllocatable(other));
    blockedBy(other, other, at(pod, {"spec"}), other);
    NotebookObservation::fromPod(pod);
}

//! A pod, its events, the Notebook and a container's log as a server tells them: {"pod", "events",
//! "notebook", "log"}.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto told = parseBounded(bytesOf(data, size));
    if (!told)
        return 0;
    PodHistory history;
    history.pod = at(*told, {"pod"});
    history.notebook = at(*told, {"notebook"});
    history.mainContainer = QStringLiteral("nb");
    for (const Json &event : listAt(*told, {"events"})) {
        history.events.push_back(KubernetesEvent::fromObject(event));
        KubernetesEvent again;
        from_json(Json(history.events.back()), again);
        require(again == history.events.back());
        history.events.back().toLine();
    }
    look(history.pod, at(*told, {"other"}), history.mainContainer);
    const QString log = textAt(*told, {"log"});
    for (int flags = 0; flags < 4; ++flags) {
        history.deadlinePassed = flags & 1;
        history.podDeleted = flags & 2;
        diagnose(history, log);
    }
    using namespace std::chrono_literals;
    ReadinessJudgement judgement({.grace = 20s, .refusal = 5s, .readiness = 600s, .pull = 1800s});
    // By the end of all its limits, the wait has ended.
    for (const auto now : {0s, 30s, 700s, 5000s}) {
        const auto diagnosis = judgement.judge(history, now);
        require(!diagnosis || !diagnosis->summary.isEmpty());
    }
    return 0;
}
