// SPDX-License-Identifier: Apache-2.0
#include <models/cluster/gpu.h>

#include <models/base/quantity.h>

#include <algorithm>

namespace assay::models {

using namespace Qt::StringLiterals;

bool isGpuResource(const QString &name)
{
    static const QStringList starts{u"nvidia.com/gpu"_s, u"nvidia.com/mig-"_s, u"amd.com/gpu"_s,
                                    u"gpu.intel.com/"_s, u"habana.ai/gaudi"_s};
    return std::any_of(starts.begin(), starts.end(),
                       [&](const QString &start) { return name.startsWith(start); });
}

static bool isAboveZero(const Json &value)
{
    if (value.is_number())
        return value.get<double>() > 0;
    const auto amount = value.is_string() ? parseQuantity(value.get<QString>()) : std::nullopt;
    return amount && *amount > 0;
}

QStringList gpuResourcesOf(const Json &nodeList)
{
    QStringList found;
    for (const Json &node : listAt(nodeList, {"items"})) {
        const Json &allocatable = objectAt(node, {"status", "allocatable"});
        for (const auto &[key, value] : allocatable.items()) {
            const QString name = QString::fromStdString(key);
            if (isGpuResource(name) && isAboveZero(value) && !found.contains(name))
                found << name;
        }
    }
    const auto isPart = [](const QString &name) { return name.startsWith(u"nvidia.com/mig-"_s); };
    std::sort(found.begin(), found.end(), [&](const QString &a, const QString &b) {
        return std::pair(isPart(a), a) < std::pair(isPart(b), b);
    });
    return found;
}

QString gpuResourceIn(const Json &resources)
{
    for (const char *list : {"limits", "requests"}) {
        const Json &amounts = at(resources, {list});
        if (!amounts.is_object())
            continue;
        for (const auto &[key, value] : amounts.items()) {
            if (isGpuResource(QString::fromStdString(key)) && isAboveZero(value))
                return QString::fromStdString(key);
        }
    }
    return {};
}

} // namespace assay::models
