// SPDX-License-Identifier: Apache-2.0
#include "host_process.h"

#include "confinement.h"
#include "let_go.h"
#include "process_group.h"

#include <QProcess>

#include <csignal>

namespace assay::sandbox {

HostProcess::HostProcess(Command command, std::shared_ptr<ExecPlaces> places,
                         const Confinement &confinement, QObject *parent)
    : ExecProcess(parent)
    , m_command(std::move(command))
    , m_places(std::move(places))
    , m_confinement(confinement)
    , m_process(new QProcess)
    , m_group(std::make_unique<ProcessGroup>(*m_process))
{
    connect(m_process, &QProcess::readyReadStandardOutput, this,
            [this] { Q_EMIT standardOutput(m_process->readAllStandardOutput()); });
    connect(m_process, &QProcess::readyReadStandardError, this,
            [this] { Q_EMIT standardError(m_process->readAllStandardError()); });
    connect(m_process, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        if (status == QProcess::NormalExit)
            m_group->release();
        m_group.reset();
        leave();
        // For a signal, Qt's code is the signal's number.
        Q_EMIT exited(status == QProcess::CrashExit ? 128 + code : code);
    });
    connect(m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return;
        leave();
        Q_EMIT failedToStart(m_process->errorString());
    });
}

HostProcess::~HostProcess()
{
    m_process->disconnect(this);
    kill();
    leave();
    m_group.reset();
    letGo(m_process);
}

void HostProcess::start(bool wantsInput)
{
    if (m_command.program.isEmpty()) {
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT failedToStart(m_command.failure); }, Qt::QueuedConnection);
        return;
    }
    if (!wantsInput)
        m_process->setStandardInputFile(QProcess::nullDevice());
    m_entered = true;
    m_places->enter(this);
}

void HostProcess::begin()
{
    m_begun = true;
    // Not in this call, so that a failure is not told in it either.
    QMetaObject::invokeMethod(
        this,
        [this] {
            const Command command = m_confinement.confined(m_command);
            m_process->setEnvironment(command.environment);
            m_process->setWorkingDirectory(command.workingDirectory);
            m_process->start(command.program, command.arguments);
            if (!m_early.isEmpty())
                m_process->write(m_early);
            if (m_inputClosed)
                m_process->closeWriteChannel();
        },
        Qt::QueuedConnection);
}

void HostProcess::leave()
{
    if (std::exchange(m_entered, false))
        m_places->leave(this);
}

void HostProcess::writeInput(const QByteArray &bytes)
{
    if (m_process->state() == QProcess::NotRunning)
        m_early += bytes;
    else
        m_process->write(bytes);
}

void HostProcess::closeInput()
{
    m_inputClosed = true;
    m_process->closeWriteChannel();
}

void HostProcess::kill()
{
    if (!m_begun && m_entered) {
        // It ends as one that was killed right after its start.
        leave();
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT exited(128 + SIGKILL); }, Qt::QueuedConnection);
        return;
    }
    if (m_group)
        m_group->kill();
}

} // namespace assay::sandbox
