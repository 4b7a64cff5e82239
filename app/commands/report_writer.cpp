// SPDX-License-Identifier: Apache-2.0
#include "report_writer.h"

#include <QCoreApplication>
#include <QDir>
#include <QSaveFile>

namespace assay::app {

struct WriterText
{
    Q_DECLARE_TR_FUNCTIONS(WriterText)
};

QStringList writeReports(const models::ReportInput &input, const QString &folder)
{
    using models::ReportFormat;
    if (!QDir().mkpath(folder))
        return {WriterText::tr("The folder %1 cannot be made; choose another one.").arg(folder)};
    QStringList problems;
    for (const ReportFormat format : {ReportFormat::JsonFile, ReportFormat::JUnit,
                                      ReportFormat::Html, ReportFormat::Markdown}) {
        const QByteArray bytes = models::renderReport(input, format);
        QSaveFile file(QDir(folder).filePath(models::fileNameFor(format)));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
            problems << WriterText::tr("%1 cannot be written: %2.")
                            .arg(file.fileName(), file.errorString());
    }
    return problems;
}

} // namespace assay::app
