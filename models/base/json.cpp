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

//! What is said of it where it is too deep or holds too much. Its text is gone through before it is
//! parsed: with a callback, the parser looks through all of a list for each object that ends in it.
QString excessOf(QByteArrayView text)
{
    int depth = 0;
    qsizetype values = 0;
    bool inText = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inText) {
            i += c == '\\';
            inText = c != '"';
            continue;
        }
        inText = c == '"';
        if (c == '{' || c == '[') {
            values += 2;
            if (++depth > deepest)
                return JsonText::tr("it is nested more than %1 deep").arg(deepest);
        } else if (c == '}' || c == ']') {
            --depth;
        } else if (c == ',' || c == ':') {
            ++values;
        }
    }
    return values > mostValues ? JsonText::tr("it holds more than %1 values").arg(mostValues)
                               : QString();
}

} // namespace

tl::expected<Json, QString> parseBounded(QByteArrayView text)
{
    // The parser itself keeps its place in a list; only who uses what it built recurses.
    if (const QString excess = excessOf(text); !excess.isEmpty())
        return tl::unexpected(excess);
    Json value = Json::parse(text.begin(), text.end(), nullptr, false);
    if (!value.is_discarded())
        return value;
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
