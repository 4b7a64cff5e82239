// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exec_places.h"

#include <QObject>
#include <QProcess>
#include <QStringList>

#include <memory>

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
    ExecProcess(Command command, std::shared_ptr<ExecPlaces> places, QObject *parent = nullptr);
    //! Kills what still runs.
    ~ExecProcess() override;

    //! Once there is a place for it. Ends in exactly one of `failedToStart` and `exited`, never
    //! inside this call.
    void start(bool wantsInput);
    void writeInput(const QByteArray &bytes);
    void closeInput();
    void kill();
    bool isRunning() const { return m_entered; } //!< or waits for its turn

Q_SIGNALS:
    void standardOutput(const QByteArray &bytes);
    void standardError(const QByteArray &bytes);
    //! A signal counts as 128 plus its number, as a shell has it.
    void exited(int exitCode);
    void failedToStart(const QString &message);

private:
    friend class ExecPlaces;
    void begin();
    void leave();
    Command m_command;
    const std::shared_ptr<ExecPlaces> m_places;
    QProcess m_process;
    QByteArray m_early; //!< input that came before it began
    bool m_inputClosed = false;
    bool m_entered = false;
    bool m_begun = false;
};

} // namespace assay::sandbox
