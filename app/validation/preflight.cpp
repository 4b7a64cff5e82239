// SPDX-License-Identifier: Apache-2.0
#include "await.h"
#include "steps.h"

#include "ladder/ladder.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace assay::app {

using models::ErrorType;
using models::ValidationError;
using namespace Qt::StringLiterals;

struct PreflightText
{
    Q_DECLARE_TR_FUNCTIONS(PreflightText)
};

LadderPtr ladderOf(const std::shared_ptr<Validation> &run)
{
    Ladder ladder;
    ladder.client = run->client;
    ladder.wait = [run](k8s::Job *job) { return await(run, job); };
    ladder.stopped = [run] { return run->cancellation->isRequested(); };
    ladder.tell = [run](const models::PreflightCheck &check) { run->append(check); };
    return std::make_shared<const Ladder>(std::move(ladder));
}

QCoro::Task<StepResult> preflight(std::shared_ptr<Validation> run, std::shared_ptr<FlowState> state)
{
    run->append(models::PhaseStarted{models::Phase::Preflight});
    const auto &configuration = run->configuration;
    const LadderPtr ladder = ladderOf(run);

    QStringList problems;
    for (const auto &problem : configuration.validate()) {
        // Warnings were said where the suite was read.
        const bool onPurpose = run->looksAround && problem.path == "packages_to_verify"_L1;
        if (problem.severity == models::FieldProblem::Severity::Error && !onPurpose)
            problems << problem.path + u": "_s + problem.message;
    }
    const QString fields = PreflightText::tr("Configuration");
    if (!problems.isEmpty())
        co_return ladder->fail(ErrorType::ConfigurationError, fields, problems.join(u'\n'),
                               PreflightText::tr("Correct the suite file."));
    ladder->pass(fields, PreflightText::tr("Every field is as it should be."));

    const Rung noApi = checkNotebookApi(*ladder, run->cluster);
    if (noApi)
        co_return noApi;

    const auto cells =
        models::readNotebookCells(configuration.notebookCells, QFileInfo(run->suitePath).path());
    if (!cells) {
        for (const auto &problem : cells.error())
            problems << problem.path + u": "_s + problem.message;
        co_return ladder->fail(ErrorType::ConfigurationError, PreflightText::tr("Notebook cells"),
                               problems.join(u'\n'), PreflightText::tr("Correct the suite file."));
    }
    state->cells = *cells;

    state->manifests = renderManifests(configuration, run->record.runId(), run->cluster, run->jobs,
                                       !run->pullSecret.isEmpty());
    const Rung unmet =
        checkImageNeeds(*ladder, configuration, state->manifests.notebook, run->cluster);
    if (unmet)
        co_return unmet;
    const StepResult unread = co_await readPullSecret(run, state);
    if (unread)
        co_return unread;
    const NamespaceNeeds needs{configuration.nameSpace,
                               configuration.notebookName,
                               state->manifests.notebook,
                               state->manifests.persistentVolumeClaim,
                               run->cluster,
                               configuration,
                               !state->manifests.pullSecret.is_null()};
    const NamespaceFinding finding = co_await climbNamespace(ladder, needs);
    if (finding.error)
        co_return finding.error;
    state->projectRequest = finding.projectRequest;
    if (finding.exists) {
        // Where the namespace has yet to be made, this follows its creation.
        const StepResult refused = co_await dryRun(run, state);
        if (refused)
            co_return refused;
    }
    state->dryRunDone = finding.exists;
    for (const QString &note : state->manifests.notes)
        run->append(models::Note{note});
    co_return std::nullopt;
}

} // namespace assay::app
