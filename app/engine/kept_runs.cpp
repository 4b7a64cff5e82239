// SPDX-License-Identifier: Apache-2.0
#include "kept_runs.h"

#include <models/record/run_journal.h>

#include <QSettings>

namespace assay::app {

using models::KeptRun;
using namespace Qt::StringLiterals;

models::Retention retentionSetting()
{
    models::Retention retention;
    const QSettings settings(QSettings::IniFormat, QSettings::UserScope, u"assay"_s, u"history"_s);
    bool ok = false;
    const int runs = settings.value(u"runs"_s).toInt(&ok);
    if (ok && runs > 0)
        retention.runs = runs;
    const qint64 bytes = settings.value(u"bytes"_s).toLongLong(&ok);
    if (ok && bytes > 0)
        retention.bytes = bytes;
    return retention;
}

Pruning pruneHistory(const models::Retention &retention, bool trial)
{
    std::vector<KeptRun> runs;
    for (const QString &root : models::RunJournal::roots()) {
        const auto some = models::keptRuns(root);
        runs.insert(runs.end(), some.begin(), some.end());
    }
    Pruning pruning;
    for (const KeptRun &run : models::beyond(retention, runs, QDateTime::currentDateTimeUtc())) {
        if (const auto reason = models::reasonToStay(run))
            pruning.stays.emplace_back(run, *reason);
        else if (const auto problem = trial ? std::nullopt : models::forget(run))
            pruning.problems << *problem;
        else
            pruning.gone.push_back(run);
    }
    return pruning;
}

} // namespace assay::app
