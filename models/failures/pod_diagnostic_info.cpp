// SPDX-License-Identifier: Apache-2.0
#include <models/failures/pod_diagnostic_info.h>

#include <models/base/enum_names.h>

#include "base/json_reading.h"

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;

static ContainerStatus containerStatusOf(const Json &status, bool init)
{
    ContainerStatus s;
    s.init = init;
    s.imageId = textAt(status, {"imageID"});
    reading::read(status, "name", s.name);
    reading::read(status, "ready", s.ready);
    reading::read(status, "restartCount", s.restartCount);
    // The API's rule: a status without any state means waiting.
    s.state = u"waiting"_s;
    for (const char *state : {"waiting", "running", "terminated"}) {
        const Json &details = at(status, {"state", state});
        if (!details.is_object())
            continue;
        s.state = QString::fromLatin1(state);
        reading::read(details, "reason", s.stateReason);
        reading::read(details, "message", s.message);
        reading::read(details, "exitCode", s.exitCode);
    }
    if (!s.exitCode)
        reading::read(at(status, {"lastState", "terminated"}), "exitCode", s.exitCode);
    return s;
}

//! The server lists statuses by name; people know containers by the order of the spec.
static void append(std::vector<ContainerStatus> &out, const Json &spec, const Json &statuses,
                   bool init)
{
    if (!statuses.is_array())
        return;
    std::vector<ContainerStatus> found;
    for (const Json &status : statuses)
        found.push_back(containerStatusOf(status, init));
    const auto rank = [&spec](const ContainerStatus &s) {
        std::size_t index = 0;
        if (spec.is_array()) {
            for (; index < spec.size(); ++index) {
                if (textAt(spec[index], {"name"}) == s.name)
                    break;
            }
        }
        return index;
    };
    std::stable_sort(found.begin(), found.end(),
                     [&rank](const auto &a, const auto &b) { return rank(a) < rank(b); });
    out.insert(out.end(), found.begin(), found.end());
}

std::vector<ContainerStatus> containerStatusesOf(const Json &pod)
{
    std::vector<ContainerStatus> all;
    append(all, at(pod, {"spec", "initContainers"}), at(pod, {"status", "initContainerStatuses"}),
           true);
    append(all, at(pod, {"spec", "containers"}), at(pod, {"status", "containerStatuses"}), false);
    return all;
}

void to_json(Json &j, const ContainerStatus &s)
{
    j = Json{{"name", s.name},
             {"ready", s.ready},
             {"state", s.state},
             {"state_reason", s.stateReason},
             {"restart_count", s.restartCount},
             {"message", s.message},
             {"exit_code", s.exitCode},
             {"init", s.init},
             {"image_id", s.imageId}};
}

void from_json(const Json &j, ContainerStatus &s)
{
    s = {};
    reading::read(j, "name", s.name);
    reading::read(j, "ready", s.ready);
    reading::read(j, "state", s.state);
    reading::read(j, "state_reason", s.stateReason);
    reading::read(j, "restart_count", s.restartCount);
    reading::read(j, "message", s.message);
    reading::read(j, "exit_code", s.exitCode);
    reading::read(j, "init", s.init);
    reading::read(j, "image_id", s.imageId);
}

void to_json(Json &j, const PodDiagnosticInfo &d)
{
    j = Json{{"pod_name", d.podName},
             {"pod_phase", d.podPhase},
             {"container_statuses", d.containerStatuses},
             {"error_category", toString(d.errorCategory)},
             {"logs", reading::toObject(d.logs)},
             {"events", d.events},
             {"resource_usage", d.resourceUsage}};
}

void from_json(const Json &j, PodDiagnosticInfo &d)
{
    d = {};
    reading::read(j, "pod_name", d.podName);
    reading::read(j, "pod_phase", d.podPhase);
    if (const Json &statuses = at(j, {"container_statuses"}); statuses.is_array()) {
        for (const Json &status : statuses)
            d.containerStatuses.push_back(status.get<ContainerStatus>());
    }
    d.errorCategory = enumFromString<PodFailureCategory>(textAt(j, {"error_category"}))
                          .value_or(PodFailureCategory::Unknown);
    reading::read(j, "logs", d.logs);
    reading::read(j, "events", d.events);
    if (const Json &usage = at(j, {"resource_usage"}); usage.is_object())
        d.resourceUsage = usage.get<ResourceUsage>();
}

} // namespace assay::models
