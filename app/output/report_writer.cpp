// SPDX-License-Identifier: Apache-2.0
#include "report_writer.h"

#include <models/base/write_whole.h>
#include <models/record/run_journal.h>

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace assay::app {

using namespace Qt::StringLiterals;

struct WriterText
{
    Q_DECLARE_TR_FUNCTIONS(WriterText)
};

using models::ReportFormat;

static bool isWanted(ReportFormat format, const QStringList &formats)
{
    return formats.isEmpty() ||
           std::any_of(formats.begin(), formats.end(), [format](const QString &name) {
               return models::reportFormatFromString(name) == format;
           });
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
    const QString own = QDir::cleanPath(models::RunJournal::defaultRoot() + u"/../reports/"_s);
    if (isNew && QDir::cleanPath(QFileInfo(folder).absoluteFilePath()).startsWith(own))
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QStringList problems;
    for (const ReportFormat format : {ReportFormat::JsonFile, ReportFormat::JUnit,
                                      ReportFormat::Html, ReportFormat::Markdown}) {
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
