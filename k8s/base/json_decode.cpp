// SPDX-License-Identifier: Apache-2.0
#include "json_decode.h"

#include <k8s/base/hand_over.h>

#include <vector>

namespace assay::k8s {

static constexpr qsizetype parseHere = 256 << 10;

static constexpr int deepest = 500;

//! Of one object: a value takes sixteen times the memory of the byte or two that it may be
//! written in.
static constexpr qsizetype mostValues = 4'000'000;

//! Of one text, which is held several times while it is read. An object is never so large: what
//! keeps a cluster's objects takes no more than a few MiB of each.
static constexpr qsizetype longestText = 16 << 20;

static QString tooDeep()
{
    return QStringLiteral("it is nested more than %1 deep").arg(deepest);
}

static QString tooMany()
{
    return QStringLiteral("it holds more than %1 values").arg(mostValues);
}

static QString tooLong()
{
    return QStringLiteral("it holds a text of more than %1 MiB").arg(longestText >> 20);
}

//! What would take more stack or memory than its size says; empty where nothing does. The values of
//! a list are counted as its objects are taken out of it.
static QString excessOf(const QByteArray &json, bool isList)
{
    int depth = 0;
    qsizetype values = 0;
    bool inText = false;
    qsizetype begun = 0;
    for (qsizetype i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (inText && c == '\\') {
            ++i;
        } else if (c == '"') {
            if (inText && i - begun > longestText)
                return tooLong();
            begun = i;
            inText = !inText;
        } else if (!inText && (c == '{' || c == '[')) {
            ++values;
            if (++depth > deepest)
                return tooDeep();
        } else if (!inText && (c == '}' || c == ']')) {
            --depth;
        } else if (!inText && c == ',') {
            ++values;
        }
    }
    return !isList && values > mostValues ? tooMany() : QString();
}

struct TooMany
{
};

namespace {

//! Builds the value of a list, and gives the objects in its "items" away. Not by a callback of
//! nlohmann's parser: with one, it looks through all of a list for each object that ends in it.
class ListBuilder final : public nlohmann::json_sax<nlohmann::json>
{
public:
    using Json = nlohmann::json;
    explicit ListBuilder(const ItemSink &take) : m_take(take) {}

    Json value;
    std::size_t faultyByte = 0;
    QString fault; //!< empty where that byte says all

    bool null() override { return add(nullptr); }
    bool boolean(bool one) override { return add(one); }
    bool number_integer(number_integer_t one) override { return add(one); }
    bool number_unsigned(number_unsigned_t one) override { return add(one); }
    bool number_float(number_float_t one, const string_t &) override { return add(one); }
    bool string(string_t &one) override { return add(std::move(one)); }
    bool binary(binary_t &one) override { return add(std::move(one)); }
    bool start_object(std::size_t) override { return begin(Json::object()); }
    bool start_array(std::size_t) override { return begin(Json::array()); }
    bool key(string_t &name) override
    {
        count();
        if (m_open.size() == 1)
            m_inItems = name == "items";
        m_member = &(*m_open.back())[name];
        return true;
    }
    bool end_object() override
    {
        Json *const ended = m_open.back();
        m_open.pop_back();
        // An object where the list must be is nobody's item.
        if (!m_inItems || m_open.size() != 2 || !m_open.back()->is_array())
            return true;
        m_take(*ended);
        m_open.back()->get_ref<Json::array_t &>().pop_back();
        m_values = 0;
        return true;
    }
    bool end_array() override
    {
        m_open.pop_back();
        return true;
    }
    bool parse_error(std::size_t, const std::string &, const Json::exception &error) override
    {
        if (const auto *where = dynamic_cast<const Json::parse_error *>(&error))
            faultyByte = where->byte;
        else
            fault = QString::fromUtf8(error.what());
        return false;
    }

private:
    void count()
    {
        if (++m_values > mostValues)
            throw TooMany{};
    }
    Json *place(Json one)
    {
        count();
        if (m_open.empty())
            return &(value = std::move(one));
        if (m_open.back()->is_array())
            return &m_open.back()->emplace_back(std::move(one));
        return &(*m_member = std::move(one));
    }
    bool add(Json one)
    {
        place(std::move(one));
        return true;
    }
    bool begin(Json one)
    {
        m_open.push_back(place(std::move(one)));
        return true;
    }

    const ItemSink &m_take;
    std::vector<Json *> m_open;
    Json *m_member = nullptr; //!< what the last key named
    bool m_inItems = false;
    qsizetype m_values = 0;
};

} // namespace

static QString faultAt(std::size_t byte, const QByteArray &text)
{
    return byte > std::size_t(text.size())
               ? QStringLiteral("it is JSON that ends too early")
               : QStringLiteral("it is no JSON from byte %1 on").arg(byte);
}

static Decoded parseList(const QByteArray &text, const ItemSink &take)
{
    ListBuilder list(take);
    if (nlohmann::json::sax_parse(text.begin(), text.end(), &list))
        return std::move(list.value);
    return tl::unexpected(list.fault.isEmpty() ? faultAt(list.faultyByte, text) : list.fault);
}

//! What is no JSON at all, in words for who does not know the parser's; empty where it may be.
static QString mistakenFor(const QByteArray &text)
{
    if (text.trimmed().isEmpty())
        return QStringLiteral("it is empty");
    return text.startsWith("\x1f\x8b") ? QStringLiteral("it is compressed, without saying so")
                                       : QString();
}

Decoded decodeJson(const QByteArray &text, const ItemSink &items)
{
    if (const QString other = mistakenFor(text); !other.isEmpty())
        return tl::unexpected(other);
    if (const QString excess = excessOf(text, bool(items)); !excess.isEmpty())
        return tl::unexpected(excess);
    try {
        return items ? parseList(text, items)
                     : Decoded(nlohmann::json::parse(text.begin(), text.end()));
    } catch (const TooMany &) {
        return tl::unexpected(tooMany());
    } catch (const nlohmann::json::parse_error &fault) {
        return tl::unexpected(faultAt(fault.byte, text));
    } catch (const nlohmann::json::exception &fault) {
        return tl::unexpected(QString::fromUtf8(fault.what()));
    }
}

//! Nobody above an event loop would catch what reading the value throws.
static void tell(const std::function<void(Decoded &)> &done, Decoded &decoded)
{
    try {
        done(decoded);
    } catch (const nlohmann::json::exception &fault) {
        Decoded unexpectedType = tl::unexpected(QString::fromUtf8(fault.what()));
        done(unexpectedType);
    }
}

void decodeJsonAsync(QByteArray text, QObject *context, std::function<void(Decoded &)> done,
                     const ItemSink &items)
{
    if (text.size() <= parseHere) {
        Decoded decoded = decodeJson(text, items);
        tell(done, decoded);
        return;
    }
    inThreadPool<Decoded>(
        context, [items, text = std::move(text)] { return decodeJson(text, items); },
        [done = std::move(done)](Decoded &decoded) { tell(done, decoded); });
}

QString metadataText(const nlohmann::json &object, const char *key)
{
    if (!object.is_object())
        return {};
    const auto metadata = object.find("metadata");
    if (metadata == object.end() || !metadata->is_object())
        return {};
    const auto value = metadata->find(key);
    if (value == metadata->end() || !value->is_string())
        return {};
    return QString::fromStdString(value->get_ref<const std::string &>());
}

} // namespace assay::k8s
