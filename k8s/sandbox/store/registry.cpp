// SPDX-License-Identifier: Apache-2.0
#include "registry.h"

#include "api_error.h"
#include "patch.h"

#include <QDateTime>

#include <algorithm>

namespace assay::sandbox {

static void checkShape(const ResourceType &type, Json &object)
{
    if (!object.is_object())
        throw ApiError::badRequest("the object provided is unrecognized: it is not a JSON object");
    const std::string kind = text(object, "/kind", type.kind);
    const std::string version = text(object, "/apiVersion", type.apiVersion());
    if (kind != type.kind || version != type.apiVersion()) {
        throw ApiError::badRequest("the API version in the data (" + version + ", Kind=" + kind +
                                   ") does not match the expected API version (" +
                                   type.apiVersion() + ", Kind=" + type.kind + ")");
    }
    if (!object.contains("metadata") || object["metadata"].is_null())
        object["metadata"] = Json::object();
    for (const char *pointer :
         {"/metadata", "/metadata/labels", "/metadata/annotations", "/spec"}) {
        const Json &value = at(object, pointer);
        if (!value.is_null() && !value.is_object()) {
            throw ApiError::badRequest(type.kind + " in version \"" + type.version +
                                       "\" cannot be handled as a " + type.kind +
                                       ": json: cannot unmarshal into field " +
                                       std::string(pointer).substr(1));
        }
    }
}

ObjectPtr Registry::get(const ResourceType &type, const std::string &nameSpace,
                        const std::string &name) const
{
    if (ObjectPtr found = m_store.find(type, nameSpace, name))
        return found;
    throw ApiError::notFound(type, name);
}

void Registry::checkIdentity(const Target &target, Json &object) const
{
    checkShape(*target.type, object);
    if (target.type->namespaced) {
        if (text(object, "/metadata/namespace", target.nameSpace) != target.nameSpace) {
            throw ApiError::badRequest("the namespace of the provided object does not match the "
                                       "namespace sent on the request");
        }
        object["metadata"]["namespace"] = target.nameSpace;
    } else {
        object["metadata"].erase("namespace");
    }
    if (target.name.empty())
        return;
    if (text(object, "/metadata/name", target.name) != target.name) {
        throw ApiError::badRequest("the name of the object (" + nameOf(object) +
                                   ") does not match the name on the URL (" + target.name + ")");
    }
    object["metadata"]["name"] = target.name;
}

ObjectPtr Registry::create(const ResourceType &type, const std::string &nameSpace, Json object,
                           bool dryRun)
{
    checkIdentity({&type, nameSpace, {}, false}, object);
    if (!text(object, "/metadata/resourceVersion").empty())
        throw ApiError::badRequest("resourceVersion should not be set on objects to be created");
    m_admission.admitCreate(type, object);
    if (!dryRun)
        return m_store.create(type, std::move(object));
    if (m_store.find(type, namespaceOf(object), nameOf(object)))
        throw ApiError::alreadyExists(type, nameOf(object));
    object["metadata"]["uid"] = newUid();
    object["metadata"]["creationTimestamp"] = timestamp();
    return std::make_shared<const Json>(std::move(object));
}

ObjectPtr Registry::apply(const Target &target, Json object, const Json &current, bool dryRun)
{
    checkIdentity(target, object);
    if (const std::string uid = uidOf(object); !uid.empty() && uid != uidOf(current)) {
        throw ApiError::conflict(*target.type, target.name,
                                 "Precondition failed: UID in precondition: " + uid +
                                     ", UID in object meta: " + uidOf(current));
    }
    if (!target.status)
        m_admission.admitUpdate(*target.type, object, current);
    if (dryRun)
        return std::make_shared<const Json>(std::move(object));
    return m_store.update(*target.type, object,
                          target.status ? ObjectStore::Part::Status
                                        : ObjectStore::Part::ExceptStatus);
}

ObjectPtr Registry::replace(const Target &target, Json object, bool dryRun)
{
    const ObjectPtr current = get(*target.type, target.nameSpace, target.name);
    return apply(target, std::move(object), *current, dryRun);
}

ObjectPtr Registry::patch(const Target &target, const std::string &kind, const Json &patch,
                          bool dryRun, bool *created)
{
    const ObjectPtr current = m_store.find(*target.type, target.nameSpace, target.name);
    const bool isApply = kind == "application/apply-patch+yaml";
    if (!current && isApply && !target.status) {
        if (created)
            *created = true;
        return create(*target.type, target.nameSpace, patch, dryRun);
    }
    if (!current)
        throw ApiError::notFound(*target.type, target.name);
    const bool isCustom = target.type == &types::notebooks();
    Json next;
    if (kind == "application/json-patch+json")
        next = jsonPatch(*current, patch);
    else if (kind == "application/merge-patch+json" || (isApply && isCustom))
        next = mergePatch(*current, patch);
    else if (isApply || (kind == "application/strategic-merge-patch+json" && !isCustom))
        next = strategicMergePatch(*current, patch);
    else
        throw ApiError::unsupportedMediaType();
    // A patch that does not name a version means whichever is current.
    if (!at(patch, "/metadata/resourceVersion").is_string() && next.is_object() &&
        next.contains("metadata"))
        next["metadata"]["resourceVersion"] = current->at("metadata")["resourceVersion"];
    return apply(target, std::move(next), *current, dryRun);
}

Registry::DeleteOptions Registry::parseDeleteOptions(const Json &body)
{
    DeleteOptions options;
    options.uid = text(body, "/preconditions/uid");
    options.resourceVersion = text(body, "/preconditions/resourceVersion");
    options.propagationPolicy = text(body, "/propagationPolicy", options.propagationPolicy);
    options.gracePeriodSeconds = number(body, "/gracePeriodSeconds", -1);
    const Json &dryRun = at(body, "/dryRun");
    options.dryRun = dryRun.is_array() && !dryRun.empty();
    if (at(body, "/orphanDependents") == true)
        options.propagationPolicy = "Orphan";
    return options;
}

ObjectPtr Registry::remove(const ResourceType &type, const std::string &nameSpace,
                           const std::string &name, const DeleteOptions &options, bool *gone)
{
    const ObjectPtr current = get(type, nameSpace, name);
    const auto check = [&](const std::string &what, const std::string &wanted,
                           const std::string &actual) {
        if (!wanted.empty() && wanted != actual) {
            throw ApiError::conflict(type, name,
                                     "the " + what + " in the precondition (" + wanted +
                                         ") does not match the " + what + " in record (" + actual +
                                         "). The object might have been deleted and then "
                                         "recreated");
        }
    };
    check("UID", options.uid, uidOf(*current));
    check("ResourceVersion", options.resourceVersion, text(*current, "/metadata/resourceVersion"));

    Json next = *current;
    Json &metadata = next["metadata"];
    Json finalizers = metadata.value("finalizers", Json::array());
    const auto addFinalizer = [&](const char *finalizer) {
        if (std::find(finalizers.begin(), finalizers.end(), finalizer) == finalizers.end())
            finalizers.push_back(finalizer);
    };
    if (options.propagationPolicy == "Foreground")
        addFinalizer("foregroundDeletion");
    else if (options.propagationPolicy == "Orphan")
        addFinalizer("orphan");

    qint64 grace = 0;
    if (&type == &types::pods() && !text(next, "/spec/nodeName").empty()) {
        const std::string phase = text(next, "/status/phase");
        grace = options.gracePeriodSeconds >= 0
                    ? options.gracePeriodSeconds
                    : number(next, "/spec/terminationGracePeriodSeconds", 30);
        if (phase == "Succeeded" || phase == "Failed")
            grace = 0;
    }
    const bool isNamespace = &type == &types::namespaces();
    const bool atOnce = finalizers.empty() && grace == 0 && !isNamespace;
    if (gone)
        *gone = atOnce;
    if (options.dryRun)
        return current;
    if (atOnce)
        return m_store.remove(type, nameSpace, name);

    const bool again = isBeingDeleted(next);
    if (!again || &type == &types::pods()) {
        const auto until = QDateTime::currentDateTimeUtc().addSecs(grace);
        if (!again)
            metadata["deletionTimestamp"] = until.toString(Qt::ISODate).toStdString();
        if (&type == &types::pods())
            metadata["deletionGracePeriodSeconds"] = grace;
    }
    if (!finalizers.empty())
        metadata["finalizers"] = finalizers;
    if (isNamespace)
        next["status"]["phase"] = "Terminating";
    return m_store.update(type, next, ObjectStore::Part::All);
}

} // namespace assay::sandbox
