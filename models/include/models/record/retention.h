// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/fact.h>

#include <optional>
#include <vector>

namespace assay::models {

//! A run that is kept on this machine, as a list of runs needs it: not its whole record.
struct KeptRun
{
    QString folder; //!< as it is listed
    QString runId, testId, image, context, server;
    QDateTime startedAt;
    std::optional<Outcome> outcome; //!< none: it came to no verdict
    qint64 bytes = 0;               //!< what its removal frees; 0 where only a link is listed
    bool isLink = false;            //!< it lies where somebody wanted it, and is only listed here
    bool isLive = false;            //!< still being written
    bool isNeeded = false;          //!< it has to stay: see reasonToStay()
};

//! All runs under `root`, newest first. Reads the beginning and the end of each record.
std::vector<KeptRun> keptRuns(const QString &root);

//! How much is kept.
struct Retention
{
    int runs = 200;
    qint64 bytes = 2'000'000'000;
    std::optional<double> seconds = {}; //!< older runs go, whatever their outcome

    bool operator==(const Retention &) const = default;
};

//! Which of them go, in this order, so that the rest is within the limits: what passed goes first,
//! what failed last, the older before the newer, and the newest of all only where nothing else is
//! left. What is still written or needed stays.
std::vector<KeptRun> beyond(const Retention &retention, const std::vector<KeptRun> &runs,
                            const QDateTime &now);

//! Why a run has to stay although it is old: it may have left something on a cluster, which nobody
//! would know without its record. Nothing: it may go. A namespace that it made is no reason where
//! one of `others`, which used it last, has deleted it.
std::optional<QString> reasonToStay(const KeptRun &run, const std::vector<KeptRun> &others = {});

//! Takes it from the disk, or from the list where it lies elsewhere. Nothing: it is gone; otherwise
//! a sentence.
std::optional<QString> forget(const KeptRun &run);

} // namespace assay::models
