// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/run_record.h>

#include <QByteArray>

namespace assay::models {

//! One test in a report: what ran, or why it could not start.
struct ReportedTest
{
    const RunRecord *record = nullptr; //!< null: nothing ran
    QString folder;                    //!< of the run, for logs; empty: none
    //! For a test without a record: its configuration as far as known, and what stopped it.
    CustomImageTestConfiguration configuration;
    std::optional<ValidationError> error;
};

struct ReportInput
{
    QString title; //!< the suite's file name
    QDateTime at;
    QString context;
    QString server;
    bool sandbox = false;
    QString assayVersion;
    std::vector<ReportedTest> tests;
    //! What stopped everything before any test (a broken suite file, no kubeconfig), one each.
    QStringList problems;
};

enum class ReportFormat { JsonFile, JUnit, Html, Markdown };
std::optional<ReportFormat> reportFormatFromString(const QString &name); //!< json, junit, html, md
QString fileNameFor(ReportFormat format); //!< report.json, junit.xml, report.html, report.md

//! Pure: the same input gives the same bytes (UTF-8). Everything from outside is escaped and
//! stripped of control characters. The HTML stands alone: no script, no network, light and dark.
QByteArray renderReport(const ReportInput &input, ReportFormat format);

//! 0 all passed, 1 one failed, 3 one inconclusive (and none failed), 130 cancelled, 2 problems.
int exitStatusFor(const ReportInput &input);

//! The report's object for one test, as report.json holds it.
Json reportJsonFor(const ReportedTest &test);

} // namespace assay::models
