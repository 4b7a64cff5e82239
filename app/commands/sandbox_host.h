// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/base/worker_thread.h>
#include <k8s/identity/kubeconfig.h>
#include <sandbox/cluster.h>

namespace assay::app {

//! The sandbox cluster in a thread of its own, so that nothing here can wait for itself.
class SandboxHost : public QObject
{
    Q_OBJECT
public:
    explicit SandboxHost(QObject *parent = nullptr);
    ~SandboxHost() override;

    //! Answered by started() or failed(); a second call is answered at once.
    void start(const sandbox::Cluster::Options &options);

Q_SIGNALS:
    void started(const QString &kubeconfigPath);
    void failed(const QString &why);
    //! What a suite's code may do on this machine, in a sentence; after started().
    void confinementKnown(const QString &sentence);

private:
    k8s::WorkerThread m_thread;
    sandbox::Cluster *m_cluster = nullptr; //!< lives in m_thread, ends with it
    QString m_kubeconfigPath;
};

//! The sandbox's only context.
k8s::Result<k8s::RestConfig> sandboxConfig(const QString &kubeconfigPath);

} // namespace assay::app
