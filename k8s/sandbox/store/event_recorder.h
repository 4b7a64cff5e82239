// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json.h"

namespace assay::sandbox {

class Registry;

//! Writes core/v1 events as one component does; the same event again raises its count.
class EventRecorder
{
public:
    EventRecorder(Registry &registry, std::string component, std::string host = {})
        : m_registry(registry)
        , m_component(std::move(component))
        , m_host(std::move(host))
    {
    }

    void normal(const Json &object, const std::string &reason, const std::string &message,
                const std::string &fieldPath = {});
    void warning(const Json &object, const std::string &reason, const std::string &message,
                 const std::string &fieldPath = {});

private:
    void record(const Json &object, const char *type, const std::string &reason,
                const std::string &message, const std::string &fieldPath);

    Registry &m_registry;
    std::string m_component;
    std::string m_host;
};

} // namespace assay::sandbox
