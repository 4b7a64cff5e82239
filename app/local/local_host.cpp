// SPDX-License-Identifier: Apache-2.0
#include "local_host.h"

#include <k8s/base/hand_over.h>

namespace assay::app {

using local::LocalCluster;

LocalHost::LocalHost(QObject *parent) : QObject(parent)
{
    m_thread.setObjectName(QStringLiteral("local"));
}

LocalHost::~LocalHost()
{
    if (m_cluster) {
        // What is being removed goes first: nobody else would remove it.
        k8s::handOver(m_cluster, [cluster = m_cluster, thread = &m_thread] {
            // It ends while the event loop still runs, which what it lets go of may need.
            connect(
                cluster, &QObject::destroyed, thread, [thread] { thread->quit(); },
                Qt::DirectConnection);
            if (cluster->isStopped())
                return cluster->deleteLater();
            connect(cluster, &LocalCluster::stopped, cluster, &QObject::deleteLater);
            cluster->stop();
        });
    }
    m_thread.join();
}

void LocalHost::start(const LocalCluster::Options &options)
{
    m_cluster = new LocalCluster;
    m_thread.take(m_cluster);
    connect(m_cluster, &LocalCluster::started, m_cluster,
            [this](const QString &path, const local::LocalFacts &facts) {
                const LocalEngine engine = engineOf(facts);
                k8s::handOver(this, [this, path, engine] { Q_EMIT started(path, engine); });
            });
    connect(m_cluster, &LocalCluster::failed, m_cluster, [this](const k8s::Error &error) {
        k8s::handOver(this, [this, error] { Q_EMIT failed(error); });
    });
    connect(m_cluster, &LocalCluster::stopped, m_cluster, [this](const QStringList &kept) {
        k8s::handOver(this, [this, kept] { Q_EMIT stopped(kept); });
    });
    m_thread.start();
    k8s::handOver(m_cluster, [cluster = m_cluster, options] { cluster->start(options); });
}

void LocalHost::stop()
{
    k8s::handOver(m_cluster, [cluster = m_cluster] { cluster->stop(); });
}

LocalEngine engineOf(const local::LocalFacts &facts)
{
    LocalEngine engine;
    engine.name = facts.text();
    engine.address = facts.engine.address.url();
    engine.userId = facts.userId;
    engine.groupId = facts.groupId;
    engine.highUserIds = facts.info.mappedUserIds.value_or(0) > facts.userId * 2;
    engine.limitsMemory = facts.info.limitsMemory;
    engine.limitsCpu = facts.info.limitsCpu;
    return engine;
}

k8s::Result<k8s::RestConfig> localConfig(const QString &kubeconfigPath, const LocalEngine &engine)
{
    auto config =
        k8s::Kubeconfig::load(kubeconfigPath).and_then([](const k8s::Kubeconfig &kubeconfig) {
            return kubeconfig.restConfig();
        });
    if (config)
        config->contextName = engine.name;
    return config;
}

} // namespace assay::app
