// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exec_places.h"

#include <sandbox/node/exec_process.h>

#include <QStringList>

#include <memory>

class QProcess;

namespace assay::sandbox {

class Confinement;
class ProcessGroup;

//! A command that really runs on this machine, confined where that is possible, in a process group
//! of its own.
class HostProcess : public ExecProcess
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
    //! `confinement` outlives it, and is known before there is a place for it.
    HostProcess(Command command, std::shared_ptr<ExecPlaces> places, const Confinement &confinement,
                QObject *parent = nullptr);
    //! Kills what still runs.
    ~HostProcess() override;

    //! Once there is a place for it.
    void start(bool wantsInput) override;
    void writeInput(const QByteArray &bytes) override;
    void closeInput() override;
    void kill() override;
    bool isRunning() const override { return m_entered; }

private:
    friend class ExecPlaces;
    void begin();
    void leave();
    Command m_command;
    const std::shared_ptr<ExecPlaces> m_places;
    const Confinement &m_confinement;
    QProcess *const m_process;
    std::unique_ptr<ProcessGroup> m_group; //!< until it has ended
    QByteArray m_early;                    //!< input that came before it began
    bool m_inputClosed = false;
    bool m_entered = false;
    bool m_begun = false;
};

} // namespace assay::sandbox
