// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/error.h>

#include <QByteArray>
#include <QHash>
#include <QUrl>

#include <optional>

namespace assay::k8s {

//! How to reach one API server as one user: a context of a kubeconfig with every file it names
//! read and every path resolved (client-go calls this rest.Config).
struct RestConfig
{
    QString contextName;
    QString clusterName;
    QString userName;
    QUrl server; //!< https://host:port[/prefix]
    QString defaultNamespace = QStringLiteral("default");

    QByteArray certificateAuthority; //!< PEM; empty: the system's own store
    bool insecureSkipTlsVerify = false;
    QString tlsServerName;

    QByteArray clientCertificate; //!< PEM, may hold a chain
    QByteArray clientKey;         //!< PEM, RSA or EC
    QByteArray token;             //!< bearer token
    QString tokenFile; //!< read again before each request when it changed; wins over token
};

//! A kubeconfig file (client-go: clientcmd/api/v1 Config). Unknown fields are ignored.
class Kubeconfig
{
public:
    struct Context
    {
        QString name;
        QString cluster;
        QString user;
        QString nameSpace;
    };

    //! Reads `path`; relative paths in it count from its folder. The error names file and line.
    static Result<Kubeconfig> load(const QString &path);
    //! The same for text already at hand; `baseDirectory` resolves relative paths.
    static Result<Kubeconfig> parse(const QByteArray &yaml, const QString &baseDirectory,
                                    const QString &name);
    //! $KUBECONFIG (its first file), else ~/.kube/config.
    static QString defaultPath();

    const std::vector<Context> &contexts() const { return m_contexts; }
    const QString &currentContext() const { return m_currentContext; }
    const QString &path() const { return m_path; }

    //! The named context, or the current one where `context` is empty, with its files read.
    Result<RestConfig> restConfig(const QString &context = {}) const;

private:
    struct Cluster;
    struct User;
    QString m_path;
    QString m_baseDirectory;
    QString m_currentContext;
    std::vector<Context> m_contexts;
    std::shared_ptr<const QHash<QString, Cluster>> m_clusters;
    std::shared_ptr<const QHash<QString, User>> m_users;
};

} // namespace assay::k8s
