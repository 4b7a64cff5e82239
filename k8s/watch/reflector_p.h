// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/sleep_detector.h"
#include "packed_object.h"
#include "request/api_request.h"
#include "watch_stream.h"

#include <k8s/base/resource.h>
#include <k8s/request/list_options.h>
#include <k8s/watch/reflector.h>

#include <QElapsedTimer>

#include <map>

namespace assay::k8s {

//! list → watch → (resume | list again), and the delays in between.
class Reflector::Private
{
public:
    using Held = std::shared_ptr<const PackedObject>;

    Private(Reflector *reflector, std::shared_ptr<Transport> transport, const Resource &resource,
            const QString &nameSpace, const ListOptions &options);

    void start();
    //! Lets go of the network; nothing is emitted any more.
    void stop();
    //! The client is gone: stops, and says so to those who still look.
    void cut();

    State state = State::Starting;
    QDateTime syncedAt;
    QDateTime staleSince;
    std::optional<Error> lastError;
    std::map<QString, Held> objects; //!< by "namespace/name"

private:
    enum class Step { List, Watch };

    void perform(Step step);
    void list();
    void onListed();
    void applyList(const nlohmann::json &list, std::vector<Held> &items);
    void watch();
    void onWatchEvent(const QString &type, nlohmann::json &object);
    void onWatchEnded();
    void fail(const Error &error, Step next);
    std::chrono::milliseconds delayAfter(const Error &error);
    void setSynced();
    void onWoke();

    Reflector *q;
    std::shared_ptr<Transport> m_transport;
    const Resource m_resource;
    const QString m_nameSpace;
    const ListOptions m_options;
    const quint64 m_number; //!< in the log
    QString m_resourceVersion;
    JobPtr<ListRequest> m_list;
    std::shared_ptr<std::vector<Held>> m_listed; //!< of the list under way
    WatchStreamPtr m_watch;
    QElapsedTimer m_watchAge;
    int m_watchEvents = 0;
    QTimer m_retry;
    SleepDetector m_sleep;
    Step m_next = Step::List;
    int m_failures = 0;
    QElapsedTimer m_sinceFailure;
    bool m_stopped = false;
};

} // namespace assay::k8s
