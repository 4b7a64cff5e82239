// SPDX-License-Identifier: Apache-2.0
#include <app/engine.h>

#include <app/cancellation.h>

#include "ladder/climb.h"

#include "validation/namespace_leases.h"
#include <models/image_history.h>

#include <QDir>
#include <QFileInfo>
#include <QPointer>
#include <QTimer>

namespace assay::app {

using namespace Qt::StringLiterals;

//! One plan under way. Its coroutines hold it, so that it lives until the last of them is done.
struct Engine::Session
{
    QPointer<Engine> engine; //!< null once nobody listens
    Plan plan;
    std::shared_ptr<k8s::Client> client;
    std::shared_ptr<NamespaceLeases> leases = std::make_shared<NamespaceLeases>();
    std::shared_ptr<Cancellation> cancellation = std::make_shared<Cancellation>();
    ClusterFacts cluster;
    std::deque<models::CustomImageTestConfiguration> waiting;
    std::vector<std::shared_ptr<Validation>> active;
};

//! Whether a request was made for a validation: it names its namespace, or none.
static bool concerns(const QString &path, const QString &nameSpace)
{
    static const QString marker = u"/namespaces/"_s;
    const qsizetype at = path.indexOf(marker);
    if (at < 0)
        return true;
    const QStringView rest = QStringView(path).mid(at + marker.size());
    return rest.startsWith(nameSpace) &&
           (rest.size() == nameSpace.size() || rest.at(nameSpace.size()) == u'/' ||
            rest.at(nameSpace.size()) == u'?');
}

static models::RequestMade factOf(const k8s::Client::RequestTrace &trace)
{
    return {trace.startedAt,  trace.method,       trace.path,
            trace.httpStatus, trace.milliseconds, trace.millisecondsToHead,
            trace.bytes,      trace.contentType,  trace.error};
}

class Engine::Private
{
public:
    void flush(Engine *q)
    {
        batch.stop();
        const auto facts = std::exchange(pending, {});
        for (const auto &[testId, list] : facts)
            Q_EMIT q->factsAppended(testId, list);
    }

    void add(const QString &testId, const models::Fact &fact)
    {
        if (pending.empty() || pending.back().first != testId)
            pending.push_back({testId, {}});
        pending.back().second.push_back(fact);
        if (!batch.isActive())
            batch.start();
    }

