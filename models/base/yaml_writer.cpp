// SPDX-License-Identifier: Apache-2.0
#include <models/base/yaml.h>

#include "yaml_scalars.h"

#include <QByteArrayList>
#include <QRegularExpression>

#include <algorithm>

namespace assay::models::yaml {

using namespace Qt::StringLiterals;

//! Characters that YAML does not allow, or that a text editor does not give back as they were.
static bool isFragile(QChar c)
{
    const char16_t u = c.unicode();
    return (u >= 0x7F && u <= 0xA0) || u == 0x2028 || u == 0x2029 || u == 0xFDD0 || u == 0xFDD1 ||
           u == 0xFEFF || u >= 0xFFFE;
}

//! Whether a text can stand as it is, in a list on one line too, and is read back as the same text.
static bool isPlain(const QString &text)
{
    static const QRegularExpression safe(
        u"\\A[A-Za-z_/][A-Za-z0-9_./@+=-]*([: ][A-Za-z0-9_./@+=-]+)*\\z"_s);
    static const QRegularExpression typed(u"\\A(null|true|false|yes|no|on|off|y|n)\\z"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    return safe.match(text).hasMatch() && !typed.match(text).hasMatch();
}

//! Whether a text can stand as a block of text: several lines, whose indentation is plain.
static bool isBlock(const QString &text)
{
    if (!text.contains(u'\n') || text.endsWith(u"\n\n"_s) || text.front().isSpace())
        return false;
    const QStringList lines = text.split(u'\n');
    return (lines.size() > 2 || !lines.last().isEmpty()) &&
           std::none_of(lines.begin(), lines.end(), [](const QString &line) {
               return (line.trimmed().isEmpty() && !line.isEmpty()) ||
                      std::any_of(line.begin(), line.end(),
                                  [](QChar c) { return c < u' ' || isFragile(c); });
           });
}

static QByteArray inJson(const Json &value)
{
    // A JSON scalar is YAML, quotes and escapes included; so are an empty list and mapping.
    const QString text =
        QString::fromStdString(value.dump(-1, ' ', false, Json::error_handler_t::replace));
    QString escaped;
    for (const QChar c : text)
        escaped +=
            isFragile(c) ? u"\\u%1"_s.arg(uint(c.unicode()), 4, 16, QLatin1Char('0')) : QString(c);
    return escaped.toUtf8();
}

QByteArray writeScalar(const Json &value)
{
    if (value.is_string()) {
        if (const auto text = value.get<QString>(); isPlain(text))
            return text.toUtf8();
    }
    return inJson(value);
}

QByteArray writeQuoted(const QString &text)
{
    return inJson(text);
}

bool isPrintable(const QString &text)
{
    return std::none_of(text.begin(), text.end(), [](QChar c) { return c < u' ' || isFragile(c); });
}

QByteArray writeFlow(const Json &value)
{
    QByteArrayList entries;
    if (value.is_object()) {
        for (const auto &[key, member] : value.items())
            entries << writeScalar(QString::fromStdString(key)) + ": " + writeFlow(member);
        return '{' + entries.join(", ") + '}';
    }
    if (!value.is_array())
        return writeScalar(value);
    for (const Json &entry : value)
        entries << writeFlow(entry);
    return '[' + entries.join(", ") + ']';
}

static bool isCollection(const Json &value)
{
    return value.is_structured() && !value.empty();
}

static QByteArray block(const QString &text, int indent)
{
    const QByteArray margin(indent, ' ');
    QByteArray out = text.endsWith(u'\n') ? "|\n" : "|-\n";
    for (const QString &line : (text.endsWith(u'\n') ? text.chopped(1) : text).split(u'\n'))
        out += line.isEmpty() ? QByteArray("\n") : margin + line.toUtf8() + '\n';
    return out;
}

//! What stands behind a dash or a colon and a space.
static QByteArray leaf(const Json &value, int indent, Texts texts)
{
    if (value.is_string() && texts == Texts::Blocks) {
        if (const auto text = value.get<QString>(); isBlock(text))
            return block(text, indent);
    }
    return writeScalar(value) + '\n';
}

static bool fitsOneLine(const Json &list)
{
    return list.is_array() && std::none_of(list.begin(), list.end(), isCollection);
}

static QByteArray writeCollection(const Json &value, int indent, Texts texts)
{
    QByteArray out;
    if (value.is_object()) {
        for (const auto &[key, member] : value.items())
            out += writeMember(QString::fromStdString(key), member, indent, Lists::Block, texts);
        return out;
    }
    for (const Json &entry : value) {
        out += QByteArray(indent, ' ') + "- ";
        // The first line of a collection stands behind the dash.
        out += isCollection(entry) ? writeCollection(entry, indent + 2, texts).mid(indent + 2)
                                   : leaf(entry, indent + 2, texts);
    }
    return out;
}

QByteArray writeMember(const QString &key, const Json &value, int indent, Lists lists, Texts texts)
{
    const QByteArray head = QByteArray(indent, ' ') + writeScalar(key) + ':';
    if (!isCollection(value))
        return head + ' ' + leaf(value, indent + 2, texts);
    if (lists == Lists::Flow && fitsOneLine(value))
        return head + ' ' + writeFlow(value) + '\n';
    return head + '\n' + writeCollection(value, indent + 2, texts);
}

QByteArray writeMember(const QString &key, const Json &value, int indent, Lists lists)
{
    return writeMember(key, value, indent, lists, Texts::Blocks);
}

QByteArray write(const Json &value, Texts texts)
{
    return isCollection(value) ? writeCollection(value, 0, texts) : leaf(value, 2, texts);
}

QByteArray write(const Json &value)
{
    return write(value, Texts::Blocks);
}

} // namespace assay::models::yaml
