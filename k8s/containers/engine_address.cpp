// SPDX-License-Identifier: Apache-2.0
#include <k8s/containers/engine_address.h>

#include "base/json_decode.h"
#include "decode.h"
#include "text.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace assay::containers {

static constexpr qint64 longestFile = 1 << 20;

EngineSurroundings EngineSurroundings::ofThisProcess()
{
    EngineSurroundings surroundings;
    surroundings.variables = QProcessEnvironment::systemEnvironment();
    surroundings.home = QDir::homePath();
    surroundings.userId = ::geteuid();
    return surroundings;
}

static Error unusable(Error::Kind kind, const QString &message)
{
    Error error;
    error.kind = kind;
    error.message = message;
    return error;
}

static tl::unexpected<Error> refused(const QString &message)
{
    return tl::unexpected(unusable(Error::Kind::Configuration, message));
}

//! The address that `origin` says is `url`.
static Result<EngineAddress> addressOf(const QString &url, const QString &origin)
{
    const QString scheme = url.section(u"://"_s, 0, 0).toLower();
    if (scheme == u"ssh")
        return refused(Text::tr("%1 names an engine behind ssh (%2); only engines on this computer "
                                "can be used: unset it, or say --engine unix:///PATH.")
                           .arg(origin, url));
    if (scheme == u"tcp" || scheme == u"http" || scheme == u"https")
        return refused(
            Text::tr("%1 names an engine behind TCP (%2); only engines on this computer, behind a "
                     "unix socket, can be used: unset it, or say --engine unix:///PATH.")
                .arg(origin, url));
    const QString path = url.startsWith(u"unix://") ? url.mid(7) : url;
    if (!path.startsWith(u'/'))
        return refused(Text::tr("%1 says “%2”, which is no address of an engine; say "
                                "unix:///PATH, with the path of its socket from the root on.")
                           .arg(origin, url));
    return EngineAddress{QDir::cleanPath(path), origin};
}

static std::optional<nlohmann::json> readJson(const QString &path)
{
    QFile file(path);
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly))
        return {};
    const k8s::Decoded decoded = k8s::decodeJson(file.read(longestFile));
    return decoded ? std::optional(*decoded) : std::nullopt;
}

//! What the chosen docker context says; nothing where none is chosen.
static Result<std::optional<EngineAddress>> contextAddress(const EngineSurroundings &surroundings)
{
    const QString folder =
        surroundings.variables.value(u"DOCKER_CONFIG"_s, surroundings.home + u"/.docker"_s);
    QString name = surroundings.variables.value(u"DOCKER_CONTEXT"_s);
    if (name.isEmpty())
        name = textOf(readJson(folder + u"/config.json"_s).value_or(nullptr), "currentContext");
    if (name.isEmpty() || name == u"default")
        return std::nullopt;
    const QString origin = Text::tr("The docker context “%1”").arg(name);
    const QByteArray hash = QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256);
    const auto meta = readJson(folder + u"/contexts/meta/"_s + QString::fromLatin1(hash.toHex()) +
                               u"/meta.json"_s);
    const QString host =
        meta ? textOf(fieldOf(fieldOf(*meta, "Endpoints"), "docker"), "Host") : QString();
    if (host.isEmpty())
        return refused(Text::tr("%1 is chosen and is not there; see “docker context ls”, or say "
                                "--engine podman, docker or unix:///PATH.")
                           .arg(origin));
    const auto address = addressOf(host, origin);
    if (!address)
        return tl::unexpected(address.error());
    return *address;
}

static QString runtimeFolder(const EngineSurroundings &surroundings)
{
    return surroundings.variables.value(u"XDG_RUNTIME_DIR"_s,
                                        u"/run/user/%1"_s.arg(surroundings.userId));
}

static void addPodman(std::vector<EngineAddress> &addresses, const EngineSurroundings &surroundings)
{
    addresses.push_back({runtimeFolder(surroundings) + u"/podman/podman.sock"_s, {}});
    addresses.push_back({surroundings.systemPodmanSocket, {}});
}

static void addDocker(std::vector<EngineAddress> &addresses, const EngineSurroundings &surroundings)
{
    addresses.push_back({runtimeFolder(surroundings) + u"/docker.sock"_s, {}});
    // Docker Desktop's.
    addresses.push_back({surroundings.home + u"/.docker/run/docker.sock"_s, {}});
    addresses.push_back({surroundings.systemDockerSocket, {}});
}

Result<std::vector<EngineAddress>> engineAddresses(const EngineWish &wish,
                                                   const EngineSurroundings &surroundings)
{
    const bool wantsPodman = wish.engine.isEmpty() || wish.engine == u"podman";
    const bool wantsDocker = wish.engine.isEmpty() || wish.engine == u"docker";
    const auto only = [](Result<EngineAddress> address) -> Result<std::vector<EngineAddress>> {
        if (!address)
            return tl::unexpected(address.error());
        return std::vector{*address};
    };
    if (!wantsPodman && !wantsDocker) {
        if (!wish.engine.contains(u'/'))
            return refused(Text::tr("“%1” is no container engine. Say --engine podman, docker or "
                                    "unix:///PATH.")
                               .arg(wish.engine));
        return only(addressOf(wish.engine, u"--engine"_s));
    }
    for (const auto &[name, isWanted] :
         {std::pair(u"CONTAINER_HOST"_s, wantsPodman), {u"DOCKER_HOST"_s, wantsDocker}}) {
        const QString url = surroundings.variables.value(name);
        if (isWanted && !url.isEmpty())
            return only(addressOf(url, name));
    }
    if (wantsDocker) {
        const auto context = contextAddress(surroundings);
        if (!context)
            return tl::unexpected(context.error());
        if (*context)
            return std::vector{**context};
    }
    std::vector<EngineAddress> addresses;
    if (wantsPodman)
        addPodman(addresses, surroundings);
    if (wantsDocker)
        addDocker(addresses, surroundings);
    return addresses;
}

std::optional<Error> socketProblem(const EngineAddress &address,
                                   const EngineSurroundings &surroundings)
{
    const QByteArray path = QFile::encodeName(address.socketPath);
    const QString named = address.text();
    struct stat told = {};
    if (::stat(path.constData(), &told) != 0) {
        if (errno == EACCES)
            return unusable(Error::Kind::Forbidden,
                            Text::tr("You may not look at %1. Use an engine of your own, such as "
                                     "rootless Podman.")
                                .arg(named));
        return unusable(Error::Kind::NotFound,
                        Text::tr("There is no socket at %1. Start the engine (podman: systemctl "
                                 "--user start podman.socket; Docker: systemctl start docker).")
                            .arg(named));
    }
    if (!S_ISSOCK(told.st_mode))
        return unusable(
            Error::Kind::Configuration,
            Text::tr("%1 is no socket. Say --engine podman, docker or unix:///PATH.").arg(named));
    if (told.st_uid != surroundings.userId && told.st_uid != 0)
        return unusable(Error::Kind::Forbidden,
                        Text::tr("The socket %1 belongs to another user (id %2), who would see and "
                                 "answer all that is asked. Use an engine of your own.")
                            .arg(named)
                            .arg(told.st_uid));
    if (::faccessat(AT_FDCWD, path.constData(), R_OK | W_OK, AT_EACCESS) != 0)
        return unusable(Error::Kind::Forbidden,
                        Text::tr("You may not use the engine at %1; for Docker, have yourself "
                                 "added to the group docker, or use rootless Podman.")
                            .arg(named));
    return {};
}

} // namespace assay::containers
