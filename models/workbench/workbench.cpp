// SPDX-License-Identifier: Apache-2.0
#include <models/workbench/workbench.h>

#include "reachability.h"

#include <QHash>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;
using Kind = ClusterObjects::Kind;

namespace {

QString spaceOf(const Json &object)
{
    return textAt(object, {"metadata", "namespace"});
}

QString keyOf(const QString &nameSpace, const QString &name)
{
    return nameSpace + u'/' + name;
}

QString ownerOf(const Json &object, QLatin1StringView kind)
{
    for (const Json &owner : listAt(object, {"metadata", "ownerReferences"})) {
        if (textAt(owner, {"kind"}) == kind)
            return textAt(owner, {"name"});
    }
    return {};
}

QString notebookOf(const Json &object)
{
    const QString label = textAt(object, {"metadata", "labels", "notebook-name"});
    return label.isEmpty() ? ownerOf(object, "Notebook"_L1) : label;
}

QStringList claimNamesOf(const Workbench &workbench)
{
    QStringList names;
    for (const Json &volume : listAt(workbench.history.pod, {"spec", "volumes"})) {
        if (const QString name = textAt(volume, {"persistentVolumeClaim", "claimName"});
            !name.isEmpty())
            names << name;
    }
    return names;
}

//! One that zero-to-jupyterhub's spawner made for a user.
bool isJupyterHubServer(const Json &pod)
{
    return textAt(pod, {"metadata", "labels", "component"}) == "singleuser-server"_L1;
}

bool isReady(const Json &pod)
{
    for (const Json &condition : listAt(pod, {"status", "conditions"})) {
        if (textAt(condition, {"type"}) == "Ready"_L1)
            return textAt(condition, {"status"}) == "True"_L1;
    }
    return false;
}

QString mainContainerOf(const Workbench &workbench)
{
    const Json &containers = listAt(workbench.history.pod, {"spec", "containers"});
    const Json &wanted =
        containers.empty() ? listAt(workbench.notebook, {"spec", "template", "spec", "containers"})
                           : containers;
    const QStringList likely{
        notebookOf(workbench.history.pod), workbench.name,
        textAt(workbench.history.pod,
               {"metadata", "annotations", "kubectl.kubernetes.io/default-container"}),
        u"notebook"_s};
    for (const QString &name : likely) {
        for (const Json &container : wanted) {
            if (!name.isEmpty() && textAt(container, {"name"}) == name)
                return name;
        }
    }
    return wanted.empty() ? workbench.name : textAt(wanted.front(), {"name"});
}

//! Objects by namespace and name; of one that was seen twice, as must-gathers have pods, the later.
class Index
{
public:
    explicit Index(const std::vector<Json> &objects)
    {
        for (const Json &object : objects) {
            const QString key = keyOf(spaceOf(object), nameOf(object));
            const auto at = m_places.constFind(key);
            if (at == m_places.constEnd()) {
                m_places.insert(key, m_objects.size());
                m_objects.push_back(&object);
            } else {
                m_objects[*at] = &object;
            }
        }
    }
    const std::vector<const Json *> &all() const { return m_objects; }
    const Json *find(const QString &nameSpace, const QString &name) const
    {
        const auto at = m_places.constFind(keyOf(nameSpace, name));
        return at == m_places.constEnd() ? nullptr : m_objects[*at];
    }

private:
    QHash<QString, std::size_t> m_places;
    std::vector<const Json *> m_objects;
};

bool selects(const Json &service, const Json &pod)
{
    const Json &selector = objectAt(service, {"spec", "selector"});
    const Json &labels = objectAt(pod, {"metadata", "labels"});
    for (const auto &[label, wanted] : selector.items()) {
        const auto has = labels.find(label);
        if (has == labels.end() || *has != wanted)
            return false;
    }
    return !selector.empty();
}

class Gathering
{
public:
    explicit Gathering(const ClusterObjects &objects)
        : m_objects(objects)
        , m_notebooks(objects.of(Kind::Notebook))
        , m_sets(objects.of(Kind::StatefulSet))
        , m_pods(objects.of(Kind::Pod))
        , m_claims(objects.of(Kind::Claim))
        , m_volumes(objects.of(Kind::Volume))
    {
        for (const Json *pod : m_pods.all()) {
            for (const QString &owner : {u"Notebook "_s + notebookOf(*pod),
                                         u"StatefulSet "_s + ownerOf(*pod, "StatefulSet"_L1)}) {
                if (!owner.endsWith(u' '))
                    m_owned[keyOf(spaceOf(*pod), owner)].push_back(pod);
            }
        }
        for (const Json &event : objects.of(Kind::Event)) {
            m_events[keyOf(spaceOfEvent(event), textAt(event, {"involvedObject", "kind"}) + u' ' +
                                                    textAt(event, {"involvedObject", "name"}))]
                .push_back(&event);
        }
        for (const Json &route : objects.of(Kind::HttpRoute))
            noteBackends(route);
        for (const auto &[kind, found] : {std::pair{Kind::Service, &m_services},
                                          {Kind::Endpoints, &m_endpoints},
                                          {Kind::EndpointSlice, &m_endpoints},
                                          {Kind::Route, &m_routes}}) {
            for (const Json &object : objects.of(kind))
                (*found)[spaceOf(object)].push_back(&object);
        }
    }

