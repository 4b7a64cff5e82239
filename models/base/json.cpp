// SPDX-License-Identifier: Apache-2.0
#include <models/base/json.h>

#include <QCoreApplication>

namespace assay::models {

namespace {

struct JsonText
{
    Q_DECLARE_TR_FUNCTIONS(Json)
};

constexpr int deepest = 500;

//! A value takes sixteen times the memory of the byte or two that it may be written in.
constexpr int mostValues = 8'000'000;

struct TooDeep
{
};
struct TooMany
{
};

} // namespace

tl::expected<Json, QString> parseBounded(QByteArrayView text)
{
    // The parser itself keeps its place in a list; only who uses what it built recurses.
    using Event = Json::parse_event_t;
    int values = 0;
    const auto withinBounds = [&values](int depth, Event event, Json &) {
        if (++values > mostValues)
            throw TooMany{};
        if (depth >= deepest && (event == Event::array_start || event == Event::object_start))
            throw TooDeep{};
        return true;
    };
    try {
        Json value = Json::parse(text.begin(), text.end(), withinBounds, false);
        if (!value.is_discarded())
            return value;
    } catch (const TooDeep &) {
        return tl::unexpected(JsonText::tr("it is nested more than %1 deep").arg(deepest));
    } catch (const TooMany &) {
        return tl::unexpected(JsonText::tr("it holds more than %1 values").arg(mostValues));
    }
    return tl::unexpected(JsonText::tr("it is not JSON"));
}

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

const Json &listAt(const Json &object, std::initializer_list<const char *> path)
{
    static const Json none = Json::array();
    const Json &list = at(object, path);
    return list.is_array() ? list : none;
}

const Json &objectAt(const Json &object, std::initializer_list<const char *> path)
{
    static const Json none = Json::object();
    const Json &member = at(object, path);
    return member.is_object() ? member : none;
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
