// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plugin_credentials.h"

namespace assay::k8s {

//! One answer of a credential plugin: it is found and allowed, and then run, unless another client
//! has just had its answer or is waiting for it.
class ExecPluginRun : public QObject
{
    Q_OBJECT
public:
    //! `config` must have a plugin.
    explicit ExecPluginRun(RestConfig config);

    void start();
    const Result<PluginCredentials::Kept> &result() const { return m_result; }
    //! Of what result() holds.
    const QByteArray &key() const { return m_key; }

Q_SIGNALS:
    void ended(); //!< exactly once, never inside start()

private:
    void find();
    void identify(const QString &program);
    void ask(const QString &program, const QByteArray &hash);
    void run();
    void fail(Error::Kind kind, const QString &message);
    void failNotFound(const QString &searched);

    const RestConfig m_config;
    const ExecPlugin m_plugin;
    std::shared_ptr<const ProgramFile> m_program;
    QString m_loginPath; //!< set where the program was found only there
    QByteArray m_key;
    std::shared_ptr<ExecPluginCall> m_call;
    Result<PluginCredentials::Kept> m_result;
};

} // namespace assay::k8s
