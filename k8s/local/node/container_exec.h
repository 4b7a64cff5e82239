// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/containers/engine_client.h>
#include <sandbox/node/exec_process.h>

#include <QPointer>

namespace assay::local {

//! A command in a container of the engine. Input is handed over whole once it has ended, so that a
//! session that a person types into is none.
class ContainerExec : public sandbox::ExecProcess
{
    Q_OBJECT
public:
    ContainerExec(containers::EngineClient *client, containers::ContainerCommand command);

    void start(bool wantsInput) override;
    void writeInput(const QByteArray &bytes) override;
    void closeInput() override;
    //! Lets go of it; the engine ends it with its container.
    void kill() override;
    void setOnHold(bool onHold) override;
    bool isRunning() const override { return m_job != nullptr || m_waitsForInput; }

private:
    void begin();
    void ended();
    //! A command that was killed may have been so with its container, which says nothing of it.
    void lookAtContainer(int exitCode);

    QPointer<containers::EngineClient> m_client;
    containers::ContainerCommand m_command;
    containers::JobPtr<containers::CommandJob> m_job;
    containers::JobPtr<containers::Answer<containers::ContainerState>> m_look;
    bool m_waitsForInput = false;
    bool m_closed = false;
};

} // namespace assay::local
