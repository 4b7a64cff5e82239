// SPDX-License-Identifier: Apache-2.0
#include "garbage_collector.h"

#include <algorithm>
#include <set>

namespace assay::sandbox {

GarbageCollector::GarbageCollector(Registry &registry, QObject *parent)
    : Controller(registry, parent)
{
}

void GarbageCollector::observe(const Change &change)
{
    const bool owned = !at(*change.object, "/metadata/ownerReferences").empty();
    if (change.type == Change::Type::Deleted || isBeingDeleted(*change.object) ||
        (owned && change.type == Change::Type::Added))
        enqueue({namespaceOf(*change.object), {}});
}

void GarbageCollector::reconcile(const Key &key)
{
    collect(key.first);
}

static bool hasFinalizer(const Json &object, const char *finalizer)
{
    const Json &list = at(object, "/metadata/finalizers");
    return std::find(list.begin(), list.end(), finalizer) != list.end();
}

static bool isOwnedBy(const Json &object, const std::string &uid)
{
    const Json &owners = at(object, "/metadata/ownerReferences");
    return std::any_of(owners.begin(), owners.end(),
                       [&](const Json &owner) { return text(owner, "/uid") == uid; });
}

void GarbageCollector::dropFinalizer(const ResourceType &type, const Json &object,
                                     const char *finalizer)
{
    const ObjectPtr current = store().find(type, namespaceOf(object), nameOf(object));
    if (!current)
        return;
    Json next = *current;
    Json &list = next["metadata"]["finalizers"];
    list.erase(std::remove(list.begin(), list.end(), finalizer), list.end());
    store().update(type, next, ObjectStore::Part::All);
}

void GarbageCollector::collect(const std::string &nameSpace)
{
    std::set<std::string> owners; // cluster-wide: owners may have no namespace
    for (const auto &[type, object] : store().listAll())
        owners.insert(uidOf(*object));

    const auto objects = store().listAll(nameSpace);
    for (const auto &[type, object] : objects) {
        if (isBeingDeleted(*object) && hasFinalizer(*object, "orphan")) {
            for (const auto &[otherType, other] : objects) {
                if (!isOwnedBy(*other, uidOf(*object)))
                    continue;
                Json next = *other;
                Json &list = next["metadata"]["ownerReferences"];
                const std::string uid = uidOf(*object);
                list.erase(std::remove_if(list.begin(), list.end(),
                                          [&](const Json &o) { return text(o, "/uid") == uid; }),
                           list.end());
                next["metadata"].erase("resourceVersion");
                store().update(*otherType, next, ObjectStore::Part::All);
            }
            dropFinalizer(*type, *object, "orphan");
            enqueue({nameSpace, {}});
        } else if (isBeingDeleted(*object) && hasFinalizer(*object, "foregroundDeletion")) {
            bool blocked = false;
            for (const auto &[otherType, other] : objects) {
                if (!isOwnedBy(*other, uidOf(*object)) ||
                    !store().find(*otherType, nameSpace, nameOf(*other)))
                    continue;
                blocked = true;
                Registry::DeleteOptions options;
                options.propagationPolicy = "Foreground";
                if (!isBeingDeleted(*other))
                    registry().remove(*otherType, nameSpace, nameOf(*other), options);
            }
            if (!blocked)
                dropFinalizer(*type, *object, "foregroundDeletion");
        }
        const Json &references = at(*object, "/metadata/ownerReferences");
        if (references.empty() || isBeingDeleted(*object))
            continue;
        const bool owned = std::any_of(references.begin(), references.end(), [&](const Json &o) {
            return owners.contains(text(o, "/uid"));
        });
        const ObjectPtr current = store().find(*type, namespaceOf(*object), nameOf(*object));
        if (!owned && current == object)
            registry().remove(*type, namespaceOf(*object), nameOf(*object), {});
    }
}

} // namespace assay::sandbox
