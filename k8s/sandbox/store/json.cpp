// SPDX-License-Identifier: Apache-2.0
#include "json.h"

#include <QDateTime>
#include <QUuid>

#include <charconv>

namespace assay::sandbox {

const Json &at(const Json &value, std::string_view pointer)
{
    static const Json null;
    const Json *current = &value;
    while (!pointer.empty()) {
        pointer.remove_prefix(1);
        const auto end = std::min(pointer.find('/'), pointer.size());
        const auto token = pointer.substr(0, end);
        pointer.remove_prefix(end);
        if (current->is_object()) {
            const auto found = current->find(std::string(token));
            if (found == current->end())
                return null;
            current = &*found;
        } else if (current->is_array()) {
            std::size_t index = 0;
            const auto [rest, error] =
                std::from_chars(token.data(), token.data() + token.size(), index);
            if (error != std::errc{} || index >= current->size())
                return null;
            current = &(*current)[index];
        } else {
            return null;
        }
    }
    return *current;
}

std::string text(const Json &value, std::string_view pointer, const std::string &fallback)
{
    const Json &found = at(value, pointer);
    return found.is_string() ? found.get<std::string>() : fallback;
}

qint64 number(const Json &value, std::string_view pointer, qint64 fallback)
{
    const Json &found = at(value, pointer);
    return found.is_number() ? found.get<qint64>() : fallback;
}

std::string member(const Json &map, const std::string &key)
{
    if (!map.is_object())
        return {};
    const auto found = map.find(key);
    return found != map.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string nameOf(const Json &object)
{
    return text(object, "/metadata/name");
}

std::string namespaceOf(const Json &object)
{
    return text(object, "/metadata/namespace");
}

std::string uidOf(const Json &object)
{
    return text(object, "/metadata/uid");
}

bool isBeingDeleted(const Json &object)
{
    return at(object, "/metadata/deletionTimestamp").is_string();
}

std::string timestamp()
{
    return QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString();
}

std::string nanoTimestamp(qint64 millisecondsSinceEpoch)
{
    const auto time = QDateTime::fromMSecsSinceEpoch(millisecondsSinceEpoch, Qt::UTC);
    return time.toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss.zzz")).toStdString() + "000000Z";
}

std::string newUid()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
}

} // namespace assay::sandbox
