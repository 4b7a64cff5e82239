// SPDX-License-Identifier: Apache-2.0
#include <models/cluster/resource_usage.h>

#include "base/json_reading.h"

#include <QCoreApplication>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {
struct UsageText
{
    Q_DECLARE_TR_FUNCTIONS(ResourceUsage)
};
} // namespace

static const Json &usageIn(const Json &metrics, const QString &container)
{
    static const Json none;
    const Json &containers = at(metrics, {"containers"});
    if (!containers.is_array())
        return none;
    for (const Json &entry : containers) {
        if (textAt(entry, {"name"}) == container)
            return at(entry, {"usage"});
    }
    return none;
}

ResourceUsage resourceUsageOf(const Json &pod, const Json &metrics, const QString &problem)
{
    ResourceUsage usage;
    QStringList unmeasured;
    for (const Json &container : listAt(pod, {"spec", "containers"})) {
        const QString name = textAt(container, {"name"});
        if (name.isEmpty())
            continue;
        const Json &used = usageIn(metrics, name);
        ResourceUsage::Container entry;
        entry.name = name;
        entry.cpu = textAt(used, {"cpu"});
        entry.memory = textAt(used, {"memory"});
        entry.cpuRequest = textAt(container, {"resources", "requests", "cpu"});
        entry.memoryRequest = textAt(container, {"resources", "requests", "memory"});
        entry.cpuLimit = textAt(container, {"resources", "limits", "cpu"});
        entry.memoryLimit = textAt(container, {"resources", "limits", "memory"});
        if (entry.cpu.isEmpty() || entry.memory.isEmpty())
            unmeasured << name;
        usage.containers.push_back(entry);
    }
    usage.measured = unmeasured.isEmpty() && !usage.containers.empty();
    if (usage.measured)
        return usage;
    if (!problem.isEmpty())
        usage.problem = problem;
    else if (usage.containers.empty())
        usage.problem = UsageText::tr("The pod's containers are not known.");
    else
        usage.problem = UsageText::tr("The cluster has not measured these containers yet: %1.")
                            .arg(unmeasured.join(u", "_s));
    return usage;
}

void to_json(Json &j, const ResourceUsage &u)
{
    Json containers = Json::array();
    for (const ResourceUsage::Container &c : u.containers) {
        containers.push_back({{"name", c.name},
                              {"cpu", c.cpu},
                              {"memory", c.memory},
                              {"cpu_request", c.cpuRequest},
                              {"memory_request", c.memoryRequest},
                              {"cpu_limit", c.cpuLimit},
                              {"memory_limit", c.memoryLimit}});
    }
    j = Json{{"containers", containers}, {"measured", u.measured}, {"problem", u.problem}};
}

void from_json(const Json &j, ResourceUsage &u)
{
    u = {};
    for (const Json &entry : listAt(j, {"containers"})) {
        ResourceUsage::Container c;
        reading::read(entry, "name", c.name);
        reading::read(entry, "cpu", c.cpu);
        reading::read(entry, "memory", c.memory);
        reading::read(entry, "cpu_request", c.cpuRequest);
        reading::read(entry, "memory_request", c.memoryRequest);
        reading::read(entry, "cpu_limit", c.cpuLimit);
        reading::read(entry, "memory_limit", c.memoryLimit);
        if (!c.name.isEmpty())
            u.containers.push_back(c);
    }
    reading::read(j, "measured", u.measured);
    reading::read(j, "problem", u.problem);
}

} // namespace assay::models
