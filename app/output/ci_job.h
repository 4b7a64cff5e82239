// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/report/report.h>

#include <QProcessEnvironment>

namespace assay::app {

//! The CI job that Assay runs in, as its environment tells.
struct CiJob
{
    enum class System {
        None, //!< a person's terminal, or a script of theirs
        GitHub,
        GitLab,
        Other //!< CI is set, and nothing more is known of it
    };
    System system = System::None;
    QString url;         //!< of the job; empty: not known
    QString commit;      //!< that the job is about; empty: not known
    QString workspace;   //!< the repository's folder; empty: not known
    QString stepSummary; //!< path of GITHUB_STEP_SUMMARY; empty: none
    QString konflux;     //!< path of KONFLUX_TEST_OUTPUT_FILE; empty: none

    static CiJob of(const QProcessEnvironment &environment);
};

//! Lines around what belongs together, so that a job's log can be folded there; empty where the
//! system has no such thing. `name`: letters and "_".
QString sectionStart(CiJob::System system, const QString &name, const QString &title,
                     const QDateTime &at);
QString sectionEnd(CiJob::System system, const QString &name, const QDateTime &at);

//! Writes what a CI system reads beside the reports: the Konflux result (to `konflux`, else where
//! the job says) and GitHub's step summary. What went wrong comes back, a sentence each.
QStringList writeCiFiles(const CiJob &job, const QString &konflux,
                         const models::ReportInput &input);

//! Annotations on the lines of the suites; empty where the system has none.
QString annotationsFor(const CiJob &job, const models::ReportInput &input);

} // namespace assay::app
