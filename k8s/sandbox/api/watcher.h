// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/object_store.h"
#include "store/selector.h"

#include <functional>

namespace assay::sandbox {

class Exchange;

//! Answers one watch: what happened since its resourceVersion, then what happens. Lives as a child
//! of its exchange.
class Watcher : public QObject
{
    Q_OBJECT
public:
    struct Options
    {
        const ResourceType *type = nullptr;
        std::string nameSpace; //!< empty: all
        Selector selector;
        std::string resourceVersion; //!< empty or "0": begin with what exists
        bool bookmarks = false;
        int bookmarkMilliseconds = 60'000;
        int timeoutMilliseconds = 1'800'000;
        bool gone = false; //!< the fault: say Expired at once
        //! How an object is shown: itself, or a Table.
        std::function<Json(const ObjectPtr &)> show;
    };
    Watcher(ObjectStore &store, Exchange *exchange, Options options);

private:
    void begin();
    void handle(const Change &change);
    void send(const char *type, const Json &object);
    void bookmark();
    bool selects(const Json &object) const;

    ObjectStore &m_store;
    Exchange *m_exchange;
    Options m_options;
    quint64 m_seen = 0;
};

} // namespace assay::sandbox
