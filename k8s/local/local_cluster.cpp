// SPDX-License-Identifier: Apache-2.0
#include <local/local_cluster.h>

#include "node/container_node.h"

#include <sandbox/cluster.h>

#include <QPointer>
#include <QTimer>

namespace assay::local {

//! A kubelet's own.
static constexpr int backOffSeconds = 10;
static constexpr int eagerProbeMilliseconds = 250;
static constexpr std::chrono::seconds longestEnd(15);

LocalCluster::LocalCluster(QObject *parent) : QObject(parent)
{
    qRegisterMetaType<LocalFacts>();
}

LocalCluster::~LocalCluster()
{
    end();
}

void LocalCluster::start(const Options &options)
{
    m_options = options;
    m_search = containers::findEngine(options.wish);
    connect(m_search.get(), &k8s::Job::finished, this, [this] {
        const auto search = std::move(m_search);
        if (search->result())
            found(*search->result());
        else
            Q_EMIT failed(search->result().error());
    });
}

void LocalCluster::found(const containers::FoundEngine &engine)
{
    m_service = engine.service;
    // It stays in this thread; what is told of the engine goes to others.
    containers::FoundEngine told = engine;
    told.service.reset();
    m_client = std::make_unique<containers::EngineClient>(engine.address);
    m_client->know(engine.version);
    m_info = m_client->info();
    connect(m_info.get(), &k8s::Job::finished, this, [this, told] {
        const auto info = std::move(m_info);
        if (!info->result()) {
            Q_EMIT failed(info->result().error());
            return;
        }
        const QString container = containerOfThisProcess();
        const LocalFacts facts = factsOf(told, *info->result());
        if (container.isEmpty())
            serve(facts);
        else
            lookFrom(container, facts);
    });
}

void LocalCluster::lookFrom(const QString &container, const LocalFacts &facts)
{
    m_own = m_client->inspectContainer(container);
    connect(m_own.get(), &k8s::Job::finished, this, [this, facts] {
        const auto own = std::move(m_own);
        LocalFacts all = facts;
        // Where it is not this engine's, its 127.0.0.1 may yet be the engine's, as toolboxes have
        // it.
        if (own->result() && !own->result()->sharesHostNetwork) {
            all.network = own->result()->network;
            if (all.network.isEmpty()) {
                k8s::Error error;
                error.message = tr("Assay runs in a container that is in none of the engine's "
                                   "networks, so it cannot reach a workbench; start its container "
                                   "with --network bridge or --network host.");
                Q_EMIT failed(error);
                return;
            }
        }
        serve(all);
    });
}

void LocalCluster::serve(const LocalFacts &facts)
{
    m_cluster = std::make_unique<sandbox::Cluster>();
    sandbox::Cluster::Options options;
    options.port = m_options.port;
    options.backOffSeconds = backOffSeconds;
    options.eagerProbeMilliseconds = eagerProbeMilliseconds;
    options.podSetupSeconds = 0;
    options.node = [this, facts] {
        auto node = std::make_unique<ContainerNode>(facts);
        m_node = node.get();
        if (m_options.keepsContainers)
            m_node->keepEnded();
        return node;
    };
    if (const auto problem = m_cluster->start(options)) {
        k8s::Error error;
        error.message = *problem;
        Q_EMIT failed(error);
        return;
    }
    Q_EMIT started(m_cluster->kubeconfigPath(), facts);
}

void LocalCluster::stop()
{
    if (std::exchange(m_isEnding, true))
        return;
    if (m_node && m_options.keepsContainers)
        m_node->release();
    else if (m_node)
        m_node->endAll();
    if (!m_node || m_node->isSettled()) {
        QMetaObject::invokeMethod(this, &LocalCluster::conclude, Qt::QueuedConnection);
        return;
    }
    connect(m_node, &ContainerNode::settled, this, &LocalCluster::conclude, Qt::QueuedConnection);
    QTimer::singleShot(longestEnd, this, &LocalCluster::conclude);
}

void LocalCluster::conclude()
{
    if (std::exchange(m_isConcluded, true))
        return;
    Q_EMIT stopped(m_node ? m_node->present() : QStringList());
}

void LocalCluster::end()
{
    m_node = nullptr;
    m_cluster.reset();
    m_own.reset();
    m_info.reset();
    m_client.reset();
    m_search.reset();
}

} // namespace assay::local
