// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

#include <optional>

namespace assay::k8s {

//! Who asks a registry.
struct RegistryLogin
{
    QString user;
    QString password;
    QString server;             //!< "quay.io"; may be empty
    QString identityToken = {}; //!< in the password's place, where the registry gave one
};

struct FoundLogin
{
    std::optional<RegistryLogin> login = {};
    //! A login is there and cannot be had: which program keeps it, and what to do. One sentence.
    QString problem = {};
};

//! The login for an image of this reference in a file as `podman login` and `docker login` write
//! it, which a pull secret holds too; `path` is named in a problem. The narrowest place that fits
//! counts ("quay.io/team" before "quay.io"). What cannot be read holds none.
FoundLogin loginIn(const QByteArray &config, const QString &reference, const QString &path);

//! The same in the first of these files that has one.
FoundLogin findLogin(const QString &reference, const QStringList &files);

enum class LoginsOf { Podman, Docker };
//! Where a user's logins are, in the order in which that program looks; the other's come last.
QStringList loginFiles(LoginsOf program, const QProcessEnvironment &variables, const QString &home,
                       uint userId);
//! Those of this process's user.
QStringList loginFiles(LoginsOf program);

} // namespace assay::k8s
