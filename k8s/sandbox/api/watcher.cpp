// SPDX-License-Identifier: Apache-2.0
#include "watcher.h"

#include "http/exchange.h"
#include "store/api_error.h"

#include <QTimer>

#include <charconv>

namespace assay::sandbox {

//! A client that does not read is let go of, as the watch cache does.
static constexpr qint64 TooFarBehind = 64 * 1024 * 1024;

Watcher::Watcher(ObjectStore &store, Exchange *exchange, Options options)
    : QObject(exchange)
    , m_store(store)
    , m_exchange(exchange)
    , m_options(std::move(options))
{
    connect(&store, &ObjectStore::changed, this, &Watcher::handle);
    QTimer::singleShot(m_options.timeoutMilliseconds, this, [this] {
        if (m_options.bookmarks)
            bookmark();
        m_exchange->end();
    });
    if (m_options.bookmarks) {
        auto *timer = new QTimer(this);
        connect(timer, &QTimer::timeout, this, &Watcher::bookmark);
        timer->start(m_options.bookmarkMilliseconds);
    }
    begin();
}

void Watcher::begin()
{
    m_exchange->beginStream(200, "application/json");
    const std::string &version = m_options.resourceVersion;
    quint64 from = 0;
    std::from_chars(version.data(), version.data() + version.size(), from);
    const bool fromStart = version.empty() || version == "0";
    if (m_options.gone || (!fromStart && from < m_store.oldestVersion())) {
        send("ERROR", ApiError::expired("too old resource version: " + version + " (" +
                                        std::to_string(m_store.oldestVersion()) + ")")
                          .status());
        m_exchange->end();
        deleteLater();
        return;
    }
    if (fromStart) {
        for (const ObjectPtr &object : m_store.list(*m_options.type, m_options.nameSpace)) {
            if (selects(*object))
                send("ADDED", m_options.show(object));
        }
    } else {
        for (const Change &change : m_store.changesSince(from, *m_options.type))
            handle(change);
    }
    m_seen = m_store.version();
}

bool Watcher::selects(const Json &object) const
{
    return (m_options.nameSpace.empty() || namespaceOf(object) == m_options.nameSpace) &&
           m_options.selector.matches(object);
}

void Watcher::handle(const Change &change)
{
    if (change.resource != m_options.type || change.version <= m_seen)
        return;
    const bool is = change.type != Change::Type::Deleted && selects(*change.object);
    const bool was = change.previous && selects(*change.previous);
    if (is)
        send(was ? "MODIFIED" : "ADDED", m_options.show(change.object));
    else if (was)
        send("DELETED", m_options.show(change.object));
    if (m_exchange->bytesToWrite() > TooFarBehind)
        m_exchange->reset();
}

void Watcher::send(const char *type, const Json &object)
{
    m_exchange->write(Json{{"type", type}, {"object", object}}.dump() + "\n");
}

void Watcher::bookmark()
{
    send("BOOKMARK", {{"kind", m_options.type->kind},
                      {"apiVersion", m_options.type->apiVersion()},
                      {"metadata", {{"resourceVersion", std::to_string(m_store.version())}}}});
}

} // namespace assay::sandbox
