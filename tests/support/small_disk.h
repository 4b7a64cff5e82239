// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDir>
#include <QFile>
#include <QStorageInfo>

#include <cerrno>
#include <sched.h>
#include <sys/mount.h>

namespace assay::test {

//! A file system of a few kibibytes that only the thread which made it, and the programs that this
//! thread starts, see.
class SmallDisk
{
public:
    //! `folder` is made.
    explicit SmallDisk(const QString &folder) : m_folder(QFile::encodeName(folder))
    {
        // Of the mounts of this thread only, from which nothing gets out.
        if (!QDir().mkpath(folder) || ::unshare(CLONE_NEWNS) != 0 ||
            ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            ::mount("tmpfs", m_folder.constData(), "tmpfs", 0, "size=1m") != 0)
            m_obstacle = qt_error_string(errno);
    }
    ~SmallDisk()
    {
        if (isThere())
            ::umount2(m_folder.constData(), MNT_DETACH);
    }
    Q_DISABLE_COPY_MOVE(SmallDisk)

    bool isThere() const { return m_obstacle.isEmpty(); }
    //! Why it cannot be made here.
    QString obstacle() const { return m_obstacle; }

    //! From now on there is room for so much more, in whole pages.
    bool leave(int kibibytes) const
    {
        const QStorageInfo now(QFile::decodeName(m_folder));
        const qint64 used = (now.bytesTotal() - now.bytesFree()) >> 10;
        // No size at all would be no limit.
        const QByteArray size =
            "size=" + QByteArray::number(qMax<qint64>(used + kibibytes, 4)) + 'k';
        return ::mount(nullptr, m_folder.constData(), nullptr, MS_REMOUNT, size.constData()) == 0;
    }

private:
    const QByteArray m_folder;
    QString m_obstacle;
};

} // namespace assay::test
