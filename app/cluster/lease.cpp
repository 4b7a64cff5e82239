// SPDX-License-Identifier: Apache-2.0
#include "lease.h"

#include <models/base/duration.h>

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QSysInfo>

#include <algorithm>
#include <pwd.h>
#include <unistd.h>

namespace assay::app {

using models::Json;
using namespace Qt::StringLiterals;

namespace {

struct LeaseText
{
    Q_DECLARE_TR_FUNCTIONS(LeaseText)
};

//! What others wrote is quoted, and not for ever.
constexpr qsizetype longestName = 120;
constexpr auto guestPrefix = "assay/guest-";

QString userName()
{
    const passwd *entry = ::getpwuid(::geteuid());
    return entry ? QString::fromLocal8Bit(entry->pw_name) : QString::number(::geteuid());
}

std::optional<Lease> read(const Json &value)
{
    if (!value.is_string())
        return {};
    const auto parsed = models::parseBounded(QByteArray::fromStdString(value.get<std::string>()));
    if (!parsed)
        return {};
    Lease lease{models::textAt(*parsed, {"holder"}).left(longestName),
                models::textAt(*parsed, {"run"}).left(longestName),
                QDateTime::fromString(models::textAt(*parsed, {"since"}), Qt::ISODateWithMs),
                QDateTime::fromString(models::textAt(*parsed, {"renewed"}), Qt::ISODateWithMs),
                QDateTime::fromString(models::textAt(*parsed, {"kept"}), Qt::ISODateWithMs)};
    if (lease.run.isEmpty() || !lease.since.isValid() || !lease.renewed.isValid())
        return {};
    return lease;
}

} // namespace

Lease Lease::ofRun(const QString &runId)
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    return {LeaseText::tr("%1@%2, process %3")
                .arg(userName(), QSysInfo::machineHostName())
                .arg(QCoreApplication::applicationPid()),
            runId,
            now,
            now,
            {}};
}

std::optional<Lease> Lease::of(const Json &object)
{
    return read(models::at(object, {"metadata", "annotations", leaseAnnotation}));
}

std::vector<Lease> Lease::guestsOf(const Json &nameSpace)
{
    std::vector<Lease> guests;
    const Json &annotations = models::at(nameSpace, {"metadata", "annotations"});
    if (!annotations.is_object())
        return guests;
    for (auto it = annotations.begin(); it != annotations.end(); ++it) {
        if (!it.key().starts_with(guestPrefix))
            continue;
        if (const auto guest = read(it.value()))
            guests.push_back(*guest);
    }
    return guests;
}

bool Lease::isLive(const QDateTime &now) const
{
    return kept.isNull() && renewed.msecsTo(now) < std::chrono::milliseconds(deadAfter).count();
}

Json Lease::toJson() const
{
    Json value{{"holder", holder},
               {"run", run},
               {"since", since.toString(Qt::ISODateWithMs)},
               {"renewed", renewed.toString(Qt::ISODateWithMs)}};
    if (!kept.isNull())
        value["kept"] = kept.toString(Qt::ISODateWithMs);
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

QString Lease::toText(const QDateTime &now) const
{
    const auto seconds = [&now](const QDateTime &from) {
        return models::formatDuration(static_cast<double>(std::max<qint64>(0, from.msecsTo(now))) /
                                      1000);
    };
    if (!kept.isNull())
        return LeaseText::tr("kept by run %1 of %2 %3 ago").arg(run, holder, seconds(kept));
    return isLive(now)
               ? LeaseText::tr("in use by run %1 of %2 for %3").arg(run, holder, seconds(since))
               : LeaseText::tr("left by run %1 of %2, not heard of for %3")
                     .arg(run, holder, seconds(renewed));
}

std::string guestAnnotation(const QString &runId)
{
    return guestPrefix + QCryptographicHash::hash(runId.toUtf8(), QCryptographicHash::Sha256)
                             .toHex()
                             .left(16)
                             .toStdString();
}

} // namespace assay::app
