// SPDX-License-Identifier: Apache-2.0
#include <app/engine/engine.h>
#include <app/validation/flow.h>

#include <app/cluster/cancellation.h>

#include "cell_queue.h"
#include "cluster/cluster_choice.h"
#include "cluster/internal_error.h"
#include "cluster/logging.h"
#include "ladder/climb.h"
#include "pace.h"
#include "places.h"

#include "cluster/namespace_leases.h"
#include "run/watch_scope.h"

#include <models/record/image_history.h>
#include <models/record/local_verdicts.h>

#include <QDir>
#include <QFileInfo>
#include <QPointer>
#include <QScopeGuard>
#include <QTimer>

#include <filesystem>

namespace assay::app {

using namespace Qt::StringLiterals;

//! One context of a plan.
struct Engine::Site
{
    std::shared_ptr<k8s::Client> client;
    std::shared_ptr<NamespaceLeases> leases = std::make_shared<NamespaceLeases>();
    std::shared_ptr<WatchScope> watches;
    ClusterFacts cluster;
    std::vector<std::shared_ptr<Validation>> active;
    std::optional<Pace> pace; //!< where nobody said how many run side by side

    QString context() const { return client->config().contextName; }
};

//! One plan under way. Its coroutines hold it, so that it lives until the last of them is done.
struct Engine::Session
{
    explicit Session(const Plan &p) : plan(p), queue(std::max(p.jobs, 1)) {}

    QPointer<Engine> engine; //!< null once nobody listens
    const Plan plan;
    std::shared_ptr<Cancellation> cancellation = std::make_shared<Cancellation>();
    std::vector<std::shared_ptr<Site>> sites;
    CellQueue queue;
    std::size_t opening = 0; //!< contexts of which it is not known yet whether they can be used
    bool filling = false;

    static QCoro::Task<> open(std::shared_ptr<Session> session, std::size_t index);
    static QCoro::Task<> validateOne(std::shared_ptr<Session> session, CellQueue::Cell place);
    static QCoro::Task<> follow(std::shared_ptr<Session> session, CellQueue::Cell place, Cell cell,
                                std::shared_ptr<Validation> run);
    static void fill(const std::shared_ptr<Session> &session);
    std::shared_ptr<Validation> prepare(const CellQueue::Cell &place, const Cell &cell) const;
};

//! Beyond so many side by side, a request that names no namespace is in nobody's record, only in
//! the trace: it cannot be told whose it is, and each would have those of all others.
static constexpr std::size_t sharedRequestsFor = 8;

//! The namespace that a request's path names; empty: none.
static QStringView nameSpaceOf(const QString &path)
{
    static const QString marker = u"/namespaces/"_s;
    const qsizetype at = path.indexOf(marker);
    if (at < 0)
        return {};
    const QStringView rest = QStringView(path).mid(at + marker.size());
    const auto end =
        std::find_if(rest.begin(), rest.end(), [](QChar c) { return c == u'/' || c == u'?'; });
    return rest.first(end - rest.begin());
}

static models::RequestMade factOf(const k8s::RequestTrace &trace)
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
        for (const auto &[cell, list] : facts)
            Q_EMIT q->factsAppended(cell, list);
    }

    void add(const Cell &cell, const models::Fact &fact)
    {
        if (pending.empty() || pending.back().first != cell)
            pending.push_back({cell, {}});
        pending.back().second.push_back(fact);
        if (!batch.isActive())
            batch.start();
    }

    QTimer batch;
    std::vector<std::pair<Cell, std::vector<models::Fact>>> pending; //!< in order
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
    qRegisterMetaType<Cell>();
    d->batch.setParent(this); // moves to the engine's thread with it
    d->batch.setSingleShot(true);
    d->batch.setInterval(50);
    connect(&d->batch, &QTimer::timeout, this, [this] { d->flush(this); });
}

Engine::~Engine()
{
    end();
    d->batch.setParent(nullptr);
}

