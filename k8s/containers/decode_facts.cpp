// SPDX-License-Identifier: Apache-2.0
#include "decode.h"

#include "base/failure.h"
#include "text.h"

#include <QRegularExpression>
#include <QVersionNumber>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::containers {

// Of the API that Podman and Docker share: what we were written against, and the least that has all
// that is asked for (Docker 19.03, Podman 3.0).
static constexpr int apiMajor = 1;
static constexpr int newestApi = 51;
static constexpr int oldestApi = 40;
static constexpr qint64 allIds = qint64(1) << 32;

bool EngineVersion::isAtLeast(int major, int minor) const
{
    return QVersionNumber::fromString(version) >= QVersionNumber(major, minor);
}

//! As Go spells it.
static QString architectureOf(const QString &told)
{
    if (told == u"x86_64")
        return u"amd64"_s;
    if (told == u"aarch64")
        return u"arm64"_s;
    return told;
}

static Error noCommonApi(const QString &message)
{
    Error error;
    error.kind = Error::Kind::Configuration;
    error.message = message;
    return error;
}

Result<EngineVersion> decodeVersion(const nlohmann::json &json)
{
    EngineVersion version;
    version.version = k8s::plain(textOf(json, "Version"));
    version.operatingSystem = textOf(json, "Os");
    version.name = u"Docker"_s;
    const QVersionNumber api = QVersionNumber::fromString(textOf(json, "ApiVersion"));
    const QVersionNumber least = QVersionNumber::fromString(textOf(json, "MinAPIVersion"));
    if (version.version.isEmpty() || api.isNull())
        return tl::unexpected(notAnAnswer(
            Text::tr("What answers is no container engine: it does not say its version.")));
    for (const nlohmann::json &component : fieldOf(json, "Components")) {
        const QString name = textOf(component, "Name");
        if (name == u"Podman Engine") {
            version.kind = EngineKind::Podman;
            version.name = u"Podman"_s;
        }
    }
    if (api < QVersionNumber(apiMajor, oldestApi))
        return tl::unexpected(noCommonApi(
            Text::tr("%1 is too old: it speaks version %2 of the API, and %3 is needed (Docker "
                     "19.03, Podman 3.0); update it.")
                .arg(version.text(), api.toString(),
                     QVersionNumber(apiMajor, oldestApi).toString())));
    const QVersionNumber newest(apiMajor, newestApi);
    if (least > newest)
        return tl::unexpected(noCommonApi(
            Text::tr("%1 is too new: it wants version %2 of the API or a later one, and %3 is the "
                     "last that is known here; update Assay.")
                .arg(version.text(), least.toString(), newest.toString())));
    version.apiVersion = std::min(api, newest).toString();
    return version;
}

std::optional<Result<EngineVersion>> versionOfPing(const QByteArray &server, const QByteArray &api)
{
    static const QRegularExpression pattern(u"^(Libpod|Docker)/(\\S+)(?: \\((\\w+)\\))?"_s);
    const auto named = pattern.match(QString::fromUtf8(server));
    const QVersionNumber spoken = QVersionNumber::fromString(QString::fromLatin1(api));
    if (!named.hasMatch() || spoken.isNull() || spoken > QVersionNumber(apiMajor, newestApi))
        return {};
    nlohmann::json told{{"Version", named.captured(2).toStdString()},
                        {"Os", named.captured(3).toStdString()},
                        {"ApiVersion", api.toStdString()}};
    if (named.captured(1) == u"Libpod")
        told["Components"] = {{{"Name", "Podman Engine"}}};
    return decodeVersion(told);
}

static std::optional<qint64> idsOf(const nlohmann::json &map)
{
    if (!map.is_array() || map.empty())
        return {};
    qint64 ids = 0;
    for (const nlohmann::json &range : map)
        ids = std::max(ids, numberOf(range, "container_id") + numberOf(range, "size"));
    return ids;
}

