// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/cluster/cluster_facts.h>
#include <k8s/base/worker_thread.h>
#include <k8s/identity/kubeconfig.h>
#include <local/local_cluster.h>

#include <chrono>

namespace assay::app {

//! For an engine to answer at all: it may be busy with other runs.
constexpr std::chrono::seconds patienceWithBusyEngine(20);

//! A container engine of this computer as a cluster, in a thread of its own.
class LocalHost : public QObject
{
    Q_OBJECT
public:
    explicit LocalHost(QObject *parent = nullptr);
    ~LocalHost() override;

    //! Once. Answered by started() or failed().
    void start(const local::LocalCluster::Options &options);
    //! Ends what still runs, unless it is to be kept. Answered by stopped(), soon.
    void stop();

Q_SIGNALS:
    void started(const QString &kubeconfigPath, const assay::app::LocalEngine &engine);
    void failed(const assay::k8s::Error &error);
    //! What stays, for people: "container assay-nb-0-…", "volume assay-…".
    void stopped(const QStringList &kept);

private:
    k8s::WorkerThread m_thread;
    local::LocalCluster *m_cluster = nullptr; //!< lives in m_thread, ends with it
};

LocalEngine engineOf(const local::LocalFacts &facts);

//! The only context of an engine, under the name that people read.
k8s::Result<k8s::RestConfig> localConfig(const QString &kubeconfigPath, const LocalEngine &engine);

} // namespace assay::app
