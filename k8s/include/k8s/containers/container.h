// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QMap>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>
#include <vector>

namespace assay::containers {

struct CreatedContainer
{
    QString id;
    QStringList warnings; //!< the engine's own: what it will not do
};

//! A port of a container that the host answers.
struct PublishedPort
{
    int containerPort = 0;
    QString protocol; //!< "tcp"
    QString hostAddress;
    int hostPort = 0;
};

enum class ContainerStatus {
    Created,
    Running,
    Paused,
    Restarting,
    Removing,
    Exited,
    Dead,
    Unknown
};

//! What the engine says of a container, without what it says that is not so.
struct ContainerState
{
    QString id;
    QString name;    //!< without the slash
    QString image;   //!< as it was named when the container was made
    QString imageId; //!< "sha256:…"
    ContainerStatus status = ContainerStatus::Unknown;
    //! Of a container that ran and has ended, and of no other: an engine says 0 of one that never
    //! started, and 0 or 127 of one whose start failed.
    std::optional<int> exitCode;
    //! Was it ended for want of memory? No value: the engine cannot tell (Podman before 5.0 says
    //! false then; with exitCode 137 and a limit on memory it is probable).
    std::optional<bool> outOfMemory;
    QString startError;     //!< the engine's words where the start failed, if it kept any
    QDateTime created;      //!< UTC
    QDateTime started;      //!< UTC; invalid: it never ran
    QDateTime finished;     //!< UTC; invalid: it has not ended
    qint64 memoryLimit = 0; //!< bytes; 0: none. What was asked for, whether enforced or not
    qint64 processId = 0;   //!< of its first process, in the engine's own namespace; 0: none
    QMap<QString, QString> labels;
    std::vector<PublishedPort> ports;
    QString address; //!< its own IP address; empty: none, or it does not run
    QString network; //!< the engine's network that it has this address in; empty: none
    bool sharesHostNetwork = false; //!< its 127.0.0.1 is the host's

    bool isRunning() const { return status == ContainerStatus::Running; }
    bool hasEnded() const
    {
        return status == ContainerStatus::Exited || status == ContainerStatus::Dead;
    }
};

//! A container as the engine's list has it.
struct ContainerSummary
{
    QString id;
    QString name;
    QString image;
    QString imageId;
    ContainerStatus status = ContainerStatus::Unknown;
    QDateTime created; //!< UTC
    QMap<QString, QString> labels;
};

struct Volume
{
    QString name;
    QString folder;    //!< where it lies, on the engine's host
    QDateTime created; //!< UTC; invalid where it is not told
    QMap<QString, QString> labels;
};

//! Something that happened to a container.
struct ContainerEvent
{
    //! The engine's word, the same for both engines: "create", "start", "die", "oom", "kill",
    //! "stop", "destroy", "exec_create", "exec_start", "exec_die"… (Podman's "died" is "die", its
    //! "remove" is "destroy", its "exec" is "exec_start" and "exec_died" is "exec_die"; what
    //! follows a colon is left out.)
    QString action;
    QString containerId;
    QString name;
    QString image;
    QDateTime time; //!< UTC, to the millisecond
    //! Of "die" only, where the engine says it. Inspect is the better witness.
    std::optional<int> exitCode;
    QMap<QString, QString> attributes; //!< labels among them
};

//! A program to run in a container.
struct ContainerCommand
{
    QString containerId;
    QStringList arguments;        //!< argv; never a shell. An argument has at most 128 KiB
    QStringList environment = {}; //!< "NAME=value", beside the container's own
    QString workingFolder = {};
    QString user = {}; //!< empty: the container's own. Podman before 5.5 forgets the extra groups
                       //!< of a user that is not named here
    QByteArray standardInput = {}; //!< followed by its end; empty: there is none
    //! From the call to the exit status. The program is not ended by it, nor by letting go of the
    //! job: no engine can. Let it run under `timeout` where that matters.
    std::chrono::milliseconds deadline{60'000};
    qint64 outputCap = 1 << 20; //!< bytes kept of each of stdout and stderr
};

struct ContainerLogOptions
{
    bool follow = true;
    std::optional<int> tailLines = {};
    //! Without follow: from the call to the end. While a container runs, its log may be silent.
    std::chrono::milliseconds deadline{120'000};
};

enum class LogSource { Output, Error };

} // namespace assay::containers
