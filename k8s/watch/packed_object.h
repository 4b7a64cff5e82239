// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <vector>

namespace assay::k8s {

//! An object of the API in a fifth of the memory that its tree of values takes: thousands are held
//! by a watch, and few are looked at. Without metadata.managedFields, which is half of what many
//! objects weigh and says who set what.
class PackedObject
{
public:
    explicit PackedObject(nlohmann::json &object);

    nlohmann::json unpack() const;

    QString key; //!< "namespace/name"
    bool hasName = false;
    bool isSameVersion(const PackedObject &other) const
    {
        return !m_version.isEmpty() && m_version == other.m_version && uid == other.uid;
    }
    QString uid;

private:
    QString m_version;
    std::vector<std::uint8_t> m_bytes; //!< MessagePack
};

} // namespace assay::k8s
