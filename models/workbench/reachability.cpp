// SPDX-License-Identifier: Apache-2.0
#include "reachability.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;
using Kind = ClusterObjects::Kind;

namespace {

struct WayText
{
    Q_DECLARE_TR_FUNCTIONS(WorkbenchWay)
};

Diagnosis trouble(const QString &reason, const QString &source, const QString &text,
                  const QDateTime &at = {}, const QString &reference = {})
{
    Diagnosis d;
    d.category = PodFailureCategory::Unknown;
    // Neither the image nor who wrote the workbench makes these objects.
    d.fault = Fault::Cluster;
    d.reason = reason;
    d.outlook = Outlook::MayHeal;
    d.evidence.push_back({Evidence::Kind::Condition, source, text, at, reference});
    return d;
}

QString selectorText(const Json &service)
{
    QStringList parts;
    for (const auto &[label, value] : objectAt(service, {"spec", "selector"}).items())
        parts << QString::fromStdString(label) + u'=' + value.get<QString>();
    return parts.join(u", "_s);
}

bool selectsPod(const Json &service, const Json &pod)
{
    const Json &labels = objectAt(pod, {"metadata", "labels"});
    for (const auto &[label, wanted] : objectAt(service, {"spec", "selector"}).items()) {
        const auto has = labels.find(label);
        if (has == labels.end() || *has != wanted)
            return false;
    }
    return true;
}

//! A port that a Service calls by a name that no container has; empty where there is none.
QString unknownPort(const Json &service, const Json &pod)
{
    for (const Json &port : listAt(service, {"spec", "ports"})) {
        const QString target = textAt(port, {"targetPort"});
        bool isKnown = target.isEmpty();
        for (const char *containers : {"containers", "initContainers"}) {
            for (const Json &container : listAt(pod, {"spec", containers})) {
                for (const Json &offered : listAt(container, {"ports"}))
                    isKnown = isKnown || textAt(offered, {"name"}) == target;
            }
        }
        if (!isKnown)
            return target;
    }
    return {};
}

bool hasAddress(const Json &endpoints)
{
    for (const Json &subset : listAt(endpoints, {"subsets"})) {
        if (!listAt(subset, {"addresses"}).empty())
            return true;
    }
    for (const Json &endpoint : listAt(endpoints, {"endpoints"})) {
        // "ready" that is not said means yes.
        if (at(endpoint, {"conditions", "ready"}) != Json(false) &&
            !listAt(endpoint, {"addresses"}).empty())
            return true;
    }
    return false;
}

std::optional<Diagnosis> troubleOfService(const Workbench &workbench, const Json &service)
{
    const QString name = nameOf(service);
    const QString source = u"service "_s + name;
    const Json &pod = workbench.history.pod;
    if (!selectsPod(service, pod)) {
        Diagnosis d =
            trouble(u"ServiceWithoutEndpoints"_s, source, u"selector "_s + selectorText(service));
        d.cause = WayText::tr("Service without endpoints");
        d.summary = WayText::tr("The workbench runs, but its Service \"%1\" leads to no pod: it "
                                "selects %2, and the pod does not have these labels.")
                        .arg(name, selectorText(service));
        d.advice = WayText::tr("Give the pod the labels that the Service selects, or correct the "
                               "Service; a controller may have been changed between the two.");
        return d;
    }
    if (const QString port = unknownPort(service, pod); !port.isEmpty()) {
        Diagnosis d = trouble(u"ServiceWithoutEndpoints"_s, source, u"targetPort "_s + port);
        d.cause = WayText::tr("Service without endpoints");
        d.summary = WayText::tr("The workbench runs, but its Service \"%1\" leads to a port "
                                "called \"%2\", and no container of the pod has a port of that "
                                "name.")
                        .arg(name, port);
        d.advice = WayText::tr("Name the container's port in the template as the Service does, or "
                               "correct the Service's targetPort.");
        return d;
    }
    const bool known =
        workbench.known.contains(Kind::Endpoints) || workbench.known.contains(Kind::EndpointSlice);
    bool isServed = !known || objectAt(service, {"spec", "selector"}).empty();
    for (const Json &endpoints : workbench.endpoints) {
        const QString of = textAt(endpoints, {"metadata", "labels", "kubernetes.io/service-name"});
        if ((of.isEmpty() ? nameOf(endpoints) : of) == name)
            isServed = isServed || hasAddress(endpoints);
    }
    if (isServed)
        return std::nullopt;
    Diagnosis d = trouble(u"ServiceWithoutEndpoints"_s, source, WayText::tr("no ready address"));
    d.cause = WayText::tr("Service without endpoints");
    d.summary = WayText::tr("The workbench runs, but its Service \"%1\" has no endpoint, though "
                            "it selects the pod.")
                    .arg(name);
    d.advice = WayText::tr("The cluster's endpoint controller may be behind or stopped: look again "
                           "in a moment, then show this to the cluster's administrator.");
    return d;
}

std::optional<Diagnosis> troubleOfServices(const Workbench &workbench)
{
    if (!workbench.known.contains(Kind::Service))
        return std::nullopt;
    for (const Json &service : workbench.services) {
        if (auto d = troubleOfService(workbench, service))
            return d;
    }
    if (!workbench.services.empty() || workbench.kind != "Notebook"_L1)
        return std::nullopt;
    Diagnosis d =
        trouble(u"NoService"_s, u"services"_s,
                WayText::tr("none is called \"%1\" or selects the pod").arg(workbench.name));
    d.cause = WayText::tr("No Service");
    d.summary = WayText::tr("The workbench runs, but no Service leads to it.");
    d.advice = WayText::tr("The notebook controller makes one of the notebook's name: look in its "
                           "log, or who deleted it.");
    return d;
}

//! "False: HostAlreadyClaimed: …" with the time; empty where the condition does not stand in the
//! way.
struct Refusal
{
    QString text;
    QString reason;
    QDateTime at;
};
std::optional<Refusal> refusalIn(const Json &conditions, QLatin1StringView type)
{
    for (const Json &condition : conditions) {
        if (textAt(condition, {"type"}) != type || textAt(condition, {"status"}) != "False"_L1)
            continue;
        const QString reason = textAt(condition, {"reason"});
        const QString message = textAt(condition, {"message"});
        return Refusal{type + u" False: "_s + reason +
                           (message.isEmpty() ? QString() : u": "_s + message),
                       reason, timeAt(condition, {"lastTransitionTime"})};
    }
    return std::nullopt;
}

Diagnosis refusedRoute(const QString &kind, const QString &name, const Refusal &refusal)
{
    Diagnosis d = trouble(refusal.reason.isEmpty() ? u"RouteNotAccepted"_s : refusal.reason,
                          kind.toLower() + u' ' + name, refusal.text, refusal.at);
    d.cause = WayText::tr("%1 not accepted").arg(kind);
    d.summary = WayText::tr("The workbench runs, but its %1 \"%2\" is not accepted: %3.")
                    .arg(kind, name, refusal.reason);
    if (refusal.reason == "HostAlreadyClaimed"_L1) {
        d.advice = WayText::tr("Another namespace has a Route with the same host: delete that one, "
                               "or give this one another host.");
    } else if (refusal.reason == "NotAllowedByListeners"_L1 ||
               refusal.reason == "NoMatchingParent"_L1 ||
               refusal.reason == "NoMatchingListenerHostname"_L1) {
        d.advice = WayText::tr("The Gateway's listeners do not take it: its namespace has to be "
                               "allowed (allowedRoutes), and its host and port have to match.");
    } else if (refusal.reason == "RefNotPermitted"_L1) {
        d.advice = WayText::tr("It names a Service in another namespace, which has to allow that "
                               "with a ReferenceGrant.");
    } else if (refusal.reason == "BackendNotFound"_L1) {
        d.advice = WayText::tr("The Service that it names does not exist: look who deleted it.");
    } else {
        d.advice = WayText::tr("The evidence holds the router's own words: show them to the "
                               "cluster's administrator.");
    }
    return d;
}

Diagnosis ignoredRoute(const QString &kind, const QString &name)
{
    Diagnosis d = trouble(u"RouteNotAccepted"_s, kind.toLower() + u' ' + name,
                          WayText::tr("no router has written a status"));
    d.cause = WayText::tr("%1 not accepted").arg(kind);
    d.summary = WayText::tr("The workbench runs, but no router took notice of its %1 \"%2\".")
                    .arg(kind, name);
    d.advice = kind == "Route"_L1
                   ? WayText::tr("Check that the cluster's router runs, and that its namespace and "
                                 "route labels take this namespace in.")
                   : WayText::tr("Check that the Gateway that it names in parentRefs exists, and "
                                 "that its controller runs.");
    return d;
}

std::optional<Diagnosis> troubleOfRoutes(const Workbench &workbench)
{
    for (const Json &route : workbench.routes) {
        const Json &routers = listAt(route, {"status", "ingress"});
        if (routers.empty())
            return ignoredRoute(u"Route"_s, nameOf(route));
        // One router that takes it is enough.
        std::optional<Refusal> refusal;
        for (const Json &router : routers) {
            refusal = refusalIn(listAt(router, {"conditions"}), "Admitted"_L1);
            if (!refusal)
                break;
        }
        if (refusal)
            return refusedRoute(u"Route"_s, nameOf(route), *refusal);
    }
    for (const Json &route : workbench.httpRoutes) {
        const Json &parents = listAt(route, {"status", "parents"});
        if (parents.empty())
            return ignoredRoute(u"HTTPRoute"_s, nameOf(route));
        std::optional<Refusal> refusal;
        for (const Json &parent : parents) {
            const Json &conditions = listAt(parent, {"conditions"});
            refusal = refusalIn(conditions, "Accepted"_L1);
            if (!refusal)
                refusal = refusalIn(conditions, "ResolvedRefs"_L1);
            if (!refusal)
                break;
        }
        if (refusal)
            return refusedRoute(u"HTTPRoute"_s, nameOf(route), *refusal);
    }
    return std::nullopt;
}

std::optional<Diagnosis> troubleOfAnswer(const Workbench &workbench)
{
    if (!workbench.answer)
        return std::nullopt;
    const ServerAnswer &answer = *workbench.answer;
    const bool isLost = answer.status == 404 || answer.status >= 500;
    if (!isLost && !answer.isRefused)
        return std::nullopt;
    const QString said = answer.isRefused
                             ? WayText::tr("nothing listens on port %1").arg(workbench.port())
                             : WayText::tr("HTTP status %1").arg(answer.status);
    Diagnosis d = trouble(answer.status == 404 ? u"WrongBasePath"_s : u"NoAnswer"_s,
                          u"GET "_s + answer.path, said);
    d.evidence.front().kind = Evidence::Kind::Answer;
    d.fault = Fault::Image;
    d.container = workbench.history.mainContainer;
    if (answer.status == 404) {
        d.cause = WayText::tr("Wrong base URL");
        d.summary = WayText::tr("The workbench runs, but its server does not know its own page %1 "
                                "(HTTP status 404).")
                        .arg(answer.path);
        d.advice = WayText::tr("Let the image's start script serve under the base URL that "
                               "NB_PREFIX gives.");
    } else if (answer.isRefused) {
        d.cause = WayText::tr("Server does not answer");
        d.summary = WayText::tr("The workbench runs, but nothing listens on its port %1.")
                        .arg(workbench.port());
        d.advice = WayText::tr("Let the server listen on that port on all addresses (0.0.0.0).");
    } else {
        d.cause = WayText::tr("Server does not answer");
        d.summary = WayText::tr("The workbench runs, but its server answered %1 with HTTP status "
                                "%2.")
                        .arg(answer.path)
                        .arg(answer.status);
        d.advice = WayText::tr("Look in the workbench's log for what it made of the request.");
    }
    return d;
}

std::optional<Diagnosis> troubleOfAuth(const Workbench &workbench)
{
    if (!authSidecarOf(workbench.history.pod).isEmpty())
        return std::nullopt;
    for (const auto &[annotation, proxy] :
         {std::pair{"notebooks.opendatahub.io/inject-oauth", "oauth-proxy"},
          std::pair{"notebooks.opendatahub.io/inject-auth", "kube-rbac-proxy"}}) {
        if (textAt(workbench.notebook, {"metadata", "annotations", annotation}) != "true"_L1)
            continue;
        Diagnosis d = trouble(u"AuthSidecarMissing"_s,
                              u"annotation "_s + QLatin1StringView(annotation), u"true"_s);
        d.cause = WayText::tr("Auth sidecar missing");
        d.summary = WayText::tr("The workbench runs, but without the sidecar \"%1\" that its "
                                "notebook asks for and that lets users log in.")
                        .arg(QLatin1StringView(proxy));
        d.advice =
            WayText::tr("Open Data Hub's webhook adds it when the notebook is written: check "
                        "that the odh-notebook-controller runs, then stop and start the "
                        "workbench.");
        return d;
    }
    return std::nullopt;
}

} // namespace

