// SPDX-License-Identifier: Apache-2.0
#include <models/base/read_bounded.h>
#include <models/suite/suite.h>

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

namespace assay::models {

namespace {
struct SuiteFileText
{
    Q_DECLARE_TR_FUNCTIONS(SuiteFile)
};
} // namespace

//! No more than it takes to see that a file is too large.
static tl::expected<QByteArray, QString> bytesOf(const QString &path)
{
    constexpr qint64 enoughToRefuse = (1 << 20) + 1;
    const auto failed = [&path](const QString &why) {
        return tl::unexpected(
            SuiteFileText::tr("%1: %2. Give the path of a suite file.").arg(path, why));
    };
    QFile file;
    QByteArray bytes;
    if (const QString problem = openToRead(file, path, bytes, Sources::Any); !problem.isEmpty())
        return failed(problem);
    while (bytes.size() < enoughToRefuse) {
        // A pipe gives what it holds, which need not be all.
        const QByteArray more = file.read(enoughToRefuse - bytes.size());
        if (more.isEmpty())
            break;
        bytes += more;
    }
    if (file.error() != QFileDevice::NoError)
        return failed(file.errorString());
    return bytes;
}

tl::expected<Suite, QString> Suite::load(const QString &path)
{
    return bytesOf(path).map(
        [&path](const QByteArray &bytes) { return parse(bytes, QFileInfo(path).absolutePath()); });
}

} // namespace assay::models