    std::vector<Workbench> all()
    {
        for (const Json *notebook : m_notebooks.all()) {
            Workbench &workbench = begin(u"Notebook"_s, *notebook);
            workbench.isDeclared = true;
            workbench.notebook = *notebook;
            if (const Json *set = m_sets.find(workbench.nameSpace, workbench.name))
                takeSet(workbench, *set);
            takePod(workbench, u"Notebook "_s + workbench.name);
        }
        for (const Json *set : m_sets.all()) {
            if (m_taken.contains(set))
                continue;
            Workbench &workbench = begin(u"StatefulSet"_s, *set);
            workbench.isDeclared = !notebookOf(*set).isEmpty();
            takeSet(workbench, *set);
            takePod(workbench, u"StatefulSet "_s + workbench.name);
        }
        for (const Json *pod : m_pods.all()) {
            if (m_taken.contains(pod))
                continue;
            Workbench &workbench = begin(u"Pod"_s, *pod);
            workbench.isDeclared = !notebookOf(*pod).isEmpty() || isJupyterHubServer(*pod);
            workbench.history.pod = *pod;
        }
        ResourceAmounts largest;
        QHash<QString, QString> architectures; //!< by the node's name
        for (const Json &node : m_objects.of(Kind::Node)) {
            takeAllocatable(largest, node);
            architectures.insert(textAt(node, {"metadata", "name"}),
                                 textAt(node, {"status", "nodeInfo", "architecture"}));
        }
        for (Workbench &workbench : m_found) {
            workbench.history.largestNode = largest;
            complete(workbench);
            workbench.history.nodeArchitecture =
                architectures.value(textAt(workbench.history.pod, {"spec", "nodeName"}));
        }
        std::stable_sort(m_found.begin(), m_found.end(), [](const auto &a, const auto &b) {
            if (a.since() != b.since())
                return b.since().isValid() ? a.since().isValid() && a.since() < b.since()
                                           : a.since().isValid();
            return keyOf(a.nameSpace, a.name) < keyOf(b.nameSpace, b.name);
        });
        return std::move(m_found);
    }

private:
    static QString spaceOfEvent(const Json &event)
    {
        const QString nameSpace = textAt(event, {"involvedObject", "namespace"});
        return nameSpace.isEmpty() ? spaceOf(event) : nameSpace;
    }

    Workbench &begin(const QString &kind, const Json &object)
    {
        Workbench workbench;
        workbench.kind = kind;
        workbench.nameSpace = spaceOf(object);
        workbench.name = nameOf(object);
        m_found.push_back(std::move(workbench));
        return m_found.back();
    }

    void takeSet(Workbench &workbench, const Json &set)
    {
        workbench.statefulSet = set;
        m_taken.insert(&set);
    }

    void takePod(Workbench &workbench, const QString &owner)
    {
        const auto pods = m_owned.value(keyOf(workbench.nameSpace, owner));
        const Json *chosen = m_pods.find(workbench.nameSpace, workbench.name + u"-0"_s);
        for (const Json *pod : pods) {
            // Of several, the one that there is something to say of.
            if (!chosen || (isReady(*chosen) && !isReady(*pod)))
                chosen = pod;
            m_taken.insert(pod);
        }
        if (!chosen)
            return;
        m_taken.insert(chosen);
        workbench.history.pod = *chosen;
    }

