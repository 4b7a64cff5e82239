// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QString>
#include <QStringList>

#include <functional>
#include <optional>

namespace assay::k8s {

//! A program that prints a user's credentials (client-go: clientcmd/api ExecConfig).
struct ExecPlugin
{
    QString apiVersion; //!< "client.authentication.k8s.io/v1" or ".../v1beta1"
    QString command;    //!< a path, resolved, or a name to be looked for in PATH
    QStringList arguments;
    QList<QPair<QString, QString>> environment; //!< added to ours
    QString installHint;
    bool provideClusterInfo = false;
    QByteArray clusterConfig; //!< JSON for the plugin, from the cluster's extension of its name
    QString kubeconfig;       //!< the file that names the plugin
};

//! What someone must know to allow a plugin: it can do all that its user can.
struct ExecPluginRequest
{
    QString program; //!< absolute path
    QStringList arguments;
    QStringList environmentNames; //!< of the variables that the kubeconfig adds
    QString kubeconfig;
    QString contextName;
    QString userName;
    //! Hexadecimal SHA-256 over the above, the variables' values and the program's bytes: the
    //! same as long as it is the same program, called in the same way by the same file.
    QByteArray hash;
};

//! Calls its second argument once, now or later, in the thread that it was called in: without a
//! text where the plugin may run, else with one that says what to do instead.
using ExecPluginPolicy = std::function<void(
    const ExecPluginRequest &, const std::function<void(const std::optional<QString> &)> &decide)>;

//! "program argument argument", quoted so that it may be read back.
QString commandLine(const ExecPluginRequest &request);

} // namespace assay::k8s
