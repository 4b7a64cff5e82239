// SPDX-License-Identifier: Apache-2.0
#include "places.h"

#include "cluster/cluster_choice.h"

#include <algorithm>

namespace assay::app {

using namespace Qt::StringLiterals;

Places::Places(std::vector<ClusterOptions> options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
{
}

Places::~Places() = default;

QStringList Places::sameNames() const
{
    QStringList problems;
    for (auto one = m_clusters.begin(); one != m_clusters.end(); ++one) {
        const auto isNamed = [one](const auto &other) {
            return other.contextName == one->contextName;
        };
        if (std::any_of(m_clusters.begin(), one, isNamed))
            problems << tr("Two clusters are called %1: give one of them another name with "
                           "--cluster NAME=KUBECONFIG:%1.")
                            .arg(one->contextName);
    }
    return problems;
}

QStringList Places::choose()
{
    QStringList problems;
    m_clusters.clear();
    for (const ClusterOptions &options : m_options) {
        if (options.sandbox)
            continue;
        const auto config = chooseCluster(options);
        if (config)
            m_clusters.push_back(*config);
        else if (!problems.contains(config.error().message))
            problems << config.error().message;
    }
    return problems.isEmpty() ? sameNames() : problems;
}

void Places::open()
{
    const bool wantsSandbox = std::any_of(m_options.begin(), m_options.end(),
                                          [](const auto &options) { return options.sandbox; });
    if (!wantsSandbox) {
        Q_EMIT opened();
        return;
    }
    m_host = std::make_unique<SandboxHost>();
    connect(m_host.get(), &SandboxHost::failed, this,
            [this](const QString &why) { Q_EMIT failed(why, false); });
    connect(m_host.get(), &SandboxHost::started, this, &Places::addSandbox);
    m_host->start({});
}

void Places::addSandbox(const QString &kubeconfig)
{
    const auto config = sandboxConfig(kubeconfig);
    if (!config) {
        Q_EMIT failed(config.error().message, true);
        return;
    }
    m_sandboxName = config->contextName;
    m_clusters.push_back(*config);
    if (const QStringList same = sameNames(); !same.isEmpty())
        Q_EMIT failed(same.constFirst(), true);
    else
        Q_EMIT opened();
}

} // namespace assay::app