void Engine::end()
{
    if (d->probe)
        d->probe->abandon();
    if (d->climb)
        d->climb->abandon();
    abandon();
}

//! Wherever a run is written, it can be found where all runs are: what it leaves behind after a
//! crash would be forgotten otherwise. Empty, or the sentence that says where it is found instead.
static QString listAmongRuns(const QString &folder)
{
    namespace fs = std::filesystem;
    const QFileInfo info(folder);
    std::error_code error;
    const auto list = [&](const QString &root) {
        const fs::path place = QFile::encodeName(root).toStdString();
        error.clear();
        if (info.absolutePath() == QDir(root).absolutePath())
            return true;
        fs::create_directories(place, error);
        if (!error)
            fs::create_symlink(QFile::encodeName(info.absoluteFilePath()).toStdString(),
                               place / QFile::encodeName(info.fileName()).toStdString(), error);
        return !error;
    };
    const QString root = models::RunJournal::defaultRoot();
    if (list(root))
        return {};
    const QString why = QString::fromLocal8Bit(error.message().c_str());
    const QString refuge = models::RunJournal::refugeRoot();
    if (!refuge.isEmpty() && list(refuge))
        return Engine::tr("This run cannot be listed in %1 (%2): it is listed in %3, where \"assay "
                          "clean\" and \"assay history\" look, too. Its record is in %4.")
            .arg(root, why, refuge, info.absoluteFilePath());
    return Engine::tr("This run cannot be listed in %1 (%2): what it leaves behind after a crash, "
                      "\"assay clean\" will not know. Its record is in %3.")
        .arg(root, why, info.absoluteFilePath());
}

//! Side by side, many runs of one name may begin within a second.
static QString freeRunId(const QString &runsFolder, const QString &testId)
{
    const auto isThere = [](const QString &root, const QString &id) {
        const QFileInfo info(root + u'/' + id);
        return info.exists() || info.isSymLink();
    };
    while (true) {
        const QString id = models::RunJournal::newRunId(testId, QDateTime::currentDateTimeUtc());
        if (!isThere(runsFolder, id) && !isThere(models::RunJournal::defaultRoot(), id))
            return id;
    }
}

//! A command in a container is a connection through the API server: many validations have fewer of
//! them each.
static constexpr int importsInAll = 64;

//! Null, with the reason told, where there is no place for its record.
std::shared_ptr<Validation> Engine::Session::prepare(const CellQueue::Cell &place,
                                                     const Cell &cell) const
{
    auto journal =
        models::RunJournal::create(plan.runsFolder, freeRunId(plan.runsFolder, cell.testId));
    if (!journal) {
        if (engine)
            Q_EMIT engine->notBegun(cell, {models::ErrorType::InternalError, journal.error()});
        return {};
    }
    const QString unlisted = listAmongRuns((*journal)->folder());
    const auto &site = sites[place.context];
    auto run = std::make_shared<Validation>();
    run->client = site->client;
    run->leases = site->leases;
    run->watches = site->watches;
    run->cancellation = cancellation;
    run->cluster = site->cluster;
    run->configuration = plan.tests[place.test];
    run->suitePath = plan.suitePath;
    run->origin = plan.runOrigin;
    if (!plan.origins.empty()) {
        run->suitePath = plan.origins[place.test].suitePath;
        run->suiteImage = plan.origins[place.test].suiteImage;
    }
    run->pullSecret = plan.pullSecret;
    run->keep = plan.keep;
    run->looksAround = plan.looksAround && run->configuration.packagesToVerify.isEmpty();
    run->jobs = std::min(plan.jobs, static_cast<int>(plan.tests.size()));
    run->importsAtOnce = std::clamp(importsInAll / std::max(run->jobs, 1), 1, run->importsAtOnce);
    run->patience = plan.patience;
    run->imageHistory = models::ImageHistory::defaultPath();
    run->localVerdicts = models::LocalVerdicts::defaultPath();
    run->journal = std::move(*journal);
    if (!unlisted.isEmpty())
        run->remarks << unlisted;
    return run;
}

