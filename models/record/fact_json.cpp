// SPDX-License-Identifier: Apache-2.0
#include <models/record/fact.h>

#include <models/base/enum_names.h>

#include "base/json_reading.h"

#include <utility>

namespace assay::models {

namespace {

struct Anything
{
    template<typename T>
    void operator()(const char *, const T &) const
    {
    }
};

//! One of the values that say what is stored of them; others have a to_json() of their own.
template<typename T>
concept Described = requires(T &value, Anything &field)
{
    T::describe(value, field);
};

template<Described T>
Json written(const T &value);

struct FactWriter
{
    Json object = Json::object();

    template<typename T>
    void operator()(const char *key, const T &value)
    {
        object[key] = json(value);
    }

private:
    template<typename T>
    static Json json(const T &value)
    {
        if constexpr (Described<const T>)
            return written(value);
        else if constexpr (std::is_enum_v<T>)
            return Json(toString(value));
        else
            return Json(value);
    }
    static Json json(const QMap<QString, QString> &value) { return reading::toObject(value); }
    template<typename T>
    static Json json(const std::optional<T> &value)
    {
        return value ? json(*value) : Json(nullptr);
    }
};

template<Described T>
Json written(const T &value)
{
    FactWriter writer;
    T::describe(value, writer);
    return std::move(writer.object);
}

//! Is not good() where a word is not one of ours, or an entity is not there, since any default in
//! its place would be a false record.
class FactReader
{
public:
    explicit FactReader(const Json &object) : m_object(object) {}
    bool good() const { return m_good; }

    template<typename T>
    void operator()(const char *key, T &out)
    {
        if constexpr (std::is_enum_v<T>) {
            const auto known = enumFromString<T>(textAt(m_object, {key}));
            out = known.value_or(T{});
            m_good = m_good && known;
        } else if constexpr (Described<T>) {
            FactReader inner(at(m_object, {key}));
            T::describe(out, inner);
            m_good = m_good && inner.good();
        } else if constexpr (requires { reading::read(m_object, key, out); }) {
            reading::read(m_object, key, out);
        } else {
            const Json &entity = at(m_object, {key});
            m_good = m_good && entity.is_object();
            if (m_good)
                out = entity.get<T>();
        }
    }
    template<typename T>
    void operator()(const char *key, std::optional<T> &out)
    {
        const Json &value = at(m_object, {key});
        const bool isThere = std::is_class_v<T>  ? value.is_object()
                             : std::is_enum_v<T> ? value.is_string()
                                                 : value.is_number_integer();
        if (!isThere)
            return;
        (*this)(key, out.emplace());
    }
    void operator()(const char *key, qint64 &out)
    {
        if (const Json &value = at(m_object, {key}); value.is_number_integer())
            out = value.get<qint64>();
    }
    void operator()(const char *key, Json &out) { out = at(m_object, {key}); }
    void operator()(const char *key, Transition &out)
    {
        const Json &transition = at(m_object, {key});
        m_good = m_good && enumFromString<NotebookStatus>(textAt(transition, {"from"})) &&
                 enumFromString<NotebookStatus>(textAt(transition, {"to"}));
        if (m_good)
            out = transition.get<Transition>();
    }

private:
    const Json &m_object;
    bool m_good = true;
};

//! Tries the kinds in turn; the name in the line chooses one.
template<std::size_t... I>
bool readBody(const QString &kind, const Json &body, Fact &fact, std::index_sequence<I...>)
{
    FactReader reader(body);
    const auto tryKind = [&]<typename T>(T empty) {
        fact.body = std::move(empty);
        if (fact.kind() != kind)
            return false;
        T::describe(std::get<T>(fact.body), reader);
        return true;
    };
    return (tryKind(std::variant_alternative_t<I, FactBody>{}) || ...) && reader.good();
}

} // namespace

Json toJson(const Fact &fact)
{
    return {{"sequence", fact.sequence},
            {"at", fact.at},
            {"kind", fact.kind()},
            {"body", std::visit([](const auto &value) { return written(value); }, fact.body)}};
}

Json toJson(const ObjectRef &object)
{
    return written(object);
}

Json toJson(const ValidationError &error)
{
    return written(error);
}

Json toJson(const RunOrigin &origin)
{
    return written(origin);
}

Json toJson(const ClusterSeen &cluster)
{
    return written(cluster);
}

Json toJson(const NodeSeen &node)
{
    return written(node);
}

std::optional<Fact> factFromJson(const Json &json)
{
    try {
        Fact fact;
        FactReader reader(json);
        reader("sequence", fact.sequence);
        reader("at", fact.at);
        const Json &body = at(json, {"body"});
        if (fact.sequence < 1 || !fact.at.isValid() || !body.is_object())
            return {};
        if (!readBody(textAt(json, {"kind"}), body, fact,
                      std::make_index_sequence<std::variant_size_v<FactBody>>{}))
            return {};
        return fact;
    } catch (const Json::exception &) {
        return {}; // a value within an entity has the wrong type
    }
}

} // namespace assay::models
