// SPDX-License-Identifier: Apache-2.0
#include "let_go.h"

#include <QProcess>

#include <utility>

namespace assay::k8s {

QProcess *letGo(QProcess *&process, const QObject *listener)
{
    QProcess *gone = std::exchange(process, nullptr);
    if (!gone)
        return nullptr;
    gone->disconnect(listener);
    if (gone->state() == QProcess::NotRunning) {
        gone->deleteLater();
        return nullptr;
    }
    QObject::connect(gone, &QProcess::finished, gone, &QObject::deleteLater);
    return gone;
}

} // namespace assay::k8s
