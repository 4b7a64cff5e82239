// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "controller.h"

namespace assay::sandbox {

//! Deletes what has lost its last owner, and does the waiting and the orphaning that the
//! finalizers foregroundDeletion and orphan stand for.
class GarbageCollector : public Controller
{
    Q_OBJECT
public:
    GarbageCollector(Registry &registry, QObject *parent);

protected:
    void observe(const Change &change) override;
    void reconcile(const Key &key) override; //!< the namespace; its name part is empty

private:
    void collect(const std::string &nameSpace);
    void dropFinalizer(const ResourceType &type, const Json &object, const char *finalizer);
};

} // namespace assay::sandbox
