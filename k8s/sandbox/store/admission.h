// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json.h"
#include "resource_type.h"

namespace assay::sandbox {

class ObjectStore;

//! What a real API server fills in and refuses before it stores an object: defaults, validation,
//! the life of the namespace, the service account. Throws ApiError.
class Admission
{
public:
    explicit Admission(const ObjectStore &store) : m_store(store) {}

    void admitCreate(const ResourceType &type, Json &object) const;
    void admitUpdate(const ResourceType &type, Json &object, const Json &current) const;

private:
    void checkNamespace(const ResourceType &type, const Json &object) const;
    void admitPod(Json &pod) const;

    const ObjectStore &m_store;
};

//! The defaults that the API gives to a pod's spec, also inside a template.
void defaultPodSpec(Json &spec);

} // namespace assay::sandbox
