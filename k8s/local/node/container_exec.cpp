// SPDX-License-Identifier: Apache-2.0
#include "container_exec.h"

#include "waiting.h"

#include <QTimer>

#include <csignal>

namespace assay::local {

//! The API server's client has a clock of its own; this one is for a client that has gone.
static constexpr std::chrono::hours longest(2);
//! Until an engine knows that the container has ended, too.
static constexpr std::chrono::milliseconds settling(300);

ContainerExec::ContainerExec(containers::EngineClient *client, containers::ContainerCommand command)
    : m_client(client)
    , m_command(std::move(command))
{
    m_command.deadline = longest;
}

void ContainerExec::start(bool wantsInput)
{
    m_waitsForInput = wantsInput && !m_closed;
    if (!m_waitsForInput)
        begin();
}

void ContainerExec::writeInput(const QByteArray &bytes)
{
    m_command.standardInput += bytes;
}

void ContainerExec::closeInput()
{
    m_closed = true;
    if (std::exchange(m_waitsForInput, false))
        begin();
}

void ContainerExec::begin()
{
    if (!m_client) {
        QMetaObject::invokeMethod(this, &ExecProcess::lost, Qt::QueuedConnection);
        return;
    }
    m_job = m_client->exec(m_command);
    connect(m_job.get(), &k8s::ExecJob::standardOutput, this, &ExecProcess::standardOutput);
    connect(m_job.get(), &k8s::ExecJob::standardError, this, &ExecProcess::standardError);
    connect(m_job.get(), &k8s::Job::finished, this, &ContainerExec::ended);
}

void ContainerExec::setOnHold(bool onHold)
{
    if (m_job)
        m_job->setOnHold(onHold);
}

void ContainerExec::ended()
{
    const auto job = std::move(m_job);
    const auto &result = job->result();
    // What the engine refuses to start has not run; that its container is gone is another matter.
    if (!result && result.error().kind == k8s::Error::Kind::Server && result.error().status)
        Q_EMIT failedToStart(wordsOf(result.error()));
    else if (!result)
        Q_EMIT lost();
    else if (!result->started)
        Q_EMIT failedToStart(result->runtimeMessage);
    else if (result->exitCode == 128 + SIGKILL && m_client)
        QTimer::singleShot(settling, this,
                           [this, code = result->exitCode] { lookAtContainer(code); });
    else
        Q_EMIT exited(result->exitCode);
}

void ContainerExec::lookAtContainer(int exitCode)
{
    if (!m_client) {
        Q_EMIT lost();
        return;
    }
    m_look = m_client->inspectContainer(m_command.containerId);
    connect(m_look.get(), &k8s::Job::finished, this, [this, exitCode] {
        const auto look = std::move(m_look);
        if (look->result() && look->result()->isRunning())
            Q_EMIT exited(exitCode);
        else
            Q_EMIT lost();
    });
}

void ContainerExec::kill()
{
    if (std::exchange(m_waitsForInput, false)) {
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT exited(128 + SIGKILL); }, Qt::QueuedConnection);
        return;
    }
    if (m_job)
        m_job->abort();
}

} // namespace assay::local
