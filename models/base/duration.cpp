// SPDX-License-Identifier: Apache-2.0
#include <models/base/duration.h>

#include <QCoreApplication>
#include <QRegularExpression>

#include <cmath>

namespace assay::models {

namespace {
struct Duration
{
    Q_DECLARE_TR_FUNCTIONS(Duration)
};
} // namespace

QString formatDuration(double seconds)
{
    if (!(seconds >= 0) || std::isinf(seconds))
        return {};
    if (seconds < 9.95)
        return Duration::tr("%1 s").arg(seconds, 0, 'f', 1);
    const qint64 whole = std::llround(seconds);
    if (whole < 60)
        return Duration::tr("%1 s").arg(whole);
    if (whole < 3600)
        return Duration::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60, 2, 10, QChar(u'0'));
    return Duration::tr("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60, 2, 10, QChar(u'0'));
}

std::optional<double> parseDuration(QStringView text)
{
    static const QRegularExpression whole(
        QStringLiteral("\\A(?:(?:\\d+(?:\\.\\d+)?[dhms])+|\\d+(?:\\.\\d+)?)\\z"));
    static const QRegularExpression part(QStringLiteral("(\\d+(?:\\.\\d+)?)([dhms]?)"));
    if (text.size() > 40 || !whole.match(text).hasMatch())
        return {};
    double seconds = 0;
    for (auto it = part.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        const QStringView unit = match.capturedView(2);
        const int worth = unit == u"d" ? 86'400 : unit == u"h" ? 3'600 : unit == u"m" ? 60 : 1;
        seconds += match.capturedView(1).toDouble() * worth;
    }
    return seconds;
}

} // namespace assay::models
