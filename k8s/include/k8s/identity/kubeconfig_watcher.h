// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QStringList>
#include <QTimer>

namespace assay::k8s {

//! Says when the text of one of several files changes, also when it appears, goes away, or is
//! replaced by another file of the name, as editors and `kubectl config` do it.
class KubeconfigWatcher : public QObject
{
    Q_OBJECT
public:
    explicit KubeconfigWatcher(QObject *parent = nullptr);

    //! What is watched from now on; what the files hold now is known.
    void setPaths(const QStringList &paths);

Q_SIGNALS:
    //! Once for changes that come close together (0.2 s).
    void changed();

private:
    void look();
    void watchAgain();
    QList<QByteArray> read() const;

    QFileSystemWatcher m_watcher;
    QTimer m_calm;
    QStringList m_paths;
    QList<QByteArray> m_digests; //!< of each path; empty: not there
};

} // namespace assay::k8s
