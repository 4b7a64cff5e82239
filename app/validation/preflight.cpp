// SPDX-License-Identifier: Apache-2.0
#include "awaiting.h"
#include "steps.h"

#include <QCoreApplication>

namespace assay::app {

using models::ErrorType;
using models::Json;
using models::PreflightCheck;
using models::ValidationError;
using namespace Qt::StringLiterals;

namespace {

struct PreflightText
{
    Q_DECLARE_TR_FUNCTIONS(PreflightText)
};

struct Right
{
    const char *verb;
    k8s::Resource resource;
    const char *subresource;
    bool required;
};

std::vector<Right> neededRights()
{
    using R = k8s::Resource;
    return {{"create", R::notebooks(), "", true},
            {"delete", R::notebooks(), "", true},
            {"watch", R::notebooks(), "", true},
            {"list", R::pods(), "", true},
            {"watch", R::pods(), "", true},
            {"get", R::pods(), "exec", true},
            {"create", R::pods(), "exec", true},
            {"create", R::persistentVolumeClaims(), "", true},
            {"delete", R::persistentVolumeClaims(), "", true},
            {"get", R::pods(), "log", false},
            {"watch", R::events(), "", false}};
}

Json accessReview(const Right &right, const QString &nameSpace)
{
    Json attributes{{"verb", right.verb},
                    {"group", right.resource.group},
                    {"resource", right.resource.plural},
                    {"namespace", nameSpace}};
    if (*right.subresource)
        attributes["subresource"] = right.subresource;
    return {{"apiVersion", "authorization.k8s.io/v1"},
            {"kind", "SelfSubjectAccessReview"},
            {"spec", {{"resourceAttributes", attributes}}}};
}

QString nameOf(const Right &right)
{
    QString what = right.resource.plural;
    if (*right.subresource)
        what += u'/' + QString::fromLatin1(right.subresource);
    return PreflightText::tr("May %1 %2").arg(QString::fromLatin1(right.verb), what);
}

// Passed, Failed or Warning goes to the record; what it returns ends the validation.
StepResult check(Validation &run, const QString &name, bool passed, const QString &detail,
                 const QString &advice, ErrorType type, bool required = true)
{
    const auto result = passed     ? PreflightCheck::Result::Passed
                        : required ? PreflightCheck::Result::Failed
                                   : PreflightCheck::Result::Warning;
    run.append(PreflightCheck{name, result, detail, passed ? QString() : advice});
    if (passed || !required)
        return std::nullopt;
    return ValidationError{type, detail + u' ' + advice};
}

} // namespace

QCoro::Task<StepResult> preflight(std::shared_ptr<Validation> run, std::shared_ptr<FlowState> state)
{
    run->append(models::PhaseStarted{models::Phase::Preflight});
    const auto &configuration = run->configuration;
    const QString &nameSpace = configuration.nameSpace;

    QStringList problems;
    for (const auto &problem : configuration.validate()) {
        // Warnings were said where the suite was read.
        if (problem.severity == models::FieldProblem::Severity::Error)
            problems << problem.path + u": "_s + problem.message;
    }
    if (auto error =
            check(*run, PreflightText::tr("Configuration"), problems.isEmpty(),
                  problems.isEmpty() ? PreflightText::tr("Every field is as it should be.")
                                     : problems.join(u'\n'),
                  PreflightText::tr("Correct the suite file."), ErrorType::ConfigurationError))
        co_return error;

    if (auto error =
            check(*run, PreflightText::tr("Notebook API"), run->cluster.notebookApi,
                  run->cluster.notebookApi
                      ? PreflightText::tr("The cluster serves kubeflow.org/v1.")
                      : PreflightText::tr("The cluster does not know Notebooks (kubeflow.org/v1)."),
                  PreflightText::tr("Install Open Data Hub, OpenShift AI or the Kubeflow notebook "
                                    "controller, or choose another cluster."),
                  ErrorType::ClusterError))
        co_return error;

    const auto rights = neededRights();
    std::vector<k8s::JobPtr<k8s::ApiJob>> reviews;
    for (const Right &right : rights)
        reviews.push_back(run->client->create(k8s::Resource::selfSubjectAccessReviews(), {},
                                              accessReview(right, nameSpace)));
    QStringList missing;
    for (std::size_t i = 0; i < rights.size(); ++i) {
        co_await await(run, reviews[i].get());
        if (run->cancellation->isRequested())
            co_return cancelledError();
        const auto &answer = reviews[i]->result();
        if (!answer)
            co_return toValidationError(answer.error(),
                                        PreflightText::tr("Cannot ask what is allowed"));
        const Json &allowed = models::at(*answer, {"status", "allowed"});
        const bool yes = allowed.is_boolean() && allowed.get<bool>();
        const QString reason = models::textAt(*answer, {"status", "reason"});
        check(*run, nameOf(rights[i]), yes,
              yes ? QString()
                  : PreflightText::tr("Not allowed in namespace %1. %2")
                        .arg(nameSpace, reason)
                        .trimmed(),
              PreflightText::tr("Ask the cluster's administrator for this right."),
              ErrorType::PermissionError, rights[i].required);
        if (!yes && rights[i].required)
            missing << nameOf(rights[i]).toLower().remove(0, 4);
    }
    if (!missing.isEmpty()) {
        co_return ValidationError{
            ErrorType::PermissionError,
            PreflightText::tr(
                "The user %1 may not do what the validation needs in namespace %2: %3. Ask the "
                "cluster's administrator for these rights, or choose another context.")
                .arg(run->client->config().userName, nameSpace, missing.join(u", "_s))};
    }

    const auto existing =
        run->client->get(k8s::Resource::notebooks(), nameSpace, configuration.notebookName);
    co_await await(run, existing.get());
    if (run->cancellation->isRequested())
        co_return cancelledError();
    if (auto error =
            check(*run, PreflightText::tr("Name is free"), !existing->result().has_value(),
                  existing->result()
                      ? PreflightText::tr("A Notebook named %1 is already in namespace %2.")
                            .arg(configuration.notebookName, nameSpace)
                      : PreflightText::tr("No Notebook named %1 is in namespace %2.")
                            .arg(configuration.notebookName, nameSpace),
                  PreflightText::tr("Delete it, or choose another notebook_name."),
                  ErrorType::ClusterError))
        co_return error;

    const bool hasClass =
        run->cluster.defaultStorageClass ||
        (configuration.storage.is_object() && configuration.storage.contains("class"));
    check(*run, PreflightText::tr("Storage class"), hasClass,
          hasClass ? QString() : PreflightText::tr("The cluster has no default storage class."),
          PreflightText::tr(
              "Set \"storage: {class: …}\" in the suite, or the volume may stay unbound."),
          ErrorType::ClusterError, /*required=*/false);

    state->manifests = renderManifests(configuration, run->record.runId(), run->cluster, run->jobs);
    for (const QString &note : state->manifests.notes)
        run->append(models::Note{note});
    co_return std::nullopt;
}

} // namespace assay::app
