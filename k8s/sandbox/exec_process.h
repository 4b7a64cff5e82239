// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QProcess>
#include <QStringList>

namespace assay::sandbox {

//! A command that really runs on this machine, in a process group of its own.
class ExecProcess : public QObject
{
    Q_OBJECT
public:
    struct Command
    {
        QString program; //!< absolute path; empty: `failure` says why it cannot be started
        QStringList arguments;
        QStringList environment; //!< "NAME=value"; nothing else is inherited
        QString workingDirectory;
        QString failure;
    };
    explicit ExecProcess(Command command, QObject *parent = nullptr);
    //! Kills what still runs.
    ~ExecProcess() override;

    //! Ends in exactly one of `failedToStart` and `exited`, never inside this call.
    void start(bool wantsInput);
    void writeInput(const QByteArray &bytes);
    void closeInput();
    void kill();
    bool isRunning() const { return m_process.state() != QProcess::NotRunning; }

Q_SIGNALS:
    void standardOutput(const QByteArray &bytes);
    void standardError(const QByteArray &bytes);
    //! A signal counts as 128 plus its number, as a shell has it.
    void exited(int exitCode);
    void failedToStart(const QString &message);

private:
    Command m_command;
    QProcess m_process;
};

} // namespace assay::sandbox
