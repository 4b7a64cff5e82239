// SPDX-License-Identifier: Apache-2.0
#include "stored_runs.h"

#include "commands/merged_runs.h"

#include <QDir>
#include <QFileInfo>

namespace assay::app {

using namespace Qt::StringLiterals;

bool holdsSeveralRuns(const QString &folder)
{
    const QDir dir(folder);
    return !dir.exists(u"run.jsonl"_s) &&
           (dir.exists(u"report.json"_s) || QFileInfo(dir.filePath(u"runs"_s)).isDir());
}

StoredRuns readStoredRuns(const QString &folder)
{
    MergedRuns merged;
    StoredRuns stored;
    stored.problem = merged.add(folder).value_or(QString());
    stored.remarks = merged.remarks();
    const models::ReportInput report = merged.report();
    for (const models::ReportedTest &test : report.tests) {
        const QString place = test.cluster.isEmpty() ? models::contextOf(test) : test.cluster;
        if (test.record) {
            stored.runs.push_back(models::GridModel::Ended::of(*test.record, place, test.folder));
            continue;
        }
        models::GridModel::Ended notBegun;
        notBegun.testId = test.configuration.id;
        notBegun.context = place;
        notBegun.state = models::TestState::Inconclusive;
        notBegun.ending = test.error ? test.error->message : QString();
        stored.runs.push_back(notBegun);
    }
    return stored;
}

} // namespace assay::app
