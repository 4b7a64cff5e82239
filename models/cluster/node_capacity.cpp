// SPDX-License-Identifier: Apache-2.0
#include <models/cluster/node_capacity.h>

#include <models/base/json.h>
#include <models/base/quantity.h>

#include <algorithm>

namespace assay::models {

static std::optional<double> amountOf(const Json &quantity)
{
    return quantity.is_number()
               ? quantity.get<double>()
               : parseQuantity(quantity.is_string() ? quantity.get<QString>() : QString());
}

ResourceAmounts largestAllocatable(const Json &nodes)
{
    ResourceAmounts most;
    for (const Json &node : listAt(nodes, {"items"}))
        takeAllocatable(most, node);
    return most;
}

void takeAllocatable(ResourceAmounts &most, const Json &node)
{
    for (const auto &[name, quantity] : objectAt(node, {"status", "allocatable"}).items()) {
        if (const auto amount = quantity.is_string() ? amountOf(quantity) : std::nullopt) {
            double &largest = most[QString::fromStdString(name)];
            largest = std::max(largest, *amount);
        }
    }
}

static ResourceAmounts requestsOfContainer(const Json &container)
{
    ResourceAmounts amounts;
    for (const char *list : {"limits", "requests"}) {
        for (const auto &[name, quantity] : objectAt(container, {"resources", list}).items()) {
            if (const auto amount = amountOf(quantity))
                amounts[QString::fromStdString(name)] = *amount;
        }
    }
    return amounts;
}

ResourceAmounts requestsOf(const Json &pod)
{
    ResourceAmounts together;
    for (const Json &container : listAt(pod, {"spec", "containers"})) {
        for (const auto &[name, amount] : requestsOfContainer(container).asKeyValueRange())
            together[name] += amount;
    }
    for (const Json &container : listAt(pod, {"spec", "initContainers"})) {
        const bool staysBeside =
            textAt(container, {"restartPolicy"}) == QLatin1StringView("Always");
        for (const auto &[name, amount] : requestsOfContainer(container).asKeyValueRange())
            together[name] =
                staysBeside ? together[name] + amount : std::max(together[name], amount);
    }
    // What is asked for the pod as a whole stands for its containers; its runtime comes on top.
    for (const auto &[name, amount] : requestsOfContainer(at(pod, {"spec"})).asKeyValueRange())
        together[name] = amount;
    for (const auto &[name, quantity] : objectAt(pod, {"spec", "overhead"}).items()) {
        if (const auto amount = amountOf(quantity))
            together[QString::fromStdString(name)] += *amount;
    }
    return together;
}

QString largerThanAnyNode(const ResourceAmounts &requests, const ResourceAmounts &largest)
{
    if (largest.isEmpty())
        return {};
    for (const auto &[name, amount] : requests.asKeyValueRange()) {
        // A resource that no node has at all is one that the cluster lacks, or does not know yet.
        if (largest.contains(name) && exceeds(amount, largest[name]))
            return name;
    }
    return {};
}

} // namespace assay::models
