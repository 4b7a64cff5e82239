// SPDX-License-Identifier: Apache-2.0
#include "api_server.h"

#include "access_review.h"
#include "authentication.h"
#include "http/exchange.h"
#include "pod_logs.h"
#include "request_body.h"
#include "store/api_error.h"
#include "store/logging.h"
#include "store/table.h"
#include "store/version_info.h"
#include "watcher.h"

#include <QRandomGenerator>

namespace assay::sandbox {

static void respondJson(Exchange *exchange, int code, const Json &body,
                        const Exchange::Headers &headers = {})
{
    exchange->respond(code, "application/json", body.dump(), headers);
}

static bool isDryRun(const HttpRequest &request)
{
    return request.hasParameter("dryRun");
}

static bool wantsTable(const HttpRequest &request)
{
    return request.header("accept").find("as=Table") != std::string::npos;
}

static bool isWatchRequest(const HttpRequest &request)
{
    return request.method == "GET" && request.flag("watch");
}

static constexpr std::size_t mostRequests = 10'000;

ApiServer::ApiServer(Registry &registry, Kubelet &kubelet, FaultList &faults, QByteArray token,
                     Pace pace, QObject *parent)
    : QObject(parent)
    , m_registry(registry)
    , m_kubelet(kubelet)
    , m_faults(faults)
    , m_token(std::move(token))
    , m_pace(pace)
    , m_discovery([this](const ResourceType &type) { return isServed(type); })
{
}

bool ApiServer::isServed(const ResourceType &type) const
{
    return &type != &types::notebooks() ||
           m_registry.store().find(types::customResourceDefinitions(), {}, type.qualifiedName());
}

void ApiServer::handle(Exchange *exchange)
{
    const HttpRequest &request = exchange->request();
    if (isOpen(request) || hasToken(request, m_token)) {
        m_requests.push_back(QString::fromStdString(request.method + " " + request.target));
        if (m_requests.size() > mostRequests)
            m_requests.pop_front();
    }
    const std::optional<Route> route = parseRoute(request.path);
    const bool isOwn = request.path == "/sandbox/faults";
    if (!isOwn && meetFault(exchange, route))
        return;
    try {
        authenticate(*exchange);
        answer(exchange, route);
    } catch (const ApiError &error) {
        respondJson(exchange, error.code(), error.status());
    } catch (const Json::exception &error) {
        // A body whose shape is not the API's.
        respondJson(exchange, 400, ApiError::badRequest(error.what()).status());
    }
}

std::optional<ApiServer::Route> ApiServer::parseRoute(const std::string &path) const
{
    std::vector<std::string> parts;
    for (const QString &part : QString::fromStdString(path).split(u'/', Qt::SkipEmptyParts))
        parts.push_back(part.toStdString());
    const bool core = !parts.empty() && parts[0] == "api";
    const std::size_t head = core ? 2 : 3;
    if (parts.size() <= head || (!core && parts[0] != "apis"))
        return std::nullopt;
    const std::string version = core ? parts[1] : parts[1] + "/" + parts[2];
    parts.erase(parts.begin(), parts.begin() + static_cast<qint64>(head));
    Route route;
    if (parts.size() > 2 && parts[0] == "namespaces" &&
        !(parts.size() == 3 && parts[2] == "status") && findType(version, parts[2])) {
        route.nameSpace = parts[1];
        parts.erase(parts.begin(), parts.begin() + 2);
    }
    route.type = findType(version, parts[0]);
    if (!route.type || !isServed(*route.type) || parts.size() > 3 ||
        (!route.nameSpace.empty() && !route.type->namespaced) ||
        (route.nameSpace.empty() && route.type->namespaced && parts.size() > 1))
        return std::nullopt;
    if (parts.size() > 1)
        route.name = parts[1];
    if (parts.size() > 2) {
        route.subresource = parts[2];
        if (!route.type->hasSubresource(route.subresource))
            return std::nullopt;
    }
    return route;
}

bool ApiServer::meetFault(Exchange *exchange, const std::optional<Route> &route)
{
    const HttpRequest &request = exchange->request();
    m_fault = m_faults.meet(QString::fromStdString(request.method),
                            QString::fromStdString(request.target), isWatchRequest(request),
                            route && route->subresource == "exec");
    if (!m_fault)
        return false;
    qCDebug(apiLog).nospace() << request.method.c_str() << ' ' << request.path.c_str()
                              << ": meets fault " << int(m_fault->kind);
    switch (m_fault->kind) {
    case Fault::Kind::Status: {
        Exchange::Headers headers;
        Json details = Json::object();
        if (m_fault->retryAfterSeconds >= 0) {
            headers.emplace_back("Retry-After", std::to_string(m_fault->retryAfterSeconds));
            details["retryAfterSeconds"] = m_fault->retryAfterSeconds;
        }
        static const std::map<int, const char *> reasons = {{400, "BadRequest"},
                                                            {401, "Unauthorized"},
                                                            {403, "Forbidden"},
                                                            {404, "NotFound"},
                                                            {405, "MethodNotAllowed"},
                                                            {409, "Conflict"},
                                                            {410, "Expired"},
                                                            {422, "Invalid"},
                                                            {429, "TooManyRequests"},
                                                            {500, "InternalError"},
                                                            {503, "ServiceUnavailable"},
                                                            {504, "Timeout"}};
        const auto reason = reasons.find(m_fault->code);
        const ApiError error(m_fault->code, reason == reasons.end() ? "" : reason->second,
                             m_fault->message.toStdString(), details);
        respondJson(exchange, m_fault->code, error.status(), headers);
        return true;
    }
    case Fault::Kind::Reset:
        exchange->reset();
        return true;
    case Fault::Kind::Silence:
        return true;
    case Fault::Kind::Garbage:
        exchange->respond(200, "application/json", "<<<this is not JSON>>>\n{\"half\": ");
        return true;
    case Fault::Kind::CutBody:
        exchange->cutBodyAfter(m_fault->bytes);
        return false;
    case Fault::Kind::SlowBytes:
        exchange->slowDown(m_fault->milliseconds);
        return false;
    case Fault::Kind::WatchGone:
    case Fault::Kind::ExecNoStatus:
        return false;
    }
    return false;
}

void ApiServer::authenticate(const Exchange &exchange) const
{
    const HttpRequest &request = exchange.request();
    if (!hasToken(request, m_token) && !isOpen(request))
        throw ApiError::unauthorized();
}

void ApiServer::answer(Exchange *exchange, const std::optional<Route> &route)
{
    if (!route) {
        if (!answerPath(exchange))
            throw ApiError::noSuchPath();
    } else if (!route->subresource.empty()) {
        answerSubresource(exchange, *route);
    } else if (route->name.empty()) {
        answerCollection(exchange, *route);
    } else {
        answerObject(exchange, *route);
    }
}

bool ApiServer::answerPath(Exchange *exchange)
{
    const HttpRequest &request = exchange->request();
    std::string path = request.path;
    if (path == "/sandbox/faults") {
        changeFaults(exchange);
        return true;
    }
    while (path.size() > 1 && path.back() == '/')
        path.pop_back();
    if (request.method != "GET" && request.method != "HEAD")
        return false;
    if (path == "/healthz" || path == "/livez" || path == "/readyz") {
        exchange->respond(200, "text/plain; charset=utf-8", "ok");
    } else if (path == "/version") {
        respondJson(exchange, 200, versionInfo());
    } else if (path == "/openapi/v2") {
        if (request.header("accept").find("protobuf") != std::string::npos)
            exchange->respond(200, "application/com.github.proto-openapi.spec.v2@v1.0+protobuf",
                              openApiV2Protobuf());
        else
            respondJson(exchange, 200, openApiV2());
    } else if (const auto document = m_discovery.document(path)) {
        respondJson(exchange, 200, *document);
    } else {
        return false;
    }
    return true;
}

void ApiServer::changeFaults(Exchange *exchange)
{
    const HttpRequest &request = exchange->request();
    if (request.method == "POST")
        m_faults.add(FaultList::fromJson(parseBody(request)));
    else if (request.method == "DELETE")
        m_faults.clear();
    else
        throw ApiError::methodNotAllowed();
    respondJson(exchange, 200, {{"kind", "Status"}, {"apiVersion", "v1"}, {"status", "Success"}});
}

static void requireVerb(const ResourceType &type, const char *verb)
{
    if (!type.allows(verb))
        throw ApiError::methodNotAllowed();
}

void ApiServer::answerCollection(Exchange *exchange, const Route &route)
{
    const HttpRequest &request = exchange->request();
    const ResourceType &type = *route.type;
    if (request.method == "GET" || request.method == "HEAD") {
        if (request.flag("watch")) {
            requireVerb(type, "watch");
            watch(exchange, route);
        } else {
            requireVerb(type, "list");
            list(exchange, route);
        }
    } else if (request.method == "POST") {
        requireVerb(type, "create");
        if (isReview(type)) {
            respondJson(exchange, 201, answerReview(type, parseBody(request)));
            return;
        }
        Json body = parseBody(request);
        std::string nameSpace = route.nameSpace;
        if (type.namespaced && nameSpace.empty())
            nameSpace = body.is_object() ? text(body, "/metadata/namespace", "default") : "";
        const ObjectPtr created =
            m_registry.create(type, nameSpace, std::move(body), isDryRun(request));
        respondJson(exchange, 201,
                    wantsTable(request) ? makeTable(type, {created}, "Object") : *created);
    } else if (request.method == "DELETE") {
        requireVerb(type, "deletecollection");
        const Selector selector(type, request.parameter("labelSelector"),
                                request.parameter("fieldSelector"));
        const auto options = Registry::parseDeleteOptions(parseBody(request));
        Json items = Json::array();
        for (const ObjectPtr &object : m_registry.store().list(type, route.nameSpace)) {
            if (selector.matches(*object))
                items.push_back(
                    *m_registry.remove(type, namespaceOf(*object), nameOf(*object), options));
        }
        respondJson(exchange, 200,
                    {{"kind", type.kind + "List"},
                     {"apiVersion", type.apiVersion()},
                     {"metadata", Json::object()},
                     {"items", items}});
    } else {
        throw ApiError::methodNotAllowed();
    }
}

void ApiServer::list(Exchange *exchange, const Route &route)
{
    const HttpRequest &request = exchange->request();
    const ResourceType &type = *route.type;
    const Selector selector(type, request.parameter("labelSelector"),
                            request.parameter("fieldSelector"));
    const ObjectStore &store = m_registry.store();
    const std::string token = request.parameter("continue");
    const std::string after =
        QByteArray::fromBase64(QByteArray::fromStdString(token), QByteArray::Base64UrlEncoding)
            .toStdString();
    if (!token.empty() && after.empty())
        throw ApiError::badRequest("continue key is not valid");
    std::vector<ObjectPtr> objects;
    for (const ObjectPtr &object : store.list(type, route.nameSpace)) {
        // '\x01' sorts below whatever a name may hold, so pages keep the store's order.
        if (selector.matches(*object) &&
            (after.empty() || namespaceOf(*object) + '\x01' + nameOf(*object) > after))
            objects.push_back(object);
    }
    Json metadata = {{"resourceVersion", std::to_string(store.version())}};
    const auto limit = request.numeric("limit");
    if (limit && *limit > 0 && objects.size() > static_cast<std::size_t>(*limit)) {
        metadata["remainingItemCount"] = objects.size() - static_cast<std::size_t>(*limit);
        objects.resize(static_cast<std::size_t>(*limit));
        const Json &last = *objects.back();
        metadata["continue"] = QByteArray::fromStdString(namespaceOf(last) + '\x01' + nameOf(last))
                                   .toBase64(QByteArray::Base64UrlEncoding)
                                   .toStdString();
    }
    if (wantsTable(request)) {
        Json table = makeTable(type, objects, request.parameter("includeObject"));
        table["metadata"] = metadata;
        respondJson(exchange, 200, table);
        return;
    }
    Json items = Json::array();
    for (const ObjectPtr &object : objects)
        items.push_back(*object);
    respondJson(exchange, 200,
                {{"kind", type.kind + "List"},
                 {"apiVersion", type.apiVersion()},
                 {"metadata", metadata},
                 {"items", std::move(items)}});
}

void ApiServer::watch(Exchange *exchange, Route route)
{
    const HttpRequest &request = exchange->request();
    if (request.flag("sendInitialEvents")) {
        throw ApiError(422, "Invalid",
                       "ListOptions.meta.k8s.io \"\" is invalid: sendInitialEvents: Forbidden: "
                       "sendInitialEvents is forbidden for watch unless the WatchList feature gate "
                       "is enabled",
                       {{"group", "meta.k8s.io"}, {"kind", "ListOptions"}});
    }
    std::string fields = request.parameter("fieldSelector");
    if (!route.name.empty())
        fields.append(fields.empty() ? "" : ",").append("metadata.name=" + route.name);
    Watcher::Options options;
    options.type = route.type;
    options.nameSpace = route.nameSpace;
    options.selector = Selector(*route.type, request.parameter("labelSelector"), fields);
    options.resourceVersion = request.parameter("resourceVersion");
    options.bookmarks = request.flag("allowWatchBookmarks");
    options.bookmarkMilliseconds = m_pace.milliseconds(60);
    options.gone = m_fault && m_fault->kind == Fault::Kind::WatchGone;
    const int base = 1800 + QRandomGenerator::global()->bounded(1800);
    const auto asked = request.numeric("timeoutSeconds").value_or(0);
    options.timeoutMilliseconds =
        static_cast<int>(asked > 0 ? std::min<long long>(asked, 86'400) : base) * 1000;
    const std::string include = request.parameter("includeObject");
    if (wantsTable(request)) {
        options.show = [type = route.type, include](const ObjectPtr &object) {
            return makeTable(*type, {object}, include);
        };
    } else {
        options.show = [](const ObjectPtr &object) { return *object; };
    }
    new Watcher(m_registry.store(), exchange, std::move(options));
}

void ApiServer::answerObject(Exchange *exchange, const Route &route)
{
    const HttpRequest &request = exchange->request();
    const ResourceType &type = *route.type;
    const auto show = [&](int code, const ObjectPtr &object) {
        const bool table = wantsTable(request);
        const std::string include =
            request.method == "GET" ? request.parameter("includeObject") : "Object";
        respondJson(exchange, code, table ? makeTable(type, {object}, include) : *object);
    };
    const Registry::Target target{&type, route.nameSpace, route.name, false};
    if (request.method == "GET" || request.method == "HEAD") {
        if (request.flag("watch")) {
            requireVerb(type, "watch");
            watch(exchange, route);
            return;
        }
        requireVerb(type, "get");
        show(200, m_registry.get(type, route.nameSpace, route.name));
    } else if (request.method == "PUT") {
        requireVerb(type, "update");
        show(200, m_registry.replace(target, parseBody(request), isDryRun(request)));
    } else if (request.method == "PATCH") {
        requireVerb(type, "patch");
        bool created = false;
        const ObjectPtr object = m_registry.patch(target, request.contentType(), parseBody(request),
                                                  isDryRun(request), &created);
        show(created ? 201 : 200, object);
    } else if (request.method == "DELETE") {
        requireVerb(type, "delete");
        auto options = Registry::parseDeleteOptions(parseBody(request));
        options.dryRun = options.dryRun || isDryRun(request);
        if (const auto grace = request.numeric("gracePeriodSeconds"))
            options.gracePeriodSeconds = *grace;
        if (request.hasParameter("propagationPolicy"))
            options.propagationPolicy = request.parameter("propagationPolicy");
        bool gone = false;
        const ObjectPtr object =
            m_registry.remove(type, route.nameSpace, route.name, options, &gone);
        if (!gone || options.dryRun || &type == &types::pods()) {
            respondJson(exchange, 200, *object);
            return;
        }
        Json details = {{"name", route.name}, {"kind", type.plural}, {"uid", uidOf(*object)}};
        if (!type.group.empty())
            details["group"] = type.group;
        respondJson(exchange, 200,
                    {{"kind", "Status"},
                     {"apiVersion", "v1"},
                     {"metadata", Json::object()},
                     {"status", "Success"},
                     {"details", details}});
    } else {
        throw ApiError::methodNotAllowed();
    }
}

void ApiServer::answerSubresource(Exchange *exchange, const Route &route)
{
    const HttpRequest &request = exchange->request();
    const Registry::Target target{route.type, route.nameSpace, route.name, true};
    if (route.subresource == "log" && request.method == "GET")
        logs(exchange, route);
    else if (route.subresource == "exec" && (request.method == "GET" || request.method == "POST"))
        exec(exchange, route);
    else if (route.subresource != "status")
        throw ApiError::methodNotAllowed();
    else if (request.method == "GET")
        respondJson(exchange, 200, *m_registry.get(*route.type, route.nameSpace, route.name));
    else if (request.method == "PUT")
        respondJson(exchange, 200,
                    *m_registry.replace(target, parseBody(request), isDryRun(request)));
    else if (request.method == "PATCH")
        respondJson(exchange, 200,
                    *m_registry.patch(target, request.contentType(), parseBody(request),
                                      isDryRun(request)));
    else
        throw ApiError::methodNotAllowed();
}

void ApiServer::logs(Exchange *exchange, const Route &route)
{
    const HttpRequest &request = exchange->request();
    const auto log = m_kubelet.log(route.nameSpace, route.name, request.parameter("container"),
                                   request.flag("previous"));
    if (log)
        new PodLogs(log, exchange);
    else
        exchange->respond(200, "text/plain", {});
}

void ApiServer::exec(Exchange *exchange, const Route &route)
{
    const HttpRequest &request = exchange->request();
    auto process = m_kubelet.exec(route.nameSpace, route.name, request.parameter("container"),
                                  request.parameters("command"));
    if (!exchange->isUpgrade()) {
        throw ApiError::badRequest("unable to upgrade: only WebSocket connections are served here "
                                   "(v5.channel.k8s.io, v4.channel.k8s.io)");
    }
    if (!ExecSession::canNegotiate(request)) {
        throw ApiError(403, "Forbidden",
                       "unable to upgrade: unable to negotiate protocol: client supports [" +
                           request.header("sec-websocket-protocol") +
                           "], server accepts [v5.channel.k8s.io v4.channel.k8s.io]");
    }
    ExecSession::Options options;
    options.input = request.flag("stdin");
    options.output = request.flag("stdout");
    options.errors = request.flag("stderr");
    options.terminal = request.flag("tty");
    options.withoutStatus = m_fault && m_fault->kind == Fault::Kind::ExecNoStatus;
    QTcpSocket *socket = exchange->takeSocket();
    new ExecSession(socket, std::move(process), options, this);
}

} // namespace assay::sandbox
