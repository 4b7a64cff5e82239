// SPDX-License-Identifier: Apache-2.0
#include <models/base/read_bounded.h>

#include <QCoreApplication>
#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {

struct ReadText
{
    Q_DECLARE_TR_FUNCTIONS(ReadBounded)
};

constexpr qint64 chunk = 1 << 20;

QString nameOf(const QString &path)
{
    return path == "-"_L1 ? ReadText::tr("Standard input") : path;
}

tl::unexpected<QString> failed(const QString &path, const QString &why)
{
    return tl::unexpected(ReadText::tr("%1: %2.").arg(nameOf(path), why));
}

constexpr int patienceWithAPipe = 2'000; //!< milliseconds

//! A named pipe gives nothing until somebody writes to it, which need not be ever. Empty where
//! somebody does, or has.
QString problemOfPipe(int descriptor, QByteArray &first)
{
    char byte = 0;
    const auto read = [&] { return ::read(descriptor, &byte, 1); };
    ssize_t got = read();
    if (got == 0) {
        struct pollfd wait = {descriptor, POLLIN, 0};
        ::poll(&wait, 1, patienceWithAPipe);
        got = read();
    }
    if (got == 0)
        return ReadText::tr("Nobody writes to this pipe");
    if (got > 0)
        first = QByteArray(1, byte);
    return {};
}

bool isNamedPipe(int descriptor, const struct stat &status)
{
    struct statfs system = {};
    return S_ISFIFO(status.st_mode) && ::fstatfs(descriptor, &system) == 0 &&
           system.f_type != PIPEFS_MAGIC;
}

QString tooLarge(qint64 mostBytes)
{
    return ReadText::tr("This is larger than %1 MiB").arg(mostBytes >> 20);
}

} // namespace

QString openToRead(QFile &file, const QString &path, QByteArray &first, Sources sources)
{
    if (path == "-"_L1)
        return file.open(stdin, QIODevice::ReadOnly) ? QString() : file.errorString();
    // A resource of this program is no file of the system's.
    if (path.startsWith(u':')) {
        file.setFileName(path);
        return file.open(QIODevice::ReadOnly) ? QString() : file.errorString();
    }
    // Without O_NONBLOCK, to open a pipe waits for who writes to it.
    const int descriptor =
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (descriptor < 0)
        return qt_error_string(errno);
    struct stat status = {};
    ::fstat(descriptor, &status);
    QString problem;
    if (S_ISDIR(status.st_mode))
        problem = ReadText::tr("This is a folder");
    else if (sources == Sources::RegularFiles && !S_ISREG(status.st_mode))
        problem = ReadText::tr("This is no regular file");
    else if (isNamedPipe(descriptor, status))
        problem = problemOfPipe(descriptor, first);
    // Of what calls itself a file, some wait as a pipe does, such as /proc/kmsg.
    if (!S_ISREG(status.st_mode))
        ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) & ~O_NONBLOCK);
    if (problem.isEmpty() &&
        file.open(descriptor, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle))
        return {};
    ::close(descriptor);
    return problem.isEmpty() ? file.errorString() : problem;
}

tl::expected<QByteArray, QString> readBounded(const QString &path, qint64 mostBytes,
                                              Sources sources)
{
    QFile file;
    QByteArray bytes;
    if (const QString problem = openToRead(file, path, bytes, sources); !problem.isEmpty())
        return failed(path, problem);
    while (bytes.size() <= mostBytes) {
        // A pipe gives what it holds, which need not be all.
        const QByteArray more = file.read(std::min(chunk, mostBytes + 1 - bytes.size()));
        if (more.isEmpty())
            break;
        bytes += more;
    }
    if (file.error() != QFileDevice::NoError)
        return failed(path, file.errorString());
    if (bytes.size() > mostBytes)
        return failed(path, tooLarge(mostBytes));
    return bytes;
}

tl::expected<QByteArray, QString> readEnd(const QString &path, qint64 mostBytes, qint64 mostRead)
{
    QFile file;
    QByteArray bytes;
    if (const QString problem = openToRead(file, path, bytes, Sources::Any); !problem.isEmpty())
        return failed(path, problem);
    if (!file.isSequential() && file.size() > mostBytes)
        file.seek(file.size() - mostBytes);
    qint64 read = 0;
    for (;;) {
        const QByteArray more = file.read(chunk);
        if (more.isEmpty())
            break;
        read += more.size();
        if (read > mostRead)
            return failed(path, tooLarge(mostRead));
        bytes += more;
        if (bytes.size() > 2 * mostBytes)
            bytes = bytes.right(mostBytes);
    }
    if (file.error() != QFileDevice::NoError)
        return failed(path, file.errorString());
    return bytes.right(mostBytes);
}

} // namespace assay::models
