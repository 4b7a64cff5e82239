// SPDX-License-Identifier: Apache-2.0
#include "controller.h"

#include "store/api_error.h"
#include "store/logging.h"

#include <QTimer>

namespace assay::sandbox {

Controller::Controller(Registry &registry, QObject *parent) : QObject(parent), m_registry(registry)
{
    connect(&registry.store(), &ObjectStore::changed, this,
            [this](const Change &change) { observe(change); });
}

void Controller::enqueue(const Key &key)
{
    if (m_queue.empty())
        QMetaObject::invokeMethod(this, &Controller::work, Qt::QueuedConnection);
    m_queue.insert(key);
}

void Controller::enqueueAfter(const Key &key, int milliseconds)
{
    QTimer::singleShot(milliseconds, this, [this, key] { enqueue(key); });
}

void Controller::enqueueOwner(const Json &object, const std::string &kind)
{
    for (const Json &owner : at(object, "/metadata/ownerReferences")) {
        if (text(owner, "/kind") == kind)
            enqueue({namespaceOf(object), text(owner, "/name")});
    }
}

void Controller::work()
{
    const std::set<Key> keys = std::exchange(m_queue, {});
    for (const Key &key : keys) {
        qCDebug(controllersLog).nospace()
            << metaObject()->className() << ": " << key.first.c_str() << '/' << key.second.c_str();
        try {
            reconcile(key);
        } catch (const ApiError &error) {
            qCWarning(controllersLog, "sandbox: %s of %s/%s: %s", metaObject()->className(),
                      key.first.c_str(), key.second.c_str(), error.what());
        }
    }
}

Json ownerReference(const Json &owner)
{
    return {{"apiVersion", text(owner, "/apiVersion")},
            {"kind", text(owner, "/kind")},
            {"name", nameOf(owner)},
            {"uid", uidOf(owner)},
            {"controller", true},
            {"blockOwnerDeletion", true}};
}

} // namespace assay::sandbox
