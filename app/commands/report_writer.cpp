// SPDX-License-Identifier: Apache-2.0
#include "report_writer.h"

#include <models/base/write_whole.h>

#include <QCoreApplication>
#include <QDir>

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
        const QString path = QDir(folder).filePath(models::fileNameFor(format));
        if (const auto problem = models::writeWhole(path, bytes))
            problems << *problem;
    }
    return problems;
}

} // namespace assay::app
