// SPDX-License-Identifier: Apache-2.0
#include <models/workbench/cluster_objects.h>

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {

struct ObjectsText
{
    Q_DECLARE_TR_FUNCTIONS(ClusterObjects)
};

struct KnownKind
{
    ClusterObjects::Kind kind;
    QLatin1StringView name;
    QLatin1StringView group; //!< what its apiVersion begins with
    //! What each object of a cluster has and kubectl, which sorts the fields, prints last or nearly
    //! so: where it lacks, the file was cut off. Empty: there is nothing that each has.
    std::initializer_list<const char *> last;
};

const std::array knownKinds{
    KnownKind{ClusterObjects::Kind::Notebook, "Notebook"_L1, "kubeflow.org/"_L1, {"spec"}},
    KnownKind{ClusterObjects::Kind::StatefulSet, "StatefulSet"_L1, "apps/"_L1, {"status"}},
    KnownKind{ClusterObjects::Kind::Pod, "Pod"_L1, "v1"_L1, {"status", "phase"}},
    KnownKind{ClusterObjects::Kind::Event, "Event"_L1, ""_L1, {"type"}},
    KnownKind{ClusterObjects::Kind::Claim, "PersistentVolumeClaim"_L1, "v1"_L1, {"status"}},
    KnownKind{ClusterObjects::Kind::Volume, "PersistentVolume"_L1, "v1"_L1, {"status"}},
    KnownKind{ClusterObjects::Kind::Node, "Node"_L1, "v1"_L1, {"status"}},
    KnownKind{ClusterObjects::Kind::Service, "Service"_L1, "v1"_L1, {"spec", "type"}},
    KnownKind{ClusterObjects::Kind::Endpoints, "Endpoints"_L1, "v1"_L1, {}},
    KnownKind{ClusterObjects::Kind::EndpointSlice, "EndpointSlice"_L1, "discovery.k8s.io/"_L1, {}},
    KnownKind{ClusterObjects::Kind::Route, "Route"_L1, "route.openshift.io/"_L1, {"spec"}},
    KnownKind{
        ClusterObjects::Kind::HttpRoute, "HTTPRoute"_L1, "gateway.networking.k8s.io/"_L1, {"spec"}},
};

//! Fields that hold a time that is over. A certificate's or a deletion's may lie ahead.
bool isOfThePast(const std::string &field)
{
    static const std::set<std::string> fields{
        "creationTimestamp", "eventTime",      "finishedAt", "firstTimestamp", "lastHeartbeatTime",
        "lastObservedTime",  "lastProbeTime",  "startTime",  "lastTimestamp",  "lastTransitionTime",
        "startedAt",         "lastUpdateTime", "time",
    };
    return fields.contains(field);
}

//! An events.k8s.io/v1 Event says the same as a core/v1 one under other names.
void renameFields(Json &event)
{
    for (const auto &[from, to] :
         {std::pair{"regarding", "involvedObject"}, std::pair{"note", "message"},
          std::pair{"deprecatedFirstTimestamp", "firstTimestamp"},
          std::pair{"deprecatedLastTimestamp", "lastTimestamp"},
          std::pair{"deprecatedCount", "count"}, std::pair{"deprecatedSource", "source"},
          std::pair{"reportingController", "reportingComponent"}}) {
        if (event.contains(from) && !event.contains(to))
            event[to] = event[from];
    }
}

QString titleOf(const Json &object, const QString &kind)
{
    const QString name = textAt(object, {"metadata", "name"});
    const QString nameSpace = textAt(object, {"metadata", "namespace"});
    return kind + u' ' + (nameSpace.isEmpty() ? name : nameSpace + u'/' + name);
}

} // namespace

std::optional<QString> ClusterObjects::add(Json object)
{
    if (!object.is_object() || !at(object, {"apiVersion"}).is_string() ||
        !at(object, {"kind"}).is_string()) {
        if (at(object, {"items"}).is_array())
            return ObjectsText::tr("this is a list that ends before its \"kind\": it was cut off");
        return ObjectsText::tr("this is no object of Kubernetes: it has no \"apiVersion\" and "
                               "\"kind\"");
    }
    const QString kind = textAt(object, {"kind"});
    if (!kind.endsWith("List"_L1)) {
        if (at(object, {"items"}).is_array())
            return ObjectsText::tr("this is a list whose \"kind\" is \"%1\": it was cut off")
                .arg(kind);
        return addOne(object);
    }
    if (!at(object, {"items"}).is_array())
        return ObjectsText::tr("this %1 has no \"items\"").arg(kind);
    // As a server lists them, they have no kind of their own.
    const Json version = object["apiVersion"];
    const Json itemKind = kind.chopped(4);
    for (Json &item : object["items"]) {
        if (!item.is_object())
            return ObjectsText::tr("an item of this %1 is no object").arg(kind);
        if (!item.contains("kind") && kind != "List"_L1) {
            item["apiVersion"] = version;
            item["kind"] = itemKind;
        }
        if (auto problem =
                at(item, {"kind"}).is_string() && at(item, {"apiVersion"}).is_string()
                    ? addOne(item)
                    : std::optional(
                          ObjectsText::tr("an item of this %1 has no \"kind\"").arg(kind)))
            return problem;
    }
    for (const KnownKind &known : knownKinds) {
        if (kind.chopped(4) == known.name)
            know(known.kind);
    }
    return std::nullopt;
}

std::optional<QString> ClusterObjects::addOne(Json &object)
{
    const QString kind = textAt(object, {"kind"});
    const QString version = textAt(object, {"apiVersion"});
    const auto known = std::find_if(knownKinds.begin(), knownKinds.end(), [&](const KnownKind &k) {
        return kind == k.name && version.startsWith(k.group);
    });
    if (known == knownKinds.end())
        return std::nullopt;
    if (!at(object, {"metadata"}).is_object() || textAt(object, {"metadata", "name"}).isEmpty())
        return ObjectsText::tr("this %1 has no name").arg(kind);
    if (known->last.size() > 0 && at(object, known->last).is_null()) {
        return ObjectsText::tr("the %1 is not whole: it was cut off, or never was in a cluster")
            .arg(titleOf(object, kind));
    }
    if (version.startsWith("events.k8s.io/"_L1))
        renameFields(object);
    lookForTimes(object);
    object["metadata"].erase("managedFields");
    know(known->kind);
    m_objects[known->kind].push_back(std::move(object));
    return std::nullopt;
}

const std::vector<Json> &ClusterObjects::of(Kind kind) const
{
    static const std::vector<Json> none;
    const auto it = m_objects.find(kind);
    return it == m_objects.end() ? none : it->second;
}

bool ClusterObjects::holdsWorkbenches() const
{
    return !of(Kind::Notebook).empty() || !of(Kind::StatefulSet).empty() || !of(Kind::Pod).empty();
}

void ClusterObjects::passed(const QDateTime &at)
{
    if (at.isValid() && (!m_newest.isValid() || m_newest < at))
        m_newest = at;
}

void ClusterObjects::lookForTimes(const Json &value)
{
    if (value.is_array()) {
        for (const Json &item : value)
            lookForTimes(item);
    } else if (value.is_object()) {
        for (const auto &[key, member] : value.items()) {
            if (member.is_structured())
                lookForTimes(member);
            else if (member.is_string() && isOfThePast(key))
                passed(member.get<QDateTime>());
        }
    }
}

} // namespace assay::models
