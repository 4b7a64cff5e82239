// SPDX-License-Identifier: Apache-2.0
#include "table.h"

#include <QDateTime>

#include <functional>
#include <map>

namespace assay::sandbox {

struct Column
{
    const char *name;
    const char *type;
    int priority; //!< above zero: only with -o wide
    std::function<Json(const Json &)> cell;
};

std::string humanDuration(qint64 seconds)
{
    const auto join = [](qint64 major, const char *unit, qint64 minor, const char *minorUnit) {
        std::string result = std::to_string(major) + unit;
        return minor > 0 ? result + std::to_string(minor) + minorUnit : result;
    };
    if (seconds < 120)
        return std::to_string(std::max<qint64>(seconds, 0)) + "s";
    const qint64 minutes = seconds / 60;
    if (minutes < 10)
        return join(minutes, "m", seconds % 60, "s");
    if (minutes < 180)
        return std::to_string(minutes) + "m";
    const qint64 hours = minutes / 60;
    if (hours < 8)
        return join(hours, "h", minutes % 60, "m");
    if (hours < 48)
        return std::to_string(hours) + "h";
    return hours < 192 ? join(hours / 24, "d", hours % 24, "h") : std::to_string(hours / 24) + "d";
}

static std::string since(const std::string &time)
{
    const auto then = QDateTime::fromString(QString::fromStdString(time), Qt::ISODate);
    return then.isValid() ? humanDuration(then.secsTo(QDateTime::currentDateTimeUtc()))
                          : "<unknown>";
}

static Json age(const Json &object)
{
    return since(text(object, "/metadata/creationTimestamp"));
}

static std::function<Json(const Json &)> field(const char *pointer, const char *fallback = "")
{
    return [pointer, fallback](const Json &object) { return text(object, pointer, fallback); };
}

static std::string joined(const Json &list, const char *pointer)
{
    std::string result;
    for (const Json &element : list)
        result.append(result.empty() ? "" : ",").append(text(element, pointer));
    return result.empty() ? "<none>" : result;
}

static std::string containerReason(const Json &status)
{
    if (std::string reason = text(status, "/state/waiting/reason"); !reason.empty())
        return reason;
    if (at(status, "/state/terminated").is_null())
        return {};
    if (std::string reason = text(status, "/state/terminated/reason"); !reason.empty())
        return reason;
    return "ExitCode:" + std::to_string(number(status, "/state/terminated/exitCode"));
}

std::string podStatusText(const Json &pod)
{
    const std::string phase = text(pod, "/status/phase", "Unknown");
    std::string result = text(pod, "/status/reason", phase);
    const Json &initStatuses = at(pod, "/status/initContainerStatuses");
    for (std::size_t i = 0; i < initStatuses.size(); ++i) {
        const Json &status = initStatuses[i];
        if (number(status, "/state/terminated/exitCode", -1) == 0)
            continue;
        const std::string reason = containerReason(status);
        result = reason.empty() || reason == "PodInitializing"
                     ? "Init:" + std::to_string(i) + "/" + std::to_string(initStatuses.size())
                     : "Init:" + reason;
        if (isBeingDeleted(pod))
            result = "Terminating";
        return result;
    }
    const Json &statuses = at(pod, "/status/containerStatuses");
    bool anyRunning = false;
    for (std::size_t i = statuses.size(); i-- > 0;) {
        if (std::string reason = containerReason(statuses[i]); !reason.empty())
            result = reason;
        else if (at(statuses[i], "/ready") == true)
            anyRunning = true;
    }
    if (result == "Completed" && anyRunning)
        result = "Running";
    return isBeingDeleted(pod) ? "Terminating" : result;
}

static Json podReady(const Json &pod)
{
    std::size_t ready = 0;
    for (const Json &status : at(pod, "/status/containerStatuses"))
        ready += at(status, "/ready") == true ? 1 : 0;
    return std::to_string(ready) + "/" + std::to_string(at(pod, "/spec/containers").size());
}

static Json podRestarts(const Json &pod)
{
    qint64 restarts = 0;
    std::string last;
    for (const Json &status : at(pod, "/status/containerStatuses")) {
        restarts += number(status, "/restartCount");
        last = std::max(last, text(status, "/lastState/terminated/finishedAt"));
    }
    std::string result = std::to_string(restarts);
    if (restarts > 0 && !last.empty())
        result += " (" + since(last) + " ago)";
    return result;
}

static Json accessModes(const Json &object)
{
    static const std::map<std::string, std::string> shortForms = {{"ReadWriteOnce", "RWO"},
                                                                  {"ReadOnlyMany", "ROX"},
                                                                  {"ReadWriteMany", "RWX"},
                                                                  {"ReadWriteOncePod", "RWOP"}};
    std::string result;
    if (text(object, "/status/phase") == "Pending" && object["kind"] == "PersistentVolumeClaim")
        return result;
    for (const Json &mode : at(object, "/spec/accessModes")) {
        const auto found =
            mode.is_string() ? shortForms.find(mode.get<std::string>()) : shortForms.end();
        if (found != shortForms.end())
            result += (result.empty() ? "" : ",") + found->second;
    }
    return result;
}

static std::string eventTime(const Json &event, const char *first, const char *second)
{
    return text(event, first, text(event, second, text(event, "/eventTime")));
}

// NOLINTNEXTLINE(readability-function-size): a table.
static std::vector<Column> columnsOf(const ResourceType &type)
{
    const Column name{"Name", "string", 0, field("/metadata/name")};
    const Column ageColumn{"Age", "string", 0, age};
    if (&type == &types::pods())
        return {name,
                {"Ready", "string", 0, podReady},
                {"Status", "string", 0, podStatusText},
                {"Restarts", "string", 0, podRestarts},
                ageColumn,
                {"IP", "string", 1, field("/status/podIP", "<none>")},
                {"Node", "string", 1, field("/spec/nodeName", "<none>")},
                {"Nominated Node", "string", 1, field("/status/nominatedNodeName", "<none>")},
                {"Readiness Gates", "string", 1, [](const Json &) { return "<none>"; }}};
    if (&type == &types::namespaces())
        return {name, {"Status", "string", 0, podStatusText}, ageColumn};
    if (&type == &types::persistentVolumeClaims())
        return {name,
                {"Status", "string", 0, podStatusText},
                {"Volume", "string", 0, field("/spec/volumeName")},
                {"Capacity", "string", 0, field("/status/capacity/storage")},
                {"Access Modes", "string", 0, accessModes},
                {"StorageClass", "string", 0, field("/spec/storageClassName")},
                {"VolumeAttributesClass", "string", 0, [](const Json &) { return "<unset>"; }},
                ageColumn,
                {"VolumeMode", "string", 1, field("/spec/volumeMode")}};
    if (&type == &types::persistentVolumes())
        return {name,
                {"Capacity", "string", 0, field("/spec/capacity/storage")},
                {"Access Modes", "string", 0, accessModes},
                {"Reclaim Policy", "string", 0, field("/spec/persistentVolumeReclaimPolicy")},
                {"Status", "string", 0, field("/status/phase")},
                {"Claim", "string", 0,
                 [](const Json &o) {
                     return text(o, "/spec/claimRef/namespace") + "/" +
                            text(o, "/spec/claimRef/name");
                 }},
                {"StorageClass", "string", 0, field("/spec/storageClassName")},
                ageColumn};
    if (&type == &types::events())
        return {{"Last Seen", "string", 0,
                 [](const Json &o) {
                     return since(eventTime(o, "/lastTimestamp", "/firstTimestamp"));
                 }},
                {"Type", "string", 0, field("/type")},
                {"Reason", "string", 0, field("/reason")},
                {"Object", "string", 0,
                 [](const Json &o) {
                     std::string kind = text(o, "/involvedObject/kind");
                     for (char &c : kind)
                         c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
                     return kind + "/" + text(o, "/involvedObject/name");
                 }},
                {"Subobject", "string", 1, field("/involvedObject/fieldPath")},
                {"Source", "string", 1, field("/source/component")},
                {"Message", "string", 0, field("/message")},
                {"First Seen", "string", 1,
                 [](const Json &o) {
                     return since(eventTime(o, "/firstTimestamp", "/lastTimestamp"));
                 }},
                {"Count", "string", 1,
                 [](const Json &o) { return std::to_string(number(o, "/count", 1)); }},
                {"Name", "string", 1, field("/metadata/name")}};
    if (&type == &types::statefulSets())
        return {name,
                {"Ready", "string", 0,
                 [](const Json &o) {
                     return std::to_string(number(o, "/status/readyReplicas")) + "/" +
                            std::to_string(number(o, "/spec/replicas"));
                 }},
                ageColumn,
                {"Containers", "string", 1,
                 [](const Json &o) {
                     return joined(at(o, "/spec/template/spec/containers"), "/name");
                 }},
                {"Images", "string", 1, [](const Json &o) {
                     return joined(at(o, "/spec/template/spec/containers"), "/image");
                 }}};
    if (&type == &types::services())
        return {name,
                {"Type", "string", 0, field("/spec/type", "ClusterIP")},
                {"Cluster-IP", "string", 0, field("/spec/clusterIP", "<none>")},
                {"External-IP", "string", 0, [](const Json &) { return "<none>"; }},
                {"Port(s)", "string", 0,
                 [](const Json &o) {
                     std::string ports;
                     for (const Json &port : at(o, "/spec/ports"))
                         ports.append(ports.empty() ? "" : ",")
                             .append(std::to_string(number(port, "/port")) + "/" +
                                     text(port, "/protocol", "TCP"));
                     return ports;
                 }},
                ageColumn};
    if (&type == &types::nodes())
        return {name,
                {"Status", "string", 0, [](const Json &) { return "Ready"; }},
                {"Roles", "string", 0, [](const Json &) { return "<none>"; }},
                ageColumn,
                {"Version", "string", 0, field("/status/nodeInfo/kubeletVersion")}};
    if (&type == &types::storageClasses())
        return {{"Name", "string", 0,
                 [](const Json &o) {
                     const bool isDefault =
                         member(at(o, "/metadata/annotations"),
                                "storageclass.kubernetes.io/is-default-class") == "true";
                     return nameOf(o) + (isDefault ? " (default)" : "");
                 }},
                {"Provisioner", "string", 0, field("/provisioner")},
                {"ReclaimPolicy", "string", 0, field("/reclaimPolicy")},
                {"VolumeBindingMode", "string", 0, field("/volumeBindingMode")},
                {"AllowVolumeExpansion", "boolean", 0, [](const Json &) { return false; }},
                ageColumn};
    if (&type == &types::customResourceDefinitions())
        return {name, {"Created At", "date", 0, field("/metadata/creationTimestamp")}};
    return {name, ageColumn};
}

Json makeTable(const ResourceType &type, const std::vector<ObjectPtr> &objects,
               const std::string &includeObject)
{
    const std::vector<Column> columns = columnsOf(type);
    Json definitions = Json::array();
    for (const Column &column : columns)
        definitions.push_back({{"name", column.name},
                               {"type", column.type},
                               {"format", std::string_view(column.name) == "Name" ? "name" : ""},
                               {"description", ""},
                               {"priority", column.priority}});
    Json rows = Json::array();
    for (const ObjectPtr &object : objects) {
        Json cells = Json::array();
        for (const Column &column : columns)
            cells.push_back(column.cell(*object));
        Json row = {{"cells", cells}};
        if (includeObject == "Object")
            row["object"] = *object;
        else if (includeObject != "None")
            row["object"] = {{"kind", "PartialObjectMetadata"},
                             {"apiVersion", "meta.k8s.io/v1"},
                             {"metadata", at(*object, "/metadata")}};
        rows.push_back(row);
    }
    return {{"kind", "Table"},
            {"apiVersion", "meta.k8s.io/v1"},
            {"metadata", Json::object()},
            {"columnDefinitions", definitions},
            {"rows", rows}};
}

} // namespace assay::sandbox
