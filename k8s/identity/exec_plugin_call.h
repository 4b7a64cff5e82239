// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "child_process.h"
#include "exec_credential.h"

namespace assay::k8s {

//! A plugin that was found and allowed, run once, and what it printed.
class ExecPluginCall : public QObject
{
    Q_OBJECT
public:
    //! `loginPath` is PATH for the plugin; empty: ours.
    ExecPluginCall(RestConfig config, std::shared_ptr<const ProgramFile> program,
                   const QString &loginPath);

    const Result<ExecCredential> &result() const { return m_result; }
    bool hasEnded() const { return m_ended; }

Q_SIGNALS:
    void ended(); //!< exactly once, never inside the constructor

private:
    void onChildEnded();
    Result<ExecCredential> outcome() const;

    const RestConfig m_config;
    const std::shared_ptr<const ProgramFile> m_program;
    ChildProcess *m_child;
    bool m_ended = false;
    Result<ExecCredential> m_result;
};

//! "The program “x”, which signs user “u” in,": how messages about a plugin begin.
QString pluginSubject(const RestConfig &config);

} // namespace assay::k8s
