// SPDX-License-Identifier: Apache-2.0
#include "reflector_p.h"

#include "base/backoff.h"
#include "base/failure.h"
#include "base/logging.h"
#include "base/text.h"
#include "request/request_failure.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::k8s {

static std::shared_ptr<const nlohmann::json> unpacked(const PackedObject &object)
{
    return std::make_shared<const nlohmann::json>(object.unpack());
}

static Error protocolError(const QString &path, const QString &message)
{
    Error error;
    error.kind = Error::Kind::Protocol;
    error.message = message;
    error.request = u"GET "_s + path;
    return error;
}

Reflector::Private::Private(Reflector *reflector, std::shared_ptr<Transport> transport,
                            const Resource &resource, const QString &nameSpace,
                            const ListOptions &options)
    : q(reflector)
    , m_transport(std::move(transport))
    , m_resource(resource)
    , m_nameSpace(nameSpace)
    , m_options(options)
    , m_number(nextLogNumber())
    , m_sleep(m_transport->watchTimings.sleep)
{
    QObject::connect(&m_sleep, &SleepDetector::woke, q, [this] { onWoke(); });
    m_retry.setSingleShot(true);
    QObject::connect(&m_retry, &QTimer::timeout, q, [this] { perform(m_next); });
}

void Reflector::Private::start()
{
    staleSince = QDateTime::currentDateTimeUtc();
    m_next = Step::List;
    m_retry.start(0);
}

void Reflector::Private::stop()
{
    m_stopped = true;
    m_sleep.disconnect(q);
    m_retry.stop();
    m_list.reset();
    m_watch.reset();
    m_transport.reset();
}

void Reflector::Private::cut()
{
    if (m_stopped)
        return;
    stop();
    if (!staleSince.isValid())
        staleSince = QDateTime::currentDateTimeUtc();
    state = State::Reconnecting;
    lastError = Error{};
    lastError->kind = Error::Kind::Cancelled;
    lastError->message = Text::tr("The connection to the cluster was closed.");
    Q_EMIT q->stateChanged();
}

void Reflector::Private::perform(Step step)
{
    if (m_stopped)
        return;
    if (step == Step::List)
        list();
    else
        watch();
}

void Reflector::Private::list()
{
    K8S_LOG(watchLog, m_number) << "list " << m_resource.path(m_nameSpace);
    // It has delays of its own, and says that it reconnects.
    m_list.reset(new ListRequest(m_transport, m_resource, m_nameSpace, m_options, {.attempts = 1}));
    m_listed = std::make_shared<std::vector<Held>>();
    // Items of a list carry neither, objects of a watch carry both.
    const std::string kind = m_resource.kind.toStdString();
    const std::string apiVersion = m_resource.apiVersion().toStdString();
    m_list->setSink({[listed = m_listed, kind, apiVersion](nlohmann::json &item) {
                         item.emplace("kind", kind);
                         item.emplace("apiVersion", apiVersion);
                         listed->push_back(std::make_shared<const PackedObject>(item));
                     },
                     [listed = m_listed] { listed->clear(); }});
    QObject::connect(m_list.get(), &Job::finished, q, [this] { onListed(); });
}

void Reflector::Private::onListed()
{
    const JobPtr<ListRequest> done = std::move(m_list);
    const auto items = std::move(m_listed);
    const Result<nlohmann::json> list = done->take();
    if (!list)
        return fail(list.error(), Step::List);
    applyList(*list, *items);
}

