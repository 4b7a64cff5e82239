// SPDX-License-Identifier: Apache-2.0
#include "sandbox_host.h"

#include <k8s/base/hand_over.h>

namespace assay::app {

SandboxHost::SandboxHost(QObject *parent) : QObject(parent)
{
    m_thread.setObjectName(QStringLiteral("sandbox"));
}

SandboxHost::~SandboxHost()
{
    m_thread.quit();
    m_thread.join();
}

void SandboxHost::start(const sandbox::Cluster::Options &options)
{
    if (!m_kubeconfigPath.isEmpty()) {
        Q_EMIT started(m_kubeconfigPath);
        return;
    }
    if (m_cluster)
        return; // on its way
    m_cluster = new sandbox::Cluster;
    m_thread.take(m_cluster);
    connect(
        m_cluster, &sandbox::Cluster::confinementKnown, m_cluster,
        [this](const QString &obstacle) {
            k8s::handOver(this, [this, obstacle] {
                Q_EMIT confinementKnown(
                    obstacle.isEmpty()
                        ? tr("What the suite's tests import and run runs on this machine, confined "
                             "by bubblewrap: without a network and without this machine's files.")
                        : tr("WARNING: what the suite's tests import and run runs on this machine "
                             "with all your rights, because %1.")
                              .arg(obstacle));
            });
        },
        Qt::DirectConnection);
    m_thread.start();
    k8s::handOver(m_cluster, [this, cluster = m_cluster, options] {
        const auto problem = cluster->start(options);
        const QString path = cluster->kubeconfigPath();
        k8s::handOver(this, [this, problem, path] {
            if (problem) {
                Q_EMIT failed(*problem);
                return;
            }
            m_kubeconfigPath = path;
            Q_EMIT started(path);
        });
    });
}

k8s::Result<k8s::RestConfig> sandboxConfig(const QString &kubeconfigPath)
{
    return k8s::Kubeconfig::load(kubeconfigPath).and_then([](const k8s::Kubeconfig &kubeconfig) {
        return kubeconfig.restConfig();
    });
}

} // namespace assay::app
