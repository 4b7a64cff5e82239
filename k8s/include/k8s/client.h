// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/base/job.h>
#include <k8s/base/policies.h>
#include <k8s/base/request_trace.h>
#include <k8s/base/resource.h>
#include <k8s/exec/exec_options.h>
#include <k8s/identity/kubeconfig.h>
#include <k8s/logs/log_options.h>
#include <k8s/request/list_options.h>

#include <QUrlQuery>

#include <chrono>
#include <memory>
#include <nlohmann/json_fwd.hpp>

namespace assay::k8s {

class ConnectionProbe;
class Reflector;

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
    //! answer was lost, did it. So is `resourceVersion`: whoever changed the object since is not
    //! overlooked.
    JobPtr<ApiJob> remove(const Resource &resource, const QString &nameSpace, const QString &name,
                          const QString &uid = {}, Propagation = Propagation::Background,
                          const QString &resourceVersion = {});
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
    void requestFinished(const assay::k8s::RequestTrace &trace);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace assay::k8s
