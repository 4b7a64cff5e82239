// SPDX-License-Identifier: Apache-2.0
#include "object_store.h"

#include "api_error.h"

namespace assay::sandbox {

ObjectStore::ObjectStore(QObject *parent) : QObject(parent) {}

ObjectPtr ObjectStore::find(const ResourceType &type, const std::string &nameSpace,
                            const std::string &name) const
{
    const auto objects = m_objects.find(&type);
    if (objects == m_objects.end())
        return {};
    const auto found = objects->second.find({nameSpace, name});
    return found == objects->second.end() ? ObjectPtr() : found->second;
}

std::vector<ObjectPtr> ObjectStore::list(const ResourceType &type,
                                         const std::string &nameSpace) const
{
    std::vector<ObjectPtr> result;
    const auto objects = m_objects.find(&type);
    if (objects == m_objects.end())
        return result;
    auto entry = nameSpace.empty() ? objects->second.begin()
                                   : objects->second.lower_bound({nameSpace, std::string()});
    for (; entry != objects->second.end(); ++entry) {
        if (!nameSpace.empty() && entry->first.first != nameSpace)
            break;
        result.push_back(entry->second);
    }
    return result;
}

std::vector<std::pair<const ResourceType *, ObjectPtr>>
ObjectStore::listAll(const std::string &nameSpace) const
{
    std::vector<std::pair<const ResourceType *, ObjectPtr>> result;
    for (const auto &[type, objects] : m_objects) {
        if (!nameSpace.empty() && !type->namespaced)
            continue;
        for (const ObjectPtr &object : list(*type, nameSpace))
            result.emplace_back(type, object);
    }
    return result;
}

ObjectPtr ObjectStore::create(const ResourceType &type, Json object)
{
    if (find(type, namespaceOf(object), nameOf(object)))
        throw ApiError::alreadyExists(type, nameOf(object));
    Json &metadata = object["metadata"];
    metadata["uid"] = newUid();
    metadata["creationTimestamp"] = timestamp();
    metadata.erase("deletionTimestamp");
    metadata.erase("deletionGracePeriodSeconds");
    if (object.contains("spec"))
        metadata["generation"] = 1;
    else
        metadata.erase("generation");
    return commit(type, Change::Type::Added, std::move(object), {});
}

ObjectPtr ObjectStore::update(const ResourceType &type, const Json &object, Part part)
{
    const std::string name = nameOf(object);
    const ObjectPtr current = find(type, namespaceOf(object), name);
    if (!current)
        throw ApiError::notFound(type, name);
    const std::string version = text(object, "/metadata/resourceVersion");
    if (!version.empty() && version != text(*current, "/metadata/resourceVersion")) {
        throw ApiError::conflict(type, name,
                                 "the object has been modified; please apply your changes to the "
                                 "latest version and try again");
    }
    Json next;
    if (part == Part::Status) {
        next = *current;
        if (object.contains("status"))
            next["status"] = object["status"];
        else
            next.erase("status");
    } else {
        next = object;
        if (part == Part::ExceptStatus) {
            next.erase("status");
            if (current->contains("status"))
                next["status"] = (*current)["status"];
        }
        // What the server alone decides stays; only deletion itself comes through Part::All.
        for (const char *field : {"uid", "creationTimestamp", "generation", "deletionTimestamp",
                                  "deletionGracePeriodSeconds"}) {
            const Json &metadata = current->at("metadata");
            const bool deletion = std::string_view(field).starts_with("deletion");
            if (deletion && part == Part::All && next["metadata"].contains(field))
                continue;
            if (metadata.contains(field))
                next["metadata"][field] = metadata[field];
            else
                next["metadata"].erase(field);
        }
        next["metadata"]["resourceVersion"] = current->at("metadata")["resourceVersion"];
        if (at(next, "/spec") != at(*current, "/spec"))
            next["metadata"]["generation"] = number(*current, "/metadata/generation") + 1;
    }
    if (isBeingDeleted(next) && at(next, "/metadata/finalizers").empty() &&
        !at(*current, "/metadata/finalizers").empty())
        return commit(type, Change::Type::Deleted, std::move(next), current);
    if (next == *current)
        return current;
    return commit(type, Change::Type::Modified, std::move(next), current);
}

ObjectPtr ObjectStore::remove(const ResourceType &type, const std::string &nameSpace,
                              const std::string &name)
{
    const ObjectPtr current = find(type, nameSpace, name);
    if (!current)
        return {};
    return commit(type, Change::Type::Deleted, *current, current);
}

std::vector<Change> ObjectStore::changesSince(quint64 version, const ResourceType &type) const
{
    std::vector<Change> result;
    for (const Change &change : m_history) {
        if (change.version > version && change.resource == &type)
            result.push_back(change);
    }
    return result;
}

ObjectPtr ObjectStore::commit(const ResourceType &type, Change::Type change, Json object,
                              const ObjectPtr &previous)
{
    object["apiVersion"] = type.apiVersion();
    object["kind"] = type.kind;
    object["metadata"]["resourceVersion"] = std::to_string(++m_version);
    const Key key{namespaceOf(object), nameOf(object)};
    const auto stored = std::make_shared<const Json>(std::move(object));
    if (change == Change::Type::Deleted)
        m_objects[&type].erase(key);
    else
        m_objects[&type][key] = stored;

    m_history.push_back({change, &type, stored, previous, m_version});
    if (m_history.size() > HistoryLength) {
        m_oldest = m_history.front().version;
        m_history.pop_front();
    }
    m_undelivered.push_back(m_history.back());
    if (m_undelivered.size() == 1)
        QMetaObject::invokeMethod(this, &ObjectStore::dispatch, Qt::QueuedConnection);
    return stored;
}

void ObjectStore::dispatch()
{
    // What listeners change in turn joins the end of the queue.
    while (!m_undelivered.empty()) {
        const Change change = m_undelivered.front();
        Q_EMIT changed(change);
        m_undelivered.pop_front();
    }
}

} // namespace assay::sandbox
