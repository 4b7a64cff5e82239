// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/kubeconfig.h>

namespace assay::k8s {

//! One `clusters[].cluster` as written: paths unresolved, data still in base64.
struct KubeconfigCluster
{
    QString server;
    QString authorityFile;
    QByteArray authorityData;
    QString tlsServerName;
    QString proxyUrl;
    bool insecureSkipTlsVerify = false;
};

//! One `users[].user` as written.
struct KubeconfigUser
{
    QString certificateFile;
    QByteArray certificateData;
    QString keyFile;
    QByteArray keyData;
    QString token;
    QString tokenFile;
    QStringList unsupported; //!< fields that would change who the user is, and cannot be honoured
};

struct Kubeconfig::Cluster : KubeconfigCluster
{
};
struct Kubeconfig::User : KubeconfigUser
{
};

//! A regular file of at most 1 MiB; the error begins with `what` and names the path.
Result<QByteArray> readSmallFile(const QString &path, const QString &what);

} // namespace assay::k8s
