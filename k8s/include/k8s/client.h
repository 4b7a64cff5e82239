// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/base/job.h>
#include <k8s/base/resource.h>
#include <k8s/base/sleep_clocks.h>
#include <k8s/identity/kubeconfig.h>

#include <QDateTime>
#include <QUrlQuery>

#include <chrono>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

namespace assay::k8s {

class ConnectionProbe;
class Reflector;

//! How patient a Reflector is (defaults: client-go's).
struct WatchTimings
{
    std::chrono::milliseconds firstDelay{800}; //!< after a failure; doubles, with jitter
    std::chrono::milliseconds longestDelay{30'000};
    std::chrono::milliseconds refusedDelay{30'000}; //!< after 401, 403 or 404
    std::chrono::milliseconds calmAfter{120'000};   //!< without a failure: back to firstDelay
    std::chrono::seconds shortestWatch{300};        //!< each watch asks for a random time between
    std::chrono::seconds longestWatch{600};
    std::chrono::milliseconds grace{30'000}; //!< past that time without a byte: taken as dead
    SleepWatch sleep;                        //!< a watch that was slept through is begun anew
};

//! When a request that failed is sent again by itself, within its one deadline. Only where that is
//! safe: after 429 any request, since the server had not looked at it; after 500, 502, 503, 504 or
//! a lost connection those that do the same when they are done twice (all but create). Retry-After
//! is honoured. Watches, logs and exec are never repeated here.
struct RetryPolicy
{
    int attempts = 4;                          //!< in all; 1: never again
    std::chrono::milliseconds firstDelay{250}; //!< doubles, with jitter of up to a half
    std::chrono::milliseconds longestDelay{5'000};
};

struct ListOptions
{
    QString labelSelector;
    QString fieldSelector;
    bool operator==(const ListOptions &) const = default;
};

struct LogOptions
{
    QString container; //!< required where the pod has several
    bool follow = false;
    bool previous = false;
    bool timestamps = false;
    std::optional<int> tailLines = {};
    std::optional<QString> sinceTime = {}; //!< RFC 3339
    std::optional<qint64> limitBytes = {};
};

struct ExecOptions
{
    QString container;
    std::vector<QString> command;               //!< argv; never a shell
    std::chrono::milliseconds deadline{60'000}; //!< from the call to channel 3
    qint64 outputCap = 1 << 20;                 //!< bytes kept of each of stdout and stderr
    std::chrono::milliseconds pingEvery{5'000};
    //! Where the server answers pings: without a byte for so long the connection is taken as lost.
    std::chrono::milliseconds deadAfter{20'000};
    //! What the command reads; empty: it has no standard input. Where the server speaks v5, its end
    //! follows. v4 (before Kubernetes 1.30, and some runtimes after) has no word for that, and the
    //! command would wait for more: have it read a length that it is told, and never to the end.
    QByteArray standardInput = {};
};

struct ApplyOptions
{
    QString fieldManager = QStringLiteral("assay");
    bool force = false;
    bool dryRun = false;
};

enum class Propagation { Background, Foreground, Orphan };

//! Talks to one API server as one user. Lives in the thread that made it; so do its jobs. Never
//! share its network managers between two users (their connection cache does not tell identities
//! apart), hence one Client for each RestConfig. TLS is verified unless the config says otherwise.
//!
//! Requests use HTTP/1.1. A request that is not a stream ends within `requestTimeout()`.
class Client : public QObject
{
    Q_OBJECT
public:
    //! What a trace shows of a request; carries no header, token or body.
    struct RequestTrace
    {
        QDateTime startedAt; //!< UTC
        QString method;
        QString path; //!< with query, percent-encoded
        int httpStatus = 0;
        qint64 milliseconds = 0;       //!< to the end of the answer
        qint64 millisecondsToHead = 0; //!< until the answer began; all of it where none came
        qint64 bytes = 0;              //!< of the answer's body
        QString contentType;           //!< of the answer
        QString error;                 //!< empty on success
    };

    explicit Client(RestConfig config, QObject *parent = nullptr);
    ~Client() override;

    const RestConfig &config() const;
    void setRequestTimeout(std::chrono::milliseconds timeout); //!< default 30 s
    std::chrono::milliseconds requestTimeout() const;
    //! For requests begun from now on.
    void setRetryPolicy(const RetryPolicy &policy);
    //! For watches begun from now on.
    void setWatchTimings(const WatchTimings &timings);

    JobPtr<ApiJob> get(const Resource &resource, const QString &nameSpace, const QString &name);
    //! Whole list, paged by `limit`/`continue`; the answer is one List object with all items.
    JobPtr<ApiJob> list(const Resource &resource, const QString &nameSpace,
                        const ListOptions & = {});
    JobPtr<ApiJob> create(const Resource &resource, const QString &nameSpace,
                          const nlohmann::json &object, bool dryRun = false);
    //! `uid`, where given, is a precondition: an object of the same name made by others is left
    //! alone (then Conflict). NotFound may mean that an earlier attempt of this very request, whose
    //! answer was lost, did it.
    JobPtr<ApiJob> remove(const Resource &resource, const QString &nameSpace, const QString &name,
                          const QString &uid = {}, Propagation = Propagation::Background);
    //! Server-side apply: makes the object, or sets the fields that `object` names and `manager`
    //! owns. A field that another manager owns is a Conflict whose causes name it, unless `force`
    //! takes it over.
    JobPtr<ApiJob> apply(const Resource &resource, const QString &nameSpace, const QString &name,
                         const nlohmann::json &object, const ApplyOptions & = {});
    //! JSON merge patch (RFC 7386).
    JobPtr<ApiJob> mergePatch(const Resource &resource, const QString &nameSpace,
                              const QString &name, const nlohmann::json &patch);
    //! GET of a path that is no resource: "/version", "/readyz". A text/plain answer ("ok") is a
    //! JSON string.
    JobPtr<ApiJob> getRaw(const QString &path, const QUrlQuery &query = {});

    JobPtr<LogStream> logs(const QString &nameSpace, const QString &pod, const LogOptions &options);
    JobPtr<ExecJob> exec(const QString &nameSpace, const QString &pod, const ExecOptions &options);

    //! The way to the server, step by step, without a request.
    JobPtr<ConnectionProbe> probeConnection();

    //! One reflector for each (resource, namespace, options), shared by all who hold it; it starts
    //! with the first and stops when the last lets go.
    std::shared_ptr<Reflector> watch(const Resource &resource, const QString &nameSpace,
                                     const ListOptions & = {});

Q_SIGNALS:
    void requestFinished(const assay::k8s::Client::RequestTrace &trace);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace assay::k8s
