// SPDX-License-Identifier: Apache-2.0
#include <models/base/duration.h>

#include <QCoreApplication>

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

} // namespace assay::models
