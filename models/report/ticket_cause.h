// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/report/report.h>

//! Why a test did not pass, for whoever has nothing but a ticket.
namespace assay::models::reporting {

//! Null where there is none.
const Diagnosis *diagnosisOf(const ReportedTest &test);
//! Null where no step of the ladder stopped the test.
const PreflightCheck *failedRung(const ReportedTest &test);

//! As headlineOf(), and where there is no verdict the first sentence of why.
QString ticketHeadline(const ReportedTest &test);
//! Why, where there is more to say of it than a headline; empty: there is not.
QString ticketCause(const ReportedTest &test);
//! A sentence; empty where it passed.
QString whoseFault(const ReportedTest &test);
//! What to do, each only once.
QStringList ticketAdvice(const ReportedTest &test);

} // namespace assay::models::reporting
