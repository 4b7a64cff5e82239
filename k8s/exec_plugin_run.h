// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "child_process.h"
#include "exec_credential.h"

namespace assay::k8s {

//! One call of a credential plugin: found, allowed, run and understood.
class ExecPluginRun : public QObject
{
    Q_OBJECT
public:
    //! `config` must have a plugin.
    explicit ExecPluginRun(RestConfig config);

    void start();
    const Result<ExecCredential> &result() const { return m_result; }

Q_SIGNALS:
    void ended(); //!< exactly once, never inside start()

private:
    void find();
    void identify(const QString &program);
    void ask(const QByteArray &hash);
    void run();
    void onChildEnded();
    void fail(Error::Kind kind, const QString &message);
    void failNotFound(const QString &searched);
    QString subject() const;

    const RestConfig m_config;
    const ExecPlugin m_plugin;
    QString m_program;
    QString m_loginPath; //!< set where the program was found only there
    ChildProcess *m_child = nullptr;
    Result<ExecCredential> m_result;
};

} // namespace assay::k8s
