// SPDX-License-Identifier: Apache-2.0
#include "pod_log_source.h"

#include "base/json_decode.h"

namespace assay::k8s {

static const nlohmann::json *memberOf(const nlohmann::json &object, const char *key)
{
    if (!object.is_object())
        return nullptr;
    const auto found = object.find(key);
    return found == object.end() ? nullptr : &*found;
}

static bool hasObject(const nlohmann::json *object, const char *key)
{
    const nlohmann::json *found = object ? memberOf(*object, key) : nullptr;
    return found && found->is_object();
}

static const nlohmann::json *statusOf(const nlohmann::json &pod, const std::string &container)
{
    const nlohmann::json *status = memberOf(pod, "status");
    if (!status)
        return nullptr;
    for (const char *list :
         {"containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"}) {
        const nlohmann::json *statuses = memberOf(*status, list);
        if (!statuses || !statuses->is_array())
            continue;
        for (const nlohmann::json &one : *statuses) {
            const nlohmann::json *name = memberOf(one, "name");
            if (name && *name == container)
                return &one;
        }
    }
    return nullptr;
}

LogSource logSourceOf(const nlohmann::json &pod, const LogFollowOptions &options)
{
    if (!options.podUid.isEmpty() && metadataText(pod, "uid") != options.podUid)
        return LogSource::Nowhere;
    const nlohmann::json *status = statusOf(pod, options.container.toStdString());
    if (!status)
        return LogSource::Running;
    const nlohmann::json *count = memberOf(*status, "restartCount");
    const qint64 attempt = count && count->is_number_integer() ? count->get<qint64>() : 0;
    if (attempt > qint64(options.attempt) + 1)
        return LogSource::Nowhere;
    if (attempt > options.attempt)
        return LogSource::Previous;
    const nlohmann::json *state = memberOf(*status, "state");
    if (attempt < options.attempt || hasObject(state, "running"))
        return LogSource::Running;
    // While it waits to be started again, the current log is still that of the attempt before.
    const bool ended =
        hasObject(state, "terminated") || hasObject(memberOf(*status, "lastState"), "terminated");
    return ended ? LogSource::Ended : LogSource::Running;
}

} // namespace assay::k8s
