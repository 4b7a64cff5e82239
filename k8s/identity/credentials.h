// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exec_plugin_run.h"

#include <QPointer>

#include <vector>

namespace assay::k8s {

//! What a request proves its user with.
struct Identity
{
    QByteArray authorization; //!< the header's value; empty: none
    QByteArray certificate;   //!< PEM, of a plugin; empty: the kubeconfig's, if it has one
    QByteArray key;
    quint64 generation = 0; //!< of what a plugin gave; 0: not from a plugin
};

//! The user's credentials as they are now: from the kubeconfig, from a file that changes, or from
//! a plugin that is asked again before they expire, and once for all who wait.
class Credentials : public QObject
{
    Q_OBJECT
public:
    using Ready = std::function<void(const Result<Identity> &)>;

    explicit Credentials(const RestConfig &config);

    //! Calls `ready` at once where nobody must be asked, else later, and not at all once `context`
    //! is gone.
    void withIdentity(QObject *context, Ready ready);
    //! The server refused this generation. True where asking anew may give another.
    bool renew(quint64 generation);

private:
    struct Waiting
    {
        QPointer<QObject> context;
        Ready ready;
    };
    struct LaterDeleter
    {
        void operator()(QObject *object) const { object->deleteLater(); }
    };

    Result<QByteArray> bearerToken();
    Result<Identity> fromKubeconfig();
    Result<Identity> fromPlugin() const;
    void askPlugin();
    void onPluginEnded();

    const RestConfig &m_config; //!< the transport's, as is this
    QByteArray m_lastToken;
    std::optional<ExecCredential> m_credential; //!< of the plugin
    QDateTime m_renewAt;                        //!< invalid: only when refused
    QByteArray m_key;                           //!< of PluginCredentials
    quint64 m_generation = 0;
    std::unique_ptr<ExecPluginRun, LaterDeleter> m_run;
    std::vector<Waiting> m_waiting;
};

} // namespace assay::k8s
