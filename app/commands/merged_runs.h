// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/run_journal.h>
#include <models/report/report.h>

#include <deque>

namespace assay::app {

//! Stored runs of several jobs and machines as one report. It owns what the report's tests look at.
class MergedRuns
{
public:
    //! A run's folder, or one that `assay run --output` wrote: with the tests that did not begin,
    //! what ended it before any test, and attempts that were made again told as such. Why it cannot
    //! be read, or nothing.
    std::optional<QString> add(const QString &folder);
    //! What is wrong with single lines of records; not fatal.
    const QStringList &remarks() const { return m_remarks; }

    //! Made twice of the same runs, it is the same: its time is that of the newest fact. Contexts
    //! of one name that are several clusters are told apart by their servers.
    models::ReportInput report() const;

private:
    struct Entry
    {
        int run = -1; //!< place in m_runs
        models::ReportedTest test;
    };
    std::optional<QString> addRun(const QString &folder,
                                  std::vector<models::EarlierAttempt> earlier);
    std::optional<QString> addReport(const QString &folder, const models::Json &report);

    std::deque<models::StoredRun> m_runs;
    std::vector<Entry> m_entries;
    QStringList m_remarks;
    QStringList m_problems; //!< that ended a run before any of its tests
    QStringList m_titles;   //!< of those runs
    QString m_limit;        //!< that ended one of the runs
    QDateTime m_newest;
};

} // namespace assay::app
