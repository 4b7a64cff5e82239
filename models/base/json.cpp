// SPDX-License-Identifier: Apache-2.0
#include <models/base/json.h>

namespace assay::models {

const Json &at(const Json &object, std::initializer_list<const char *> path)
{
    static const Json null = nullptr;
    const Json *value = &object;
    for (const char *key : path) {
        if (!value->is_object())
            return null;
        const auto it = value->find(key);
        if (it == value->end())
            return null;
        value = &*it;
    }
    return *value;
}

QString textAt(const Json &object, std::initializer_list<const char *> path)
{
    return at(object, path).get<QString>();
}

QDateTime timeAt(const Json &object, std::initializer_list<const char *> path)
{
    return at(object, path).get<QDateTime>();
}

} // namespace assay::models
