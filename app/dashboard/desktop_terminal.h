// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProcessEnvironment>
#include <QStringList>

#include <optional>

namespace assay::app {

//! A terminal program of the desktop.
struct DesktopTerminal
{
    QString program;    //!< path
    QStringList before; //!< what it wants in front of a command: "-e"

    //! The one that $TERMINAL names, else the desktop's own, else the first that is known and
    //! installed in the environment's PATH. Nothing: there is none.
    static std::optional<DesktopTerminal> find(const QProcessEnvironment &environment);

    //! What opens it with the command line of a POSIX shell, and a shell after that has ended.
    QStringList argumentsFor(const QString &line) const;
    //! False where it could not be started.
    bool open(const QString &line) const;
};

} // namespace assay::app
