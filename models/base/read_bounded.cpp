// SPDX-License-Identifier: Apache-2.0
#include <models/base/read_bounded.h>

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

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

//! Empty where it is open.
QString problemOfOpening(QFile &file, const QString &path)
{
    if (path == "-"_L1)
        return file.open(stdin, QIODevice::ReadOnly) ? QString() : file.errorString();
    if (QFileInfo(path).isDir())
        return ReadText::tr("This is a folder");
    return file.open(QIODevice::ReadOnly) ? QString() : file.errorString();
}

QString tooLarge(qint64 mostBytes)
{
    return ReadText::tr("This is larger than %1 MiB").arg(mostBytes >> 20);
}

} // namespace

tl::expected<QByteArray, QString> readBounded(const QString &path, qint64 mostBytes)
{
    QFile file(path);
    if (const QString problem = problemOfOpening(file, path); !problem.isEmpty())
        return failed(path, problem);
    QByteArray bytes;
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
    QFile file(path);
    if (const QString problem = problemOfOpening(file, path); !problem.isEmpty())
        return failed(path, problem);
    if (!file.isSequential() && file.size() > mostBytes)
        file.seek(file.size() - mostBytes);
    QByteArray bytes;
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
