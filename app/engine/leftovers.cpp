// SPDX-License-Identifier: Apache-2.0
#include "leftovers.h"

#include "cluster/awaiting.h"
#include "cluster/internal_error.h"

namespace assay::app {

using models::LeftRun;

namespace {

using All = std::vector<LeftBehind>;

LeftRun runOf(const LeftBehind &left)
{
    const models::RunRecord &record = left.run.record;
    return {left.run.folder,    record.runId(),  record.configuration(),
            record.startedAt(), record.lastAt(), left.kept,
            left.objects};
}

//! Every record is read: not in the thread that validates.
k8s::JobPtr<InBackground> read(const QString &place, const std::shared_ptr<All> &all)
{
    return k8s::JobPtr<InBackground>(
        new InBackground([all, place] { *all = leftBehind(models::RunJournal::roots(), place); }));
}

} // namespace

Leftovers::Leftovers(QObject *parent) : QObject(parent) {}

Leftovers::~Leftovers()
{
    if (m_search)
        m_search->request();
    m_cleaning->abandon();
}

void Leftovers::look(const k8s::RestConfig &cluster, const QString &place)
{
    if (m_search)
        m_search->request();
    m_search = std::make_shared<Cancellation>();
    untilDone(this, lookAround(this, std::make_shared<k8s::Client>(cluster), m_search, place));
}

void Leftovers::clean(const k8s::RestConfig &cluster, const QString &place,
                      const QStringList &folders)
{
    untilDone(this,
              cleanUp(this, std::make_shared<k8s::Client>(cluster), m_cleaning, place, folders));
}

void Leftovers::end(const std::function<void()> &then)
{
    if (m_search)
        m_search->request();
    m_cleaning->abandon();
    // Only now: what this ended has been counted already.
    m_atEnd = then;
    if (m_underWay == 0)
        std::exchange(m_atEnd, nullptr)();
}

QCoro::Task<> Leftovers::untilDone(QPointer<Leftovers> self, QCoro::Task<> task)
{
    ++self->m_underWay;
    co_await task;
    if (self && --self->m_underWay == 0 && self->m_atEnd)
        std::exchange(self->m_atEnd, nullptr)();
}

QCoro::Task<> Leftovers::lookAround(QPointer<Leftovers> self, Client client, Stop stop,
                                    QString place)
{
    const QString context = client->config().contextName;
    std::vector<LeftRun> runs;
    QString problem;
    try {
        const auto all = std::make_shared<All>();
        const auto reading = read(place, all);
        co_await untilFinished(stop, reading.get());
        // Who no longer wants it leaves it to the thread that may still write it.
        if (stop->isRequested())
            co_return;
        for (std::size_t i = 0; i < all->size() && problem.isEmpty(); ++i) {
            if (stop->isRequested())
                co_return;
            LeftBehind &left = all->at(i);
            if (const auto error = co_await confirm(client, stop, &left))
                problem = error->message;
            else if (!left.objects.empty())
                runs.push_back(runOf(left));
        }
    } catch (...) {
        problem = internalError(tr("while earlier runs were looked at")).message;
    }
    if (!self || stop->isRequested())
        co_return;
    if (!problem.isEmpty())
        runs.clear();
    Q_EMIT self->found(context, runs, problem);
}

QCoro::Task<QStringList> Leftovers::cleanOne(QPointer<Leftovers> self, Client client, Stop stop,
                                             LeftBehind left)
{
    if (const auto error = co_await confirm(client, stop, &left))
        co_return QStringList{error->message};
    const QString folder = left.run.folder;
    const qint64 before = left.run.record.facts().back().sequence;
    if (left.objects.empty())
        co_return QStringList{};
    const QStringList problems = co_await cleanLeftBehind(client, stop, std::move(left));
    const auto after = models::StoredRun::load(folder);
    if (!self || !after)
        co_return problems;
    std::vector<models::Fact> facts;
    for (const models::Fact &fact : after->record.facts()) {
        if (fact.sequence > before)
            facts.push_back(fact);
    }
    Q_EMIT self->recorded(folder, facts);
    co_return problems;
}

QCoro::Task<> Leftovers::cleanUp(QPointer<Leftovers> self, Client client, Stop stop, QString place,
                                 QStringList folders)
{
    const QString context = client->config().contextName;
    QStringList problems;
    try {
        const auto all = std::make_shared<All>();
        const auto reading = read(place, all);
        co_await untilFinished(stop, reading.get());
        if (!self || stop->isRequested())
            co_return;
        for (std::size_t i = 0; i < all->size(); ++i) {
            if (!self)
                co_return;
            if (folders.contains(all->at(i).run.folder))
                problems += co_await cleanOne(self, client, stop, std::move(all->at(i)));
        }
    } catch (...) {
        problems << internalError(tr("while earlier runs were cleaned up")).message;
    }
    if (self)
        Q_EMIT self->ended(context, problems);
}

} // namespace assay::app
