// SPDX-License-Identifier: Apache-2.0
#include "protobuf.h"

#include "api_error.h"

#include <QByteArray>

#include <map>

namespace assay::sandbox {

struct Field
{
    enum class Kind { Text, Bytes, Boolean, Integer, Message, TextMap, BytesMap };
    const char *name;
    Kind kind = Kind::Text;
    bool repeated = false;
    const std::map<int, Field> *message = nullptr;
};
using Message = std::map<int, Field>;

//! The part of the wire format that the API uses.
class Reader
{
public:
    explicit Reader(std::string_view bytes) : m_bytes(bytes) {}

    bool atEnd() const { return m_bytes.empty(); }

    quint64 varint()
    {
        quint64 value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (m_bytes.empty())
                break;
            const auto byte = static_cast<unsigned char>(m_bytes.front());
            m_bytes.remove_prefix(1);
            value |= static_cast<quint64>(byte & 0x7f) << shift;
            if (byte < 0x80)
                return value;
        }
        throw ApiError::badRequest("the protobuf body is cut short");
    }

    std::string_view bytes()
    {
        const quint64 size = varint();
        if (size > m_bytes.size())
            throw ApiError::badRequest("the protobuf body is cut short");
        const std::string_view result = m_bytes.substr(0, size);
        m_bytes.remove_prefix(size);
        return result;
    }

    void skip(quint64 wireType)
    {
        if (wireType == 0)
            varint();
        else if (wireType == 2)
            bytes();
        else if (wireType == 1 || wireType == 5)
            m_bytes.remove_prefix(std::min<std::size_t>(wireType == 1 ? 8 : 4, m_bytes.size()));
        else
            throw ApiError::badRequest("the protobuf body has an unknown wire type");
    }

private:
    std::string_view m_bytes;
};

static std::string base64(std::string_view bytes)
{
    return QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())).toBase64().toStdString();
}

static std::pair<std::string, std::string_view> mapEntry(std::string_view bytes)
{
    Reader reader(bytes);
    std::pair<std::string, std::string_view> entry;
    while (!reader.atEnd()) {
        const quint64 tag = reader.varint();
        if (tag == (1 << 3 | 2))
            entry.first = reader.bytes();
        else if (tag == (2 << 3 | 2))
            entry.second = reader.bytes();
        else
            reader.skip(tag & 7);
    }
    return entry;
}

static Json decode(std::string_view bytes, const Message &message)
{
    Json object = Json::object();
    Reader reader(bytes);
    while (!reader.atEnd()) {
        const quint64 tag = reader.varint();
        const auto known = message.find(static_cast<int>(tag >> 3));
        const bool isVarint = (tag & 7) == 0;
        if (known == message.end() || (!isVarint && (tag & 7) != 2)) {
            reader.skip(tag & 7);
            continue;
        }
        const Field &field = known->second;
        Json value;
        if (isVarint) {
            const quint64 number = reader.varint();
            value = field.kind == Field::Kind::Boolean ? Json(number != 0)
                                                       : Json(static_cast<qint64>(number));
        } else if (field.kind == Field::Kind::TextMap || field.kind == Field::Kind::BytesMap) {
            const auto [key, entry] = mapEntry(reader.bytes());
            object[field.name][key] =
                field.kind == Field::Kind::TextMap ? std::string(entry) : base64(entry);
            continue;
        } else if (field.kind == Field::Kind::Message) {
            value = decode(reader.bytes(), *field.message);
        } else {
            value = std::string(reader.bytes());
            // Go's encoding sends empty strings, which JSON leaves out.
            if (value == "" && !field.repeated)
                continue;
        }
        if (field.repeated)
            object[field.name].push_back(value);
        else
            object[field.name] = value;
    }
    return object;
}

static const Message *messageOf(const std::string &kind)
{
    using Kind = Field::Kind;
    static const Message ownerReference = {{1, {"kind"}},
                                           {3, {"name"}},
                                           {4, {"uid"}},
                                           {5, {"apiVersion"}},
                                           {6, {"controller", Kind::Boolean}},
                                           {7, {"blockOwnerDeletion", Kind::Boolean}}};
    static const Message metadata = {
        {1, {"name"}},
        {2, {"generateName"}},
        {3, {"namespace"}},
        {5, {"uid"}},
        {6, {"resourceVersion"}},
        {11, {"labels", Kind::TextMap}},
        {12, {"annotations", Kind::TextMap}},
        {13, {"ownerReferences", Kind::Message, true, &ownerReference}},
        {14, {"finalizers", Kind::Text, true}}};
    static const Message reference = {{1, {"name"}}};
    static const Message resourceAttributes = {
        {1, {"namespace"}}, {2, {"verb"}},        {3, {"group"}}, {4, {"version"}},
        {5, {"resource"}},  {6, {"subresource"}}, {7, {"name"}}};
    static const Message pathAttributes = {{1, {"path"}}, {2, {"verb"}}};
    static const Message accessSpec = {
        {1, {"resourceAttributes", Kind::Message, false, &resourceAttributes}},
        {2, {"nonResourceAttributes", Kind::Message, false, &pathAttributes}}};
    static const Message rulesSpec = {{1, {"namespace"}}};
    static const Field meta = {"metadata", Kind::Message, false, &metadata};
    static const std::map<std::string, Message> kinds = {
        {"Namespace", {{1, meta}}},
        {"ConfigMap",
         {{1, meta},
          {2, {"data", Kind::TextMap}},
          {3, {"binaryData", Kind::BytesMap}},
          {4, {"immutable", Kind::Boolean}}}},
        {"Secret",
         {{1, meta},
          {2, {"data", Kind::BytesMap}},
          {3, {"type"}},
          {4, {"stringData", Kind::TextMap}},
          {5, {"immutable", Kind::Boolean}}}},
        {"ServiceAccount",
         {{1, meta},
          {3, {"imagePullSecrets", Kind::Message, true, &reference}},
          {4, {"automountServiceAccountToken", Kind::Boolean}}}},
        {"SelfSubjectAccessReview", {{1, meta}, {2, {"spec", Kind::Message, false, &accessSpec}}}},
        {"SelfSubjectRulesReview", {{1, meta}, {2, {"spec", Kind::Message, false, &rulesSpec}}}},
        {"SelfSubjectReview", {{1, meta}}}};
    const auto found = kinds.find(kind);
    return found == kinds.end() ? nullptr : &found->second;
}

Json decodeProtobuf(std::string_view body)
{
    static constexpr std::string_view magic("k8s\0", 4);
    if (!body.starts_with(magic))
        throw ApiError::badRequest("the protobuf body does not begin with its magic number");
    static const Message typeMeta = {{1, {"apiVersion"}}, {2, {"kind"}}};
    static const Message envelope = {{1, {"type", Field::Kind::Message, false, &typeMeta}},
                                     {2, {"raw", Field::Kind::Bytes}}};
    const Json unknown = decode(body.substr(magic.size()), envelope);
    const std::string kind = text(unknown, "/type/kind");
    const Message *message = messageOf(kind);
    if (!message)
        throw ApiError::unsupportedMediaType();
    Json object = decode(text(unknown, "/raw"), *message);
    object["apiVersion"] = text(unknown, "/type/apiVersion");
    object["kind"] = kind;
    return object;
}

} // namespace assay::sandbox
