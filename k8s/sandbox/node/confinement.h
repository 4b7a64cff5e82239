// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "host_process.h"

#include <QObject>

#include <memory>

class QProcess;

namespace assay::sandbox {

class ProcessGroup;

//! Keeps the commands of containers away from this machine, where bubblewrap can: they see its
//! programs and libraries, a home and a /tmp of their own, no network and no other file. Whether it
//! can is tried once, because a system may forbid what it needs.
class Confinement : public QObject
{
    Q_OBJECT
public:
    //! `scratch` is a folder for what it puts into every container.
    Confinement(QString scratch, QObject *parent);
    //! Kills the try, where it is under way.
    ~Confinement() override;

    bool isKnown() const { return m_isKnown; }
    //! Why commands run with all rights of this program; empty: they are confined.
    const QString &obstacle() const { return m_obstacle; }
    //! What is started in the place of a command, once it is known.
    HostProcess::Command confined(const HostProcess::Command &command) const;

Q_SIGNALS:
    void known(); //!< exactly once, never inside the constructor

private:
    void tryOnce();
    void decide(const QString &obstacle);
    QStringList room() const;

    const QString m_scratch;
    QString m_program;
    QProcess *m_try = nullptr; //!< while it is under way
    std::unique_ptr<ProcessGroup> m_group;
    bool m_isKnown = false;
    QString m_obstacle;
};

} // namespace assay::sandbox
