// SPDX-License-Identifier: Apache-2.0
#include "container_script.h"
#include "run/await.h"
#include "steps.h"

#include <models/cluster/gpu.h>
#include <models/cluster/pod_facts.h>
#include <models/image/requirement.h>
#include <models/image/workbench_checks.h>

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <algorithm>

namespace assay::app {

using models::CellOutcome;
using models::CheckOutcome;
using models::CheckResult;
using models::ErrorType;
using models::Json;
using models::ValidationError;
using namespace Qt::StringLiterals;
using EndKind = models::InterpreterEnd::Kind;

struct ImageCheckText
{
    Q_DECLARE_TR_FUNCTIONS(ImageCheckText)
};

static void checkRequirements(Validation &run)
{
    const auto &taken = run.record.inventory();
    for (const QString &requirement : run.configuration.installedPackages)
        run.append(models::CheckMade{models::checkRequirement(
            requirement, taken && taken->inventory ? &*taken->inventory : nullptr,
            taken ? taken->problem : QString())});
}

//! Reads what the main container has written so far, each of its starts, from the run folder.
static QCoro::Task<> checkStartupLog(std::shared_ptr<Validation> run)
{
    const models::StartupLogPolicy &policy = run->configuration.logPolicy;
    if (policy.blocked.isEmpty())
        co_return;
    QStringList files;
    QString problem;
    for (const models::LogFile &log : run->record.logs()) {
        if (log.container != run->configuration.notebookName)
            continue;
        if (!log.file.isEmpty())
            files << QDir(run->journal->folder()).filePath(log.file);
        if (!log.problem.isEmpty())
            problem = log.problem;
    }
    auto results = std::make_shared<std::vector<CheckResult>>();
    auto unread = std::make_shared<QString>();
    const k8s::JobPtr<InBackground> reading(new InBackground([policy, files, results, unread] {
        models::StartupLogCheck check(policy, QDateTime::currentDateTimeUtc().date());
        for (const QString &path : files) {
            QFile file(path);
            if (!file.open(QIODevice::ReadOnly)) {
                *unread = file.errorString();
                continue;
            }
            while (!file.atEnd())
                check.feed(file.read(1 << 20));
        }
        *results = check.results();
    }));
    co_await await(run, reading.get());
    if (run->cancellation->isRequested())
        co_return;
    if (!unread->isEmpty())
        problem = *unread;
    for (CheckResult result : *results) {
        // What was not read may hold what must not be there.
        if (result.outcome == CheckOutcome::Passed && (files.isEmpty() || !problem.isEmpty())) {
            result.outcome = CheckOutcome::Inconclusive;
            result.detail = ImageCheckText::tr("The log could not be read whole. %1").arg(problem);
            result.advice = ImageCheckText::tr("Run the test again.");
        }
        run->append(models::CheckMade{result});
    }
}

static QString baseUrlOf(const models::CustomImageTestConfiguration &configuration)
{
    return u"/notebook/%1/%2"_s.arg(configuration.nameSpace, configuration.notebookName);
}

//! The checks that a program in the container makes: those of the suite, and the GPU's.
static QCoro::Task<> checkWorkbench(std::shared_ptr<Validation> run)
{
    const auto &configuration = run->configuration;
    QStringList asked = models::checksAskedFor(configuration.workbenchChecks);
    asked.removeOne(u"starts_offline"_s); // asked of another container
    const QStringList ofWorkbench = asked;
    const QString gpu =
        configuration.gpuRequired ? gpuResourceFor(configuration, run->cluster) : QString();
    if (!gpu.isEmpty())
        asked << u"gpu_device"_s;
    if (asked.isEmpty())
        co_return;
    const Json question{{"checks", ofWorkbench},
                        {"base_url", baseUrlOf(configuration)},
                        {"port", 8888},
                        {"gpu", gpu},
                        {"seconds", configuration.timeoutCommand - 5}};
    ScriptCall call;
    call.script = u"workbench_checks.py"_s;
    call.arguments = QStringList{QString::fromStdString(question.dump())};
    if (!gpu.isEmpty() || asked.contains(u"gpu_libraries"_s)) {
        call.standardInput = containerScript(u"gpu_checks.py"_s);
        call.arguments << QString::number(call.standardInput.size());
    }
    call.deadline = std::chrono::seconds(configuration.timeoutCommand);
    for (int attempt = 1;; ++attempt) {
        const auto exec = callScript(*run, call);
        co_await await(run, exec.get());
        if (run->cancellation->isRequested())
            co_return;
        const models::InterpreterEnd end = endOf(*exec);
        if (end.kind == EndKind::Lost && attempt < mostAttempts) {
            const k8s::JobPtr<Delay> delay(new Delay(pauseAfterLoss));
            co_await await(run, delay.get());
            continue;
        }
        const QByteArray output =
            exec->result() ? exec->result()->standardOutput : exec->partial().standardOutput;
        auto results = models::workbenchChecksFrom(output, asked);
        if (!results) {
            const NoAnswer said = noAnswer(end, results.error());
            results.emplace();
            for (const QString &name : asked)
                results->push_back({.group = models::CheckGroup::Workbench,
                                    .name = name,
                                    .outcome = CheckOutcome::Inconclusive,
                                    .detail = said.why,
                                    .advice = said.advice,
                                    .evidence = {}});
        }
        for (CheckResult result : *results) {
            if (result.name == "gpu_device"_L1)
                result.group = models::CheckGroup::Gpu;
            run->append(models::CheckMade{result});
        }
        co_return;
    }
}

static QCoro::Task<> runCells(std::shared_ptr<Validation> run, std::shared_ptr<FlowState> state)
{
    if (state->cells.empty())
        co_return;
    const QByteArray input =
        models::cellsRequest(state->cells, containerScript(u"cell_tests.py"_s));
    const int timeout = run->configuration.timeoutCommand;
    ScriptCall call;
    call.script = u"run_cells.py"_s;
    call.arguments = QStringList{QString::number(input.size()), QString::number(timeout)};
    call.standardInput = input;
    // The program keeps each cell's own deadline; this one is for a container that went away.
    // A kernel has a minute to start, or the time of a cell where that is longer.
    call.deadline = std::chrono::seconds(std::max(60, timeout) + 10 +
                                         (timeout + 10) * static_cast<int>(state->cells.size()));
    call.outputCap = 64 << 20;
    // Not repeated after a loss: a cell may have done what must not be done twice.
    const auto exec = callScript(*run, call);
    co_await await(run, exec.get());
    if (run->cancellation->isRequested())
        co_return;
    const QByteArray output =
        exec->result() ? exec->result()->standardOutput : exec->partial().standardOutput;
    std::vector<models::CellResult> results = models::cellResultsFrom(output, state->cells);
    models::explainMissingCells(results, endOf(*exec));
    models::addMemoryLimit(
        results, models::memoryLimitOf(run->record.pod(), run->configuration.notebookName));
    if (const QString who = models::runnerInWords(results); !who.isEmpty())
        run->append(models::Note{who});
    for (const models::CellResult &result : results)
        run->append(models::CellExecuted{result});
}

static StepResult errorOfChecks(const std::vector<CheckResult> &checks)
{
    QStringList failed, unknown;
    QString firstReason;
    for (const CheckResult &check : checks) {
        if (check.outcome == CheckOutcome::Failed)
            failed << check.name;
        if (check.outcome == CheckOutcome::Inconclusive) {
            unknown << check.name;
            if (firstReason.isEmpty())
                firstReason = check.detail;
        }
    }
    if (!failed.isEmpty())
        return ValidationError{
            ErrorType::ImageCheckError,
            ImageCheckText::tr("%n check(s) failed: %1", nullptr, static_cast<int>(failed.size()))
                .arg(failed.join(u", "_s))};
    if (!unknown.isEmpty())
        return ValidationError{ErrorType::ConnectionError,
                               ImageCheckText::tr("It could not be found out whether %1 holds. %2")
                                   .arg(unknown.join(u", "_s), firstReason)};
    return std::nullopt;
}

static StepResult errorOfCells(const std::vector<models::CellResult> &cells)
{
    for (const models::CellResult &cell : cells) {
        const QString what = u"%1: %2"_s.arg(cell.name, cell.errorMessage);
        switch (cell.outcome) {
        case CellOutcome::Passed:
        case CellOutcome::NotRun:
            continue;
        case CellOutcome::Failed:
            return ValidationError{ErrorType::CellError, what};
        case CellOutcome::TimedOut:
            return ValidationError{ErrorType::CommandTimeoutError, what};
        case CellOutcome::Inconclusive:
            return ValidationError{ErrorType::ConnectionError, what};
        }
    }
    return std::nullopt;
}

StepResult combined(const StepResult &first, const StepResult &second)
{
    if (!first || !second)
        return first ? first : second;
    const auto failed = [](const StepResult &result) {
        return models::outcomeFor(*result) == models::Outcome::Failed;
    };
    if (failed(first) != failed(second))
        return failed(first) ? first : second;
    if (first->type == ErrorType::CancelledError || second->type == ErrorType::CancelledError)
        return cancelledError();
    return ValidationError{first->type, first->message + u"; "_s + second->message};
}

QCoro::Task<StepResult> checkImage(std::shared_ptr<Validation> run,
                                   std::shared_ptr<FlowState> state)
{
    const auto &configuration = run->configuration;
    const bool nothing = !run->looksAround && configuration.installedPackages.isEmpty() &&
                         configuration.workbenchChecks.isEmpty() && !configuration.gpuRequired &&
                         configuration.logPolicy.blocked.isEmpty() && state->cells.empty();
    if (run->cancellation->isRequested())
        co_return cancelledError();
    if (nothing)
        co_return std::nullopt;
    run->append(models::PhaseStarted{models::Phase::CheckImage});
    checkRequirements(*run);
    if (run->looksAround)
        co_await lookAround(run);
    co_await checkStartupLog(run);
    co_await checkWorkbench(run);
    co_await checkOfflineStart(run, state);
    co_await runCells(run, state);
    if (run->cancellation->isRequested())
        co_return cancelledError();
    co_return combined(errorOfChecks(run->record.checks()), errorOfCells(run->record.cells()));
}

} // namespace assay::app
