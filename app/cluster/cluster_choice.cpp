// SPDX-License-Identifier: Apache-2.0
#include "cluster_choice.h"

#include "plugin_approvals.h"

namespace assay::app {

k8s::Result<k8s::Kubeconfig> loadKubeconfig(const ClusterOptions &options)
{
    return options.kubeconfig.isEmpty() ? k8s::Kubeconfig::loadUsual()
                                        : k8s::Kubeconfig::load(options.kubeconfig);
}

QStringList kubeconfigPaths(const ClusterOptions &options)
{
    return options.kubeconfig.isEmpty() ? k8s::Kubeconfig::usualPaths()
                                        : QStringList{options.kubeconfig};
}

k8s::Result<k8s::RestConfig> chooseContext(const k8s::Kubeconfig &kubeconfig,
                                           const ClusterOptions &options)
{
    auto config = kubeconfig.restConfig(options.context);
    if (config)
        config->execPluginPolicy = unattendedPluginPolicy(options.allowExecPlugin);
    if (config && !options.name.isEmpty())
        config->contextName = options.name;
    return config;
}

QString serverKey(const k8s::RestConfig &config)
{
    const QUrl &server = config.server;
    QString path = server.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    const bool secure = server.scheme() == QStringLiteral("https");
    return QStringLiteral("%1://%2:%3%4")
        .arg(server.scheme(), server.host().toLower(),
             QString::number(server.port(secure ? 443 : 80)), path);
}

k8s::Result<k8s::RestConfig> chooseCluster(const ClusterOptions &options)
{
    const auto kubeconfig = loadKubeconfig(options);
    if (!kubeconfig)
        return tl::unexpected(kubeconfig.error());
    return chooseContext(*kubeconfig, options);
}

} // namespace assay::app
