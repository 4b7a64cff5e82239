// SPDX-License-Identifier: Apache-2.0
#include "namespace_controller.h"

namespace assay::sandbox {

NamespaceController::NamespaceController(Registry &registry, std::string authority, QObject *parent)
    : Controller(registry, parent)
    , m_authority(std::move(authority))
{
}

void NamespaceController::observe(const Change &change)
{
    if (change.resource == &types::namespaces()) {
        // At once: pods need the account, and clients create them right behind the namespace.
        if (change.type == Change::Type::Added)
            reconcile({{}, nameOf(*change.object)});
        enqueue({{}, nameOf(*change.object)});
        return;
    }
    const bool account = change.resource == &types::serviceAccounts();
    if (change.resource->namespaced && (change.type == Change::Type::Deleted || account))
        enqueue({{}, namespaceOf(*change.object)});
}

void NamespaceController::furnish(const std::string &nameSpace)
{
    if (!store().find(types::serviceAccounts(), nameSpace, "default"))
        registry().create(types::serviceAccounts(), nameSpace,
                          {{"metadata", {{"name", "default"}}}});
    if (!store().find(types::configMaps(), nameSpace, "kube-root-ca.crt"))
        registry().create(
            types::configMaps(), nameSpace,
            {{"metadata", {{"name", "kube-root-ca.crt"}}}, {"data", {{"ca.crt", m_authority}}}});
}

void NamespaceController::reconcile(const Key &key)
{
    const ObjectPtr nameSpace = store().find(types::namespaces(), {}, key.second);
    if (!nameSpace)
        return;
    if (isBeingDeleted(*nameSpace))
        empty(*nameSpace);
    else
        furnish(key.second);
}

void NamespaceController::empty(const Json &nameSpace)
{
    const std::string name = nameOf(nameSpace);
    for (const auto &[type, object] : store().listAll(name)) {
        if (!isBeingDeleted(*object) && store().find(*type, name, nameOf(*object)))
            registry().remove(*type, name, nameOf(*object), {});
    }
    if (store().listAll(name).empty())
        store().remove(types::namespaces(), {}, name);
}

} // namespace assay::sandbox
