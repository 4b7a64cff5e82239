// SPDX-License-Identifier: Apache-2.0
#include <k8s/containers/engine_client.h>

#include "command_run.h"
#include "decode.h"
#include "event_stream.h"
#include "fact_requests.h"
#include "filters.h"
#include "image_pull.h"
#include "log_stream.h"
#include "request_answer.h"

using namespace Qt::StringLiterals;

namespace assay::containers {

class EngineClient::Private
{
public:
    std::shared_ptr<EngineLink> link;
};

EngineClient::EngineClient(EngineAddress address, QObject *parent)
    : QObject(parent)
    , d(new Private{std::make_shared<EngineLink>(std::move(address))})
{
}

EngineClient::~EngineClient()
{
    d->link->close();
}

const EngineAddress &EngineClient::address() const
{
    return d->link->address();
}

const std::optional<EngineVersion> &EngineClient::version() const
{
    return d->link->version();
}

void EngineClient::know(const EngineVersion &version)
{
    d->link->know(version);
}

void EngineClient::setRequestTimeout(std::chrono::milliseconds timeout)
{
    d->link->requestTimeout = timeout;
}

std::chrono::milliseconds EngineClient::requestTimeout() const
{
    return d->link->requestTimeout;
}

static HttpCall callOf(const QByteArray &method, const QString &path, const QUrlQuery &query = {})
{
    HttpCall call;
    call.method = method;
    call.path = path;
    call.query = query;
    return call;
}

static HttpCall callOf(const QByteArray &method, const QString &path, const QUrlQuery &query,
                       const nlohmann::json &body)
{
    HttpCall call = callOf(method, path, query);
    call.contentType = "application/json";
    call.body = QByteArray::fromStdString(
        body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    return call;
}

static bool isGone(const Error &error)
{
    return error.kind == Error::Kind::NotFound;
}

JobPtr<Answer<EngineVersion>> EngineClient::negotiate()
{
    return AnswerPtr<EngineVersion>(new Negotiation(d->link));
}

JobPtr<Answer<EngineInfo>> EngineClient::info()
{
    return AnswerPtr<EngineInfo>(new InfoAnswer(d->link));
}

JobPtr<Answer<std::vector<ImageSummary>>> EngineClient::images()
{
    return ask<std::vector<ImageSummary>>(d->link, callOf("GET", u"/images/json"_s),
                                          {decodeImages});
}

JobPtr<Answer<ImageDetails>> EngineClient::inspectImage(const QString &reference)
{
    return ask<ImageDetails>(d->link, callOf("GET", u"/images/%1/json"_s.arg(reference)),
                             {decodeImage});
}

JobPtr<PullJob> EngineClient::pull(const QString &reference, const PullOptions &options)
{
    return JobPtr<PullJob>(new ImagePull(d->link, reference, options));
}

JobPtr<Answer<CreatedContainer>> EngineClient::createContainer(const QString &name,
                                                               const nlohmann::json &body)
{
    QUrlQuery query;
    if (!name.isEmpty())
        query.addQueryItem(u"name"_s, queryValue(name));
    return ask<CreatedContainer>(d->link, callOf("POST", u"/containers/create"_s, query, body),
                                 {decodeCreated});
}

JobPtr<Answer<Done>> EngineClient::startContainer(const QString &id)
{
    const auto refused = [](const Error &told) -> Result<Done> {
        Error error = told;
        // It answered, and the container does not run: Docker says 400, Podman 500.
        if (error.status && error.kind != Error::Kind::NotFound &&
            error.kind != Error::Kind::Conflict)
            error.kind = Error::Kind::Invalid;
        return tl::unexpected(error);
    };
    return ask<Done>(d->link, callOf("POST", u"/containers/%1/start"_s.arg(id)),
                     {[](const nlohmann::json &) { return Done(); }, refused});
}

JobPtr<Answer<ContainerState>> EngineClient::inspectContainer(const QString &id)
{
    const auto link = d->link;
    return ask<ContainerState>(
        d->link, callOf("GET", u"/containers/%1/json"_s.arg(id)),
        {[link](const nlohmann::json &json) { return decodeContainer(json, *link->version()); }});
}

JobPtr<Answer<Done>> EngineClient::stopContainer(const QString &id, std::chrono::seconds grace)
{
    HttpCall call = callOf("POST", u"/containers/%1/stop"_s.arg(id),
                           {{u"t"_s, QString::number(grace.count())}});
    call.within = d->link->requestTimeout + grace;
    // What never ran has nothing to stop: Podman says that as an error.
    return askDone(d->link, std::move(call),
                   [](const Error &error) { return error.kind == Error::Kind::Gone; });
}

JobPtr<Answer<Done>> EngineClient::killContainer(const QString &id, const QString &signal)
{
    const auto refused = [](const Error &told) -> Result<Done> {
        Error error = told;
        // Docker says 409 for that alone.
        if (error.kind == Error::Kind::Conflict)
            error.kind = Error::Kind::Gone;
        return tl::unexpected(error);
    };
    return ask<Done>(
        d->link,
        callOf("POST", u"/containers/%1/kill"_s.arg(id), {{u"signal"_s, queryValue(signal)}}),
        {[](const nlohmann::json &) { return Done(); }, refused});
}

JobPtr<Answer<Done>> EngineClient::removeContainer(const QString &id)
{
    AnswerReader<Done> reader;
    reader.decode = [](const nlohmann::json &) { return Done(); };
    reader.refused = [](const Error &error) -> Result<Done> {
        if (isGone(error))
            return Done();
        return tl::unexpected(error);
    };
    // Somebody else is at it already; then it is waited for until it is gone.
    reader.isPassing = [](const Error &error) {
        return error.kind == Error::Kind::Conflict &&
               error.message.contains(u"already in progress");
    };
    return ask<Done>(
        d->link,
        callOf("DELETE", u"/containers/%1"_s.arg(id), {{u"force"_s, u"1"_s}, {u"v"_s, u"1"_s}}),
        std::move(reader));
}

JobPtr<Answer<std::vector<ContainerSummary>>> EngineClient::containers(const QStringList &labels)
{
    QUrlQuery query = labelFilter(labels);
    query.addQueryItem(u"all"_s, u"1"_s);
    return ask<std::vector<ContainerSummary>>(d->link, callOf("GET", u"/containers/json"_s, query),
                                              {decodeContainers});
}

JobPtr<CommandJob> EngineClient::exec(const ContainerCommand &command)
{
    return JobPtr<CommandJob>(new CommandRun(d->link, command));
}

JobPtr<ContainerLog> EngineClient::logs(const QString &id, const ContainerLogOptions &options)
{
    return JobPtr<ContainerLog>(new LogFrames(d->link, id, options));
}

JobPtr<EventFeed> EngineClient::events(const QStringList &labels)
{
    return JobPtr<EventFeed>(new EventStream(d->link, labels));
}

JobPtr<Answer<Done>> EngineClient::upload(const QString &id, const QString &folder,
                                          const QByteArray &tar)
{
    HttpCall call =
        callOf("PUT", u"/containers/%1/archive"_s.arg(id), {{u"path"_s, queryValue(folder)}});
    call.contentType = "application/x-tar";
    call.body = tar;
    return askDone(d->link, std::move(call));
}

JobPtr<Answer<Volume>> EngineClient::createVolume(const QString &name,
                                                  const QMap<QString, QString> &labels)
{
    nlohmann::json body{{"Name", name.toStdString()}, {"Labels", nlohmann::json::object()}};
    for (auto label = labels.begin(); label != labels.end(); ++label)
        body["Labels"][label.key().toStdString()] = label.value().toStdString();
    return ask<Volume>(d->link, callOf("POST", u"/volumes/create"_s, {}, body), {decodeVolume});
}

JobPtr<Answer<std::vector<Volume>>> EngineClient::volumes(const QStringList &labels)
{
    return ask<std::vector<Volume>>(d->link, callOf("GET", u"/volumes"_s, labelFilter(labels)),
                                    {decodeVolumes});
}

JobPtr<Answer<Done>> EngineClient::removeVolume(const QString &name)
{
    return askDone(d->link, callOf("DELETE", u"/volumes/%1"_s.arg(name)), isGone);
}

static Result<nlohmann::json> unread(const nlohmann::json &json)
{
    return json;
}

JobPtr<Answer<nlohmann::json>> EngineClient::request(const QByteArray &method, const QString &path,
                                                     const QUrlQuery &query)
{
    return ask<nlohmann::json>(d->link, callOf(method, path, query), {unread});
}

JobPtr<Answer<nlohmann::json>> EngineClient::request(const QByteArray &method, const QString &path,
                                                     const QUrlQuery &query,
                                                     const nlohmann::json &body)
{
    return ask<nlohmann::json>(d->link, callOf(method, path, query, body), {unread});
}

} // namespace assay::containers
