// SPDX-License-Identifier: Apache-2.0
#include "exec/exec_request.h"
#include "logs/log_request.h"
#include "request/api_request.h"
#include "request/probe_request.h"
#include "request/transport.h"
#include "watch/reflector_p.h"

#include <k8s/client.h>

#include <map>

using namespace Qt::StringLiterals;

namespace assay::k8s {

class Client::Private
{
public:
    explicit Private(RestConfig config) : transport(std::make_shared<Transport>(std::move(config)))
    {
    }

    template<class J>
    J *track(J *job)
    {
        std::erase_if(live, [](const QPointer<Job> &j) { return !j || j->isFinished(); });
        live.push_back(job);
        return job;
    }

    JobPtr<ApiJob> send(HttpRequest request, ApiRequest::Body body = ApiRequest::Body::Json)
    {
        return JobPtr<ApiJob>(track(new ApiRequest(transport, std::move(request), body)));
    }

    std::shared_ptr<Transport> transport;
    std::vector<QPointer<Job>> live;
    std::map<QString, std::weak_ptr<Reflector>> reflectors;
};

static QByteArray encode(const nlohmann::json &json)
{
    return QByteArray::fromStdString(
        json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

static const char *nameOf(Propagation propagation)
{
    switch (propagation) {
    case Propagation::Background:
        return "Background";
    case Propagation::Foreground:
        return "Foreground";
    case Propagation::Orphan:
        return "Orphan";
    }
    return "Background";
}

Client::Client(RestConfig config, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(config)))
{
    d->transport->trace = [this](const RequestTrace &trace) { Q_EMIT requestFinished(trace); };
}

Client::~Client()
{
    const auto live = std::move(d->live);
    const auto reflectors = std::move(d->reflectors);
    for (const QPointer<Job> &job : live) {
        if (job)
            job->abort();
    }
    for (const auto &[key, held] : reflectors) {
        if (const auto reflector = held.lock())
            reflector->d->cut();
    }
    d->transport->trace = nullptr;
}

const RestConfig &Client::config() const
{
    return d->transport->config();
}

void Client::setRequestTimeout(std::chrono::milliseconds timeout)
{
    d->transport->requestTimeout = timeout;
}

std::chrono::milliseconds Client::requestTimeout() const
{
    return d->transport->requestTimeout;
}

void Client::setRetryPolicy(const RetryPolicy &policy)
{
    d->transport->retryPolicy = policy;
}

void Client::setWatchTimings(const WatchTimings &timings)
{
    d->transport->watchTimings = timings;
}

JobPtr<ApiJob> Client::get(const Resource &resource, const QString &nameSpace, const QString &name)
{
    HttpRequest request;
    request.path = resource.path(nameSpace, name);
    request.repeatable = true;
    return d->send(std::move(request));
}

JobPtr<ApiJob> Client::list(const Resource &resource, const QString &nameSpace,
                            const ListOptions &options)
{
    return JobPtr<ApiJob>(d->track(
        new ListRequest(d->transport, resource, nameSpace, options, d->transport->retryPolicy)));
}

JobPtr<ApiJob> Client::create(const Resource &resource, const QString &nameSpace,
                              const nlohmann::json &object, bool dryRun)
{
    HttpRequest request;
    request.verb = "POST";
    request.path = resource.path(nameSpace);
    if (dryRun)
        request.query = u"dryRun=All"_s;
    // A review is answered and not kept.
    request.repeatable = dryRun || resource.group == u"authorization.k8s.io";
    request.contentType = "application/json";
    request.body = encode(object);
    return d->send(std::move(request));
}

JobPtr<ApiJob> Client::remove(const Resource &resource, const QString &nameSpace,
                              const QString &name, const QString &uid, Propagation propagation,
                              const QString &resourceVersion)
{
    nlohmann::json options = {{"apiVersion", "v1"},
                              {"kind", "DeleteOptions"},
                              {"propagationPolicy", nameOf(propagation)}};
    if (!uid.isEmpty())
        options["preconditions"]["uid"] = uid.toStdString();
    if (!resourceVersion.isEmpty())
        options["preconditions"]["resourceVersion"] = resourceVersion.toStdString();
    HttpRequest request;
    request.verb = "DELETE";
    request.path = resource.path(nameSpace, name);
    request.repeatable = true;
    request.contentType = "application/json";
    request.body = encode(options);
    return d->send(std::move(request));
}

JobPtr<ApiJob> Client::apply(const Resource &resource, const QString &nameSpace,
                             const QString &name, const nlohmann::json &object,
                             const ApplyOptions &options)
{
    QList<QPair<QString, QString>> query{{u"fieldManager"_s, options.fieldManager},
                                         {u"force"_s, options.force ? u"true"_s : u"false"_s}};
    if (options.dryRun)
        query.append({u"dryRun"_s, u"All"_s});
    HttpRequest request;
    request.verb = "PATCH";
    request.path = resource.path(nameSpace, name);
    request.query = encodeQuery(query);
    request.repeatable = true;
    // JSON is YAML, and this is the one content type that every version knows.
    request.contentType = "application/apply-patch+yaml";
    request.body = encode(object);
    return d->send(std::move(request));
}

JobPtr<ApiJob> Client::mergePatch(const Resource &resource, const QString &nameSpace,
                                  const QString &name, const nlohmann::json &patch)
{
    HttpRequest request;
    request.verb = "PATCH";
    request.path = resource.path(nameSpace, name);
    request.repeatable = true;
    request.contentType = "application/merge-patch+json";
    request.body = encode(patch);
    return d->send(std::move(request));
}

JobPtr<ApiJob> Client::getRaw(const QString &path, const QUrlQuery &query)
{
    HttpRequest request;
    request.path = path;
    request.query = encodeQuery(query.queryItems(QUrl::FullyDecoded));
    request.repeatable = true;
    return d->send(std::move(request), ApiRequest::Body::JsonOrText);
}

JobPtr<LogStream> Client::logs(const QString &nameSpace, const QString &pod,
                               const LogOptions &options)
{
    return JobPtr<LogStream>(d->track(new LogRequest(d->transport, nameSpace, pod, options)));
}

JobPtr<ExecJob> Client::exec(const QString &nameSpace, const QString &pod,
                             const ExecOptions &options)
{
    return JobPtr<ExecJob>(d->track(new ExecRequest(d->transport, nameSpace, pod, options)));
}

JobPtr<ConnectionProbe> Client::probeConnection()
{
    return JobPtr<ConnectionProbe>(d->track(new ProbeRequest(d->transport)));
}

std::shared_ptr<Reflector> Client::watch(const Resource &resource, const QString &nameSpace,
                                         const ListOptions &options)
{
    const QString key = resource.path(nameSpace) + u'?' + encodeQuery(queryOf(options));
    if (const auto shared = d->reflectors[key].lock())
        return shared;
    // Later, because the last holder may let go inside one of its signals.
    std::shared_ptr<Reflector> reflector(new Reflector, [](Reflector *gone) {
        gone->d->stop();
        gone->deleteLater();
    });
    reflector->d = std::make_unique<Reflector::Private>(reflector.get(), d->transport, resource,
                                                        nameSpace, options);
    reflector->d->start();
    d->reflectors[key] = reflector;
    return reflector;
}

} // namespace assay::k8s