QString authSidecarOf(const Json &pod)
{
    for (const char *containers : {"containers", "initContainers"}) {
        for (const Json &container : listAt(pod, {"spec", containers})) {
            const QString name = textAt(container, {"name"});
            if (name == "oauth-proxy"_L1 || name == "kube-rbac-proxy"_L1)
                return name;
        }
    }
    return {};
}

std::optional<Diagnosis> whatIsInTheWay(const Workbench &workbench)
{
    if (auto d = troubleOfAuth(workbench))
        return d;
    if (auto d = troubleOfAnswer(workbench))
        return d;
    if (auto d = troubleOfServices(workbench))
        return d;
    return troubleOfRoutes(workbench);
}

QStringList seenOfTheWay(const Workbench &workbench)
{
    QStringList seen;
    if (workbench.answer && workbench.answer->status > 0)
        seen << WayText::tr("its server answers under %1").arg(workbench.answer->path);
    if (!workbench.services.empty())
        seen << WayText::tr("its Service leads to it");
    if (!workbench.routes.empty())
        seen << WayText::tr("its Route is accepted");
    if (!workbench.httpRoutes.empty())
        seen << WayText::tr("its HTTPRoute is accepted");
    if (const QString sidecar = authSidecarOf(workbench.history.pod); !sidecar.isEmpty())
        seen << WayText::tr("the sidecar that asks users to log in runs");
    return seen;
}

QStringList unseenOfTheWay(const Workbench &workbench)
{
    QStringList unseen;
    if (!workbench.known.contains(Kind::Service))
        unseen << WayText::tr("its Service");
    else if (!workbench.known.contains(Kind::Endpoints) &&
             !workbench.known.contains(Kind::EndpointSlice))
        unseen << WayText::tr("the Service's endpoints");
    if (!workbench.known.contains(Kind::Route) && !workbench.known.contains(Kind::HttpRoute))
        unseen << WayText::tr("a Route or HTTPRoute");
    return unseen;
}

} // namespace assay::models
