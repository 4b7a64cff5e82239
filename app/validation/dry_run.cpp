// SPDX-License-Identifier: Apache-2.0
#include "run/await.h"
#include "steps.h"

#include "ladder/ladder.h"

#include <QCoreApplication>

namespace assay::app {

using models::ErrorType;
using models::Json;
using models::ValidationError;
using namespace Qt::StringLiterals;

struct DryRunText
{
    Q_DECLARE_TR_FUNCTIONS(DryRunText)
};

//! A webhook that may do more than look at objects is not called in a dry run, and the request is
//! refused for that reason alone.
static bool saysNothing(const k8s::Error &refusal)
{
    return refusal.message.contains(u"dry run"_s, Qt::CaseInsensitive) ||
           refusal.message.contains(u"dryRun"_s, Qt::CaseInsensitive);
}

//! Both objects are sent, so that all that is wrong with them is told at once.
QCoro::Task<StepResult> dryRun(std::shared_ptr<Validation> run, std::shared_ptr<FlowState> state)
{
    const LadderPtr ladder = ladderOf(run);
    const QString name = DryRunText::tr("Accepted by the API server");
    const QString &nameSpace = run->configuration.nameSpace;
    const auto claim = run->client->create(k8s::Resource::persistentVolumeClaims(), nameSpace,
                                           state->manifests.persistentVolumeClaim, true);
    const auto notebook =
        run->client->create(k8s::Resource::notebooks(), nameSpace, state->manifests.notebook, true);
    co_await await(run, claim.get());
    co_await await(run, notebook.get());
    if (run->cancellation->isRequested())
        co_return cancelledError();
    QStringList refusals;
    QString unasked;
    std::optional<ErrorType> worst;
    std::optional<models::ObjectRef> taken;
    for (const auto &[job, what] : {std::pair(claim.get(), u"PersistentVolumeClaim"_s),
                                    std::pair(notebook.get(), u"Notebook"_s)}) {
        if (job->result())
            continue;
        const k8s::Error &refusal = job->result().error();
        if (refusal.kind == k8s::Error::Kind::AlreadyExists) {
            taken = refOf(job == claim.get() ? state->manifests.persistentVolumeClaim
                                             : state->manifests.notebook);
            continue;
        }
        const QString text = DryRunText::tr("%1 is not accepted").arg(what);
        const StepResult admission = admissionError(refusal, nameSpace, text);
        const ValidationError error = admission ? *admission : toValidationError(refusal, text);
        const bool invalid = refusal.kind == k8s::Error::Kind::Invalid;
        if (saysNothing(refusal)) {
            unasked = refusal.message;
            continue;
        }
        refusals << error.message;
        if (!worst || invalid)
            worst = invalid ? ErrorType::ConfigurationError : error.type;
    }
    if (!refusals.isEmpty())
        co_return ladder->fail(*worst, name, refusals.join(u'\n'),
                               DryRunText::tr("Nothing was created. Correct \"template\", "
                                              "\"resources\" or \"storage\" in the suite, or ask "
                                              "the cluster's administrator."));
    // Another run was faster, after both had seen that the name is free.
    if (taken)
        co_return co_await nameTaken(run, *taken);
    if (!unasked.isEmpty())
        ladder->warn(name, unasked,
                     DryRunText::tr("Whether the cluster accepts the Notebook is seen when it is "
                                    "created."));
    else
        ladder->pass(name,
                     DryRunText::tr("A dry run of both objects in namespace %1.").arg(nameSpace));
    co_return std::nullopt;
}

} // namespace assay::app
