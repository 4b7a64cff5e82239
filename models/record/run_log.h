// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/run_journal.h>

namespace assay::models {

//! A log as it is written: its beginning in its own file, what comes once that is full in two
//! others, of which the older goes when the newer is full.
struct RunJournal::Log
{
    QString name; //!< relative to the run's folder
    QFile file;
    QFile newer;
    bool isPutAside = false;
    qint64 aside = 0; //!< bytes that were put aside, whether or not they are still there
};

//! "logs/main.log", "logs/main.1.log".
QString logFileName(const QString &container, int attempt);

} // namespace assay::models
