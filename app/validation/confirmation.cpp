// SPDX-License-Identifier: Apache-2.0
#include "cluster/awake_clock.h"
#include "run/await.h"
#include "run/steady_wait.h"
#include "steps.h"

#include <QCoreApplication>

#include <algorithm>
#include <functional>
#include <utility>

namespace assay::app {

using models::Diagnosis;
using models::ErrorType;
using models::Json;
using models::ValidationError;
using namespace Qt::StringLiterals;

namespace {

struct ConfirmText
{
    Q_DECLARE_TR_FUNCTIONS(ConfirmText)
};

//! For who became ready once: the classifier speaks of those who never did.
Diagnosis unsteadyDiagnosis(const Validation &run, const PodVigil &vigil)
{
    Diagnosis d;
    d.category = models::PodFailureCategory::Timeout;
    d.fault = models::Fault::Image;
    d.cause = ConfirmText::tr("Does not stay ready");
    d.reason = u"Unhealthy"_s;
    d.container = run.configuration.notebookName;
    d.outlook = models::Outlook::Permanent;
    d.summary = ConfirmText::tr("The workbench became ready, but does not stay ready: it lost its "
                                "readiness %n time(s) while it was tested.",
                                nullptr, vigil.readinessLosses());
    d.advice = ConfirmText::tr("The events show what its readiness probe was answered: see whether "
                               "the server restarts, hangs, or needs more CPU.");
    const auto &events = run.record.events();
    const auto unhealthy = std::find_if(events.rbegin(), events.rend(), [](const auto &event) {
        return event.reason == "Unhealthy"_L1;
    });
    if (unhealthy != events.rend())
        d.evidence.push_back({models::Evidence::Kind::Event, u"event Unhealthy"_s,
                              unhealthy->message, unhealthy->lastAt});
    return d;
}

StepResult failWith(FlowState &state, const models::Diagnosis &diagnosis)
{
    // The container runs again by now: what it wrote before it ended is in the log before.
    state.diagnosis =
        models::withLogEvidence(diagnosis, state.observer->history(),
                                state.logs->lastWords(diagnosis.container, linesOfLog));
    state.observer->fail(diagnosis.reason);
    return models::errorFor(*state.diagnosis);
}

//! Nothing where the pod is still there as it was, ready all the time or again.
QCoro::Task<StepResult> confirmPod(std::shared_ptr<Validation> run,
                                   std::shared_ptr<FlowState> state,
                                   std::shared_ptr<PodVigil> vigil)
{
    // The right to list pods is one that a validation needs; to get them, it is not.
    const std::function<k8s::JobPtr<k8s::ApiJob>()> list = [run] {
        return run->client->list(
            k8s::Resource::pods(), run->configuration.nameSpace,
            {.labelSelector = {},
             .fieldSelector = u"metadata.name="_s + run->record.notebook().podName});
    };
    const k8s::Result<Json> pods = co_await askUntilAnswered(run, list);
    if (run->cancellation->isRequested())
        co_return cancelledError();
    if (!pods)
        co_return toValidationError(pods.error(),
                                    ConfirmText::tr("Whether the workbench is still as it was when "
                                                    "its packages were imported is not known"));
    const Json &items = models::at(*pods, {"items"});
    if (!items.is_array() || items.empty() || !vigil->recognises(items[0]))
        co_return co_await explainLoss(run, state);
    if (vigil->isReady() && vigil->readinessLosses() == 0)
        co_return std::nullopt;

    const k8s::JobPtr<SteadyWait> wait(new SteadyWait(vigil.get(), run->patience));
    co_await await(run, wait.get());
    if (run->cancellation->isRequested())
        co_return cancelledError();
    if (vigil->isLost())
        co_return co_await explainLoss(run, state);
    if (!wait->isSteady() && vigil->isBlind())
        co_return ValidationError{
            ErrorType::ConnectionError,
            ConfirmText::tr(
                "The connection was lost while the workbench's readiness was watched.")};
    if (!wait->isSteady())
        co_return failWith(*state, vigil->end() ? *vigil->end() : unsteadyDiagnosis(*run, *vigil));
    if (vigil->readinessLosses() > 0 && !vigil->end())
        run->append(models::Note{
            ConfirmText::tr("The workbench lost its readiness %n time(s) while its packages were "
                            "imported, and got it back.",
                            nullptr, vigil->readinessLosses())});
    co_return std::nullopt;
}

//! Something ended without its result, whatever else failed.
bool isCutShort(const Validation &run, const StepResult &error)
{
    const auto &cells = run.record.cells();
    return error && (error->type == models::ErrorType::ConnectionError ||
                     std::any_of(cells.begin(), cells.end(), [](const models::CellResult &cell) {
                         return cell.outcome == models::CellOutcome::Inconclusive;
                     }));
}

//! A container's end is told later than the end of the connections that it cut.
QCoro::Task<> waitForItsEnd(std::shared_ptr<Validation> run, std::shared_ptr<PodVigil> vigil)
{
    constexpr std::chrono::milliseconds lookAgain(100);
    AwakeClock clock;
    while (!vigil->end() && !vigil->isLost() && !run->cancellation->isRequested() &&
           clock.elapsed() < run->patience.settling) {
        const k8s::JobPtr<Delay> delay(new Delay(lookAgain));
        co_await await(run, delay.get());
    }
}

} // namespace

QCoro::Task<StepResult> confirmWorkbench(std::shared_ptr<Validation> run,
                                         std::shared_ptr<FlowState> state, StepResult error)
{
    const auto vigil = std::exchange(state->vigil, nullptr);
    if (run->cancellation->isRequested())
        co_return error;
    if (isCutShort(*run, error))
        co_await waitForItsEnd(run, vigil);
    if (run->cancellation->isRequested())
        co_return error;
    const auto end = vigil->end();
    const bool isCheck = error && error->type == models::ErrorType::ImageCheckError;
    // Several imports at once were too much, and each alone was not: Assay's doing.
    const bool excused = end && end->reason == "OOMKilled"_L1 && (!error || isCheck) &&
                         vigil->ends() == state->crowdedEnds;
    // A check tells what the workbench lacks; its end, that there is none any more.
    if (isCheck && end && !excused)
        co_return failWith(*state, *end);
    // What failed by itself stays failed, whatever came after it.
    if (error && models::outcomeFor(*error) == models::Outcome::Failed) {
        if (end && state->importEndedContainer)
            state->diagnosis =
                models::withLogEvidence(*end, state->observer->history(),
                                        state->logs->lastWords(end->container, linesOfLog));
        co_return error;
    }
    if (end && !excused)
        co_return failWith(*state, *end);
    if (vigil->isLost())
        co_return co_await explainLoss(run, state);
    if (error)
        co_return error;
    if (excused)
        run->append(models::Note{
            ConfirmText::tr("%1 That was while several packages were imported at once; one after "
                            "another, each can be imported.")
                .arg(end->summary)});
    const int ends = vigil->ends();
    error = co_await confirmPod(run, state, vigil);
    if (!error && vigil->ends() > ends)
        error = failWith(*state, *vigil->end());
    co_return error;
}

} // namespace assay::app