void Reflector::Private::applyList(const nlohmann::json &list, std::vector<Held> &items)
{
    const QString path = m_resource.path(m_nameSpace);
    const QString version = metadataText(list, "resourceVersion");
    if (version.isEmpty())
        return fail(protocolError(path, Text::tr("The server's list has no resourceVersion.")),
                    Step::List);
    // What is left in the list is no object at all.
    if (!list["items"].empty() ||
        !std::all_of(items.begin(), items.end(), [](const Held &item) { return item->hasName; }))
        return fail(
            protocolError(path, Text::tr("The server's list holds an object without a name.")),
            Step::List);
    std::map<QString, Held> listed;
    std::vector<Held> changed;
    for (Held &item : items) {
        const auto held = objects.find(item->key);
        if (held != objects.end() && held->second->isSameVersion(*item))
            item = held->second;
        else
            changed.push_back(item);
        listed.emplace(item->key, item);
    }
    items.clear();
    std::vector<Held> gone;
    for (const auto &[key, object] : objects) {
        const auto now = listed.find(key);
        // An object of the same name with another uid is another object: the old one was deleted.
        if (now == listed.end() || now->second->uid != object->uid)
            gone.push_back(object);
    }
    objects = std::move(listed);
    m_resourceVersion = version;
    K8S_LOG(watchLog, m_number) << "listed " << objects.size() << " objects at " << version << ": "
                                << changed.size() << " new or changed, " << gone.size() << " gone";

    for (const Held &object : gone) {
        Q_EMIT q->removed(unpacked(*object));
        if (m_stopped)
            return;
    }
    for (const Held &object : changed) {
        Q_EMIT q->upserted(unpacked(*object));
        if (m_stopped)
            return;
    }
    setSynced();
    if (m_stopped)
        return;
    Q_EMIT q->synced();
    if (!m_stopped)
        watch();
}

void Reflector::Private::watch()
{
    m_watchEvents = 0;
    m_watchAge.start();
    K8S_LOG(watchLog, m_number) << "watch " << m_resource.path(m_nameSpace) << " from "
                                << m_resourceVersion;
    m_watch.reset(
        new WatchStream(m_transport, m_resource.path(m_nameSpace), m_options, m_resourceVersion));
    QObject::connect(m_watch.get(), &WatchStream::opened, q, [this] { setSynced(); });
    QObject::connect(
        m_watch.get(), &WatchStream::told, q,
        [this](const QString &type, nlohmann::json &object) { onWatchEvent(type, object); });
    QObject::connect(m_watch.get(), &WatchStream::ended, q, [this] { onWatchEnded(); });
    m_watch->start();
}

void Reflector::Private::onWatchEvent(const QString &type, nlohmann::json &object)
{
    const QString path = m_resource.path(m_nameSpace);
    if (type == u"ERROR") {
        const auto status = decodeStatus(object);
        Error error = status ? statusError(*status)
                             : protocolError(path, Text::tr("The watch ended with an error that "
                                                            "says nothing."));
        error.request = u"GET "_s + path;
        m_watch.reset();
        return fail(error, Step::List);
    }
    const QString version = metadataText(object, "resourceVersion");
    const bool known = type == u"ADDED" || type == u"MODIFIED" || type == u"DELETED";
    if (version.isEmpty() || (type != u"BOOKMARK" && !known) ||
        (known && metadataText(object, "name").isEmpty())) {
        m_watch.reset();
        return fail(
            protocolError(path, Text::tr("The watch sent an event that is not one of Kubernetes: "
                                         "%1")
                                    .arg(excerpt(type.toUtf8(), 40))),
            Step::List);
    }
    m_resourceVersion = version;
    syncedAt = QDateTime::currentDateTimeUtc();
    m_failures = 0;
    ++m_watchEvents;
    if (type == u"BOOKMARK")
        return;
    auto packed = std::make_shared<const PackedObject>(object);
    K8S_LOG(watchLog, m_number) << type << ' ' << packed->key << " at " << version;
    const auto held = objects.find(packed->key);
    if (type == u"DELETED") {
        if (held != objects.end())
            objects.erase(held);
        Q_EMIT q->removed(std::make_shared<const nlohmann::json>(std::move(object)));
        return;
    }
    if (held != objects.end() && held->second->isSameVersion(*packed))
        return;
    objects[packed->key] = std::move(packed);
    Q_EMIT q->upserted(std::make_shared<const nlohmann::json>(std::move(object)));
}

void Reflector::Private::onWatchEnded()
{
    const WatchStreamPtr done = std::move(m_watch);
    K8S_LOG(watchLog, m_number) << "watch ended after " << m_watchAge.elapsed() << " ms, "
                                << m_watchEvents << " events";
    if (const auto &error = done->error()) {
        const bool resumable = error->isTransient();
        return fail(*error, resumable ? Step::Watch : Step::List);
    }
    // A server that closes at once would be asked again at once, for ever.
    if (m_watchEvents == 0 && m_watchAge.elapsed() < 1000) {
        Error error;
        error.kind = Error::Kind::Connection;
        error.message = Text::tr("The server at %1 closed the watch as soon as it was open.")
                            .arg(hostPort(m_transport->config()));
        error.request = u"GET "_s + m_resource.path(m_nameSpace);
        return fail(error, Step::Watch);
    }
    watch();
}