//! What engines leave out, or claim and do not do.
static void enforce(EngineInfo &info, bool mapsUsers)
{
    if (!info.rootless && !mapsUsers) {
        info.mappedUserIds = info.mappedUserIds.value_or(allIds);
        info.mappedGroupIds = info.mappedGroupIds.value_or(allIds);
    }
    // It accepts them there, warns of nothing, and enforces none.
    if (info.rootless && info.cgroupVersion == 1)
        info.limitsMemory = info.limitsCpu = info.limitsPids = false;
}

EngineInfo decodePodmanInfo(const nlohmann::json &libpod)
{
    const nlohmann::json &host = fieldOf(libpod, "host");
    const nlohmann::json &store = fieldOf(libpod, "store");
    EngineInfo info;
    info.cgroupVersion = textOf(host, "cgroupVersion").remove(u'v').toInt();
    info.cgroupControllers = textsOf(host, "cgroupControllers");
    const nlohmann::json &security = fieldOf(host, "security");
    info.rootless = flagOf(security, "rootless");
    info.seccomp = flagOf(security, "seccompEnabled");
    info.selinux = flagOf(security, "selinuxEnabled");
    info.appArmor = flagOf(security, "apparmorEnabled");
    const nlohmann::json &ids = fieldOf(host, "idMappings");
    info.mappedUserIds = idsOf(fieldOf(ids, "uidmap"));
    info.mappedGroupIds = idsOf(fieldOf(ids, "gidmap"));
    // What a rootless Podman was not given it does not list, and what it lists it has.
    info.limitsMemory = info.cgroupControllers.contains(u"memory"_s);
    info.limitsCpu = info.cgroupControllers.contains(u"cpu"_s);
    info.limitsPids = info.cgroupControllers.contains(u"pids"_s);
    info.cpus = int(numberOf(host, "cpus"));
    info.memory = numberOf(host, "memTotal");
    const nlohmann::json &system = fieldOf(host, "distribution");
    info.operatingSystem =
        (textOf(system, "distribution") + u' ' + textOf(system, "version")).trimmed();
    info.kernel = textOf(host, "kernel");
    info.architecture = architectureOf(textOf(host, "arch"));
    info.storageDriver = textOf(store, "graphDriverName");
    info.dataFolder = textOf(store, "graphRoot");
    info.logDriver = textOf(host, "logDriver");
    if (const qint64 all = numberOf(store, "graphRootAllocated"); all > 0)
        info.freeSpace = all - numberOf(store, "graphRootUsed");
    enforce(info, false);
    return info;
}

EngineInfo decodeInfo(const nlohmann::json &told)
{
    EngineInfo info;
    const QStringList security = textsOf(told, "SecurityOptions");
    const auto has = [&security](QStringView name) {
        return std::any_of(security.begin(), security.end(), [name](const QString &option) {
            return option.split(u',').contains(u"name="_s + name.toString());
        });
    };
    info.rootless = flagOf(told, "Rootless") || has(u"rootless");
    info.cgroupVersion = textOf(told, "CgroupVersion").toInt();
    info.limitsMemory = flagOf(told, "MemoryLimit");
    info.limitsCpu = flagOf(told, "CpuCfsQuota");
    info.limitsPids = flagOf(told, "PidsLimit");
    info.cpus = int(numberOf(told, "NCPU"));
    info.memory = numberOf(told, "MemTotal");
    info.operatingSystem = textOf(told, "OperatingSystem");
    info.kernel = textOf(told, "KernelVersion");
    info.architecture = architectureOf(textOf(told, "Architecture"));
    info.storageDriver = textOf(told, "Driver");
    info.dataFolder = textOf(told, "DockerRootDir");
    info.logDriver = textOf(told, "LoggingDriver");
    info.seccomp = has(u"seccomp");
    info.selinux = has(u"selinux");
    info.appArmor = has(u"apparmor");
    info.warnings = textsOf(told, "Warnings");
    enforce(info, has(u"userns"));
    return info;
}

} // namespace assay::containers
