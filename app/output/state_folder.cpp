// SPDX-License-Identifier: Apache-2.0
#include "state_folder.h"

#include <models/record/run_journal.h>

#include <QDateTime>
#include <QDir>

namespace assay::app {

QString newReportFolder()
{
    const QDir state(models::RunJournal::writableRoot() + QStringLiteral("/.."));
    return QDir::cleanPath(state.filePath(
        QStringLiteral("reports/") +
        QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMddTHHmmss.zzzZ"))));
}

} // namespace assay::app
