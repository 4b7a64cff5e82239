// SPDX-License-Identifier: Apache-2.0
#include "run/await.h"
#include "steps.h"

#include <models/cluster/pod_facts.h>
#include <models/record/image_history.h>

#include <QCoreApplication>

namespace assay::app {

using models::Json;
using namespace Qt::StringLiterals;

struct CollectText
{
    Q_DECLARE_TR_FUNCTIONS(CollectText)
};

//! What the reference of the image stood for, once a container of it was made.
static void recordImage(Validation &run)
{
    const auto &configuration = run.configuration;
    const QString imageId =
        models::podFactsOf(run.record.pod(), configuration.notebookName).imageId;
    if (imageId.isEmpty())
        return;
    if (run.imageHistory.isEmpty()) {
        run.append(models::ImageResolved{configuration.customImage, imageId, {}, {}, {}});
        return;
    }
    run.append(models::ImageHistory(run.imageHistory)
                   .resolved(configuration.customImage, imageId, run.record.runId(),
                             QDateTime::currentDateTimeUtc()));
}

//! What the pod ran on, where nodes may be listed.
static void recordNode(Validation &run)
{
    const QString name = models::textAt(run.record.pod(), {"spec", "nodeName"});
    const auto node = run.cluster.nodes.constFind(name);
    if (node != run.cluster.nodes.constEnd()) {
        models::NodeSeen seen = *node;
        // An engine has no kubelet, whoever plays it.
        if (run.cluster.local)
            seen.kubelet.clear();
        run.append(seen);
    } else if (!name.isEmpty()) {
        run.append(models::NodeSeen{name, {}, {}, {}, {}, {}});
    }
}

//! What the pod uses, where the cluster measures it: metrics.k8s.io is an add-on, and knows nothing
//! of a pod in its first seconds.
static QCoro::Task<> recordUsage(std::shared_ptr<Validation> run)
{
    const Json pod = run->record.pod();
    if (!pod.is_object() || run->cancellation->isRequested())
        co_return;
    const auto job = run->client->get(k8s::Resource::podMetrics(), run->configuration.nameSpace,
                                      run->record.notebook().podName);
    co_await await(run, job.get());
    if (job->result()) {
        run->append(models::ResourceUsageSeen{models::resourceUsageOf(pod, *job->result(), {})});
        co_return;
    }
    const QString why =
        job->result().error().kind == k8s::Error::Kind::NotFound
            ? CollectText::tr("The cluster has not measured this pod: it has no metrics server, or "
                              "the pod was too young.")
            : CollectText::tr("The cluster does not say what the pod uses: %1")
                  .arg(job->result().error().message);
    run->append(models::ResourceUsageSeen{models::resourceUsageOf(pod, nullptr, why)});
}

static models::PodDiagnosticInfo diagnosticOf(const Validation &run, const FlowState &state)
{
    models::PodDiagnosticInfo info;
    const Json &pod = run.record.pod();
    info.podName = run.record.notebook().podName;
    info.podPhase = models::textAt(pod, {"status", "phase"});
    info.containerStatuses = models::containerStatusesOf(pod);
    info.errorCategory = state.diagnosis->category;
    for (const auto &status : info.containerStatuses) {
        QString log = state.logs ? state.logs->tail(status.name, linesOfLog) : QString();
        // One that has just begun again has not said anything yet; what it ended of, it has.
        if (log.isEmpty() && state.logs)
            log = state.logs->lastWords(status.name, linesOfLog).value_or(QString());
        // A container that never started has no log: what it waits for stands in its place.
        if (log.isEmpty())
            log = status.message.value_or(QString());
        info.logs.insert(status.name, log);
    }
    for (const auto &event : run.record.events())
        info.events << event.toLine();
    info.resourceUsage = run.record.resourceUsage();
    return info;
}

QCoro::Task<> collect(std::shared_ptr<Validation> run, std::shared_ptr<FlowState> state)
{
    if (!state->observer)
        co_return;
    run->append(models::PhaseStarted{models::Phase::Collect});
    if (state->logs)
        state->logs->flush();
    recordImage(*run);
    co_await tellSameImage(run, state);
    recordNode(*run);
    co_await recordUsage(run);
    if (state->diagnosis)
        run->append(models::PodDiagnosed{diagnosticOf(*run, *state), *state->diagnosis});
}

} // namespace assay::app
