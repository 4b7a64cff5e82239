// SPDX-License-Identifier: Apache-2.0
#include "json_decode.h"

#include <k8s/base/hand_over.h>

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

static nlohmann::json parseList(const QByteArray &text, const ItemSink &take)
{
    using Event = nlohmann::json::parse_event_t;
    bool inItems = false;
    qsizetype values = 0;
    const auto each = [&](int depth, Event event, nlohmann::json &parsed) {
        if (++values > mostValues)
            throw TooMany{};
        if (depth == 1 && event == Event::key)
            inItems = parsed == "items";
        // An object where the list must be is nobody's item.
        if (depth == 1 && event == Event::object_start)
            inItems = false;
        if (depth != 2 || event != Event::object_end || !inItems)
            return true;
        take(parsed);
        values = 0;
        return false;
    };
    return nlohmann::json::parse(text.begin(), text.end(), each);
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
        return items ? parseList(text, items) : nlohmann::json::parse(text.begin(), text.end());
    } catch (const TooMany &) {
        return tl::unexpected(tooMany());
    } catch (const nlohmann::json::parse_error &fault) {
        const bool isCutOff = fault.byte > std::size_t(text.size());
        return tl::unexpected(
            isCutOff ? QStringLiteral("it is JSON that ends too early")
                     : QStringLiteral("it is no JSON from byte %1 on").arg(fault.byte));
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
