// SPDX-License-Identifier: Apache-2.0
#include "temporary_folder.h"

#include <QDir>
#include <QFile>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace assay::sandbox {

using namespace Qt::StringLiterals;

static const QString beginning = u"assay-sandbox-"_s;
static constexpr char lockName[] = "/alive";

TemporaryFolder::TemporaryFolder() : m_folder(QDir::tempPath() + u'/' + beginning + u"XXXXXX"_s)
{
    if (!m_folder.isValid())
        return;
    const QByteArray lock = QFile::encodeName(m_folder.path()) + lockName;
    m_lock = ::open(lock.constData(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (m_lock >= 0)
        ::flock(m_lock, LOCK_EX | LOCK_NB);
}

TemporaryFolder::~TemporaryFolder()
{
    m_folder.remove();
    if (m_lock >= 0)
        ::close(m_lock);
}

QString TemporaryFolder::problem() const
{
    return m_folder.isValid() ? QString() : m_folder.errorString();
}

void TemporaryFolder::sweep()
{
    const QDir place(QDir::tempPath());
    const QStringList names =
        place.entryList({beginning + u'*'}, QDir::Dirs | QDir::NoSymLinks | QDir::Hidden);
    for (const QString &name : names) {
        const QByteArray path = QFile::encodeName(place.filePath(name));
        struct stat status = {};
        if (::lstat(path.constData(), &status) != 0 || !S_ISDIR(status.st_mode) ||
            status.st_uid != ::getuid())
            continue;
        const int lock = ::open((path + lockName).constData(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
        if (lock < 0)
            continue;
        // Who holds it lives.
        if (::flock(lock, LOCK_EX | LOCK_NB) == 0)
            QDir(place.filePath(name)).removeRecursively();
        ::close(lock);
    }
}

} // namespace assay::sandbox
