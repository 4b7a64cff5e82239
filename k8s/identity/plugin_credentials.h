// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exec_plugin_call.h"

#include <QHash>

#include <memory>

namespace assay::k8s {

//! What plugins gave, for all clients of a thread: who checks a cluster and then runs tests on it
//! signs in once. In memory only. A key stands for the whole of a plugin's configuration and the
//! program's bytes, so that it is the same credential that another call would give.
class PluginCredentials
{
public:
    static PluginCredentials &ofThisThread();

    struct Kept
    {
        ExecCredential credential;
        QDateTime renewAt; //!< UTC; invalid: only when refused
    };
    //! What need not be renewed yet.
    std::optional<Kept> find(const QByteArray &key) const;
    //! Renewed before it expires, so that it does not expire on its way.
    Kept keep(const QByteArray &key, const ExecCredential &credential);
    //! The server refused it. What has taken its place meanwhile stays.
    void drop(const QByteArray &key, const ExecCredential &refused);

    //! The one call under way with this key, or a new one; ended when the last holder lets go.
    std::shared_ptr<ExecPluginCall> call(const QByteArray &key, const RestConfig &config,
                                         const std::shared_ptr<const ProgramFile> &program,
                                         const QString &loginPath);

private:
    QHash<QByteArray, Kept> m_kept;
    QHash<QByteArray, std::weak_ptr<ExecPluginCall>> m_calls;
};

} // namespace assay::k8s
