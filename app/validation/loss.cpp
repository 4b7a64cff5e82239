// SPDX-License-Identifier: Apache-2.0
#include "run/await.h"
#include "steps.h"

#include <app/cluster/cancellation.h>

#include <QCoreApplication>

namespace assay::app {

using models::ErrorType;
using models::Json;
using models::ValidationError;
using namespace Qt::StringLiterals;

namespace {

struct LossText
{
    Q_DECLARE_TR_FUNCTIONS(LossText)
};

using Answer = k8s::Result<Json>;
using Request = std::function<k8s::JobPtr<k8s::ApiJob>()>;

bool isGoing(const Answer &found)
{
    if (!found)
        return found.error().kind == k8s::Error::Kind::NotFound;
    return models::textAt(*found, {"status", "phase"}) == "Terminating"_L1 ||
           !models::at(*found, {"metadata", "deletionTimestamp"}).is_null();
}

//! A connection that is made again at once is no loss.
constexpr std::chrono::milliseconds betweenLooks(250);
constexpr int mostLooks = 36; // longer than the longest pause of the engine's events

//! Why the node is not ready; empty: it is, or that cannot be told.
QString unreadiness(const Answer &node)
{
    if (!node)
        return {};
    for (const Json &condition : models::listAt(*node, {"status", "conditions"})) {
        if (models::textAt(condition, {"type"}) == "Ready"_L1 &&
            models::textAt(condition, {"status"}) != "True"_L1)
            return models::textAt(condition, {"message"}).section(u": "_s, 1);
    }
    return {};
}

} // namespace

QCoro::Task<StepResult> lossOfEngine(std::shared_ptr<Validation> run)
{
    if (!run->cluster.local || run->cluster.nodes.isEmpty() || run->cancellation->isRequested())
        co_return std::nullopt;
    QString why;
    for (int look = 0; look < mostLooks; ++look) {
        const auto node =
            run->client->get(k8s::Resource::nodes(), {}, run->cluster.nodes.firstKey());
        co_await await(run, node.get());
        why = unreadiness(node->result());
        if (why.isEmpty() || run->cancellation->isRequested())
            co_return std::nullopt;
        const k8s::JobPtr<Delay> delay(new Delay(betweenLooks));
        co_await await(run, delay.get());
    }
    co_return ValidationError{
        ErrorType::ConnectionError,
        LossText::tr("%1 stopped answering at %2 while the workbench was tested: %3 Once it is up "
                     "again, \"%4\" removes what was left there; then run the test again.")
            .arg(run->cluster.local->name, run->cluster.local->address, why,
                 run->cluster.local->cleanCommand())};
}

QCoro::Task<StepResult> lossOf(std::shared_ptr<Validation> run, std::shared_ptr<FlowState> state)
{
    const QString name = run->configuration.nameSpace;
    const Request getNamespace = [run, name] {
        return run->client->get(k8s::Resource::namespaces(), {}, name);
    };
    const Answer nameSpace = co_await askUntilAnswered(run, getNamespace);
    if (isGoing(nameSpace))
        co_return ValidationError{
            ErrorType::ClusterError,
            LossText::tr("Namespace %1 was deleted from outside while the workbench was tested. "
                         "Find out who or what deletes it, and run the test again.")
                .arg(name)};
    const Request getNotebook = [run, name] {
        return run->client->get(k8s::Resource::notebooks(), name, run->configuration.notebookName);
    };
    const Answer notebook = co_await askUntilAnswered(run, getNotebook);
    const bool isAnother = notebook && refOf(*notebook).uid != state->observer->notebookUid();
    if (state->observer->notebookIsGone() || isGoing(notebook) || isAnother)
        co_return ValidationError{
            ErrorType::ClusterError,
            LossText::tr("The Notebook was deleted from outside while it was tested. Find out "
                         "who or what deletes it, and run the test again.")};
    if (run->cancellation->isRequested())
        co_return cancelledError();
    co_return std::nullopt;
}

QCoro::Task<StepResult> explainLoss(std::shared_ptr<Validation> run,
                                    std::shared_ptr<FlowState> state)
{
    StepResult loss = co_await lossOf(run, state);
    if (loss)
        co_return loss;
    models::PodHistory history = state->observer->history();
    history.podDeleted = true;
    state->diagnosis = models::classify(history);
    // The node's own reasons, such as an eviction, come before "deleted".
    const bool deleted = !state->diagnosis || state->diagnosis->reason == "PodDeleted"_L1;
    if (!deleted)
        co_return models::errorFor(*state->diagnosis);
    co_return ValidationError{ErrorType::ClusterError,
                              state->diagnosis ? state->diagnosis->summary
                                               : LossText::tr("The pod was deleted from outside.")};
}

} // namespace assay::app
