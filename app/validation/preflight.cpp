// SPDX-License-Identifier: Apache-2.0
#include "run/await.h"
#include "steps.h"

#include "ladder/ladder.h"

#include <models/words/problem_words.h>

#include <QCoreApplication>
#include <QFileInfo>

namespace assay::app {

using models::ErrorType;
using models::Json;
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

static Rung checkFields(const Ladder &ladder, const Validation &run)
{
    QStringList problems;
    for (const auto &problem : run.configuration.validate()) {
        // Warnings were said where the suite was read.
        const bool onPurpose = run.looksAround && problem.path == "packages_to_verify"_L1;
        if (problem.severity == models::FieldProblem::Severity::Error && !onPurpose)
            problems << models::problemText(problem);
    }
    const QString fields = PreflightText::tr("Configuration");
    if (!problems.isEmpty())
        return ladder.fail(ErrorType::ConfigurationError, fields, problems.join(u'\n'),
                           PreflightText::tr("Correct the suite file."));
    ladder.pass(fields, PreflightText::tr("Every field is as it should be."));
    return std::nullopt;
}

static Rung readCells(const Ladder &ladder, const Validation &run, FlowState &state)
{
    const auto cells =
        models::readNotebookCells(run.configuration.notebookCells, QFileInfo(run.suitePath).path());
    if (cells) {
        state.cells = *cells;
        return std::nullopt;
    }
    QStringList problems;
    for (const auto &problem : cells.error())
        problems << models::problemText(problem);
    return ladder.fail(ErrorType::ConfigurationError, PreflightText::tr("Notebook cells"),
                       problems.join(u'\n'), PreflightText::tr("Correct the suite file."));
}

QCoro::Task<StepResult> preflight(std::shared_ptr<Validation> run, std::shared_ptr<FlowState> state)
{
    run->append(models::PhaseStarted{models::Phase::Preflight});
    const auto &configuration = run->configuration;
    const LadderPtr ladder = ladderOf(run);

    const Rung wrongField = checkFields(*ladder, *run);
    if (wrongField)
        co_return wrongField;
    const Rung noApi = checkNotebookApi(*ladder, run->cluster);
    if (noApi)
        co_return noApi;

    const Rung wrongCells = readCells(*ladder, *run, *state);
    if (wrongCells)
        co_return wrongCells;

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

struct PullSecretText
{
    Q_DECLARE_TR_FUNCTIONS(PullSecretText)
};

//! The key that a Secret of this type has its credentials under; null: it is no pull secret.
static const char *keyOf(const QString &type)
{
    return type == "kubernetes.io/dockerconfigjson"_L1 ? ".dockerconfigjson"
           : type == "kubernetes.io/dockercfg"_L1      ? ".dockercfg"
                                                       : nullptr;
}

QCoro::Task<StepResult> readPullSecret(std::shared_ptr<Validation> run,
                                       std::shared_ptr<FlowState> state)
{
    if (state->manifests.pullSecret.is_null())
        co_return std::nullopt;
    const LadderPtr ladder = ladderOf(run);
    const QString rung = PullSecretText::tr("Pull secret");
    if (!run->pullSecret.isEmpty()) {
        state->pullSecret = {
            {"type", "kubernetes.io/dockerconfigjson"},
            {"data", {{".dockerconfigjson", run->pullSecret.toBase64().toStdString()}}}};
        ladder->pass(rung, PullSecretText::tr("The run was given credentials; they are copied into "
                                              "namespace %1 and deleted after it.")
                               .arg(run->configuration.nameSpace));
        co_return std::nullopt;
    }
    const QString &written = run->configuration.pullSecret;
    const QString nameSpace = written.section(u'/', 0, 0);
    const QString name = written.section(u'/', 1);
    const auto job = run->client->get(k8s::Resource::secrets(), nameSpace, name);
    co_await await(run, job.get());
    if (run->cancellation->isRequested())
        co_return cancelledError();
    if (!job->result()) {
        const k8s::Error &error = job->result().error();
        if (error.kind == k8s::Error::Kind::NotFound)
            co_return ladder->fail(
                ErrorType::ConfigurationError, rung,
                PullSecretText::tr("There is no Secret %1 in namespace %2.").arg(name, nameSpace),
                PullSecretText::tr("Make it with \"kubectl create secret docker-registry %1 -n "
                                   "%2\", or correct pull_secret in the suite.")
                    .arg(name, nameSpace));
        const auto told =
            toValidationError(error, PullSecretText::tr("Cannot read the Secret %1").arg(written));
        co_return ladder->fail(told.type, rung, told.message,
                               PullSecretText::tr("Ask for the right to read it, or give the "
                                                  "credentials to the run with --pull-secret."));
    }
    const Json &secret = *job->result();
    const QString type = models::textAt(secret, {"type"});
    const char *key = keyOf(type);
    const QString data = key ? models::textAt(secret, {"data", key}) : QString();
    if (data.isEmpty())
        co_return ladder->fail(
            ErrorType::ConfigurationError, rung,
            PullSecretText::tr(
                "The Secret %1 is of type %2 and holds no credentials of a registry.")
                .arg(written, type),
            PullSecretText::tr("Name one of type kubernetes.io/dockerconfigjson."));
    state->manifests.pullSecret["type"] = type;
    state->pullSecret = {{"type", type}, {"data", {{key, data}}}};
    ladder->pass(rung, PullSecretText::tr("%1 is copied into namespace %2 and deleted after it.")
                           .arg(written, run->configuration.nameSpace));
    co_return std::nullopt;
}

} // namespace assay::app
