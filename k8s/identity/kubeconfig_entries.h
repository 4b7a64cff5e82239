// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/identity/kubeconfig.h>

namespace assay::k8s {

//! One `clusters[].cluster` as written: paths unresolved, data still in base64.
struct KubeconfigCluster
{
    QString directory; //!< relative paths count from here
    QString server;
    QString authorityFile;
    QByteArray authorityData;
    QString tlsServerName;
    QString proxyUrl;
    bool insecureSkipTlsVerify = false;
    QByteArray execConfig; //!< JSON: the extension for exec plugins
};

//! One `users[].user` as written.
struct KubeconfigUser
{
    QString directory; //!< relative paths count from here
    QString certificateFile;
    QByteArray certificateData;
    QString keyFile;
    QByteArray keyData;
    QString token;
    QString tokenFile;
    QString username;
    QString password;
    Impersonation impersonation;
    std::optional<ExecPlugin> exec; //!< its command as written
    QString interactiveMode;        //!< of the plugin
    QString authProvider;           //!< its name; a mechanism that Kubernetes removed
};

struct Kubeconfig::Cluster : KubeconfigCluster
{
};
struct Kubeconfig::User : KubeconfigUser
{
};

inline constexpr qint64 smallFileCap = 1 << 20;

//! A regular file of at most 1 MiB; the error begins with `what` and names the path.
Result<QByteArray> readSmallFile(const QString &path, const QString &what);

} // namespace assay::k8s
