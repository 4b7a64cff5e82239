// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/base/error.h>
#include <k8s/identity/exec_plugin.h>

#include <QByteArray>
#include <QDateTime>
#include <QHash>
#include <QMap>
#include <QUrl>

#include <memory>
#include <optional>

namespace assay::k8s {

class YamlTree;

//! Whom the server is asked to take the user for (Impersonate-* headers).
struct Impersonation
{
    QString user; //!< empty: nobody else
    QString uid;
    QStringList groups;
    QMap<QString, QStringList> extra;
};

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
    QString proxyUrl; //!< http:// or socks5://; empty: as HTTPS_PROXY and NO_PROXY say

    QByteArray clientCertificate; //!< PEM, may hold a chain
    QByteArray clientKey;         //!< PEM, RSA or EC
    QByteArray token;             //!< bearer token
    QString tokenFile;            //!< read before each request; wins over token
    QString username;             //!< Basic authentication, where there is no token
    QString password;
    Impersonation impersonation;

    //! Absolute paths of what was read from files: looked at again before each request, so that a
    //! certificate that is replaced before it expires serves the connections opened from then on.
    QString certificateAuthorityFile;
    QString clientCertificateFile;
    QString clientKeyFile;

    //! Of a token that says so itself, the id-token of an auth-provider; invalid: not known.
    QDateTime tokenExpires;

    std::optional<ExecPlugin> execPlugin; //!< where there is neither token nor user name
    ExecPluginPolicy execPluginPolicy;    //!< empty: no plugin may run
    std::chrono::milliseconds execPluginDeadline{60'000};

    //! What whoever uses this should know: Kubeconfig::remarks(), and more about this context.
    QStringList remarks;
};

//! Do both lead to the same context on the same server, whoever asks there? None is the same as
//! nothing, not even as none.
bool isSamePlace(const std::optional<RestConfig> &one, const std::optional<RestConfig> &other);

//! What one or several kubeconfig files say (client-go: clientcmd/api/v1 Config). Unknown fields
//! are ignored, and of a field that is written twice the last stands. What kubectl refuses a file
//! for, because of its type, stops here only the contexts that use it. A path in a file counts from
//! the folder of that file.
class Kubeconfig
{
public:
    struct Context
    {
        QString name;
        QString cluster;
        QString user;
        QString nameSpace;
        QString fault; //!< why it cannot be used; empty: nothing is known against it
    };

    //! Reads one file, which must exist. The error names file and line.
    static Result<Kubeconfig> load(const QString &path);
    //! Reads several files; those that do not exist are skipped. Of entries with the same name,
    //! and of current-context, the first file's stand, each as a whole.
    static Result<Kubeconfig> loadFiles(const QStringList &paths);
    //! usualPaths(); where they hold nothing, the service account of the pod that this runs in.
    static Result<Kubeconfig> loadUsual(const QString &serviceAccountFolder = serviceAccount());
    //! The same as load() for text already at hand.
    static Result<Kubeconfig> parse(const QByteArray &yaml, const QString &baseDirectory,
                                    const QString &name);
    //! The files of $KUBECONFIG, else ~/.kube/config.
    static QStringList usualPaths();
    //! Where Kubernetes mounts a pod's token, ca.crt and namespace.
    static QString serviceAccount();

    const std::vector<Context> &contexts() const { return m_contexts; }
    const QString &currentContext() const { return m_currentContext; }
    //! For messages: the file, or several with the separator of $KUBECONFIG between them.
    const QString &path() const { return m_path; }
    //! What the files hold that does not count, or that kubectl refuses: a sentence each, at most
    //! some twenty a file.
    const QStringList &remarks() const { return m_remarks; }

    //! The named context, or the current one where `context` is empty, with its files read.
    Result<RestConfig> restConfig(const QString &context = {}) const;

private:
    struct Cluster;
    struct User;
    static Result<Kubeconfig> inCluster(const QString &folder);
    void read(const YamlTree &tree, const QString &baseDirectory);
    Result<Context> chosen(const QString &context) const;
    bool isEmpty() const;
    //! Takes from `other` what this one lacks.
    void merge(const Kubeconfig &other);
    QString m_path;
    QString m_currentContext;
    QString m_currentFault; //!< why current-context names none
    QStringList m_remarks;
    std::vector<Context> m_contexts;
    std::shared_ptr<QHash<QString, Cluster>> m_clusters; //!< never changed once it is handed out
    std::shared_ptr<QHash<QString, User>> m_users;
};

} // namespace assay::k8s
