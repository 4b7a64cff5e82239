// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/report/report.h>

#include <functional>

//! What CI systems read beside the reports.
namespace assay::models {

//! Where a test is written: a path as the repository has it, and a line from 1.
struct SuitePlace
{
    QString file; //!< empty: outside of the repository
    int line = 0; //!< 0: not known
};
//! GitHub's workflow commands ("::error file=…,line=…,title=…::…"), a line each, at most ten, the
//! worst first: failed, known for too long, inconclusive, cancelled, known, known failures that are
//! gone.
QString githubAnnotations(const ReportInput &input,
                          const std::function<SuitePlace(const ReportedTest &)> &placeOf);

//! The result of a Tekton task of Konflux: {"result", "timestamp", "note", "namespace",
//! "successes", "failures", "warnings"}, below 1 KB. What is inconclusive is an ERROR.
QByteArray konfluxTestOutput(const ReportInput &input);

//! Markdown for GITHUB_STEP_SUMMARY, below 1 MiB: GitHub drops one that is larger as a whole.
//! `taken`: bytes that stand in it already.
QByteArray githubStepSummary(const ReportInput &input, qint64 taken);

//! Lines of text of which none is read as a command by what shows a job's log.
QString harmlessForCi(const QString &text);

} // namespace assay::models
