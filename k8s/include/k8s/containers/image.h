// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/registry/registry_login.h>

#include <QDateTime>
#include <QMap>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

namespace assay::containers {

//! An image of the engine, as its list has it.
struct ImageSummary
{
    QString id;              //!< "sha256:…", the digest of its configuration: the same everywhere
    QStringList tags;        //!< "localhost/my-image:latest"; empty for an image without a name
    QStringList repoDigests; //!< of a local image on Podman not those of any registry
    QDateTime created;       //!< UTC
    qint64 size = 0;         //!< bytes, unpacked
    QMap<QString, QString> labels;
};

struct ImageDetails
{
    QString id; //!< "sha256:…", the digest of its configuration: the same before and after a push
    QStringList tags;
    QStringList repoDigests; //!< of a local image on Podman not those of any registry
    QDateTime created;       //!< UTC
    qint64 size = 0;         //!< bytes, unpacked
    QString operatingSystem; //!< "linux"
    QString architecture;    //!< "amd64", "arm64"
    QString user;            //!< Config.User: "1001", "1000:100"; empty: root
    QStringList environment; //!< "NAME=value"
    QStringList entrypoint;
    QStringList command;
    QStringList exposedPorts; //!< "8888/tcp"
    QString workingFolder;
    QStringList volumes; //!< folders that get an anonymous volume
    QMap<QString, QString> labels;
};

//! Podman finds a login of its own where none is given.
using k8s::RegistryLogin;

struct PullOptions
{
    std::optional<RegistryLogin> login = {};
    QString platform = {}; //!< "linux/arm64"; empty: the engine's own
    //! Without a word from the engine for so long it is given up. Unpacking a layer is silent.
    std::chrono::milliseconds silence{600'000};
    std::chrono::milliseconds deadline{3'600'000};
};

//! How far a pull is. Bytes are those of the layers that are known so far.
struct PullProgress
{
    qint64 bytes = 0;
    qint64 totalBytes = 0; //!< 0: not told
    int layers = 0;        //!< that are there
    int totalLayers = 0;   //!< that are known of
    QString text;          //!< the engine's last words, on one line
};

} // namespace assay::containers
