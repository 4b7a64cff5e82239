// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/object_store.h"
#include "store/registry.h"

#include <set>

namespace assay::sandbox {

//! Brings what is towards what is wanted, one key at a time; a key that is asked for often is
//! handled once.
class Controller : public QObject
{
    Q_OBJECT
public:
    Controller(Registry &registry, QObject *parent);

protected:
    using Key = std::pair<std::string, std::string>; //!< namespace and name
    //! Something changed: subclasses enqueue what it concerns.
    virtual void observe(const Change &change) = 0;
    virtual void reconcile(const Key &key) = 0;

    void enqueue(const Key &key);
    void enqueueAfter(const Key &key, int milliseconds);
    void enqueueOwner(const Json &object, const std::string &kind);
    ObjectStore &store() { return m_registry.store(); }
    Registry &registry() { return m_registry; }

private:
    void work();

    Registry &m_registry;
    std::set<Key> m_queue;
};

//! A controller's owner reference to this object.
Json ownerReference(const Json &owner);

} // namespace assay::sandbox