//! Validates, and tells meanwhile what happens.
QCoro::Task<> Engine::Session::follow(std::shared_ptr<Session> session, CellQueue::Cell place,
                                      Cell cell, std::shared_ptr<Validation> run)
{
    const auto site = session->sites[place.context];
    run->onFact = [session, place, cell](const models::Fact &fact) {
        if (session->engine)
            session->engine->d->add(cell, fact);
        const auto *phase = std::get_if<models::PhaseStarted>(&fact.body);
        if (phase && phase->phase != models::Phase::Preflight &&
            phase->phase != models::Phase::Create) {
            session->queue.begun(place);
            fill(session);
        }
    };
    // It holds the session, which must not live for as long as the run.
    const auto over = qScopeGuard([site, run] {
        std::erase(site->active, run);
        run->onFact = nullptr;
        run->company = nullptr;
    });
    site->active.push_back(run);
    run->company = [site, self = run.get()] {
        models::OwnCompany company;
        for (const auto &other : site->active)
            if (other.get() != self &&
                other->record.notebook().status != models::NotebookStatus::Deleted)
                company.add(other->record.pod());
        return company;
    };
    if (session->engine)
        Q_EMIT session->engine->runBegan(cell, run->journal->folder());
    co_await validate(run);
}

QCoro::Task<> Engine::Session::validateOne(std::shared_ptr<Session> session, CellQueue::Cell place)
{
    const Cell cell{
        session->plan.tests[place.test].id, session->sites[place.context]->context(), place.attempt,
        session->plan.origins.empty() ? QString() : session->plan.origins[place.test].suitePath};
    std::shared_ptr<Validation> run;
    std::optional<models::ValidationError> thrown;
    try {
        run = session->prepare(place, cell);
        qCDebug(engineLog).noquote().nospace()
            << cell.testId << " on " << cell.context << ", attempt " << cell.attempt
            << (run ? ": begins" : ": could not begin");
        if (run)
            co_await follow(session, place, cell, run);
    } catch (...) {
        thrown = internalError(tr("while the test was run"));
    }
    if (session->engine) {
        session->engine->d->flush(session->engine);
        if (thrown)
            Q_EMIT session->engine->notBegun(cell, *thrown);
        if (run)
            Q_EMIT session->engine->runEnded(cell);
    }
    qCDebug(engineLog).noquote().nospace() << cell.testId << " on " << cell.context << ": ended";
    session->queue.leave(place);
    // A failure is never run again: it says something of the image.
    const bool inconclusive = run && run->record.verdict() &&
                              run->record.verdict()->outcome == models::Outcome::Inconclusive;
    if (inconclusive && place.attempt <= session->plan.retryInconclusive) {
        ++place.attempt;
        session->queue.push(place);
    }
    fill(session);
}

//! Begins what may begin, and ends the plan where nothing is left to wait for.
void Engine::Session::fill(const std::shared_ptr<Session> &session)
{
    // What could not even begin ends inside this very loop, which then looks again.
    if (std::exchange(session->filling, true))
        return;
    const bool stopped = session->cancellation->isRequested();
    for (std::size_t i = 0; i < session->sites.size(); ++i)
        if (auto &pace = session->sites[i]->pace)
            session->queue.limit(i, pace->places(std::chrono::steady_clock::now()));
    while (!stopped) {
        const auto place = session->queue.take();
        if (!place)
            break;
        validateOne(session, *place);
    }
    session->filling = false;
    const bool over = session->opening == 0 && session->queue.underWay() == 0 &&
                      (session->queue.isDone() || session->cancellation->isRequested());
    if (!over || !session->engine)
        return;
    Engine *engine = session->engine;
    engine->d->flush(engine);
    engine->d->session.reset();
    Q_EMIT engine->finished();
}

