// SPDX-License-Identifier: Apache-2.0
#include "yaml_text.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

using models::Json;

//! Characters that a text editor does not give back as they were.
bool isFragile(QChar c)
{
    const char16_t u = c.unicode();
    return u == 0x85 || u == 0xA0 || u == 0x2028 || u == 0x2029 || u == 0xFDD0 || u == 0xFDD1 ||
           u == 0xFEFF;
}

bool hasFragile(const QString &text)
{
    return std::any_of(text.begin(), text.end(), isFragile);
}

//! Whether a text can stand in YAML as it is and be read back as the same text.
bool isPlain(const QString &text)
{
    static const QRegularExpression safe(
        u"^[A-Za-z_/][A-Za-z0-9_./@+=-]*( [A-Za-z0-9_./@+=-]+)*\\z"_s);
    static const QRegularExpression word(u"^(true|false|null|yes|no|on|off|y|n|~)\\z"_s,
                                         QRegularExpression::CaseInsensitiveOption);
    return safe.match(text).hasMatch() && !word.match(text).hasMatch();
}

//! Whether a text of several lines can stand as a block and be read back as the same text.
bool isBlock(const Json &value)
{
    if (!value.is_string())
        return false;
    const std::string &text = value.get_ref<const std::string &>();
    return !hasFragile(QString::fromStdString(text)) && text.find('\n') != std::string::npos &&
           text.front() != ' ' && text.front() != '\n' && text.back() != '\n' &&
           std::none_of(text.begin(), text.end(),
                        [](char c) { return c < ' ' && c >= 0 && c != '\n'; });
}

QString scalar(const Json &value)
{
    if (value.is_string()) {
        const QString text = QString::fromStdString(value.get_ref<const std::string &>());
        if (isPlain(text))
            return text;
    }
    // A JSON scalar is YAML, quotes and escapes included.
    const QString text =
        QString::fromStdString(value.dump(-1, ' ', false, Json::error_handler_t::replace));
    if (!hasFragile(text))
        return text;
    QString escaped;
    for (const QChar c : text)
        escaped +=
            isFragile(c) ? u"\\u%1"_s.arg(uint(c.unicode()), 4, 16, QLatin1Char('0')) : QString(c);
    return escaped;
}

void write(QString &out, const Json &value, int depth, bool inList)
{
    const QString indent(depth * 2, u' ');
    bool first = true;
    const auto margin = [&] { return std::exchange(first, false) && inList ? QString() : indent; };
    if (value.is_object() && !value.empty()) {
        for (const auto &[key, member] : value.items()) {
            out += margin() + scalar(Json(key)) + u':';
            if (member.is_structured() && !member.empty()) {
                out += u'\n';
                write(out, member, depth + (member.is_object() ? 1 : 0), false);
            } else if (isBlock(member)) {
                out += " |-\n"_L1;
                const QString text = QString::fromStdString(member.get_ref<const std::string &>());
                for (const QString &line : text.split(u'\n'))
                    out += line.isEmpty() ? u"\n"_s : indent + "  "_L1 + line + u'\n';
            } else {
                out += u' ' + scalar(member) + u'\n';
            }
        }
    } else if (value.is_array() && !value.empty()) {
        for (const Json &item : value) {
            out += margin() + "- "_L1;
            if (item.is_structured() && !item.empty())
                write(out, item, depth + 1, true);
            else
                out += scalar(item) + u'\n';
        }
    } else {
        out += margin() + scalar(value) + u'\n';
    }
}

} // namespace

QString toYamlText(const models::Json &value)
{
    QString out;
    if (!value.is_null())
        write(out, value, 0, false);
    return out;
}

} // namespace assay::ui