    QTimer batch;
    std::vector<std::pair<QString, std::vector<models::Fact>>> pending; //!< in order
    std::shared_ptr<Session> session;
    std::shared_ptr<Cancellation> probe; //!< of the newest probe
    std::shared_ptr<Cancellation> climb; //!< of the newest climb
};

Engine::Engine(QObject *parent) : QObject(parent), d(std::make_unique<Private>())
{
    qRegisterMetaType<std::vector<models::Fact>>();
    qRegisterMetaType<models::ValidationError>();
    qRegisterMetaType<models::PreflightCheck>();
    qRegisterMetaType<models::RequestMade>();
    d->batch.setParent(this); // moves to the engine's thread with it
    d->batch.setSingleShot(true);
    d->batch.setInterval(50);
    connect(&d->batch, &QTimer::timeout, this, [this] { d->flush(this); });
}

Engine::~Engine()
{
    if (d->probe)
        d->probe->abandon();
    if (d->climb)
        d->climb->abandon();
    abandon();
    d->batch.setParent(nullptr);
}

//! Wherever a run is written, it can be found where all runs are: what it leaves behind after a
//! crash would be forgotten otherwise.
static void listAmongRuns(const QString &folder)
{
    const QString root = models::RunJournal::defaultRoot();
    const QFileInfo info(folder);
    if (info.absolutePath() == QDir(root).absolutePath() || !QDir().mkpath(root))
        return;
    QFile::link(info.absoluteFilePath(), root + u'/' + info.fileName());
}

QCoro::Task<> Engine::validateOne(std::shared_ptr<Session> session,
                                  models::CustomImageTestConfiguration test)
{
    auto journal = models::RunJournal::create(
        session->plan.runsFolder,
        models::RunJournal::newRunId(test.id, QDateTime::currentDateTimeUtc()));
    if (!journal) {
        if (session->engine)
            Q_EMIT session->engine->refused(
                {models::ErrorType::ConfigurationError, journal.error()});
        co_return;
    }
    listAmongRuns((*journal)->folder());
    auto run = std::make_shared<Validation>();
    run->client = session->client;
    run->leases = session->leases;
    run->cancellation = session->cancellation;
    run->cluster = session->cluster;
    run->configuration = test;
    run->suitePath = session->plan.suitePath;
    run->keep = session->plan.keep;
    run->jobs = std::min(session->plan.jobs, static_cast<int>(session->plan.tests.size()));
    run->patience = session->plan.patience;
    run->imageHistory = models::ImageHistory::defaultPath();
    run->journal = std::move(*journal);
    run->onFact = [session, id = test.id](const models::Fact &fact) {
        if (session->engine)
            session->engine->d->add(id, fact);
    };
    if (session->engine)
        Q_EMIT session->engine->runBegan(test.id, run->journal->folder());
    session->active.push_back(run);
    co_await validate(run);
    std::erase(session->active, run);
    run->onFact = nullptr;
    if (!session->engine)
        co_return;
    session->engine->d->flush(session->engine);
    Q_EMIT session->engine->runEnded(test.id);
}

QCoro::Task<> Engine::work(std::shared_ptr<Session> session)
{
    while (!session->waiting.empty() && !session->cancellation->isRequested()) {
        const auto test = session->waiting.front();
        session->waiting.pop_front();
        co_await validateOne(session, test);
    }
}

QCoro::Task<> Engine::runPlan(std::shared_ptr<Session> session)
{
    auto facts = co_await probeCluster(session->client, session->cancellation);
    if (facts) {
        session->cluster = *facts;
        session->cluster.sandbox = session->plan.sandbox;
        std::vector<QCoro::Task<>> workers;
        const int places =
            std::min(std::max(session->plan.jobs, 1), static_cast<int>(session->plan.tests.size()));
        for (int i = 0; i < places; ++i)
            workers.push_back(work(session));
        for (const auto &worker : workers)
            co_await worker;
    } else if (session->engine) {
        Q_EMIT session->engine->refused(facts.error());
    }
    if (!session->engine)
        co_return;
    Engine *engine = session->engine;
    engine->d->flush(engine);
    engine->d->session.reset();
    Q_EMIT engine->finished();
}

QCoro::Task<> Engine::probeOne(QPointer<Engine> engine, std::shared_ptr<k8s::Client> client,
                               std::shared_ptr<Cancellation> cancellation)
{
    const QString context = client->config().contextName;
    auto facts = co_await probeCluster(client, cancellation);
    if (!engine || cancellation->isRequested())
        co_return;
    Q_EMIT engine->clusterProbed(context, facts ? facts->version : QString(),
                                 facts ? QString() : facts.error().message);
}

QCoro::Task<> Engine::climbOne(QPointer<Engine> engine, std::shared_ptr<k8s::Client> client,
                               std::shared_ptr<Cancellation> cancellation,
                               std::vector<models::CustomImageTestConfiguration> tests)
{
    ClimbPlan plan;
    plan.cluster = client->config();
    plan.tests = tests;
    const auto tell = [engine, cancellation](const models::PreflightCheck &check) {
        if (engine && !cancellation->isRequested())
            Q_EMIT engine->rungReached(check);
    };
    co_await app::climb(client, cancellation, plan, tell);
    if (engine && !cancellation->isRequested())
        Q_EMIT engine->climbed();
}

void Engine::climb(const k8s::RestConfig &config,
                   const std::vector<models::CustomImageTestConfiguration> &tests)
{
    if (d->climb)
        d->climb->request();
    d->climb = std::make_shared<Cancellation>();
    climbOne(this, std::make_shared<k8s::Client>(config), d->climb, tests);
}

void Engine::run(const Plan &plan)
{
    if (isRunning())
        return;
    auto session = std::make_shared<Session>();
    session->engine = this;
    session->plan = plan;
    session->waiting.assign(plan.tests.begin(), plan.tests.end());
    session->client = std::make_shared<k8s::Client>(plan.cluster);
    connect(session->client.get(), &k8s::Client::requestFinished, this,
            [this](const k8s::Client::RequestTrace &trace) {
                const models::RequestMade request = factOf(trace);
                Q_EMIT requestMade(request);
                if (!d->session)
                    return;
                for (const auto &run : d->session->active) {
                    // RunFinished stays the last fact of every run.
                    if (!run->record.isFinished() &&
                        concerns(request.path, run->configuration.nameSpace))
                        run->append(request);
                }
            });
    d->session = session;
    runPlan(session);
}

void Engine::stop()
{
    if (const auto session = d->session)
        session->cancellation->request();
}

void Engine::abandon()
{
    if (const auto session = d->session)
        session->cancellation->abandon();
}

bool Engine::isRunning() const
{
    return d->session != nullptr;
}

void Engine::probe(const k8s::RestConfig &config)
{
    if (d->probe)
        d->probe->request();
    d->probe = std::make_shared<Cancellation>();
    probeOne(this, std::make_shared<k8s::Client>(config), d->probe);
}

} // namespace assay::app