//! Finds out whether a context can be used. Meanwhile the others run.
QCoro::Task<> Engine::Session::open(std::shared_ptr<Session> session, std::size_t index)
{
    const auto site = session->sites[index];
    QSet<QString> nameSpaces;
    for (const auto &test : session->plan.tests)
        nameSpaces << test.nameSpace;
    const int atOnce = std::min(session->plan.jobs, static_cast<int>(nameSpaces.size()));
    tl::expected<ClusterFacts, models::ValidationError> facts;
    try {
        facts = co_await probeCluster(site->client, session->cancellation);
        if (facts)
            co_await WatchScope::choose(site->watches, session->cancellation, atOnce);
    } catch (...) {
        facts =
            tl::unexpected(internalError(tr("while context %1 was asked").arg(site->context())));
    }
    --session->opening;
    if (facts) {
        site->cluster = *facts;
        site->cluster.sandbox = isScripted(session->plan, site->context());
        if (isLocal(session->plan, site->context()))
            site->cluster.local = session->plan.local;
        session->queue.open(index);
    } else {
        session->queue.drop(index);
        if (session->engine)
            Q_EMIT session->engine->refused(site->context(), facts.error());
    }
    fill(session);
}

QCoro::Task<> Engine::probeOne(QPointer<Engine> engine, std::shared_ptr<k8s::Client> client,
                               std::shared_ptr<Cancellation> cancellation)
{
    const QString context = client->config().contextName;
    tl::expected<ClusterFacts, models::ValidationError> facts;
    try {
        facts = co_await probeCluster(client, cancellation);
    } catch (...) {
        facts = tl::unexpected(internalError(tr("while context %1 was asked").arg(context)));
    }
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

//! Hands on what the client of a context traces, and records it in the runs that it concerns.
void Engine::listen(const std::shared_ptr<Site> &site)
{
    connect(site->client.get(), &k8s::Client::requestFinished, this,
            [this, held = std::weak_ptr<Site>(site)](const k8s::RequestTrace &trace) {
                const auto at = held.lock();
                if (!at)
                    return;
                const auto now = std::chrono::steady_clock::now();
                if (at->pace && at->pace->take(trace, now))
                    Q_EMIT slowed(at->context(), at->pace->places(now));
                const models::RequestMade request = factOf(trace);
                Q_EMIT requestMade(at->context(), request);
                const QStringView nameSpace = nameSpaceOf(request.path);
                if (nameSpace.isEmpty() && at->active.size() > sharedRequestsFor)
                    return;
                for (const auto &run : at->active) {
                    // RunFinished stays the last fact of every run.
                    if (!run->record.isFinished() &&
                        (nameSpace.isEmpty() || nameSpace == run->configuration.nameSpace))
                        run->append(request);
                }
            });
}

void Engine::run(const Plan &plan)
{
    if (isRunning())
        return;
    auto session = std::make_shared<Session>(plan);
    session->engine = this;
    session->cancellation->onWait = plan.onWait;
    session->opening = plan.contexts.size();
    for (const auto &context : plan.contexts) {
        auto site = std::make_shared<Site>();
        site->client = std::make_shared<k8s::Client>(context);
        site->watches = std::make_shared<WatchScope>(site->client);
        if (plan.adapts)
            site->pace.emplace(placesOn(plan, context.contextName));
        listen(site);
        session->sites.push_back(site);
        CellQueue::Cell place;
        place.context = session->queue.add(serverKey(context));
        for (; place.test < plan.tests.size(); ++place.test) {
            place.nameSpace = plan.tests[place.test].nameSpace;
            session->queue.push(place);
        }
    }
    d->session = session;
    for (std::size_t i = 0; i < session->sites.size(); ++i)
        Session::open(session, i);
}

void Engine::stop(const QString &why)
{
    if (const auto session = d->session)
        session->cancellation->request(why);
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
