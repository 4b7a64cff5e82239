// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "admission.h"
#include "object_store.h"

namespace assay::sandbox {

//! The verbs of the API on stored objects, with admission and deletion's rules. Requests and
//! controllers both come through here. Throws ApiError.
class Registry
{
public:
    explicit Registry(ObjectStore &store) : m_store(store), m_admission(store) {}

    ObjectStore &store() { return m_store; }

    struct Target
    {
        const ResourceType *type = nullptr;
        std::string nameSpace;
        std::string name;
        bool status = false; //!< the /status subresource
    };

    ObjectPtr get(const ResourceType &type, const std::string &nameSpace,
                  const std::string &name) const;
    ObjectPtr create(const ResourceType &type, const std::string &nameSpace, Json object,
                     bool dryRun = false);
    ObjectPtr replace(const Target &target, Json object, bool dryRun = false);
    //! `kind` is the Content-Type. An apply patch creates what is missing, which is then said.
    ObjectPtr patch(const Target &target, const std::string &kind, const Json &patch,
                    bool dryRun = false, bool *created = nullptr);

    struct DeleteOptions
    {
        std::string uid;             //!< precondition
        std::string resourceVersion; //!< precondition
        std::string propagationPolicy = "Background";
        qint64 gracePeriodSeconds = -1; //!< -1: the object's own
        bool dryRun = false;
    };
    //! The object as deletion leaves it; `gone` where nothing of it is left.
    ObjectPtr remove(const ResourceType &type, const std::string &nameSpace,
                     const std::string &name, const DeleteOptions &options, bool *gone = nullptr);

    static DeleteOptions parseDeleteOptions(const Json &body);

private:
    void checkIdentity(const Target &target, Json &object) const;
    ObjectPtr apply(const Target &target, Json object, const Json &current, bool dryRun);

    ObjectStore &m_store;
    Admission m_admission;
};

} // namespace assay::sandbox
