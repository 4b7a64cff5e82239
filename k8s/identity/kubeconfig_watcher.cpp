// SPDX-License-Identifier: Apache-2.0
#include "kubeconfig_entries.h"

#include <k8s/identity/kubeconfig_watcher.h>

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>

#include <chrono>

using namespace std::chrono_literals;

namespace assay::k8s {

KubeconfigWatcher::KubeconfigWatcher(QObject *parent) : QObject(parent)
{
    m_calm.setSingleShot(true);
    m_calm.setInterval(200ms);
    connect(&m_calm, &QTimer::timeout, this, &KubeconfigWatcher::look);
    const auto touched = [this] {
        if (!m_calm.isActive())
            m_calm.start();
    };
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, touched);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, touched);
}

void KubeconfigWatcher::setPaths(const QStringList &paths)
{
    m_calm.stop();
    m_paths = paths;
    watchAgain();
    m_digests = read();
}

QList<QByteArray> KubeconfigWatcher::read() const
{
    QList<QByteArray> digests;
    for (const QString &path : m_paths) {
        const auto bytes = readSmallFile(path, path, kubeconfigCap);
        digests.append(bytes ? QCryptographicHash::hash(*bytes, QCryptographicHash::Sha256)
                             : QByteArray());
    }
    return digests;
}

void KubeconfigWatcher::watchAgain()
{
    // A file that was replaced is no longer the one that is watched, and one that does not exist
    // cannot be; its folder, or the first one above it that exists, tells when it comes.
    QStringList wanted;
    for (const QString &path : m_paths) {
        const QFileInfo file(path);
        QDir folder = file.absoluteDir();
        while (!folder.exists() && !folder.isRoot())
            folder = QFileInfo(folder.absolutePath()).absoluteDir();
        wanted.append(folder.absolutePath());
        if (file.exists()) {
            wanted.append(file.absoluteFilePath());
            wanted.append(QFileInfo(file.canonicalFilePath()).absolutePath());
        }
    }
    wanted.removeDuplicates();
    const QStringList watched = m_watcher.files() + m_watcher.directories();
    for (const QString &path : watched) {
        if (!wanted.contains(path) || QFileInfo(path).isFile())
            m_watcher.removePath(path);
    }
    for (const QString &path : wanted)
        m_watcher.addPath(path);
}

void KubeconfigWatcher::look()
{
    watchAgain();
    QList<QByteArray> now = read();
    if (now == m_digests)
        return;
    m_digests = std::move(now);
    Q_EMIT changed();
}

} // namespace assay::k8s
