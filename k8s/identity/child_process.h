// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "program_file.h"

#include <QObject>
#include <QProcessEnvironment>
#include <QStringList>
#include <QTimer>

class QProcess;

namespace assay::k8s {

//! A program without input, a terminal or patience: it ends by itself, or it is ended with all
//! that it started, by its deadline, by printing too much, or by this object's end.
class ChildProcess : public QObject
{
    Q_OBJECT
public:
    struct Command
    {
        QString program;                              //!< absolute path
        std::shared_ptr<const ProgramFile> file = {}; //!< not null: it must still be this one
        QStringList arguments;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        std::chrono::milliseconds deadline{60'000};
        qint64 outputCap = 1 << 20; //!< bytes of standard output
    };
    enum class Outcome { Exited, NotStarted, Killed, TimedOut, TooMuch };

    explicit ChildProcess(Command command, QObject *parent = nullptr);
    ~ChildProcess() override;

    void start();

    Outcome outcome() const { return m_outcome; }
    int exitStatus() const { return m_exitStatus; } //!< after Exited
    QString fault() const { return m_fault; }       //!< after NotStarted
    QByteArray standardOutput() const { return m_output; }
    QByteArray standardErrorEnd() const { return m_errorEnd; } //!< at most 4 KiB

Q_SIGNALS:
    void ended(); //!< exactly once, never inside start()

private:
    void read();
    void end(Outcome outcome);
    void letGo();

    const Command m_command;
    QProcess *m_process = nullptr;
    QTimer m_deadline;
    Outcome m_outcome = Outcome::Exited;
    int m_exitStatus = 0;
    QString m_fault;
    QByteArray m_output;
    QByteArray m_errorEnd;
};

} // namespace assay::k8s
