// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace assay::containers {

enum class EngineKind { Podman, Docker };

//! Who answers, and in which version of the API it is spoken to.
struct EngineVersion
{
    EngineKind kind = EngineKind::Docker; //!< by what it answers, never by its socket's name
    QString name;                         //!< "Podman", "Docker"
    QString version;                      //!< "4.3.1", "20.10.24+dfsg1"
    QString apiVersion;                   //!< negotiated: "1.41"
    QString operatingSystem;              //!< "linux"

    //! Is the engine's own version at least this one? A version that cannot be read is 0.0.
    bool isAtLeast(int major, int minor = 0) const;
    //! "Podman 4.3.1"
    QString text() const { return name + u' ' + version; }
};

//! What the engine's host is, and what the engine can do there.
struct EngineInfo
{
    bool rootless = false;
    int cgroupVersion = 0;         //!< 1, 2; 0: not told
    QStringList cgroupControllers; //!< "memory", "cpu", "pids"…; Podman only
    //! Are limits enforced? Rootless on cgroup v1 says so and does not; here it is false then.
    bool limitsMemory = false;
    bool limitsCpu = false;
    bool limitsPids = false;
    //! User ids 0 … mappedUserIds-1 can be used in a container; 2^32 where the engine runs as root.
    //! No value: the engine does not tell (rootless Docker, user namespaces of Docker).
    std::optional<qint64> mappedUserIds;
    std::optional<qint64> mappedGroupIds;
    int cpus = 0;
    qint64 memory = 0; //!< bytes
    QString
        operatingSystem; //!< of the host, in words: "Debian GNU/Linux 12 (bookworm)", "debian 12"
    QString kernel;
    QString architecture; //!< as Go spells it: "amd64", "arm64"
    QString storageDriver;
    QString dataFolder;              //!< where images and volumes lie, on the engine's host
    std::optional<qint64> freeSpace; //!< bytes left there; Podman only
    QString logDriver;
    bool seccomp = false;
    bool selinux = false;
    bool appArmor = false;
    QStringList warnings; //!< the engine's own
};

} // namespace assay::containers
