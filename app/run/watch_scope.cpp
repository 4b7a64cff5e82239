// SPDX-License-Identifier: Apache-2.0
#include "watch_scope.h"

#include "await.h"

#include "ladder/ladder.h"

#include <algorithm>

namespace assay::app {

using models::Json;
using namespace Qt::StringLiterals;

static QString uidOf(const Json &object)
{
    return models::textAt(object, {"metadata", "uid"});
}

//! One watch of a whole cluster, handed out by namespace: with many validations, what each of them
//! has to look at must not grow with their number.
class WideWatch : public QObject
{
    Q_OBJECT
public:
    explicit WideWatch(std::shared_ptr<k8s::Reflector> reflector)
        : m_reflector(std::move(reflector))
    {
        connect(m_reflector.get(), &k8s::Reflector::upserted, this, [this](const auto &object) {
            hand(object, [&object](NamespaceWatch *watch) { Q_EMIT watch->upserted(object); });
        });
        connect(m_reflector.get(), &k8s::Reflector::removed, this, [this](const auto &object) {
            hand(object, [&object](NamespaceWatch *watch) { Q_EMIT watch->removed(object); });
        });
        connect(m_reflector.get(), &k8s::Reflector::stateChanged, this, &WideWatch::look);
        connect(m_reflector.get(), &k8s::Reflector::synced, this, &WideWatch::look);
    }

    void enter(NamespaceWatch *watch) { m_watches[watch->m_nameSpace].append(watch); }
    void leave(NamespaceWatch *watch)
    {
        const QString nameSpace = watch->m_nameSpace;
        m_watches[nameSpace].removeOne(watch);
        if (m_watches[nameSpace].isEmpty())
            m_watches.remove(nameSpace);
    }
    const k8s::Reflector &reflector() const { return *m_reflector; }
    bool isRefused() const { return m_reflector->state() == k8s::Reflector::State::Refused; }

private:
    template<class Tell>
    void hand(const NamespaceWatch::Object &object, const Tell &tell)
    {
        // A copy: whoever is told may leave.
        const auto watches = m_watches.value(models::textAt(*object, {"metadata", "namespace"}));
        for (const QPointer<NamespaceWatch> &watch : watches) {
            if (watch)
                tell(watch.data());
        }
    }
    void look()
    {
        QList<QPointer<NamespaceWatch>> all;
        for (const auto &watches : std::as_const(m_watches))
            all += watches;
        const bool refused = isRefused();
        for (const auto &watch : all) {
            if (watch && refused)
                watch->narrow();
            else if (watch)
                Q_EMIT watch->stateChanged();
        }
    }

