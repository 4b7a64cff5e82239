// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "choice/test_selection.h"
#include "local/known_manifests.h"
#include "local/local_host.h"
#include "sandbox_host.h"

#include <app/cluster/cluster_options.h>

#include <memory>
#include <vector>

namespace assay::app {

//! The clusters that a command was given, side by side: read from kubeconfigs, or started.
class Places : public QObject
{
    Q_OBJECT
public:
    explicit Places(std::vector<ClusterOptions> options, QObject *parent = nullptr);
    ~Places() override;

    //! Reads what is in kubeconfigs. Why some of it cannot be used, a sentence each.
    QStringList choose();
    //! Of what choose() found, what is wrong with the kubeconfigs and what they name.
    const QStringList &unusable() const { return m_unusable; }
    //! Which of the chosen are one cluster by two names, a sentence each.
    QStringList sameServers() const;
    //! Starts what is not there yet; answered by opened() or failed(), perhaps at once. After
    //! choose() found no problem.
    void open();

    //! In the order in which they were given; whole once opened. No two have the same name.
    const std::vector<k8s::RestConfig> &clusters() const { return m_clusters; }
    //! The name of that which is the sandbox; empty: none is.
    const QString &sandbox() const { return m_sandboxName; }
    //! The name of that which is a container engine of this computer; empty: none is.
    const QString &local() const { return m_localName; }
    const std::optional<LocalEngine> &engine() const { return m_engine; }
    //! Whether the engine's containers go on at the end.
    void keepContainers(bool keep) { m_keepsContainers = keep; }
    //! Ends what was started; answered by closed(), soon or at once.
    void close();

Q_SIGNALS:
    void opened();
    void failed(const QString &why, bool isConfiguration);
    void closed(const QStringList &kept);           //!< what stays on an engine, for people
    void confinementKnown(const QString &sentence); //!< of the sandbox

private:
    QStringList sameNames() const;
    void startSandbox();
    void startLocal();
    //! The next that has to be started, or opened().
    void proceed();
    bool wants(bool ClusterOptions::*kind) const;
    void add(const k8s::Result<k8s::RestConfig> &config, QString &name);
    std::vector<ClusterOptions> m_options;
    std::vector<k8s::RestConfig> m_clusters;
    QStringList m_unusable;
    QString m_sandboxName;
    std::unique_ptr<SandboxHost> m_host;
    QString m_localName;
    std::optional<LocalEngine> m_engine;
    QString m_engineGiven;
    KnownManifests m_manifests; //!< of what was tried here and may run on a cluster now
    std::unique_ptr<LocalHost> m_localHost;
    bool m_keepsContainers = false;
};

//! What is wrong with the tests that were asked for, as it is printed: what a file is wrong in
//! begins with its place, and the rest with who says it.
QStringList complaintsOf(const TestSelection &selection);

} // namespace assay::app
