// SPDX-License-Identifier: Apache-2.0
#include <models/base/quantity.h>

#include <QRegularExpression>

#include <cmath>

namespace assay::models {

using namespace Qt::StringLiterals;

static std::optional<double> factorOf(const QString &suffix)
{
    static const QString decimal = u"kMGTPE"_s;
    static const QString binary = u"KMGTPE"_s;
    if (suffix.isEmpty())
        return 1;
    if (suffix == u"n")
        return 1e-9;
    if (suffix == u"u")
        return 1e-6;
    if (suffix == u"m")
        return 1e-3;
    if (suffix.size() == 1 && decimal.contains(suffix))
        return std::pow(1000.0, double(decimal.indexOf(suffix) + 1));
    if (suffix.size() == 2 && suffix.endsWith(u'i') && binary.contains(suffix.at(0)))
        return std::pow(1024.0, double(binary.indexOf(suffix.at(0)) + 1));
    return std::nullopt;
}

std::optional<double> parseQuantity(const QString &text)
{
    static const QRegularExpression grammar(
        uR"(\A(?<number>[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+))((?<exponent>[eE][+-]?[0-9]{1,2}))"
        uR"(|(?<suffix>[A-Za-z]*))\z)"_s);
    const auto match = grammar.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const auto factor = factorOf(match.captured(u"suffix"));
    if (!factor)
        return std::nullopt;
    bool ok = false;
    const double value =
        (match.captured(u"number") + match.captured(u"exponent")).toDouble(&ok) * *factor;
    return ok ? std::optional(value) : std::nullopt;
}

bool exceeds(double a, double b)
{
    return a > b + std::abs(b) * 1e-9;
}

QString formatQuantity(double value, bool isBytes)
{
    static const QStringList units{u""_s, u"Ki"_s, u"Mi"_s, u"Gi"_s, u"Ti"_s, u"Pi"_s, u"Ei"_s};
    qsizetype unit = 0;
    while (isBytes && std::abs(value) >= 1024 && unit + 1 < units.size()) {
        value /= 1024;
        ++unit;
    }
    const QString number = QString::number(value, 'f', 1);
    return (number.endsWith(".0"_L1) ? number.chopped(2) : number) + units.at(unit);
}

} // namespace assay::models
