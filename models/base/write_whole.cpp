// SPDX-License-Identifier: Apache-2.0
#include <models/base/write_whole.h>

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

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

bool open(QFile &file, std::optional<int> descriptor)
{
    if (!descriptor)
        return file.open(QIODevice::WriteOnly | QIODevice::Unbuffered);
    // What was printed before comes before.
    std::fflush(nullptr);
    const int own = ::fcntl(*descriptor, F_DUPFD_CLOEXEC, 0);
    return own >= 0 && file.open(own, QIODevice::WriteOnly | QIODevice::Unbuffered,
                                 QFileDevice::AutoCloseHandle);
}

} // namespace

std::optional<QString> writeWhole(const QString &path, const QByteArray &bytes)
{
    const auto failed = [&path](const QFileDevice &file) {
        return WriteText::tr("%1 cannot be written: %2.").arg(path, file.errorString());
    };
    const std::optional<int> descriptor = descriptorNamedBy(path);
    if (!descriptor && isReplaceable(path)) {
        const QString target = QFileInfo(path).canonicalFilePath();
        QSaveFile file(target.isEmpty() ? path : target);
        if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
            return std::nullopt;
        return failed(file);
    }
    QFile file(path);
    if (open(file, descriptor) && file.write(bytes) == bytes.size())
        return std::nullopt;
    return failed(file);
}

} // namespace assay::models
