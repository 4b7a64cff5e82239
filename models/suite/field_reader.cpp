// SPDX-License-Identifier: Apache-2.0
#include "field_reader.h"

#include <models/base/edit_distance.h>
#include <models/base/safe_text.h>

#include <QCoreApplication>

#include <algorithm>
#include <limits>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {

struct FieldReaderText
{
    Q_DECLARE_TR_FUNCTIONS(FieldReaderText)
};

} // namespace

//! The known field that was probably meant; empty where none is near.
static QString nearestField(const QString &written, const QStringList &known)
{
    // No field's name is that long, and the distance costs its square.
    if (written.size() > 40)
        return {};
    const auto plain = [](const QString &name) { return name.toLower().remove(u'_').remove(u'-'); };
    const QString wanted = plain(written);
    QString best;
    // A part of a name says something only where it is longer than what any long word holds.
    constexpr int leastPart = 4;
    int bestDistance = (wanted.size() < leastPart ? 1 : std::max(2, int(wanted.size()) / 3)) + 1;
    for (const QString &field : known) {
        const QString candidate = plain(field);
        const bool part = std::min(wanted.size(), candidate.size()) >= leastPart &&
                          (candidate.contains(wanted) || wanted.contains(candidate));
        const int distance = part ? 1 : editDistance(wanted, candidate);
        if (distance < bestDistance) {
            bestDistance = distance;
            best = field;
        }
    }
    return best;
}

//! Of the field that a path begins with.
static QString exampleOf(const QString &path)
{
    const auto *field = configurationField(path.section(u'.', 0, 0));
    return field ? QString::fromLatin1(field->example) : QString();
}

void FieldReader::report(yaml::Position at, const QString &path, const QString &message,
                         FieldProblem::Severity severity)
{
    m_problems.push_back(
        {at.line, at.column, m_testId, {path, inShort(message), severity}, m_test});
}

void FieldReader::checkNames(const yaml::Node &map, const QStringList &known,
                             const QString &beginOfOthers)
{
    for (const yaml::Entry &entry : map.entries) {
        if (known.contains(entry.key) ||
            (!beginOfOthers.isEmpty() && entry.key.startsWith(beginOfOthers)))
            continue;
        const QString nearest = nearestField(entry.key, known);
        report(entry.at, entry.key,
               nearest.isEmpty() ? FieldReaderText::tr("Unknown field \"%1\": known here are %2.")
                                       .arg(entry.key, known.join(u", "_s))
                                 : FieldReaderText::tr("Unknown field \"%1\": did you mean \"%2\"?")
                                       .arg(entry.key, nearest));
    }
}

void FieldReader::read(const ConfigurationField &field, const yaml::Node &value,
                       CustomImageTestConfiguration &c)
{
    std::visit([&](auto member) { readInto(c.*member, field.nameText(), value); }, field.member);
}

void FieldReader::readInto(QString &out, const QString &path, const yaml::Node &value)
{
    // A number without quotes is taken as it is written: 2025.10 is a good id.
    if (value.isScalar())
        out = value.text;
    else if (value.kind == yaml::Node::Kind::Null)
        report(value.at, path, FieldReaderText::tr("%1 has no value.").arg(path));
    else
        report(value.at, path, FieldReaderText::tr("%1 must be text.").arg(path));
}

void FieldReader::readInto(QStringList &out, const QString &path, const yaml::Node &value)
{
    if (!value.isSequence()) {
        report(value.at, path,
               FieldReaderText::tr("%1 must be a list, such as %2.").arg(path, exampleOf(path)));
        return;
    }
    out.clear();
    for (std::size_t i = 0; i < value.items.size(); ++i) {
        QString text;
        readInto(text, u"%1[%2]"_s.arg(path).arg(i), value.items[i]);
        out << text;
    }
}

void FieldReader::readInto(bool &out, const QString &path, const yaml::Node &value)
{
    const Json flag = yaml::toJson(value);
    if (flag.is_boolean())
        out = flag.get<bool>();
    else
        report(value.at, path, FieldReaderText::tr("%1 must be true or false.").arg(path));
}

void FieldReader::readPreset(StartupLogPolicy &out, const QString &path, const yaml::Node &value)
{
    const auto preset = StartupLogPolicy::preset(value.text);
    if (preset)
        out = *preset;
    else
        report(
            value.at, path,
            FieldReaderText::tr("There is no policy \"%1\": write %2, or a mapping with blocked, "
                                "allowed and waivers.")
                .arg(value.text, StartupLogPolicy::presets().join(u", "_s)));
}

