// SPDX-License-Identifier: Apache-2.0
#include "rehearsal.h"

#include "output/terminal.h"

#include "cluster/awaiting.h"
#include "cluster/internal_error.h"
#include "cluster/namespace_leases.h"
#include "manifest_printer.h"
#include "validation/steps.h"

#include <models/words/ladder_text.h>

#include <QFileInfo>

namespace assay::app {

using models::ValidationError;
using namespace Qt::StringLiterals;

Rehearsal::Rehearsal(RunCommand command) : m_command(std::move(command)), m_places(m_command.places)
{
    connect(&m_interrupts, &Interrupts::interrupted, this, [this] { m_cancellation->request(); });
    connect(&m_places, &Places::failed, this, [this](const QString &why, bool isConfiguration) {
        end(isConfiguration ? 2 : 3, {fromAssay(why)});
    });
    connect(&m_places, &Places::opened, this,
            [this] { rehearseAll(this, m_places.clusters(), m_cancellation); });
}

Rehearsal::~Rehearsal()
{
    m_cancellation->abandon();
}

void Rehearsal::say(const QString &line) const
{
    Terminal(Terminal::Stream::Err) << line << '\n';
}

void Rehearsal::end(int status, const QStringList &problems)
{
    for (const QString &problem : problems)
        say(problem);
    Q_EMIT finished(status);
}

void Rehearsal::start()
{
    m_selection = selectTests(m_command.choice);
    for (const QString &warning : std::as_const(m_selection.warnings))
        say(warning);
    QStringList problems = complaintsOf(m_selection);
    if (problems.isEmpty()) {
        for (const QString &why : m_places.choose())
            problems << fromAssay(why);
    }
    if (problems.isEmpty() && !m_records.isValid())
        problems << fromAssay(m_records.errorString());
    if (!problems.isEmpty())
        end(2, problems);
    else
        m_places.open();
}

static int statusOf(const ValidationError &error)
{
    switch (models::outcomeFor(error)) {
    case models::Outcome::Cancelled:
        return 130;
    case models::Outcome::Failed:
        return 2;
    default:
        return models::isMisconfigured(error.type) ? 2 : 3;
    }
}

//! What stands in the way most: 130 before 2 before 3 before 0.
static int worse(int one, int other)
{
    for (const int status : {130, 2, 3}) {
        if (one == status || other == status)
            return status;
    }
    return 0;
}

std::shared_ptr<Validation> Rehearsal::prepare(std::size_t test,
                                               std::shared_ptr<k8s::Client> client,
                                               const ClusterFacts &facts,
                                               std::shared_ptr<Cancellation> cancellation) const
{
    const QString id =
        models::RunJournal::newRunId(m_selection.tests[test].id, QDateTime::currentDateTimeUtc());
    auto journal = models::RunJournal::create(m_records.path(), id);
    if (!journal) {
        say(fromAssay(journal.error()));
        return {};
    }
    auto run = std::make_shared<Validation>();
    run->client = client;
    run->leases = std::make_shared<NamespaceLeases>();
    run->cancellation = cancellation;
    run->cluster = facts;
    run->configuration = m_selection.tests[test];
    run->suitePath = m_selection.origins[test].suitePath;
    run->pullSecret = m_selection.pullSecret;
    run->journal = std::move(*journal);
    run->onFact = [](const models::Fact &fact) {
        if (const auto *check = std::get_if<models::PreflightCheck>(&fact.body))
            Terminal(Terminal::Stream::Err) << models::ladderLine(*check);
    };
    return run;
}

//! Where there is no namespace yet, nothing in it can be tried, but the namespace itself can.
static QCoro::Task<StepResult> tryNamespace(std::shared_ptr<Validation> run,
                                            std::shared_ptr<FlowState> state)
{
    const auto job =
        run->client->create(k8s::Resource::namespaces(), {}, state->manifests.nameSpace, true);
    co_await untilFinished(run->cancellation, job.get());
    if (job->result() || job->result().error().kind == k8s::Error::Kind::AlreadyExists)
        co_return std::nullopt;
    co_return toValidationError(
        job->result().error(),
        Rehearsal::tr("Namespace %1 cannot be created").arg(run->configuration.nameSpace));
}

static QCoro::Task<StepResult> rehearse(std::shared_ptr<Validation> run,
                                        std::shared_ptr<FlowState> state)
{
    models::RunStarted started;
    started.runId = QFileInfo(run->journal->folder()).fileName();
    started.suitePath = run->suitePath;
    started.configuration = run->configuration;
    run->append(started);
    StepResult error = co_await preflight(run, state);
    if (!error && !state->dryRunDone && !state->projectRequest)
        error = co_await tryNamespace(run, state);
    co_return error;
}

QCoro::Task<int> Rehearsal::rehearseOn(QPointer<Rehearsal> self,
                                       std::shared_ptr<k8s::Client> client,
                                       std::shared_ptr<Cancellation> cancellation)
{
    const QString context = client->config().contextName;
    const auto facts = co_await probeCluster(client, cancellation);
    if (!self)
        co_return 3;
    if (!facts) {
        self->say(fromAssay(facts.error().message));
        co_return statusOf(facts.error());
    }
    int status = 0;
    const std::size_t tests = self->m_selection.tests.size();
    for (std::size_t test = 0; test < tests && !cancellation->isRequested(); ++test) {
        const auto run = self->prepare(test, client, *facts, cancellation);
        if (!run)
            co_return 3;
        const QString &id = run->configuration.id;
        self->say(tr("%1 on %2").arg(id, context));
        const auto state = std::make_shared<FlowState>();
        const StepResult error = co_await rehearse(run, state);
        if (!self)
            co_return 3;
        if (error) {
            self->say(tr("%1 on %2: %3").arg(id, context, error->message));
            status = worse(status, statusOf(*error));
            continue;
        }
        if (!state->dryRunDone)
            self->say(tr("%1 on %2: namespace %3 is not there yet: whether the cluster accepts the "
                         "Notebook is seen when it is created.")
                          .arg(id, context, run->configuration.nameSpace));
        const bool ownPullSecret = !self->m_selection.pullSecret.isEmpty();
        addUnlike(self->m_objects, rehearsedObjects(run->configuration, *facts, 1, ownPullSecret));
    }
    co_return cancellation->isRequested() ? 130 : status;
}

QCoro::Task<> Rehearsal::rehearseAll(QPointer<Rehearsal> self,
                                     std::vector<k8s::RestConfig> clusters,
                                     std::shared_ptr<Cancellation> cancellation)
{
    int status = 0;
    for (const k8s::RestConfig &cluster : clusters) {
        int one = 3;
        try {
            one = co_await rehearseOn(self, std::make_shared<k8s::Client>(cluster), cancellation);
        } catch (...) {
            if (self)
                self->say(fromAssay(internalError(tr("in a dry run")).message));
        }
        if (!self)
            co_return;
        status = worse(status, one);
    }
    printObjects(self->m_objects, false);
    self->end(status);
}

} // namespace assay::app
