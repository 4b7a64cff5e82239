// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/identity/exec_plugin.h>

namespace assay::app {

//! The credential plugins that the user has allowed: exec-plugins.json in the configuration
//! folder, by hash. What was allowed once is allowed until it changes.
class PluginApprovals
{
public:
    explicit PluginApprovals(QString file = defaultFile());
    static QString defaultFile();

    bool isAllowed(const QByteArray &hash) const;
    //! The text says why it will be asked again.
    std::optional<QString> remember(const k8s::ExecPluginRequest &request) const;

private:
    const QString m_file;
};

//! Where nobody can be asked: what was allowed before, or everything where `allowAll`.
k8s::ExecPluginPolicy unattendedPluginPolicy(bool allowAll);

} // namespace assay::app
