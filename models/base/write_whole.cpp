// SPDX-License-Identifier: Apache-2.0
#include <models/base/write_whole.h>

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <tl/expected.hpp>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <poll.h>
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

constexpr int patienceWithAPipe = 2'000; //!< milliseconds
constexpr int betweenLooks = 20;         //!< milliseconds

//! To open a named pipe waits for who reads from it, which need not be ever.
tl::expected<int, QString> openToWrite(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    constexpr int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    int descriptor = ::open(name.constData(), flags, 0666);
    struct stat status = {};
    if (descriptor < 0 && errno == ENXIO && ::stat(name.constData(), &status) == 0) {
        if (S_ISSOCK(status.st_mode))
            return tl::unexpected(WriteText::tr("it is a socket"));
        for (int waited = 0; descriptor < 0 && S_ISFIFO(status.st_mode); waited += betweenLooks) {
            if (waited >= patienceWithAPipe)
                return tl::unexpected(WriteText::tr("nobody reads from this pipe"));
            ::poll(nullptr, 0, betweenLooks);
            descriptor = ::open(name.constData(), flags, 0666);
        }
    }
    if (descriptor < 0)
        return tl::unexpected(qt_error_string(errno));
    ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) & ~O_NONBLOCK);
    return descriptor;
}

tl::expected<int, QString> duplicateOf(int descriptor)
{
    // What was printed before comes before.
    std::fflush(nullptr);
    const int own = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    if (own < 0)
        return tl::unexpected(qt_error_string(errno));
    return own;
}

QString problemOfWritingTo(const QString &path, std::optional<int> descriptor,
                           const QByteArray &bytes)
{
    const auto own = descriptor ? duplicateOf(*descriptor) : openToWrite(path);
    if (!own)
        return own.error();
    QFile file;
    return file.open(*own, QIODevice::WriteOnly | QIODevice::Unbuffered,
                     QFileDevice::AutoCloseHandle)
               ? problemOfWriting(file, bytes)
               : file.errorString();
}

} // namespace

QString problemOfWriting(QFileDevice &file, const QByteArray &bytes)
{
    // A write that ends early says why only when it is tried again.
    for (qsizetype done = 0; done < bytes.size();) {
        const qint64 more = file.write(bytes.constData() + done, bytes.size() - done);
        if (more <= 0)
            return file.errorString();
        done += more;
    }
    // Closing loses what the buffer holds and the disk has no room for, and QSaveFile would put
    // the rest in the place of what was there.
    return file.flush() ? QString() : file.errorString();
}

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
