// SPDX-License-Identifier: Apache-2.0
#include <models/base/write_whole.h>

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {

struct WriteText
{
    Q_DECLARE_TR_FUNCTIONS(WriteWhole)
};

//! As the kernel counts.
constexpr int mostLinks = 40;

//! The open file of this process that a path such as /dev/stdout or /dev/fd/3 is another name of.
//! Opened by that name, what the shell appends to would be cut, and a socket could not be.
std::optional<int> descriptorNamedBy(QString path)
{
    const QString open = u"/proc/%1/fd"_s.arg(::getpid());
    for (int links = 0; links < mostLinks; ++links) {
        const QFileInfo info(path);
        bool isNumber = false;
        const int descriptor = info.fileName().toInt(&isNumber);
        if (isNumber && QFileInfo(info.path()).canonicalFilePath() == open)
            return descriptor;
        if (!info.isSymLink())
            break;
        path = info.symLinkTarget();
    }
    return std::nullopt;
}

bool isReplaceable(const QString &path)
{
    struct stat status = {};
    const QByteArray name = QFile::encodeName(path);
    if (::stat(name.constData(), &status) == 0)
        return S_ISREG(status.st_mode);
    return ::lstat(name.constData(), &status) != 0;
}

//! Empty on success.
QString problemOfWriting(QFileDevice &file, const QByteArray &bytes)
{
    // A write that ends early says why only when it is tried again.
    for (qsizetype done = 0; done < bytes.size();) {
        const qint64 more = file.write(bytes.constData() + done, bytes.size() - done);
        if (more <= 0)
            return file.errorString();
        done += more;
    }
    return {};
}

//! Whether all of it could be written into a file that is there already: no file can be put into
//! its folder, or in its place, as where a container has this one file of its host. Room is made
//! before a byte of it changes.
bool isWrittenInPlace(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return QFileInfo(path).isFile() &&
           file.open(QIODevice::ReadWrite | QIODevice::ExistingOnly | QIODevice::Unbuffered) &&
           (bytes.isEmpty() || ::posix_fallocate(file.handle(), 0, bytes.size()) == 0) &&
           problemOfWriting(file, bytes).isEmpty() && file.resize(bytes.size()) &&
           ::fsync(file.handle()) == 0;
}

QString problemOfReplacing(const QString &path, const QByteArray &bytes, Readers readers)
{
    QSaveFile file(path);
    const bool isOurs = readers == Readers::OwnerOnly;
    if (!file.open(QIODevice::WriteOnly))
        return !isOurs && isWrittenInPlace(path, bytes) ? QString() : file.errorString();
    if (isOurs)
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    const QString problem = problemOfWriting(file, bytes);
    if (!problem.isEmpty() || file.commit())
        return problem;
    return !isOurs && isWrittenInPlace(path, bytes) ? QString() : file.errorString();
}

QString problemOfWritingTo(const QString &path, std::optional<int> descriptor,
                           const QByteArray &bytes)
{
    const QIODevice::OpenMode mode = QIODevice::WriteOnly | QIODevice::Unbuffered;
    QFile file(path);
    if (!descriptor)
        return file.open(mode) ? problemOfWriting(file, bytes) : file.errorString();
    // What was printed before comes before.
    std::fflush(nullptr);
    const int own = ::fcntl(*descriptor, F_DUPFD_CLOEXEC, 0);
    if (own < 0)
        return qt_error_string(errno);
    return file.open(own, mode, QFileDevice::AutoCloseHandle) ? problemOfWriting(file, bytes)
                                                              : file.errorString();
}

} // namespace

std::optional<QString> writeWhole(const QString &path, const QByteArray &bytes, Readers readers)
{
    const std::optional<int> descriptor = descriptorNamedBy(path);
    QString problem;
    if (!descriptor && isReplaceable(path)) {
        const QString target = QFileInfo(path).canonicalFilePath();
        problem = problemOfReplacing(target.isEmpty() ? path : target, bytes, readers);
    } else {
        problem = problemOfWritingTo(path, descriptor, bytes);
    }
    if (problem.isEmpty())
        return std::nullopt;
    return WriteText::tr("%1 cannot be written: %2.").arg(path, problem);
}

} // namespace assay::models
