// SPDX-License-Identifier: Apache-2.0
#pragma once

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
    //! Starts what is not there yet; answered by opened() or failed(), perhaps at once. After
    //! choose() found no problem.
    void open();

    //! In the order in which they were given; whole once opened. No two have the same name.
    const std::vector<k8s::RestConfig> &clusters() const { return m_clusters; }
    //! The name of that which is the sandbox; empty: none is.
    const QString &sandbox() const { return m_sandboxName; }

Q_SIGNALS:
    void opened();
    void failed(const QString &why, bool isConfiguration);

private:
    QStringList sameNames() const;
    void addSandbox(const QString &kubeconfig);
    std::vector<ClusterOptions> m_options;
    std::vector<k8s::RestConfig> m_clusters;
    QString m_sandboxName;
    std::unique_ptr<SandboxHost> m_host;
};

} // namespace assay::app
