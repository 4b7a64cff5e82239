// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/containers/engine_search.h>

#include <optional>

namespace assay::local {

//! The container engine of this computer that stands in for a cluster.
struct LocalFacts
{
    containers::FoundEngine engine;
    containers::EngineInfo info;
    qint64 userId = 0;  //!< of workbenches: what OpenShift would give, or the highest there is
    qint64 groupId = 0; //!< of their volumes (fsGroup)
    QString owner;      //!< of what this process starts: value of the label assay.owner
    //! The engine's network that this process is in, where it runs in a container of this engine:
    //! it then asks a workbench at its own address. Empty: published ports answer on 127.0.0.1.
    QString network;

    //! "Podman 4.3.1, rootless"
    QString text() const;
};

//! What is said, in a container runtime's place, of an image "localhost/…" that is not there.
inline constexpr QLatin1StringView noRegistryOfLocalhost("no registry has what is built here");

//! What is said in a container runtime's place of an engine that breaks off, or that answers
//! otherwise than engines do.
inline constexpr QLatin1StringView engineFailed("the container engine failed");

//! Chooses the user ids.
LocalFacts factsOf(const containers::FoundEngine &engine, const containers::EngineInfo &info);
//! The id of the container of Podman or Docker that a process runs in, by its /proc/PID/mountinfo:
//! an engine mounts files of its own there. Empty: in none.
QString containerOf(const QByteArray &mountInfo);
QString containerOfThisProcess();
//! Where this process has its number: the beginning of the id of its container, or "n4026532448", a
//! namespace of processes of its own. Empty: on the computer itself.
QString placeOfThisProcess();
//! "4711.123456": this process, and when it began. Another that gets its number is another. Where
//! processes have numbers of their own, that place follows: "4711.123456.0123456789ab".
QString ownerOfThisProcess();
//! Has it the form of that? What has not is no label of Assay's.
bool isOwner(const QString &label);
//! The beginning of the id of the container that an owner is in; empty: in none.
QString containerOfOwner(const QString &owner);
//! Does the process of that label still run? No value: it is not in `place`, that of this process,
//! so that its number says nothing here.
std::optional<bool> isAlive(const QString &owner, const QString &place = placeOfThisProcess());

} // namespace assay::local
