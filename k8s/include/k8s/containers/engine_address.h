// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/base/error.h>

#include <QProcessEnvironment>
#include <QString>

#include <chrono>
#include <optional>
#include <vector>

namespace assay::containers {

using k8s::Error;
using k8s::Result;

//! Where a container engine listens: a unix socket of this computer.
struct EngineAddress
{
    QString socketPath; //!< absolute
    QString origin;     //!< what named it, for sentences: "--engine", "DOCKER_HOST", "the docker
                        //!< context “desktop”"; empty where it is one of the usual places

    //! "unix:///run/podman/podman.sock"
    QString url() const { return QStringLiteral("unix://") + socketPath; }
    //! For sentences: "/run/docker.sock (DOCKER_HOST)". Who said --engine knows it.
    QString text() const
    {
        return origin.isEmpty() || origin == QStringLiteral("--engine")
                   ? socketPath
                   : QStringLiteral("%1 (%2)").arg(socketPath, origin);
    }
    bool operator==(const EngineAddress &) const = default;
};

//! Which engine is wanted.
struct EngineWish
{
    //! "podman", "docker", "unix:///PATH" or "/PATH"; empty: the first that is found.
    QString engine = {};
    //! A socket that does not answer for so long is passed over, or, where it was named, an error.
    std::chrono::milliseconds patience{5'000};
    //! May `podman system service` be started where nothing listens?
    bool mayStartPodman = true;
};

//! What finding an engine depends on; a test makes its own.
struct EngineSurroundings
{
    QProcessEnvironment variables;
    QString home;
    quint32 userId = 0;
    QString systemPodmanSocket = QStringLiteral("/run/podman/podman.sock");
    QString systemDockerSocket = QStringLiteral("/var/run/docker.sock");

    static EngineSurroundings ofThisProcess();
};

//! Where an engine may listen, the most wanted first. An address that somebody named (--engine URL,
//! CONTAINER_HOST, DOCKER_HOST, a docker context) is the only one then: it is that or an error.
//! Reads files, opens no socket. An Error (Configuration) is one sentence with the way out: ssh://
//! and tcp:// are refused, and so is a context that does not exist.
Result<std::vector<EngineAddress>> engineAddresses(const EngineWish &wish,
                                                   const EngineSurroundings &surroundings);

//! Why this socket is not to be spoken to; nothing where it may be. A socket that belongs to
//! another user is refused (who owns it sees and answers all that is asked), except that root's may
//! be used by whom root lets. Error::Kind: NotFound (no such file), Forbidden (no right, another
//! user's), Configuration (a file that is no socket).
std::optional<Error> socketProblem(const EngineAddress &address,
                                   const EngineSurroundings &surroundings);

} // namespace assay::containers
