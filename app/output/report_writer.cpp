// SPDX-License-Identifier: Apache-2.0
#include "report_writer.h"

#include <models/base/read_bounded.h>
#include <models/base/write_whole.h>
#include <models/record/run_journal.h>

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QTemporaryFile>

#include <cerrno>

namespace assay::app {

using namespace Qt::StringLiterals;

struct WriterText
{
    Q_DECLARE_TR_FUNCTIONS(WriterText)
};

using models::ReportFormat;

//! In the order in which they are written.
static constexpr ReportFormat fileFormats[] = {ReportFormat::JsonFile, ReportFormat::JUnit,
                                               ReportFormat::Html, ReportFormat::Markdown};

static bool isWanted(ReportFormat format, const QStringList &formats)
{
    return formats.isEmpty() ||
           std::any_of(formats.begin(), formats.end(), [format](const QString &name) {
               return models::reportFormatFromString(name) == format;
           });
}

//! It lies beside the runs that are kept.
static bool isOwn(const QString &folder)
{
    const QString path = QDir::cleanPath(QFileInfo(folder).absoluteFilePath());
    const QStringList roots = models::RunJournal::roots();
    return std::any_of(roots.begin(), roots.end(), [&path](const QString &root) {
        return path.startsWith(QDir::cleanPath(root + u"/../reports"_s) + u'/');
    });
}

//! Something can be made in the folder, or in the nearest above it where it is yet to be made; else
//! why not, in the system's words. Tried, since rights alone do not tell.
static QString problemOfPlace(const QString &folder, bool isMade)
{
    QString place = QFileInfo(folder).absoluteFilePath();
    while (isMade && !QFileInfo::exists(place) && place != QFileInfo(place).path())
        place = QFileInfo(place).path();
    if (!QFileInfo(place).isDir())
        return qt_error_string(QFileInfo::exists(place) ? ENOTDIR : ENOENT);
    QTemporaryFile tried(QDir(place).filePath(u".assay-XXXXXX"_s));
    return tried.open() ? QString() : tried.errorString();
}

//! Whether something in the place of a report would be lost by it.
static bool isSomebodyElses(const QString &path, ReportFormat format)
{
    constexpr qint64 mostBytes = 256 << 20;
    const QFileInfo file(path);
    // A device or a pipe keeps nothing, a folder is not written over, and what somebody touched has
    // nothing in it.
    if (!file.isFile() || file.size() == 0)
        return false;
    const auto bytes = models::readBounded(path, mostBytes, models::Sources::RegularFiles);
    return !bytes || !models::isReport(*bytes, format);
}

QStringList problemsOfOutputs(const QString &folder, const QStringList &formats,
                              const QStringList &files)
{
    QStringList problems;
    for (const ReportFormat format : fileFormats) {
        const QString path = QDir(folder).filePath(models::fileNameFor(format));
        if (isWanted(format, formats) && isSomebodyElses(path, format))
            problems << WriterText::tr("%1 was not written by Assay, and would be overwritten: "
                                       "move it away, or choose another folder with -o.")
                            .arg(path);
    }
    if (const QString why = problemOfPlace(folder, true); !why.isEmpty())
        problems << WriterText::tr("The folder %1 cannot be made or written (%2): choose another "
                                   "one with -o.")
                        .arg(folder, why);
    const QString made = QDir::cleanPath(QFileInfo(folder).absoluteFilePath());
    for (const QString &path : files) {
        const QFileInfo file(path);
        // A device or a pipe is opened when there is something to be written.
        if (path.isEmpty() || (file.exists() && !file.isFile() && !file.isDir()))
            continue;
        const bool isBeside = QDir::cleanPath(file.absolutePath()) == made;
        const QString why = file.isDir() ? qt_error_string(EISDIR)
                            : file.exists() && file.isWritable()
                                ? QString()
                                : problemOfPlace(file.path(), isBeside);
        if (!why.isEmpty())
            problems << WriterText::tr("%1 cannot be written: %2.").arg(path, why);
    }
    return problems;
}

QString mainReport(const QStringList &formats)
{
    for (const ReportFormat format :
         {ReportFormat::Html, ReportFormat::Markdown, ReportFormat::JUnit}) {
        if (isWanted(format, formats))
            return models::fileNameFor(format);
    }
    return models::fileNameFor(ReportFormat::JsonFile);
}

QStringList writeReports(const models::ReportInput &input, const QString &folder,
                         const QStringList &formats)
{
    const bool isNew = !QFileInfo::exists(folder);
    if (!QDir().mkpath(folder))
        return {WriterText::tr("The folder %1 cannot be made; choose another one.").arg(folder)};
    // They quote logs, which may hold what only their owner should read.
    if (isNew && isOwn(folder))
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QStringList problems;
    for (const ReportFormat format : fileFormats) {
        if (!isWanted(format, formats))
            continue;
        const QByteArray bytes = models::renderReport(input, format);
        const QString path = QDir(folder).filePath(models::fileNameFor(format));
        if (const auto problem = models::writeWhole(path, bytes))
            problems << *problem;
    }
    return problems;
}

} // namespace assay::app