    void complete(Workbench &workbench)
    {
        workbench.history.audience = Audience::WorkbenchUser;
        workbench.history.notebook = workbench.notebook;
        workbench.history.mainContainer = mainContainerOf(workbench);
        for (const Kind kind :
             {Kind::Notebook, Kind::StatefulSet, Kind::Pod, Kind::Event, Kind::Claim, Kind::Service,
              Kind::Endpoints, Kind::EndpointSlice, Kind::Route, Kind::HttpRoute, Kind::Volume}) {
            if (m_objects.knows(kind))
                workbench.known.insert(kind);
        }
        for (const QString &claim : claimNamesOf(workbench)) {
            const Json *object = m_claims.find(workbench.nameSpace, claim);
            if (!object)
                continue;
            workbench.claims.push_back(*object);
            if (const Json *volume = m_volumes.find({}, textAt(*object, {"spec", "volumeName"})))
                workbench.volumes.push_back(*volume);
        }
        takeEvents(workbench);
        takeWays(workbench);
        for (const ContainerLog &log : m_objects.logs) {
            if (log.pod.isEmpty() ||
                (log.pod == workbench.podName() && log.nameSpace == workbench.nameSpace))
                workbench.logs.push_back(log);
        }
    }

    //! "Workload pod-nb-0-1a2b3": what stands for a pod in Kueue's queue, as far as events tell of
    //! it.
    QStringList workloadsOf(const Workbench &workbench) const
    {
        QStringList found;
        if (listAt(workbench.history.pod, {"spec", "schedulingGates"}).empty())
            return found;
        const QString begin =
            keyOf(workbench.nameSpace, u"Workload pod-%1-"_s.arg(workbench.podName()));
        for (auto it = m_events.keyBegin(); it != m_events.keyEnd(); ++it) {
            if (it->startsWith(begin))
                found << it->mid(workbench.nameSpace.size() + 1);
        }
        return found;
    }

    std::vector<const Json *> eventsAbout(const Workbench &workbench) const
    {
        const QString pod = workbench.podName();
        QStringList abouts{u"Pod "_s + (pod.isEmpty() ? workbench.name + u"-0"_s : pod)};
        for (const Json *set : {&workbench.statefulSet, &workbench.notebook})
            abouts << u"StatefulSet "_s + nameOf(*set);
        abouts << u"Notebook "_s + nameOf(workbench.notebook);
        QHash<QString, QString> claims; // by name
        for (const QString &claim : claimNamesOf(workbench)) {
            const Json *object = m_claims.find(workbench.nameSpace, claim);
            // An event is evidence of a state that still holds: a claim that has its volume by now
            // waits for nothing.
            if (object && textAt(*object, {"status", "phase"}) == "Bound"_L1)
                continue;
            abouts << u"PersistentVolumeClaim "_s + claim;
            claims.insert(abouts.back(), object ? textAt(*object, {"metadata", "uid"}) : QString());
        }
        abouts.removeDuplicates();
        for (const QString &workload : workloadsOf(workbench))
            abouts << workload;
        const QString ours = textAt(workbench.history.pod, {"metadata", "uid"});
        std::vector<const Json *> found;
        for (const QString &about : std::as_const(abouts)) {
            for (const Json *event : m_events.value(keyOf(workbench.nameSpace, about))) {
                const QString uid = textAt(*event, {"involvedObject", "uid"});
                // Of another pod or claim of the same name, the events may still be there.
                const QString has = about.startsWith("Pod "_L1) ? ours : claims.value(about);
                if (uid.isEmpty() || has.isEmpty() || uid == has)
                    found.push_back(event);
            }
        }
        return found;
    }

    void takeEvents(Workbench &workbench) const
    {
        const QDateTime made =
            timeAt(workbench.notebook.is_object() ? workbench.notebook : workbench.statefulSet,
                   {"metadata", "creationTimestamp"});
        std::vector<KubernetesEvent> reissued;
        std::vector<KubernetesEvent> &events = workbench.history.events;
        std::set<QString> seen;
        for (const Json *object : eventsAbout(workbench)) {
            KubernetesEvent event = KubernetesEvent::fromObject(*object);
            // Objects of the same name may have left events behind.
            if (made.isValid() && event.lastAt.isValid() && event.lastAt < made.addSecs(-1))
                continue;
            if (!event.uid.isEmpty() && !seen.insert(event.uid).second)
                continue;
            const bool again = event.message.startsWith("Reissued from "_L1);
            (again ? reissued : events).push_back(std::move(event));
        }
        // The controller repeats the pod's events on the Notebook, for whoever may not see others.
        if (events.empty())
            events = std::move(reissued);
        std::stable_sort(events.begin(), events.end(),
                         [](const auto &a, const auto &b) { return a.lastAt < b.lastAt; });
    }

