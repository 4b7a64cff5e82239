// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <nlohmann/json.hpp>
#include <optional>
#include <tl/expected.hpp>

//! How Qt's values are written in records and reports: UTF-8 strings, RFC 3339 times in UTC with
//! milliseconds. Reading is forgiving: another type gives an empty value.
namespace nlohmann {
template<>
struct adl_serializer<QString>
{
    static void to_json(json &j, const QString &s) { j = s.toStdString(); }
    static void from_json(const json &j, QString &s)
    {
        s = j.is_string() ? QString::fromStdString(j.get_ref<const std::string &>()) : QString();
    }
};
template<>
struct adl_serializer<QDateTime>
{
    static void to_json(json &j, const QDateTime &t)
    {
        if (t.isValid())
            j = t.toUTC().toString(Qt::ISODateWithMs).toStdString();
        else
            j = nullptr;
    }
    static void from_json(const json &j, QDateTime &t)
    {
        t = j.is_string()
                ? QDateTime::fromString(QString::fromStdString(j.get_ref<const std::string &>()),
                                        Qt::ISODateWithMs)
                : QDateTime();
    }
};
template<typename T>
struct adl_serializer<std::optional<T>>
{
    static void to_json(json &j, const std::optional<T> &v)
    {
        if (v)
            j = *v;
        else
            j = nullptr;
    }
    static void from_json(const json &j, std::optional<T> &v)
    {
        if (j.is_null())
            v.reset();
        else
            v = j.get<T>();
    }
};
} // namespace nlohmann

namespace assay::models {

using Json = nlohmann::json;

//! The value that a text from outside holds; else why there is none, as the end of a sentence: "it
//! is not JSON". What is nested more than 500 deep is refused before it is built: no object of a
//! cluster or an image is, and to copy one takes as many frames of the stack as it has levels.
tl::expected<Json, QString> parseBounded(QByteArrayView text);

//! The member at a path of keys ("status", "phase"), or a null value where a step is missing or
//! not an object. Objects of the cluster are read with this: nothing they hold can be relied on.
const Json &at(const Json &object, std::initializer_list<const char *> path);
//! The same as a list or an object to look through: an empty one where it is of another type.
const Json &listAt(const Json &object, std::initializer_list<const char *> path);
const Json &objectAt(const Json &object, std::initializer_list<const char *> path);
//! The same as text; empty where it is not a string.
QString textAt(const Json &object, std::initializer_list<const char *> path);
//! The same as a time (RFC 3339, with or without fractions); invalid where it is none.
QDateTime timeAt(const Json &object, std::initializer_list<const char *> path);

} // namespace assay::models
