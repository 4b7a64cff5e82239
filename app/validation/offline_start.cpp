// SPDX-License-Identifier: Apache-2.0
#include "cluster/origin.h"
#include "container_script.h"
#include "run/await.h"
#include "steps.h"

#include <models/image/workbench_checks.h>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>
#include <array>

namespace assay::app {

using models::CheckOutcome;
using models::CheckResult;
using models::Json;
using namespace Qt::StringLiterals;

namespace {

struct OfflineText
{
    Q_DECLARE_TR_FUNCTIONS(OfflineStart)
};

const QString checkName = u"starts_offline"_s;
constexpr std::chrono::milliseconds betweenOfflineLooks(200);
constexpr std::chrono::seconds timeToGo(10);
constexpr std::chrono::seconds timeForLog(5);
constexpr std::chrono::seconds timeForEnd(5);
constexpr int quotedLines = 20;
constexpr qsizetype longestLine = 2'000; // of those that are quoted
constexpr qsizetype mostQuoted = 64 * 1024;

//! The workbench once more, beside itself: the same containers, without a network, with a home of
//! its own that is as empty, and without probes, which would ask from outside.
Json offlinePod(const Validation &run, const Manifests &manifests)
{
    const auto &configuration = run.configuration;
    Json spec = models::at(manifests.notebook, {"spec", "template", "spec"});
    for (const char *list : {"containers", "initContainers"}) {
        if (!spec.contains(list))
            continue;
        for (Json &container : spec[list]) {
            for (const char *probe : {"startupProbe", "readinessProbe", "livenessProbe"})
                container.erase(probe);
        }
    }
    for (Json &volume : spec["volumes"]) {
        if (volume.contains("persistentVolumeClaim"))
            volume = {{"name", volume["name"]}, {"emptyDir", Json::object()}};
    }
    // What the notebook controller would add.
    spec["containers"][0]["env"].push_back(
        {{"name", "NB_PREFIX"},
         {"value", u"/notebook/%1/%2"_s.arg(configuration.nameSpace, configuration.notebookName)}});
    spec["restartPolicy"] = "Never";
    spec["terminationGracePeriodSeconds"] = 1;
    Json pod{{"apiVersion", "v1"},
             {"kind", "Pod"},
             {"metadata",
              {{"name", configuration.notebookName + u"-offline"_s},
               {"namespace", configuration.nameSpace},
               {"annotations", {{"assay/network", "none"}}}}},
             {"spec", spec}};
    markAsMadeBy(pod, runLabel(run.record.runId()));
    return pod;
}

CheckResult result(CheckOutcome outcome, const QString &detail, const QString &advice,
                   const QStringList &evidence = {})
{
    return {models::CheckGroup::Workbench, checkName, outcome, detail, advice, evidence};
}

CheckResult unknown(const QString &why)
{
    return result(CheckOutcome::Inconclusive,
                  OfflineText::tr("It could not be checked: %1").arg(why),
                  OfflineText::tr("Run the test again once the cause is gone."));
}

//! The state of the workbench's own container, an object of one member.
Json stateOf(const Json &pod, const QString &container)
{
    for (const Json &status : models::listAt(pod, {"status", "containerStatuses"})) {
        if (models::textAt(status, {"name"}) == container)
            return models::at(status, {"state"});
    }
    return Json::object();
}

//! Killed, lost or never begun: nothing that the image did. Empty: it ended by itself.
QString endFromOutside(const Json &state)
{
    const QString reason = models::textAt(state, {"terminated", "reason"});
    const Json &code = models::at(state, {"terminated", "exitCode"});
    static const std::array<Json, 2> bySignal{Json(137), Json(143)};
    const bool isOutside = std::ranges::find(bySignal, code) != bySignal.end() ||
                           reason == "OOMKilled"_L1 || reason == "ContainerStatusUnknown"_L1 ||
                           reason == "StartError"_L1;
    return isOutside ? OfflineText::tr("its container was ended from outside (%1)").arg(reason)
                     : QString();
}

QCoro::Task<CheckResult> ended(std::shared_ptr<Validation> run, QString pod, Json state)
{
    const QString outside = endFromOutside(state);
    if (!outside.isEmpty())
        co_return unknown(outside);
    QStringList lines;
    const k8s::LogOptions options{.container = run->configuration.notebookName,
                                  .tailLines = quotedLines};
    const auto log = run->client->logs(run->configuration.nameSpace, pod, options);
    const auto text = std::make_shared<QByteArray>();
    QObject::connect(log.get(), &k8s::LogStream::data, log.get(), [text](const QByteArray &bytes) {
        *text = (*text + bytes).right(mostQuoted);
    });
    QTimer::singleShot(timeForLog, log.get(), &k8s::Job::abort);
    co_await await(run, log.get());
    lines = QString::fromUtf8(*text).split(u'\n', Qt::SkipEmptyParts);
    for (QString &line : lines)
        line.truncate(longestLine);
    const Json &code = models::at(state, {"terminated", "exitCode"});
    co_return result(CheckOutcome::Failed,
                     OfflineText::tr("Started without a network, it ended with exit status %1.")
                         .arg(code.is_number_integer() ? code.get<int>() : -1),
                     OfflineText::tr("Let the image start with what is in it: on a cluster without "
                                     "a way out, nothing can be fetched."),
                     lines.mid(std::max<qsizetype>(lines.size() - quotedLines, 0)));
}

//! Until its container runs or has ended. The pod; or why that cannot be told.
QCoro::Task<tl::expected<Json, QString>> begun(std::shared_ptr<Validation> run, QString pod)
{
    QElapsedTimer clock;
    clock.start();
    while (true) {
        const auto job = run->client->get(k8s::Resource::pods(), run->configuration.nameSpace, pod);
        co_await await(run, job.get());
        if (!job->result())
            co_return tl::unexpected(job->result().error().message);
        const Json state = stateOf(*job->result(), run->configuration.notebookName);
        if (state.contains("running") || state.contains("terminated"))
            co_return *job->result();
        if (clock.elapsed() > run->configuration.timeoutPodReady * 1000)
            co_return tl::unexpected(OfflineText::tr("it was not started in time (%1)")
                                         .arg(models::textAt(state, {"waiting", "reason"})));
        const k8s::JobPtr<Delay> delay(new Delay(betweenOfflineLooks));
        co_await await(run, delay.get());
        if (run->cancellation->isRequested())
            co_return tl::unexpected(cancelledError().message);
    }
}

//! A command is lost with its container, whose end says more and may be told a little later.
QCoro::Task<Json> endSoon(std::shared_ptr<Validation> run, QString pod)
{
    QElapsedTimer clock;
    clock.start();
    while (true) {
        const auto look =
            run->client->get(k8s::Resource::pods(), run->configuration.nameSpace, pod);
        co_await await(run, look.get());
        const Json state = look->result()
                               ? stateOf(*look->result(), run->configuration.notebookName)
                               : Json::object();
        if (state.contains("terminated") || run->cancellation->isRequested() ||
            std::chrono::milliseconds(clock.elapsed()) > timeForEnd)
            co_return state;
        const k8s::JobPtr<Delay> delay(new Delay(betweenOfflineLooks));
        co_await await(run, delay.get());
    }
}

QCoro::Task<CheckResult> askOffline(std::shared_ptr<Validation> run, QString pod)
{
    const auto &configuration = run->configuration;
    const auto seen = co_await begun(run, pod);
    if (!seen)
        co_return unknown(seen.error());
    const Json state = stateOf(*seen, configuration.notebookName);
    if (state.contains("terminated"))
        co_return co_await ended(run, pod, state);
    const Json question{
        {"checks", {checkName}},
        {"base_url", u"/notebook/%1/%2"_s.arg(configuration.nameSpace, configuration.notebookName)},
        {"port", 8888},
        {"seconds", configuration.timeoutPodReady}};
    ScriptCall call;
    call.script = u"workbench_checks.py"_s;
    call.arguments = QStringList{QString::fromStdString(question.dump())};
    call.deadline = std::chrono::seconds(configuration.timeoutPodReady + 15);
    call.pod = pod;
    const auto exec = callScript(*run, call);
    co_await await(run, exec.get());
    if (run->cancellation->isRequested())
        co_return unknown(cancelledError().message);
    const models::InterpreterEnd end = endOf(*exec);
    const QByteArray output =
        exec->result() ? exec->result()->standardOutput : exec->partial().standardOutput;
    const auto results = models::workbenchChecksFrom(output, {checkName});
    if (results)
        co_return results->front();
    const Json over = co_await endSoon(run, pod);
    if (over.contains("terminated"))
        co_return co_await ended(run, pod, over);
    const NoAnswer said = noAnswer(end, results.error());
    co_return result(CheckOutcome::Inconclusive, said.why, said.advice);
}

QCoro::Task<> removeOffline(std::shared_ptr<Validation> run, QString pod)
{
    const QString &nameSpace = run->configuration.nameSpace;
    const auto removal = run->client->remove(k8s::Resource::pods(), nameSpace, pod);
    co_await awaitCleaning(run, removal.get());
    // With the namespace it goes in any case.
    if (run->keep == Keep::Never)
        co_return;
    QElapsedTimer clock;
    clock.start();
    while (std::chrono::milliseconds(clock.elapsed()) < timeToGo) {
        const auto look = run->client->get(k8s::Resource::pods(), nameSpace, pod);
        co_await awaitCleaning(run, look.get());
        if (!look->result())
            co_return;
        const k8s::JobPtr<Delay> delay(new Delay(betweenOfflineLooks));
        co_await awaitCleaning(run, delay.get());
    }
}

} // namespace

QCoro::Task<> checkOfflineStart(std::shared_ptr<Validation> run, std::shared_ptr<FlowState> state)
{
    if (!models::checksAskedFor(run->configuration.workbenchChecks).contains(checkName) ||
        run->cancellation->isRequested())
        co_return;
    if (!run->cluster.local) {
        run->append(models::Note{
            OfflineText::tr("starts_offline was left out: only a container engine of this computer "
                            "can start a workbench without a network (\"assay run --local\").")});
        co_return;
    }
    const auto pod = std::make_shared<Json>(offlinePod(*run, state->manifests));
    const QString name = models::textAt(*pod, {"metadata", "name"});
    const auto job = run->client->create(k8s::Resource::pods(), run->configuration.nameSpace, *pod);
    co_await await(run, job.get());
    CheckResult told;
    if (job->result())
        told = co_await askOffline(run, name);
    else
        told = unknown(job->result().error().message);
    co_await removeOffline(run, name);
    if (!run->cancellation->isRequested())
        run->append(models::CheckMade{told});
}

} // namespace assay::app
