// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/identity/kubeconfig.h>

namespace assay::k8s {

//! A `…-data` field: still in base64, as files that share it by an alias may repeat it often.
struct KubeconfigData
{
    QByteArray base64;
    QString place; //!< "file:line:column"
};

//! What is wrong with an entry stops only what uses it.
struct KubeconfigFaults
{
    QString type;       //!< what kubectl refuses for its type, with its place; empty: nothing
    QString withoutRaw; //!< which secret was left out, with its place; empty: none
};

//! One `clusters[].cluster` as written: paths unresolved.
struct KubeconfigCluster
{
    QString directory; //!< relative paths count from here
    QString server;
    QString authorityFile;
    KubeconfigData authorityData;
    QString tlsServerName;
    QString proxyUrl;
    bool insecureSkipTlsVerify = false;
    QByteArray execConfig; //!< JSON: the extension for exec plugins
    KubeconfigFaults faults;
};

//! `users[].user.auth-provider`
struct AuthProvider
{
    QString name;
    QMap<QString, QString> config;
};

//! One `users[].user` as written.
struct KubeconfigUser
{
    QString directory; //!< relative paths count from here
    QString certificateFile;
    KubeconfigData certificateData;
    QString keyFile;
    KubeconfigData keyData;
    QString token;
    QString tokenFile;
    QString username;
    QString password;
    Impersonation impersonation;
    std::optional<ExecPlugin> exec; //!< its command as written
    QString interactiveMode;        //!< of the plugin
    std::optional<AuthProvider> authProvider;
    KubeconfigFaults faults;
};

struct Kubeconfig::Cluster : KubeconfigCluster
{
};
struct Kubeconfig::User : KubeconfigUser
{
};

inline constexpr qint64 smallFileCap = 1 << 20;
//! Of a kubeconfig: who signs in to thousands of clusters has them all in one file.
inline constexpr qint64 kubeconfigCap = 16 << 20;

//! A regular file of at most `cap` bytes, a whole number of MiB; the error begins with `what` and
//! names the path.
Result<QByteArray> readSmallFile(const QString &path, const QString &what,
                                 qint64 cap = smallFileCap);

} // namespace assay::k8s