void Reflector::Private::fail(const Error &error, Step next)
{
    const bool refused = error.kind == Error::Kind::Unauthorized ||
                         error.kind == Error::Kind::Forbidden ||
                         error.kind == Error::Kind::NotFound;
    m_watch.reset();
    lastError = error;
    if (!staleSince.isValid())
        staleSince = QDateTime::currentDateTimeUtc();
    state = refused ? State::Refused : State::Reconnecting;
    m_next = next;
    const auto delay = delayAfter(error);
    K8S_LOG(watchLog, m_number) << toString(error.kind) << ", again in " << delay.count() << " ms";
    m_retry.start(delay);
    Q_EMIT q->stateChanged();
}

std::chrono::milliseconds Reflector::Private::delayAfter(const Error &error)
{
    const WatchTimings &timings = m_transport->watchTimings;
    if (m_sinceFailure.isValid() && m_sinceFailure.hasExpired(timings.calmAfter.count()))
        m_failures = 0;
    m_sinceFailure.start();
    const int failures = m_failures++;
    if (error.kind == Error::Kind::Gone && failures == 0)
        return std::chrono::milliseconds(0);
    auto delay = backoff(timings.firstDelay, timings.longestDelay, failures);
    if (state == State::Refused)
        delay = std::max(delay, timings.refusedDelay);
    return pauseFor(delay, error.status ? error.status->retryAfter : std::nullopt);
}

void Reflector::Private::setSynced()
{
    syncedAt = QDateTime::currentDateTimeUtc();
    if (state == State::Synced)
        return;
    state = State::Synced;
    staleSince = {};
    lastError.reset();
    Q_EMIT q->stateChanged();
}

void Reflector::Private::onWoke()
{
    if (m_stopped || (!m_list && !m_watch && !m_retry.isActive()))
        return;
    const Step next = m_resourceVersion.isEmpty() || m_list ? Step::List : Step::Watch;
    K8S_LOG(watchLog, m_number) << "slept through";
    const bool refused = state == State::Refused;
    m_list.reset();
    m_watch.reset();
    // What was waited for after a failure has most likely passed; what is refused stays refused.
    if (refused && m_retry.isActive())
        return;
    m_failures = 0;
    m_next = m_retry.isActive() ? m_next : next;
    m_retry.start(0);
    if (state != State::Synced)
        return;
    state = State::Reconnecting;
    staleSince = syncedAt;
    lastError = Error{};
    lastError->kind = Error::Kind::Connection;
    lastError->message = Text::tr("This computer was asleep; the connection is being renewed.");
    lastError->request = u"GET "_s + m_resource.path(m_nameSpace);
    Q_EMIT q->stateChanged();
}

Reflector::Reflector(QObject *parent) : QObject(parent) {}

Reflector::~Reflector() = default;

Reflector::State Reflector::state() const
{
    return d->state;
}

QDateTime Reflector::syncedAt() const
{
    return d->syncedAt;
}

QDateTime Reflector::staleSince() const
{
    return d->staleSince;
}

const std::optional<Error> &Reflector::lastError() const
{
    return d->lastError;
}

std::vector<std::shared_ptr<const nlohmann::json>> Reflector::objects() const
{
    std::vector<std::shared_ptr<const nlohmann::json>> all;
    all.reserve(d->objects.size());
    for (const auto &[key, object] : d->objects)
        all.push_back(unpacked(*object));
    return all;
}

std::vector<std::shared_ptr<const nlohmann::json>>
Reflector::objectsIn(const QString &nameSpace) const
{
    const QString prefix = nameSpace + u'/';
    std::vector<std::shared_ptr<const nlohmann::json>> all;
    for (auto it = d->objects.lower_bound(prefix);
         it != d->objects.end() && it->first.startsWith(prefix); ++it)
        all.push_back(unpacked(*it->second));
    return all;
}

std::shared_ptr<const nlohmann::json> Reflector::object(const QString &nameSpace,
                                                        const QString &name) const
{
    const auto found = d->objects.find(nameSpace + u'/' + name);
    return found == d->objects.end() ? nullptr : unpacked(*found->second);
}

} // namespace assay::k8s
