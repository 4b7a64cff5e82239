// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/json.h>

#include <QMap>

#include <limits>

//! Reading of stored entities: a member that is missing or of another type leaves the field as it
//! is, so that records of other versions can be read and nothing throws.
namespace assay::models::reading {

inline void read(const Json &j, const char *key, QString &out)
{
    if (const Json &v = at(j, {key}); v.is_string())
        out = v.get<QString>();
}

inline void read(const Json &j, const char *key, QDateTime &out)
{
    if (const Json &v = at(j, {key}); v.is_string())
        out = v.get<QDateTime>();
}

inline void read(const Json &j, const char *key, bool &out)
{
    if (const Json &v = at(j, {key}); v.is_boolean())
        out = v.get<bool>();
}

inline void read(const Json &j, const char *key, double &out)
{
    if (const Json &v = at(j, {key}); v.is_number())
        out = v.get<double>();
}

inline void read(const Json &j, const char *key, int &out)
{
    const Json &v = at(j, {key});
    if (!v.is_number_integer())
        return;
    const bool fits = v.is_number_unsigned()
                          ? v.get<std::uint64_t>() <= std::uint64_t(std::numeric_limits<int>::max())
                          : v.get<std::int64_t>() >= std::numeric_limits<int>::min() &&
                                v.get<std::int64_t>() <= std::numeric_limits<int>::max();
    if (fits)
        out = v.get<int>();
}

inline void read(const Json &j, const char *key, QStringList &out)
{
    const Json &v = at(j, {key});
    if (!v.is_array())
        return;
    out.clear();
    for (const Json &entry : v) {
        if (entry.is_string())
            out << entry.get<QString>();
    }
}

inline void read(const Json &j, const char *key, QMap<QString, QString> &out)
{
    const Json &v = at(j, {key});
    if (!v.is_object())
        return;
    out.clear();
    for (const auto &[name, entry] : v.items()) {
        if (entry.is_string())
            out.insert(QString::fromStdString(name), entry.get<QString>());
    }
}

template<typename T>
void read(const Json &j, const char *key, std::optional<T> &out)
{
    out.reset();
    if (at(j, {key}).is_null())
        return;
    T value{};
    read(j, key, value);
    out = value;
}

inline Json toObject(const QMap<QString, QString> &map)
{
    Json object = Json::object();
    for (auto it = map.begin(); it != map.end(); ++it)
        object[it.key().toStdString()] = it.value();
    return object;
}

} // namespace assay::models::reading
