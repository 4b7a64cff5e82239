// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/record/run_record.h>
#include <models/words/known_failures.h>

#include <QByteArray>

namespace assay::models {

//! A run that ended inconclusive, so that its test was run again.
struct EarlierAttempt
{
    QString runId;
    QString message; //!< why nothing could be said
};

//! One test on one context in a report: what ran, or why it could not start.
struct ReportedTest
{
    const RunRecord *record = nullptr; //!< null: nothing ran
    QString folder;                    //!< of the run, for logs; empty: none
    //! For a test without a record: its configuration as far as known, and what stopped it.
    CustomImageTestConfiguration configuration;
    std::optional<ValidationError> error;
    QString context;      //!< of a test without a record
    QString server;       //!< the same
    QString suite;        //!< path; the same
    RunOrigin origin;     //!< the same: what was typed, and by which CI job
    QDateTime at;         //!< the same: when it was told that it would not begin
    QString assayVersion; //!< the same
    //! Names the column of a grid where contexts of one name are several clusters; else empty.
    QString cluster;
    std::vector<EarlierAttempt> earlier; //!< oldest first
};

struct ReportInput
{
    QString title; //!< the suite's file name
    QDateTime at;
    QString context; //!< where there is one; several stand with the tests
    QString server;
    bool sandbox = false;
    QString engine; //!< the container engine of this computer that it ran on; empty: a cluster
    QString assayVersion;
    std::vector<ReportedTest> tests;
    //! Which of the run's own limits (a deadline, so many failures) ended it, a sentence: what it
    //! cancelled is inconclusive then, nobody interrupted it. Empty: none.
    QString limit;
    //! What stopped everything before any test (a broken suite file, no kubeconfig), one each.
    QStringList problems;
};

enum class ReportFormat { JsonFile, JUnit, Html, Markdown, Ticket };
//! json, junit, html, md, ticket
std::optional<ReportFormat> reportFormatFromString(const QString &name);
//! report.json, junit.xml, report.html, report.md, ticket.md
QString fileNameFor(ReportFormat format);

//! Pure: the same input gives the same bytes (UTF-8). Everything from outside is escaped and
//! stripped of control characters. The HTML stands alone: no script, no network, light and dark.
QByteArray renderReport(const ReportInput &input, ReportFormat format);

//! Whether the bytes are a whole file that was written as such a report, by this version or
//! another.
bool isReport(const QByteArray &bytes, ReportFormat format);

Outcome outcomeOf(const ReportedTest &test);
//! What stopped the test; nothing where it passed, or where imports failed and that is all.
std::optional<ValidationError> errorOf(const ReportedTest &test);
const CustomImageTestConfiguration &configurationOf(const ReportedTest &test);
//! Seconds from the start to the verdict.
double durationOf(const ReportedTest &test);

//! Of the tests, in their order, each once; more than one: the report tells them apart.
QStringList contextsOf(const ReportInput &input);
QString contextOf(const ReportedTest &test);
//! For a person: "Attempt 2. Before it, inconclusive: …"; empty for a first attempt.
QString attemptsText(const ReportedTest &test);

//! Where a suite's file is, as far as the test knows; its name without ".yaml".
QString suitePathOf(const ReportedTest &test);
QString suiteNameOf(const ReportedTest &test);

//! The same of what a test's record says; nothing of a test without one.
KnownFailureFinding knownFailureOf(const ReportedTest &test);
bool isKnownFailure(const ReportedTest &test);

//! How many tests came out how: "3 passed, 1 failed, 1 known failure".
QString countsText(const ReportInput &input);

//! Tests down, contexts across, as lines of plain text.
QString gridText(const ReportInput &input);

//! 130 cancelled (3 where a limit did it), else 2 problems, else 1 one failed (and not as known),
//! else 3 one inconclusive or not recorded whole, else 0.
int exitStatusFor(const ReportInput &input);

//! The report's object for one test, as report.json holds it.
Json reportJsonFor(const ReportedTest &test);

} // namespace assay::models
