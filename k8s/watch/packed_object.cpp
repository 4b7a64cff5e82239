// SPDX-License-Identifier: Apache-2.0
#include "packed_object.h"

#include "base/json_decode.h"

namespace assay::k8s {

PackedObject::PackedObject(nlohmann::json &object)
    : key(metadataText(object, "namespace") + u'/' + metadataText(object, "name"))
    , hasName(!metadataText(object, "name").isEmpty())
    , uid(metadataText(object, "uid"))
    , m_version(metadataText(object, "resourceVersion"))
{
    const auto metadata = object.find("metadata");
    if (metadata != object.end() && metadata->is_object())
        metadata->erase("managedFields");
    m_bytes = nlohmann::json::to_msgpack(object);
    m_bytes.shrink_to_fit();
}

nlohmann::json PackedObject::unpack() const
{
    return nlohmann::json::from_msgpack(m_bytes);
}

} // namespace assay::k8s
