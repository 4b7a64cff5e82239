// SPDX-License-Identifier: Apache-2.0
#include <app/validation/flow.h>

#include "cluster/internal_error.h"
#include "container_script.h"
#include "import_batch.h"
#include "run/await.h"
#include "run/readiness_wait.h"
#include "steps.h"

#include <models/failures/server_evidence.h>
#include <models/words/place_words.h>

#include <QCoreApplication>
#include <QFileInfo>

namespace assay::app {

using models::ErrorType;
using models::Outcome;
using models::Phase;
using models::ValidationError;
using namespace Qt::StringLiterals;

static constexpr qsizetype bytesOfLog = 64 * 1024;
//! Its program waits five seconds for an answer.
static constexpr std::chrono::seconds timeOfAsking(15);

struct FlowText
{
    Q_DECLARE_TR_FUNCTIONS(FlowText)
};

ValidationError cancelledError()
{
    return {ErrorType::CancelledError, FlowText::tr("Stopped on request.")};
}

static double secondsSince(const QDateTime &start)
{
    return static_cast<double>(start.msecsTo(QDateTime::currentDateTimeUtc())) / 1000;
}

static models::Verdict verdictOf(const Validation &run, const FlowState &state,
                                 const std::optional<ValidationError> &error)
{
    std::optional<ValidationError> told = error;
    if (told && told->type == ErrorType::CancelledError && !run.cancellation->why().isEmpty())
        told->message = run.cancellation->why();
    return {.outcome = told ? models::outcomeFor(*told) : Outcome::Passed,
            .error = told,
            .durationSeconds = secondsSince(run.record.startedAt()),
            .secondsSaved = state.secondsSaved};
}

static ValidationError thrownIn(const Validation &run)
{
    return internalError(FlowText::tr("in the step %1").arg(toString(*run.record.phase())));
}

//! A step whose exceptions are errors, so that the flow goes on to its end whatever is thrown.
static QCoro::Task<StepResult> guarded(std::shared_ptr<Validation> run,
                                       QCoro::Task<StepResult> step)
{
    StepResult result;
    try {
        result = co_await step;
    } catch (...) {
        result = thrownIn(*run);
    }
    co_return result;
}

static QCoro::Task<StepResult> guarded(std::shared_ptr<Validation> run, QCoro::Task<> step)
{
    StepResult result;
    try {
        co_await step;
    } catch (...) {
        result = thrownIn(*run);
    }
    co_return result;
}

//! Cleans up, and once more where that stumbles. What is left even so is in the record.
static QCoro::Task<> cleanUpSurely(std::shared_ptr<Validation> run,
                                   std::shared_ptr<FlowState> state)
{
    StepResult problem = co_await guarded(run, cleanUp(run, state));
    if (problem) {
        run->append(models::Note{problem->message});
        problem = co_await guarded(run, deleteObjects(run, state));
    }
    if (problem)
        giveUpCleaning(*run, *state, problem->message);
}

//! What is there is out of reach.
static void leaveBehind(Validation &run, FlowState &state)
{
    run.append(models::PhaseStarted{Phase::CleanUp});
    if (state.logs)
        state.logs->stop();
    giveUpCleaning(run, state, FlowText::tr("The container engine does not answer."));
}

QCoro::Task<> validate(std::shared_ptr<Validation> run)
{
    auto state = std::make_shared<FlowState>();
    run->append(models::RunStarted{
        .runId = QFileInfo(run->journal->folder()).fileName(),
        .suitePath = run->suitePath,
        .configuration = run->configuration,
        .context = run->client->config().contextName,
        .server = run->cluster.local ? run->cluster.local->address
                                     : run->client->config().server.toString(QUrl::RemoveUserInfo),
        .sandbox = run->cluster.sandbox,
        .keep = toString(run->keep),
        .assayVersion = QCoreApplication::applicationVersion(),
        .engine = run->cluster.local ? run->cluster.local->name : QString(),
        .origin = run->origin,
        .suiteImage = run->suiteImage});
    // What stands in for a cluster has no version that anybody runs.
    if (!run->cluster.local && !textOf(run->cluster.versions).isEmpty())
        run->append(run->cluster.versions);

    if (!run->suiteImage.isEmpty())
        run->append(models::Note{
            FlowText::tr("The suite's custom_image is %1; this run was given %2 in its place.")
                .arg(run->suiteImage, run->configuration.customImage)});
    for (const QString &remark : run->remarks)
        run->append(models::Note{remark});
    warnOfLocalDigest(*run);

    StepResult error = co_await guarded(run, preflight(run, state));
    if (!error)
        error = co_await guarded(run, createObjects(run, state));
    if (!error)
        error = co_await guarded(run, waitUntilReady(run, state));
    if (!error) {
        error = co_await guarded(run, verifyPackages(run, state));
        // A package that cannot be imported is no reason not to look at the rest.
        error = combined(error, co_await guarded(run, checkImage(run, state)));
        error = co_await guarded(run, confirmWorkbench(run, state, error));
    }
    error = combined(error, co_await guarded(run, collect(run, state)));
    const StepResult silence = co_await guarded(run, lossOfEngine(run));
    // Whatever came of it meanwhile says nothing of the image.
    if (error && silence)
        error = silence;
    run->append(verdictOf(*run, *state, error));
    rememberLocally(*run);
    if (silence)
        leaveBehind(*run, *state);
    else
        co_await cleanUpSurely(run, state);
    run->append(models::RunFinished{secondsSince(run->record.startedAt())});
}

//! Who runs and is not ready is asked for the reason, in its own container. Nothing depends on it:
//! without an answer the diagnosis stays as it is.
static QCoro::Task<> askServer(std::shared_ptr<Validation> run, std::shared_ptr<FlowState> state)
{
    const models::PodHistory history = state->observer->history();
    const models::Json question = models::serverQuestionOf(*state->diagnosis, history);
    if (!question.is_object() || run->cancellation->isRequested())
        co_return;
    ScriptCall call;
    call.script = u"ask_server.py"_s;
    call.arguments = QStringList{QString::fromStdString(question.dump())};
    call.deadline = timeOfAsking;
    const auto exec = callScript(*run, call);
    co_await await(run, exec.get());
    const QByteArray output =
        exec->result() ? exec->result()->standardOutput : exec->partial().standardOutput;
    state->diagnosis =
        models::withServerEvidence(*state->diagnosis, history, models::serverAnswersFrom(output));
}

//! What the container wrote that a diagnosis is of; nothing where that is not known. Of one that
//! runs and has said nothing yet, the follower of its log cannot tell whether it reached it.
static QCoro::Task<std::optional<QString>> wordsOf(std::shared_ptr<Validation> run,
                                                   std::shared_ptr<FlowState> state,
                                                   models::Diagnosis diagnosis)
{
    if (!models::speaksOfRunningContainer(diagnosis, state->observer->history()))
        co_return state->logs->lastWords(diagnosis.container, linesOfLog);
    if (const QString tail = state->logs->tail(diagnosis.container, linesOfLog); !tail.isEmpty())
        co_return tail;
    const auto log = run->client->logs(run->configuration.nameSpace, run->record.notebook().podName,
                                       {.container = diagnosis.container, .tailLines = linesOfLog});
    const auto text = std::make_shared<QByteArray>();
    QObject::connect(log.get(), &k8s::LogStream::data, log.get(), [text](const QByteArray &bytes) {
        *text = (*text + bytes).right(bytesOfLog);
    });
    QTimer::singleShot(timeOfAsking, log.get(), &k8s::Job::abort);
    co_await await(run, log.get());
    if (log->error() || run->cancellation->isRequested())
        co_return std::nullopt;
    co_return QString::fromUtf8(*text);
}

QCoro::Task<StepResult> waitUntilReady(std::shared_ptr<Validation> run,
                                       std::shared_ptr<FlowState> state)
{
    run->append(models::PhaseStarted{Phase::WaitForReady});
    state->logs = std::make_unique<LogCollector>(run, state->observer.get());
    const k8s::JobPtr<ReadinessWait> wait(
        new ReadinessWait(state->observer.get(), state->logs.get(), *run));
    co_await await(run, wait.get());
    if (wait->isReady())
        co_return std::nullopt;
    if (run->cancellation->isRequested())
        co_return cancelledError();
    state->secondsSaved = wait->secondsSaved();
    if (wait->error())
        co_return wait->error();
    if (wait->isLost())
        co_return co_await explainLoss(run, state);
    // Without a pod there are only events to judge by, and they outlive what they speak of.
    if (!state->observer->podWasSeen()) {
        const StepResult loss = co_await lossOf(run, state);
        if (loss)
            co_return loss;
    }
    // A container that has just ended may still be writing its last words.
    const k8s::JobPtr<LogsSettled> settled(new LogsSettled(state->logs.get(), run->patience.logs));
    co_await await(run, settled.get());
    const models::Diagnosis diagnosis = models::besideOwnCompany(
        *wait->diagnosis(), run->company ? run->company() : models::OwnCompany());
    state->diagnosis = diagnosis;
    co_await askServer(run, state);
    const std::optional<QString> words = co_await wordsOf(run, state, *state->diagnosis);
    state->diagnosis =
        models::withLogEvidence(*state->diagnosis, state->observer->history(), words);
    if (run->cancellation->isRequested())
        co_return cancelledError();
    state->observer->fail(state->diagnosis->reason);
    co_return models::errorFor(*state->diagnosis);
}

// One sentence over all packages: what failed decides, what could not be found out comes second.
static StepResult errorOf(const std::vector<models::PackageVerificationResult> &results)
{
    QStringList failed, timedOut, inconclusive;
    QString firstReason;
    for (const auto &result : results) {
        if (result.outcome == models::PackageOutcome::Passed)
            continue;
        QStringList &list = result.outcome == models::PackageOutcome::Inconclusive ? inconclusive
                            : result.failure == models::ImportFailure::TimedOut    ? timedOut
                                                                                   : failed;
        list << result.packageName;
        if (result.outcome == models::PackageOutcome::Inconclusive && firstReason.isEmpty())
            firstReason = result.errorMessage.value_or(QString());
    }
    if (!failed.isEmpty()) {
        return ValidationError{ErrorType::ExecOnPodError,
                               FlowText::tr("%n package(s) cannot be imported: %1", nullptr,
                                            static_cast<int>(failed.size() + timedOut.size()))
                                   .arg((failed + timedOut).join(u", "_s))};
    }
    if (!timedOut.isEmpty()) {
        return ValidationError{ErrorType::CommandTimeoutError,
                               FlowText::tr("%n import(s) did not end in time: %1", nullptr,
                                            static_cast<int>(timedOut.size()))
                                   .arg(timedOut.join(u", "_s))};
    }
    if (!inconclusive.isEmpty()) {
        return ValidationError{
            ErrorType::ConnectionError,
            FlowText::tr("It could not be found out whether %1 can be imported. %2")
                .arg(inconclusive.join(u", "_s), firstReason)};
    }
    return std::nullopt;
}

QCoro::Task<StepResult> verifyPackages(std::shared_ptr<Validation> run,
                                       std::shared_ptr<FlowState> state)
{
    run->append(models::PhaseStarted{Phase::VerifyPackages});
    state->vigil =
        std::make_shared<PodVigil>(state->observer.get(), run->configuration.notebookName);
    const k8s::JobPtr<ImportBatch> batch(
        new ImportBatch(run, state->vigil.get(), state->logs.get()));
    co_await await(run, batch.get());
    if (run->cancellation->isRequested())
        co_return cancelledError();
    state->importEndedContainer = batch->foundCulprit();
    state->crowdedEnds = batch->crowdedEnds();
    co_return errorOf(run->record.results());
}

} // namespace assay::app