    //! How a browser gets to it.
    void takeWays(Workbench &workbench) const
    {
        const QString nameSpace = workbench.nameSpace;
        std::set<QString> services;
        for (const Json *service : m_services.value(nameSpace)) {
            const QString name = nameOf(*service);
            if (name != workbench.name && name != workbench.name + u"-tls"_s &&
                !selects(*service, workbench.history.pod))
                continue;
            workbench.services.push_back(*service);
            services.insert(name);
        }
        for (const Json *endpoints : m_endpoints.value(nameSpace)) {
            const QString of =
                textAt(*endpoints, {"metadata", "labels", "kubernetes.io/service-name"});
            if (services.contains(of.isEmpty() ? nameOf(*endpoints) : of))
                workbench.endpoints.push_back(*endpoints);
        }
        for (const Json *route : m_routes.value(nameSpace)) {
            if (services.contains(textAt(*route, {"spec", "to", "name"})) ||
                nameOf(*route) == workbench.name)
                workbench.routes.push_back(*route);
        }
        for (const QString &service : services) {
            for (const Json *route : m_backends.value(keyOf(nameSpace, service)))
                workbench.httpRoutes.push_back(*route);
        }
    }

    void noteBackends(const Json &route)
    {
        std::set<QString> keys;
        for (const Json &rule : listAt(route, {"spec", "rules"})) {
            for (const Json &backend : listAt(rule, {"backendRefs"})) {
                const QString in = textAt(backend, {"namespace"});
                keys.insert(keyOf(in.isEmpty() ? spaceOf(route) : in, textAt(backend, {"name"})));
            }
        }
        for (const QString &key : keys)
            m_backends[key].push_back(&route);
    }

    const ClusterObjects &m_objects;
    Index m_notebooks, m_sets, m_pods, m_claims, m_volumes;
    QHash<QString, std::vector<const Json *>> m_owned; //!< pods by namespace, owner's kind and name
    QHash<QString, std::vector<const Json *>> m_events; //!< by namespace, kind and name
    QHash<QString, std::vector<const Json *>> m_services, m_endpoints, m_routes; //!< by namespace
    QHash<QString, std::vector<const Json *>> m_backends; //!< HTTPRoutes by namespace and service
    std::set<const Json *> m_taken;
    std::vector<Workbench> m_found;
};

} // namespace

QString Workbench::podName() const
{
    return nameOf(history.pod);
}

QDateTime Workbench::since() const
{
    for (const Json *object : {&history.pod, &notebook, &statefulSet}) {
        if (const QDateTime made = timeAt(*object, {"metadata", "creationTimestamp"});
            made.isValid())
            return made;
    }
    return {};
}

bool Workbench::isReady() const
{
    return models::isReady(history.pod);
}

QString Workbench::basePath() const
{
    const Json &pod = history.pod.is_object() ? history.pod : at(notebook, {"spec", "template"});
    for (const Json &container : listAt(pod, {"spec", "containers"})) {
        for (const Json &variable : listAt(container, {"env"})) {
            if (textAt(variable, {"name"}) == "NB_PREFIX"_L1)
                return textAt(variable, {"value"});
        }
    }
    return {};
}

int Workbench::port() const
{
    constexpr int usual = 8888;
    for (const Json &container : listAt(history.pod, {"spec", "containers"})) {
        if (textAt(container, {"name"}) != history.mainContainer)
            continue;
        for (const Json &port : listAt(container, {"ports"})) {
            if (const Json &number = at(port, {"containerPort"}); number.is_number_unsigned())
                return int(number.get<quint16>());
        }
    }
    return usual;
}

std::vector<Workbench> workbenchesIn(const ClusterObjects &objects)
{
    return Gathering(objects).all();
}

} // namespace assay::models
