// SPDX-License-Identifier: Apache-2.0
#include "child_process.h"

#include <k8s/base/let_go.h>

#include <QProcess>

#include <csignal>
#include <unistd.h>

namespace assay::k8s {

static constexpr qsizetype errorEndCap = 4 << 10;

ChildProcess::ChildProcess(Command command, QObject *parent)
    : QObject(parent)
    , m_command(std::move(command))
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] { end(Outcome::TimedOut); });
}

ChildProcess::~ChildProcess()
{
    letGo();
}

void ChildProcess::start()
{
    m_process = new QProcess;
    m_process->setProgram(m_command.program);
    m_process->setArguments(m_command.arguments);
    m_process->setProcessEnvironment(m_command.environment);
    m_process->setStandardInputFile(QProcess::nullDevice());
    const auto arguments = std::make_shared<const ProgramFile::Strings>(
        QStringList{m_command.program} + m_command.arguments);
    const auto environment =
        std::make_shared<const ProgramFile::Strings>(m_command.environment.toStringList());
    // A group of its own, so that all of it can be ended, and Ctrl+C at our terminal is ours.
    m_process->setChildProcessModifier([file = m_command.file, arguments, environment] {
        ::setpgid(0, 0);
        if (file)
            file->become(*arguments, *environment);
    });
    connect(m_process, &QProcess::readyReadStandardOutput, this, &ChildProcess::read);
    connect(m_process, &QProcess::readyReadStandardError, this, &ChildProcess::read);
    // Queued: a program that cannot be started says so inside start().
    connect(
        m_process, &QProcess::errorOccurred, this,
        [this](QProcess::ProcessError error) {
            if (error != QProcess::FailedToStart || !m_process)
                return;
            m_fault = m_process->errorString();
            end(Outcome::NotStarted);
        },
        Qt::QueuedConnection);
    connect(m_process, &QProcess::finished, this, [this](int exitStatus, QProcess::ExitStatus how) {
        read();
        if (!m_process)
            return;
        m_exitStatus = exitStatus;
        end(how == QProcess::NormalExit ? Outcome::Exited : Outcome::Killed);
    });
    m_deadline.start(m_command.deadline);
    m_process->start(QIODevice::ReadOnly);
}

void ChildProcess::read()
{
    if (!m_process)
        return;
    m_errorEnd = (m_errorEnd + m_process->readAllStandardError()).right(errorEndCap);
    m_output += m_process->readAllStandardOutput();
    if (m_output.size() > m_command.outputCap) {
        m_output.clear();
        end(Outcome::TooMuch);
    }
}

void ChildProcess::end(Outcome outcome)
{
    if (!m_process)
        return;
    m_outcome = outcome;
    letGo();
    Q_EMIT ended();
}

void ChildProcess::letGo()
{
    m_deadline.stop();
    QProcess *process = k8s::letGo(m_process, this);
    if (!process)
        return;
    if (const qint64 id = process->processId(); id > 0)
        ::kill(-pid_t(id), SIGKILL);
    process->kill();
}

} // namespace assay::k8s
