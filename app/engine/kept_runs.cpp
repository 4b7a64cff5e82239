// SPDX-License-Identifier: Apache-2.0
#include "kept_runs.h"

#include <models/record/run_journal.h>

#include <QSet>
#include <QSettings>

#include <algorithm>

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
    const QDateTime now = QDateTime::currentDateTimeUtc();
    std::vector<KeptRun> gone;
    QSet<QString> free; // whose records nobody needs, as was looked up
    for (bool again = true; std::exchange(again, false);) {
        gone = models::beyond(retention, runs, now);
        for (const KeptRun &run : gone) {
            if (free.contains(run.folder))
                continue;
            const auto reason = models::reasonToStay(run, runs);
            if (!reason) {
                free << run.folder;
                continue;
            }
            pruning.stays.emplace_back(run, *reason);
            const auto it = std::find_if(runs.begin(), runs.end(), [&run](const KeptRun &other) {
                return other.folder == run.folder;
            });
            // Another goes in its place.
            it->isNeeded = again = true;
        }
    }
    for (const KeptRun &run : gone) {
        if (const auto problem = trial ? std::nullopt : models::forget(run))
            pruning.problems << *problem;
        else
            pruning.gone.push_back(run);
    }
    return pruning;
}

} // namespace assay::app
