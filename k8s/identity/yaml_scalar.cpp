// SPDX-License-Identifier: Apache-2.0
#include "yaml_scalar.h"

#include <QRegularExpression>
#include <QStringList>

#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;

namespace assay::k8s {

static bool isOneOf(const QString &text, const QStringList &words)
{
    return words.contains(text);
}

static bool isTrue(const QString &text)
{
    static const QStringList words = u"y Y yes Yes YES true True TRUE on On ON"_s.split(u' ');
    return isOneOf(text, words);
}

static bool isFalse(const QString &text)
{
    static const QStringList words = u"n N no No NO false False FALSE off Off OFF"_s.split(u' ');
    return isOneOf(text, words);
}

static bool isNumber(const QString &text)
{
    static const QStringList words =
        u".nan .NaN .NAN .inf .Inf .INF +.inf +.Inf +.INF -.inf -.Inf -.INF"_s.split(u' ');
    if (text.isEmpty() || text.size() > 400)
        return false;
    const QChar first = text.front();
    if (!first.isDigit() && !u"+-."_s.contains(first))
        return false;
    if (isOneOf(text, words))
        return true;
    static const QRegularExpression decimal(
        uR"(\A[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z)"_s);
    static const QRegularExpression prefixed(
        uR"(\A[-+]?0(?:[xX]([0-9a-fA-F]+)|[oO]?([0-7]+)|[bB]([01]+))\z)"_s);
    QString digits = text;
    if (first != u'.')
        digits.remove(u'_');
    if (decimal.match(digits).hasMatch())
        return true;
    const auto match = prefixed.match(digits);
    if (!match.hasMatch())
        return false;
    bool fits = false;
    if (!match.captured(1).isEmpty())
        match.captured(1).toULongLong(&fits, 16);
    else if (!match.captured(2).isEmpty())
        match.captured(2).toULongLong(&fits, 8);
    else
        match.captured(3).toULongLong(&fits, 2);
    return fits;
}

void resolveYamlScalar(YamlNode &node, const std::string &tag, const QString &written)
{
    using Type = YamlNode::Type;
    static const std::string core = "tag:yaml.org,2002:";
    node.text = written;
    node.type = Type::Text;
    if (tag == core + "binary") {
        node.text = QString::fromUtf8(QByteArray::fromBase64(written.toLatin1()));
        return;
    }
    const bool resolved = tag == "?" || tag == core + "bool" || tag == core + "int" ||
                          tag == core + "float" || tag == core + "null";
    if (!resolved)
        return;
    if (isTrue(written) || isFalse(written)) {
        node.type = Type::Truth;
        node.truth = isTrue(written);
    } else if (isNumber(written)) {
        node.type = Type::Number;
    } else if (tag == core + "null") {
        node.type = Type::Null;
    }
}

nlohmann::json yamlNumber(const QString &text)
{
    QString digits = text;
    digits.remove(u'_');
    bool ok = false;
    // Base 0 takes 0x… and 0… as C does, and so as go-yaml does.
    if (const qlonglong value = digits.toLongLong(&ok, 0); ok)
        return value;
    if (const qulonglong value = digits.toULongLong(&ok, 0); ok)
        return value;
    const bool negative = digits.startsWith(u'-');
    const QString bare = negative || digits.startsWith(u'+') ? digits.mid(1) : digits;
    const bool octal = bare.startsWith(u"0o", Qt::CaseInsensitive);
    if (octal || bare.startsWith(u"0b", Qt::CaseInsensitive)) {
        const qlonglong value = bare.mid(2).toLongLong(&ok, octal ? 8 : 2);
        if (ok)
            return negative ? -value : value;
    }
    if (const double value = digits.toDouble(&ok); ok)
        return value;
    return nullptr; // infinite, or none at all, which JSON does not have
}

} // namespace assay::k8s
