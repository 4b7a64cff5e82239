// SPDX-License-Identifier: Apache-2.0
#include "event_recorder.h"

#include "api_error.h"
#include "registry.h"

namespace assay::sandbox {

void EventRecorder::normal(const Json &object, const std::string &reason,
                           const std::string &message, const std::string &fieldPath)
{
    record(object, "Normal", reason, message, fieldPath);
}

void EventRecorder::warning(const Json &object, const std::string &reason,
                            const std::string &message, const std::string &fieldPath)
{
    record(object, "Warning", reason, message, fieldPath);
}

void EventRecorder::record(const Json &object, const char *type, const std::string &reason,
                           const std::string &message, const std::string &fieldPath)
{
    const std::string nameSpace = namespaceOf(object);
    ObjectStore &store = m_registry.store();
    Json involved = {{"kind", text(object, "/kind")},
                     {"namespace", nameSpace},
                     {"name", nameOf(object)},
                     {"uid", uidOf(object)},
                     {"apiVersion", text(object, "/apiVersion")}};
    if (!fieldPath.empty())
        involved["fieldPath"] = fieldPath;
    for (const ObjectPtr &known : store.list(types::events(), nameSpace)) {
        if (at(*known, "/reason") != reason || at(*known, "/message") != message ||
            at(*known, "/source/component") != m_component)
            continue;
        Json same = at(*known, "/involvedObject");
        same.erase("resourceVersion");
        if (same != involved)
            continue;
        Json again = *known;
        again["count"] = number(again, "/count") + 1;
        again["lastTimestamp"] = timestamp();
        store.update(types::events(), again, ObjectStore::Part::All);
        return;
    }
    involved["resourceVersion"] = text(object, "/metadata/resourceVersion");
    Json source = {{"component", m_component}};
    if (!m_host.empty())
        source["host"] = m_host;
    const std::string suffix = newUid();
    const Json event = {
        {"metadata", {{"name", nameOf(object) + "." + suffix.substr(0, 8) + suffix.substr(9, 4)}}},
        {"involvedObject", involved},
        {"type", type},
        {"reason", reason},
        {"message", message},
        {"source", source},
        {"reportingComponent", m_component},
        {"reportingInstance", m_host},
        {"count", 1},
        {"firstTimestamp", timestamp()},
        {"lastTimestamp", timestamp()},
        {"eventTime", nullptr}};
    try {
        m_registry.create(types::events(), nameSpace, event);
    } catch (const ApiError &) {
        // The namespace is going away; its events have nobody left to tell.
    }
}

} // namespace assay::sandbox
