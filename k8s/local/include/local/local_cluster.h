// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/containers/engine_client.h>
#include <local/local_facts.h>

#include <QObject>
#include <QStringList>

#include <memory>
#include <optional>

namespace assay::sandbox {
class Cluster;
}

namespace assay::local {

class ContainerNode;

//! A cluster of one node whose containers really run, on a container engine of this computer: an
//! API server with a notebook controller and a kubelet before Podman or Docker. Lives in a thread
//! of its own or in another's, and answers from its event loop.
class LocalCluster : public QObject
{
    Q_OBJECT
public:
    struct Options
    {
        containers::EngineWish wish;
        quint16 port = 0;
        //! What runs at the end goes on, and of what ended by itself the last one stays.
        bool keepsContainers = false;
    };
    explicit LocalCluster(QObject *parent = nullptr);
    ~LocalCluster() override;

    //! Finds the engine, asks what it is, and serves. Answered by started() or failed().
    void start(const Options &options);
    //! Waits until what is being removed has gone, not for ever. Answered by stopped().
    void stop();
    bool isStopped() const { return m_isConcluded; }

Q_SIGNALS:
    void started(const QString &kubeconfigPath, const assay::local::LocalFacts &facts);
    void failed(const assay::k8s::Error &error);
    //! What stays, because it is to be kept or could not be removed, for people: "container
    //! assay-nb-0-…", "volume assay-…".
    void stopped(const QStringList &kept);

private:
    void found(const containers::FoundEngine &engine);
    //! This process runs in a container: can it reach those of the engine?
    void lookFrom(const QString &container, const LocalFacts &facts);
    void serve(const LocalFacts &facts);
    void conclude();
    void end();

    Options m_options;
    containers::JobPtr<containers::Answer<containers::FoundEngine>> m_search;
    std::unique_ptr<containers::EngineClient> m_client;
    containers::JobPtr<containers::Answer<containers::EngineInfo>> m_info;
    containers::JobPtr<containers::Answer<containers::ContainerState>> m_own;
    std::shared_ptr<containers::EngineService> m_service;
    ContainerNode *m_node = nullptr; //!< the cluster's
    std::unique_ptr<sandbox::Cluster> m_cluster;
    bool m_isEnding = false;
    bool m_isConcluded = false;
};

} // namespace assay::local
Q_DECLARE_METATYPE(assay::local::LocalFacts)