void FieldReader::readInto(StartupLogPolicy &out, const QString &path, const yaml::Node &value)
{
    out = {};
    if (value.isScalar()) {
        readPreset(out, path, value);
        return;
    }
    if (!value.isMap()) {
        report(value.at, path,
               FieldReaderText::tr("%1 must be a mapping with blocked, allowed and waivers.")
                   .arg(path));
        return;
    }
    checkNames(value, {u"preset"_s, u"blocked"_s, u"allowed"_s, u"waivers"_s});
    if (const yaml::Node *preset = value.find(u"preset"_s))
        readPreset(out, path + u".preset"_s, *preset);
    for (const yaml::Entry &entry : value.entries) {
        const QString at = path + u'.' + entry.key;
        QStringList more;
        if (entry.key == u"blocked" || entry.key == u"allowed") {
            readInto(more, at, entry.value);
            QStringList &list = entry.key == u"blocked" ? out.blocked : out.allowed;
            for (const QString &text : std::as_const(more)) {
                // The file's own that stands twice is the file's own mistake.
                if (!value.find(u"preset"_s) || !list.contains(text))
                    list << text;
            }
        } else if (entry.key == u"waivers")
            readInto(out.waivers, at, entry.value);
    }
}

void FieldReader::readInto(std::vector<StartupLogPolicy::Waiver> &out, const QString &path,
                           const yaml::Node &value)
{
    const bool maps = std::all_of(value.items.begin(), value.items.end(),
                                  [](const yaml::Node &item) { return item.isMap(); });
    if (!value.isSequence() || !maps) {
        report(value.at, path,
               FieldReaderText::tr("%1 must be a list of mappings, such as {text: \"jupyter_lsp\", "
                                   "until: 2027-01-31, reason: \"fixed in 2.3\"}.")
                   .arg(path));
        return;
    }
    for (std::size_t i = 0; i < value.items.size(); ++i) {
        const yaml::Node &item = value.items[i];
        const QString at = u"%1[%2]."_s.arg(path).arg(i);
        StartupLogPolicy::Waiver waiver;
        checkNames(item, {u"text"_s, u"until"_s, u"reason"_s});
        for (const yaml::Entry &entry : item.entries) {
            QString text;
            if (entry.key != u"text" && entry.key != u"until" && entry.key != u"reason")
                continue;
            readInto(text, at + entry.key, entry.value);
            if (entry.key == u"text")
                waiver.text = text;
            else if (entry.key == u"until")
                waiver.until = QDate::fromString(text, Qt::ISODate);
            else
                waiver.reason = text;
        }
        out.push_back(waiver);
    }
}

void FieldReader::readInto(QMap<QString, QString> &out, const QString &path,
                           const yaml::Node &value)
{
    if (!value.isMap()) {
        report(value.at, path,
               FieldReaderText::tr("%1 must be a mapping of keys to text; {} is an empty one.")
                   .arg(path));
        return;
    }
    out.clear();
    for (const yaml::Entry &entry : value.entries) {
        QString text;
        readInto(text, path + u'.' + entry.key, entry.value);
        out.insert(entry.key, text);
    }
}

void FieldReader::readInto(int &out, const QString &path, const yaml::Node &value)
{
    const Json number = yaml::toJson(value);
    if (number.is_number_integer()) {
        // What does not fit is out of range all the more: the rule of the range says so.
        constexpr int top = std::numeric_limits<int>::max();
        const bool above = number.is_number_unsigned() || number.get<qlonglong>() > top;
        out = above ? top : int(std::max<qlonglong>(number.get<qlonglong>(), -top));
        return;
    }
    bool quotedNumber = false;
    value.text.toInt(&quotedNumber);
    if (value.isScalar() && !value.plain && quotedNumber) {
        report(value.at, path,
               FieldReaderText::tr("%1 must be a number: write %2 without quotes.")
                   .arg(path, value.text));
    } else {
        report(value.at, path,
               FieldReaderText::tr("%1 must be a whole number of seconds.").arg(path));
    }
}

void FieldReader::readInto(Json &out, const QString &, const yaml::Node &value)
{
    out = yaml::toJson(value);
}

} // namespace assay::models
