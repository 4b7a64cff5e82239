// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>

namespace assay::tests {

//! Where a test of the window has its runs, its settings and the user's files: nothing of the
//! machine that it runs on is seen, and nothing is left there.
inline void useSurroundingsOf(const QTemporaryDir &folder)
{
    QStandardPaths::setTestModeEnabled(true);
    // The container engine of this machine is no matter of these tests.
    qputenv("CONTAINER_HOST", "unix:///nowhere/engine.sock");
    qputenv("XDG_STATE_HOME", folder.filePath(QStringLiteral("state")).toLocal8Bit());
    qputenv("XDG_CONFIG_HOME", folder.filePath(QStringLiteral("settings")).toLocal8Bit());
    // What another test chose in its window is no choice of this one.
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope,
                       folder.filePath(QStringLiteral("settings")));
    qputenv("KUBECONFIG", folder.filePath(QStringLiteral("none")).toLocal8Bit());
}

} // namespace assay::tests