    const std::shared_ptr<k8s::Reflector> m_reflector;
    QHash<QString, QList<QPointer<NamespaceWatch>>> m_watches;
};

NamespaceWatch::NamespaceWatch(QString nameSpace, Open openNarrow, std::shared_ptr<WideWatch> wide)
    : m_nameSpace(std::move(nameSpace))
    , m_openNarrow(std::move(openNarrow))
    , m_wide(std::move(wide))
{
    if (m_wide)
        m_wide->enter(this);
    else
        narrow();
}

NamespaceWatch::~NamespaceWatch() = default;

void NamespaceWatch::release()
{
    disconnect();
    if (m_wide)
        m_wide->leave(this);
    m_wide.reset();
    m_narrow.reset();
}

void NamespaceWatch::narrow()
{
    if (m_wide) {
        m_unconfirmed = objects();
        m_wide->leave(this);
        m_wide.reset();
    }
    m_narrow = m_openNarrow();
    connect(m_narrow.get(), &k8s::Reflector::upserted, this, &NamespaceWatch::upserted);
    connect(m_narrow.get(), &k8s::Reflector::removed, this, &NamespaceWatch::removed);
    connect(m_narrow.get(), &k8s::Reflector::stateChanged, this, &NamespaceWatch::stateChanged);
    connect(m_narrow.get(), &k8s::Reflector::synced, this, [this] {
        const auto now = m_narrow->objects();
        for (const Object &object : std::exchange(m_unconfirmed, {})) {
            const bool there = std::any_of(now.begin(), now.end(), [&](const Object &other) {
                return uidOf(*other) == uidOf(*object);
            });
            if (!there)
                Q_EMIT removed(object);
        }
        Q_EMIT stateChanged();
    });
}

k8s::Reflector::State NamespaceWatch::state() const
{
    return m_wide ? m_wide->reflector().state() : m_narrow->state();
}

const std::optional<k8s::Error> &NamespaceWatch::lastError() const
{
    return m_wide ? m_wide->reflector().lastError() : m_narrow->lastError();
}

std::vector<NamespaceWatch::Object> NamespaceWatch::objects() const
{
    return m_wide ? m_wide->reflector().objectsIn(m_nameSpace) : m_narrow->objects();
}

static k8s::Resource resourceOf(WatchScope::Kind kind)
{
    switch (kind) {
    case WatchScope::Kind::Notebooks:
        return k8s::Resource::notebooks();
    case WatchScope::Kind::Pods:
        return k8s::Resource::pods();
    case WatchScope::Kind::Events:
        break;
    }
    return k8s::Resource::events();
}

//! What is left out on the server's side. In one namespace every Notebook may be seen; of a whole
//! cluster only those that Assay made.
static k8s::ListOptions optionsFor(WatchScope::Kind kind, bool wide)
{
    k8s::ListOptions options;
    if (kind == WatchScope::Kind::Pods)
        options.labelSelector = u"notebook-name"_s;
    else if (kind == WatchScope::Kind::Notebooks && wide)
        options.labelSelector = u"app.kubernetes.io/managed-by=assay"_s;
    return options;
}

WatchScope::WatchScope(std::shared_ptr<k8s::Client> client) : m_client(std::move(client)) {}

WatchScope::~WatchScope() = default;

bool WatchScope::isWide(Kind kind) const
{
    const auto &wide = m_wide[static_cast<std::size_t>(kind)];
    return wide && !wide->isRefused();
}

void WatchScope::widen(Kind kind)
{
    m_wide[static_cast<std::size_t>(kind)] =
        std::make_shared<WideWatch>(m_client->watch(resourceOf(kind), {}, optionsFor(kind, true)));
}

std::shared_ptr<NamespaceWatch> WatchScope::watch(Kind kind, const QString &nameSpace)
{
    const auto open = [client = m_client, kind, nameSpace] {
        return client->watch(resourceOf(kind), nameSpace, optionsFor(kind, false));
    };
    return std::shared_ptr<NamespaceWatch>(
        new NamespaceWatch(nameSpace, open,
                           isWide(kind) ? m_wide[static_cast<std::size_t>(kind)] : nullptr),
        // Later, because the last holder may let go inside one of its signals.
        [](NamespaceWatch *gone) {
            gone->release();
            gone->deleteLater();
        });
}

//! How many events the cluster holds; nothing where it does not say.
static std::optional<qint64> countOf(const k8s::ApiJob &page)
{
    if (!page.result() || !models::at(*page.result(), {"items"}).is_array())
        return {};
    const auto items = static_cast<qint64>(models::at(*page.result(), {"items"}).size());
    const Json &left = models::at(*page.result(), {"metadata", "remainingItemCount"});
    if (left.is_number_integer())
        return items + left.get<qint64>();
    const bool more = !models::textAt(*page.result(), {"metadata", "continue"}).isEmpty();
    return more ? std::nullopt : std::optional(items);
}

QCoro::Task<> WatchScope::choose(std::shared_ptr<WatchScope> scope,
                                 std::shared_ptr<Cancellation> cancellation, int namespaces)
{
    if (namespaces < manyNamespaces)
        co_return;
    const std::shared_ptr<k8s::Client> client = scope->m_client;
    struct Question
    {
        Kind kind;
        k8s::JobPtr<k8s::ApiJob> mayList, mayWatch;
    };
    std::vector<Question> questions;
    for (const Kind kind : {Kind::Notebooks, Kind::Pods, Kind::Events}) {
        const auto ask = [&](const QString &verb) {
            return client->create(k8s::Resource::selfSubjectAccessReviews(), {},
                                  accessReview(verb, resourceOf(kind), {}, {}));
        };
        questions.push_back({kind, ask(u"list"_s), ask(u"watch"_s)});
    }
    QUrlQuery firstOnly;
    firstOnly.addQueryItem(u"limit"_s, u"1"_s);
    const auto events = client->getRaw(k8s::Resource::events().path(), firstOnly);
    for (const Question &question : questions) {
        co_await untilFinished(cancellation, question.mayList.get());
        co_await untilFinished(cancellation, question.mayWatch.get());
    }
    co_await untilFinished(cancellation, events.get());
    if (cancellation->isRequested())
        co_return;
    for (const Question &question : questions) {
        const bool allowed =
            readAccess(*question.mayList).allowed && readAccess(*question.mayWatch).allowed;
        const bool bearable =
            question.kind != Kind::Events || countOf(*events).value_or(fewEvents + 1) <= fewEvents;
        if (allowed && bearable)
            scope->widen(question.kind);
    }
}

} // namespace assay::app

#include "watch_scope.moc"
